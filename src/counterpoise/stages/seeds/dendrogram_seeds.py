"""Clusters of all sizes grow: each gives its middle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.kernel import _kernel
from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.checks import checked_choice
from counterpoise.parameters.threads import threads_for
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.linkage_labels import check_linked
from counterpoise.stages.seeds.seeds import Seeds, check_two_rows, collected
from counterpoise.stages.values import numbers_of, units_of

__all__ = ["DendrogramSeeds"]

_LINKAGES = ("single", "complete", "average")

_MARKS = 2**39
"""Marks of rows are below this: so many of them as rows can be joined add up to less than 2**53."""


class DendrogramSeeds(Seeds):
    """The clusters of a class at every level of its trees, each of which gives one new row.

    Rows are joined to clusters, and clusters to larger ones, until all are one: a tree of n rows
    has n - 1 clusters. `ToPoint` places a new row in the middle of its cluster; its seed is the row
    of the class that is nearest to the middle. Where fewer rows are asked for, some clusters are
    drawn (Cohen and others 2006).

    Parameters
    ----------
    linkages : sequence of {"single", "complete", "average"}, default=("single", "complete")
        How far apart two clusters are: by their nearest rows, by the farthest, or on average. Each
        gives a tree; clusters that are in several trees count once.
    fewer : bool, default=False
        Whether fewer new rows than were asked for are all right, because rows of the other classes
        leave instead.
    """

    why_other_counts = "its trees have fewer clusters; use SMOTE"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "linkages": [list, tuple],
        "fewer": ["boolean"],
    }

    def __init__(self, linkages: Any = ("single", "complete"), fewer: bool = False):
        self.linkages = linkages
        self.fewer = fewer

    def check(self) -> None:
        super().check()
        for name in self.linkages:
            checked_choice("linkages", name, _LINKAGES)

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def check_count(
        self, problem: Problem, klass: int, n_asked: int, n_made: int, why: str = ""
    ) -> None:
        if not self.fewer:
            super().check_count(problem, klass, n_asked, n_made, why)

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        check_two_rows(problem, klass, members)
        check_linked(len(members), problem.labels[klass])
        problem.findings.of(("DendrogramSeeds", "asked"))[klass] = n_new
        n_threads = threads_for(len(members) ** 2, problem.geometry.n_jobs)
        points, numbers = _points(problem, members), numbers_of(problem, members)
        middles = _middles(points, numbers, self.linkages, n_threads)
        if n_new < len(middles):
            chosen = problem.streams.of_class(klass).permutation(len(middles))[:n_new]
            middles = middles[np.sort(chosen)]
        index = NeighborIndex(1, n_jobs=problem.geometry.n_jobs)
        index.fit(units_of(problem, members))
        units = problem.units
        sought = middles if units is None else (middles - units[0]) / units[1]
        nearest = index.kneighbors(sought, return_distance=False)[:, 0]
        n = len(middles)
        yield SeedGroup(
            klass,
            members[nearest],
            n,
            counts=np.ones(n, np.int64),
            per_seed={"point": middles},
        )


def _points(problem: TableProblem, members: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the rows of a class as points without missing values; (n_members, n_dims)."""
    points = problem.geometry.embedding()[members]
    dense = points.toarray() if hasattr(points, "toarray") else points
    return np.ascontiguousarray(dense, np.float64)


def _middles(
    points: NDArray[np.float64], numbers: NDArray[np.float64], linkages: Any, n_threads: int
) -> NDArray[np.float64]:
    """Return the middle of each cluster of the trees, in the table's own units; NaN where none of
    its rows has a value.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_dims), float64
        The rows of the class in the units of the distance, by which they are joined.
    numbers : ndarray of shape (n_rows, n_numeric), float64
        The same in the table's own units, NaN where missing.
    linkages : sequence of str
        How far apart clusters are.
    n_threads : int
        Threads.
    """
    known = ~np.isnan(numbers)
    numbers = np.where(known, numbers, 0.0)
    counts = np.ones((len(points), 1)) if known.all() else known.astype(np.float64)
    # A cluster is known by the marks of its rows, whatever the order in which they were joined.
    # Their sums are whole numbers that float64 holds.
    marks = np.random.default_rng(0).integers(_MARKS, size=(len(points), 2)).astype(np.float64)
    values = np.ascontiguousarray(np.column_stack([marks, counts, numbers]))
    apart = None
    found = []
    for name in linkages:
        if apart is None:
            apart = _kernel.all_apart(points, n_threads)
        found.append(_kernel.cluster_sums(values, _kernel.linked(name, apart)[0]))
        if name != "single":
            apart = None  # overwritten
    sums = np.concatenate(found)
    first = np.unique(sums[:, :2].copy().view(np.complex128)[:, 0], return_index=True)[1]
    sums = sums[np.sort(first)]
    n_counts = counts.shape[1]
    with np.errstate(invalid="ignore"):
        middles: NDArray[np.float64] = sums[:, 2 + n_counts :] / sums[:, 2 : 2 + n_counts]
    return middles
