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
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.linkage_labels import check_linked
from counterpoise.stages.seeds.seeds import Seeds, check_two_rows, collected
from counterpoise.stages.values import numbers_of, units_of

__all__ = ["DendrogramSeeds"]

_LINKAGES = ("single", "complete", "average")

_MOST_KEPT = 8000
"""Rows whose distances are kept twice at most, in 1 GB."""


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
        middles = _middles(_points(problem, members), numbers_of(problem, members), self.linkages)
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
    return np.asarray(points.toarray() if hasattr(points, "toarray") else points, np.float64)


def _middles(
    points: NDArray[np.float64], numbers: NDArray[np.float64], linkages: Any
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
    """
    from scipy.spatial.distance import cdist

    # A cluster is known by the marks of its rows, whatever the order in which they were joined.
    marks = np.random.default_rng(0).integers(2**63, size=len(points)).tolist()
    known = ~np.isnan(numbers)
    numbers = np.where(known, numbers, 0.0)
    # Of many rows the distances are not kept a second time, but measured again.
    apart = cdist(points, points) if len(points) <= _MOST_KEPT else None
    found: dict[int, NDArray[np.float64]] = {}
    for name in linkages:
        pairs, sizes = _tree(name, cdist(points, points) if apart is None else apart.copy())
        sums = _sums(numbers, pairs)
        counts = sizes if known.all() else _sums(known.astype(np.float64), pairs)
        with np.errstate(invalid="ignore"):
            middles = sums / counts
        mark = marks.copy()
        for (left, right), middle in zip(pairs, middles, strict=True):
            mark.append(mark[left] ^ mark[right])
            found.setdefault(mark[-1], middle)
    return np.array(list(found.values()))


def _tree(name: Any, apart: NDArray[np.float64]) -> tuple[list[list[int]], NDArray[np.float64]]:
    """Return which two rows or earlier clusters are joined to each cluster, and its number of rows.

    Clusters follow the rows in their numbers, the nearest joins first; sizes of shape
    (n_rows - 1, 1). The distances, of shape (n_rows, n_rows), are overwritten.
    """
    joins, heights = _kernel.linked(name, apart)
    numbers, sizes = list(range(len(apart))), [1] * len(apart)
    pairs = []
    for first, second in joins[np.argsort(heights[:, 0], kind="stable")].tolist():
        left, right = sorted((numbers[first], numbers[second]))
        pairs.append([left, right])
        numbers[second] = len(sizes)
        sizes.append(sizes[left] + sizes[right])
    return pairs, np.array(sizes[len(apart) :], np.float64)[:, np.newaxis]


def _sums(values: NDArray[np.float64], pairs: list[list[int]]) -> NDArray[np.float64]:
    """Return the sum of each cluster's values; shape (n_rows - 1, n_columns).

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_columns), float64
        Of each row.
    pairs : list of n_rows - 1 lists of two
        Which two rows or earlier clusters are joined.
    """
    n = len(values)
    sums = np.concatenate([values, np.empty((n - 1, values.shape[1]))])
    each = list(sums)
    for out, (left, right) in zip(each[n:], pairs, strict=True):
        np.add(each[left], each[right], out)
    return sums[n:]
