"""Rows grow in boxes of the table where their class is frequent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.parameters.constraints import SHARE
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.clustered_seeds import Cluster, ClusteredSeeds

__all__ = ["RegionSeeds", "trim_regions"]

_AT_ONCE = 1 << 15
"""Numbers that are looked at together."""


class RegionSeeds(ClusteredSeeds):
    """The class in the regions that TRIM's pruning finds, each growing in itself.

    Parameters
    ----------
    min_precision : float, default=0.3
        Least share of the class in a region that grows.
    """

    why_no_cluster = "no region has two rows of it and min_precision of it (lower that)"
    _parameter_constraints: ClassVar[dict[str, Any]] = {"min_precision": [SHARE]}

    def __init__(self, min_precision: float = 0.3):
        self.min_precision = min_precision

    @property
    def needs(self) -> Need:
        return super().needs | Need.WHOLE_TABLE

    def clusters(self, problem: Problem, klass: int) -> Sequence[Cluster]:
        assert isinstance(problem, TableProblem)
        own = problem.target == klass
        points = points_of(problem, np.arange(problem.n_rows), klass)
        found = []
        for region in trim_regions(points, own):
            inside = np.sort(region[own[region]])
            if len(inside) >= self.min_precision * len(region):
                found.append(Cluster(inside, float(len(inside))))
        return found


def trim_regions(
    points: NDArray[np.float64], own: NDArray[np.bool_]
) -> Iterator[NDArray[np.int64]]:
    """Yield the points of each region that is not cut any further.

    A region with c of n points of the class has the worth ``c ** 2 / n``. It is cut in two where
    the better part is worth most, if that is more than the whole. Parts of fewer than two points
    of the class are dropped.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims), float64
        The points of all classes.
    own : ndarray of shape (n_points,), bool
        Which of them are of the class.
    """
    # Each region keeps its points in the order of every column, so that nothing is sorted twice.
    regions = [np.ascontiguousarray(np.argsort(points, axis=0, kind="stable").T)]
    left = np.zeros(len(points), bool)
    while regions:
        order = regions.pop()
        n, n_own = order.shape[1], int(own[order[0]].sum())
        if n_own < 2:
            continue
        column, place = _best_cut(points, own, order) if n_own < n else (0, 0)
        if not place:
            yield order[0]
            continue
        left[order[column, :place]] = True
        before = left[order]
        regions.append(order[~before].reshape(len(order), n - place))
        regions.append(order[before].reshape(len(order), place))
        left[order[0]] = False


def _best_cut(
    points: NDArray[np.float64], own: NDArray[np.bool_], order: NDArray[np.int64]
) -> tuple[int, int]:
    """Return the column of the best cut, and how many points are before it; 0 for no cut."""
    d, n = order.shape
    n_own = int(np.count_nonzero(own[order[0]]))
    n_before = np.arange(1.0, n)
    best, found = n_own**2 / n, (0, 0)
    # As many columns at once as stay near the processor.
    step = max(1, _AT_ONCE // n)
    for start in range(0, d, step):
        columns = order[start : start + step]
        own_before = np.cumsum(own[columns[:, :-1]], axis=1, dtype=np.float64)
        worth = np.square(own_before) / n_before
        others = np.square(n_own - own_before) / (n - n_before)
        np.maximum(worth, others, out=worth)
        values = np.take_along_axis(points.T[start : start + step], columns, axis=1)
        worth[values[:, 1:] == values[:, :-1]] = 0.0
        for column, i in enumerate(worth.argmax(axis=1).tolist(), start):
            # Not by rounding alone, which would cut for ever.
            if worth[column - start, i] > best * (1 + 1e-12):
                best, found = float(worth[column - start, i]), (column, i + 1)
    return found
