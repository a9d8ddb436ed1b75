"""Each row says how many of its neighbours may be its partners."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.seeds import Seeds, check_two_rows, collected

__all__ = ["BoxSeeds"]

_AT_ONCE = 1 << 20
"""Rows that are looked at together."""

_FIRST, _GROWTH = 64, 4
"""How many of the nearest rows are looked at first, and how many times as many after that."""


class BoxSeeds(Seeds):
    """All rows, with as many partners as boxes between them and the row are free of other classes.

    Between a row and each of its nearest rows of the class lies a box with sides along the axes.
    The precision of the first k boxes is the share of the class among all rows in them; the row has
    as many partners as there are boxes before the precision falls (AND-SMOTE).

    Parameters
    ----------
    k_max : int, default=15
        How many partners a row may have at most.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_max": [Number(Integral, 1, None, closed="left")]
    }

    def __init__(self, k_max: int = 15):
        self.k_max = k_max

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.CLASS_NEIGHBOURS | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        check_two_rows(problem, klass, members)
        k = min(self.k_max, len(members) - 1)
        near = problem.nearest(members, k, among="class", klass=klass, parameter="k_max").square
        points: Any = problem.geometry.embedding(klass)
        points = np.asarray(points.toarray() if sparse.issparse(points) else points, np.float64)
        index = NeighborIndex(n_jobs=problem.geometry.n_jobs).fit(points)
        n_partners = _n_partners(index, points, members, near, problem.target == klass)
        yield SeedGroup(klass, members, n_new, per_seed={"n_partners": n_partners})


def _n_partners(
    index: NeighborIndex,
    points: NDArray[np.float64],
    seeds: NDArray[np.int64],
    near: NDArray[np.int64],
    is_own: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Return how many partners each seed has; shape (n_seeds,).

    What lies in a box is no farther from the seed than its other corner. So more and more of the
    nearest rows are asked for, until one is farther away than all of the seed's corners.

    Parameters
    ----------
    index : NeighborIndex
        Fitted to the points.
    points : ndarray of shape (n_points, n_dims)
        The rows of all classes.
    seeds, near : ndarray of shape (n_seeds,) and (n_seeds, k), int64
        The rows of the class, and the other corners of their boxes.
    is_own : ndarray of shape (n_points,), bool
        Which points are of the class.
    """
    n, k = near.shape
    n_all, n_own = np.zeros((n, k)), np.zeros((n, k))
    # A little more, because distances are rounded.
    reach = np.stack([_lengths(points[corner] - points[seeds]) for corner in near.T]) * (1 + 1e-9)
    pending, n_asked = np.arange(n), min(_FIRST, len(points))
    while len(pending):
        unfinished = [pending[:0]]
        step = max(1, _AT_ONCE // n_asked)
        for start in range(0, len(pending), step):
            chosen = pending[start : start + step]
            far, found = index.kneighbors(points[seeds[chosen]], n_asked)
            done = (far[:, -1] > reach[:, chosen].max(axis=0)) | (n_asked == len(points))
            unfinished.append(chosen[~done])
            chosen, far, found = chosen[done], far[done], found[done]
            for j in range(k):
                # A row counts from the first of a seed's boxes that holds it.
                place, rank = np.nonzero(far <= reach[j, chosen][:, np.newaxis])
                seed, row = chosen[place], found[place, rank]
                inside = _between(points, seeds[seed], near[seed, j], row)
                n_all[:, j] += np.bincount(seed[inside], minlength=n)
                n_own[:, j] += np.bincount(seed[inside], is_own[row[inside]], minlength=n)
                far[place[inside], rank[inside]] = np.inf
        pending = np.concatenate(unfinished)
        n_asked = min(_GROWTH * n_asked, len(points))
    precision = n_own.cumsum(axis=1) / n_all.cumsum(axis=1)
    falls = np.diff(precision, axis=1, append=-1.0) < 0
    before: NDArray[np.int64] = falls.argmax(axis=1) + 1
    return before


def _lengths(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the lengths of steps, whose squares may be no numbers; shape (n_steps,)."""
    largest = np.abs(steps).max(axis=1, initial=0.0)
    unit = steps / np.where(largest > 0, largest, 1.0)[:, np.newaxis]
    lengths: NDArray[np.float64] = largest * np.sqrt(np.square(unit).sum(axis=1))
    return lengths


def _between(
    points: NDArray[np.float64],
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    rows: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return for which pairs of corners a row lies in their box; the pairs' numbers."""
    left = np.arange(len(rows))
    for column in np.ascontiguousarray(points.T):
        one, other, value = column[a], column[b], column[rows]
        holds = (value >= np.minimum(one, other)) & (value <= np.maximum(one, other))
        left, a, b, rows = left[holds], a[holds], b[holds], rows[holds]
    return left
