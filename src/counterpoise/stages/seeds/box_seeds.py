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
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.seeds import Seeds, check_two_rows, collected

__all__ = ["BoxSeeds"]

# Boxes whose rows are counted together, and rows that are looked at together.
_BOXES_AT_ONCE = 4_000
_ROWS_AT_ONCE = 2_000_000


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
        columns = SortedColumns(points.toarray() if sparse.issparse(points) else points)
        is_own = problem.target == klass
        n_partners = np.concatenate(
            [columns.partners(*block, is_own) for block in columns.blocks(members, near)]
        )
        yield SeedGroup(klass, members, n_new, per_seed={"n_partners": n_partners})


class SortedColumns:
    """Points in the order of each of their columns, to find those in a box quickly.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims)
        The points.
    """

    def __init__(self, points: NDArray[np.float64]):
        self.points = points
        self.order = np.argsort(points, axis=0, kind="stable")
        self.values = np.take_along_axis(points, self.order, axis=0)

    def blocks(
        self, seeds: NDArray[np.int64], near: NDArray[np.int64]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Yield some of the seeds at a time, with their neighbours."""
        step = max(1, _BOXES_AT_ONCE // near.shape[1])
        for start in range(0, len(seeds), step):
            yield seeds[start : start + step], near[start : start + step]

    def partners(
        self, seeds: NDArray[np.int64], near: NDArray[np.int64], is_own: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Return how many partners each seed has; shape (n_seeds,)."""
        n, k = near.shape
        ends = np.stack([self.points[np.repeat(seeds, k)], self.points[near.ravel()]])
        box, row = self.inside(ends.min(axis=0), ends.max(axis=0))
        # A row counts from the first of a seed's boxes that holds it; boxes ascend.
        _, first = np.unique(box // k * len(self.points) + row, return_index=True)
        box, row = box[first], row[first]
        n_all = np.bincount(box, minlength=n * k).reshape(n, k)
        n_own = np.bincount(box, is_own[row], minlength=n * k).reshape(n, k)
        precision = n_own.cumsum(axis=1) / n_all.cumsum(axis=1)
        falls = np.diff(precision, axis=1, append=-1.0) < 0
        before: NDArray[np.int64] = falls.argmax(axis=1) + 1
        return before

    def inside(
        self, low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the number of a box and of a row in it, for all such pairs, by ascending boxes.

        Parameters
        ----------
        low, high : ndarray of shape (n_boxes, n_dims)
            The corners.
        """
        begin, end = np.empty(low.shape, np.int64), np.empty(low.shape, np.int64)
        for j, column in enumerate(self.values.T):
            begin[:, j] = np.searchsorted(column, low[:, j], "left")
            end[:, j] = np.searchsorted(column, high[:, j], "right")
        # The column in which the box is the narrowest leaves the fewest rows to look at.
        narrow = (end - begin).argmin(axis=1)
        boxes = np.arange(len(low))
        begin, length = begin[boxes, narrow], (end - begin)[boxes, narrow]
        upto = np.cumsum(length)
        found = []
        start = 0
        while start < len(low):
            before = int(upto[start] - length[start])
            stop = max(start + 1, int(np.searchsorted(upto, before + _ROWS_AT_ONCE, "right")))
            box = np.repeat(boxes[start:stop], length[start:stop])
            rank = np.arange(len(box)) + before - (upto - length)[box]
            row = self.order[begin[box] + rank, narrow[box]]
            for j in range(low.shape[1]):
                value = self.points[row, j]
                within = (value >= low[box, j]) & (value <= high[box, j])
                box, row = box[within], row[within]
            found.append((box, row))
            start = stop
        return np.concatenate([b for b, _ in found]), np.concatenate([r for _, r in found])
