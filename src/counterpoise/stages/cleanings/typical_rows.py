"""Classes that did not grow keep rows that stand for the others of their cell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.kernel import _kernel
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
        kept: NDArray[np.int64] = members[
            np.sort(_typical(points, _kernel.halved_cells(points, n_kept)[:, 0]))
        ]
        return kept


def _squared_deviations(
    points: NDArray[np.float64], starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the squared deviations from the mean of one's cell, and their sums over each cell.

    Shapes (n_points, n_dims) and (n_cells, n_dims).
    """
    middles = np.add.reduceat(points, starts) / sizes[:, np.newaxis]
    far = np.square(points - np.repeat(middles, sizes, axis=0))
    return far, np.add.reduceat(far, starts)


def _typical(points: NDArray[np.float64], cell: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of the point of each cell that is nearest to the cell's mean."""
    order = np.argsort(cell, kind="stable")
    sizes = np.unique(cell, return_counts=True)[1]
    starts = np.cumsum(sizes) - sizes
    far = _squared_deviations(points[order], starts, sizes)[0].sum(axis=1)
    far[np.repeat(sizes < 3, sizes)] = 0.0  # the middle of two is as far from both
    nearest = np.lexsort([far, np.repeat(np.arange(len(sizes)), sizes)])[starts]
    typical: NDArray[np.int64] = order[nearest]
    return typical
