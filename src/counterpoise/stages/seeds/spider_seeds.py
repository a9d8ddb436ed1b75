"""Rows are amplified by how many safe rows of other classes stand near them."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.other_neighbours import foreign_rows
from counterpoise.stages.seeds.relabelled import relabelled
from counterpoise.stages.seeds.seeds import Seeds, apportioned, collected

__all__ = ["Amplification", "SpiderSeeds"]

Amplification = Literal["weak", "relabel", "strong"]


class SpiderSeeds(Seeds):
    """Copies of rows, in proportion to the safe rows of other classes near them (SPIDER).

    A row is safe if most of its k neighbours are on its side (of the class, or not), else noisy.
    Noisy rows of classes that do not grow leave (`WithoutFound("SpiderSeeds", "gone")`).

    Parameters
    ----------
    k_neighbors : int, default=3
        How many neighbours.
    amplification : {"weak", "relabel", "strong"}, default="weak"
        "weak": noisy rows of the class grow. "relabel": moreover, noisy rows of other classes near
        them get their class. "strong": safe rows grow too, and noisy rows that k + 2 neighbours get
        wrong as well look at that many.
    """

    relabels = True
    why_other_counts = (
        "none of the rows that may grow has a safe row of another class among its neighbours; use "
        "SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": [Number(Integral, 1, None, closed="left")],
        "amplification": [StrOptions({"weak", "relabel", "strong"})],
    }

    def __init__(self, k_neighbors: int = 3, amplification: Amplification = "weak"):
        self.k_neighbors = k_neighbors
        self.amplification = amplification

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_ROWS | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        others = foreign_rows(problem, klass)
        noisy = np.zeros(problem.n_rows, bool)
        theirs = self._near(problem, klass, others, self.k_neighbors)
        noisy[others] = _outvoted(problem, klass, others, theirs)
        shrinks = np.array([not problem.plan.get(k) for k in range(len(problem.labels))])
        gone = np.flatnonzero(noisy & shrinks[problem.target])
        near = self._near(problem, klass, members, self.k_neighbors)
        own_noisy = _outvoted(problem, klass, members, near)
        n_named = 0
        if self.amplification == "relabel":
            found = near[own_noisy]
            named = found[noisy[found] & shrinks[problem.target[found]]]
            group = relabelled(problem, klass, named, n_new, "SpiderSeeds")
            if group is not None:
                n_named = group.n_new
                yield group
        known = problem.findings.get(("SpiderSeeds", "gone"), gone)
        problem.findings["SpiderSeeds", "gone"] = np.union1d(known, gone)
        times = self._times(problem, klass, members, near, noisy)
        if times.any() and n_named < n_new:
            counts = apportioned(n_new - n_named, times.astype(np.float64))
            yield SeedGroup(klass, members, n_new - n_named, counts=counts, offset=n_named)

    def _times(
        self,
        problem: TableProblem,
        klass: int,
        members: NDArray[np.int64],
        near: NDArray[np.int64],
        noisy: NDArray[np.bool_],
    ) -> NDArray[np.int64]:
        """Return how often SPIDER copies each row of the class; shape (n_members,)."""
        times = _n_safe(problem, klass, near, noisy)
        own_noisy = _outvoted(problem, klass, members, near)
        if self.amplification != "strong":
            return times * own_noisy
        wrong = np.flatnonzero(own_noisy)
        near = self._near(problem, klass, members[wrong], self.k_neighbors + 2)
        still = _outvoted(problem, klass, members[wrong], near)
        times[wrong[still]] = _n_safe(problem, klass, near[still], noisy)
        return times

    def _near(
        self, problem: TableProblem, klass: int, rows: NDArray[np.int64], k: int
    ) -> NDArray[np.int64]:
        return problem.nearest(rows, k, klass=klass, parameter="k_neighbors", values=True).square


def _outvoted(
    problem: TableProblem, klass: int, rows: NDArray[np.int64], near: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which rows have no majority of their own side among their neighbours."""
    own = problem.target[rows] == klass
    n_same: NDArray[np.int64] = ((problem.target[near] == klass) == own[:, np.newaxis]).sum(axis=1)
    outvoted: NDArray[np.bool_] = 2 * n_same <= near.shape[1]
    return outvoted


def _n_safe(
    problem: TableProblem, klass: int, near: NDArray[np.int64], noisy: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return how many neighbours of each row are safe rows of other classes."""
    n_safe: NDArray[np.int64] = ((problem.target[near] != klass) & ~noisy[near]).sum(axis=1)
    return n_safe
