"""Classes that did not grow keep rows that stand for the others of their cell."""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.thinned import Thinned

__all__ = ["TypicalRows"]


class TypicalRows(Thinned):
    """Of the classes that do not grow, one row of each cell stays: the nearest to its middle.

    A class is cut into as many cells as rows shall stay. The cell with the largest squared
    deviation is halved, at the mean of the column in which its rows differ most, until there are
    so many.

    How many rows the classes that grew were to get tell `DendrogramSeeds`.
    """

    def asked(self, problem: TableProblem, klass: int, n_added: int) -> float:
        asked: dict[int, int] = problem.findings.of(("DendrogramSeeds", "asked"))
        return asked.get(klass, n_added)

    def choose(self, problem: TableProblem, klass: int, n_kept: int) -> NDArray[np.int64]:
        members = problem.members(klass)
        points = problem.geometry.embedding()[members]
        points = np.asarray(points.toarray() if hasattr(points, "toarray") else points, np.float64)
        chosen = [_typical(points, cell) for cell in _cells(points, n_kept)]
        kept: NDArray[np.int64] = members[np.sort(np.array(chosen))]
        return kept


def _cells(points: NDArray[np.float64], n_cells: int) -> list[NDArray[np.int64]]:
    """Return points cut into cells; n_cells arrays of places, or fewer where points are alike."""
    # The first place of each cell decides between equal deviations.
    heap: list[tuple[float, int, Any]] = []
    done: list[NDArray[np.int64]] = []

    def add(cell: NDArray[np.int64]) -> None:
        own = points[cell]
        own -= np.add.reduce(own) / len(cell)
        spread = np.add.reduce(np.square(own, out=own))
        total = float(spread.sum())
        if len(cell) > 1:
            heapq.heappush(heap, (-total, int(cell[0]), (cell, int(spread.argmax()))))
        else:
            done.append(cell)

    add(np.arange(len(points)))
    while heap and len(heap) + len(done) < n_cells:
        cell, column = heapq.heappop(heap)[2]
        values = points[cell, column]
        right = values > np.add.reduce(values) / len(values)
        if not right.any():  # all alike: any half is as good
            right = np.arange(len(cell)) >= len(cell) // 2
        add(cell[~right])
        add(cell[right])
    return done + [cell for _, _, (cell, _) in heap]


def _typical(points: NDArray[np.float64], cell: NDArray[np.int64]) -> int:
    """Return the place of the point of a cell that is nearest to the cell's mean."""
    if len(cell) < 3:  # the middle of two is as far from both
        return int(cell[0])
    own = points[cell]
    own -= np.add.reduce(own) / len(cell)
    far = np.square(own, out=own).sum(axis=1)
    return int(cell[far.argmin()])
