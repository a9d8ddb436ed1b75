"""Classes that did not grow keep rows that stand for the others of their cell."""

from __future__ import annotations

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
        kept: NDArray[np.int64] = members[np.sort(_typical(points, _cells(points, n_kept)))]
        return kept


def _cells(points: NDArray[np.float64], n_cells: int) -> NDArray[np.int64]:
    """Return the number of each point's cell; fewer cells where there are fewer points.

    No cell deviates more than the one that it was cut from. So those are halved that deviate most
    among all that halving could lead to, and all cells of a depth can be looked at together. A
    cell is passed by if enough others are known to deviate more.
    """
    n_cuts = min(n_cells, len(points)) - 1
    cell = np.zeros(len(points), np.int64)
    order, sizes = np.arange(len(points)), np.array([len(points)])
    levels, n_known = [(np.array([-1]), np.array([np.inf]), np.zeros(1, np.int64), sizes)], 0
    while True:
        parents, limits, _, sizes = levels[-1]
        starts = np.cumsum(sizes) - sizes
        spread = _squared_deviations(points[order], starts, sizes)[1]
        # Rounding could lift a cell above the one that it was cut from.
        totals = np.minimum(spread.sum(axis=1), limits)
        levels[-1] = parents, totals, order[starts], sizes
        numbers = n_known + np.arange(len(sizes))
        n_known += len(sizes)
        cell[order] = np.repeat(numbers, sizes)
        known = np.concatenate([own[many > 1] for _, own, _, many in levels])
        least = -np.partition(-known, n_cuts - 1)[n_cuts - 1] if 0 < n_cuts <= len(known) else 0.0
        cut = (sizes > 1) & (totals >= least) & (n_cuts > 0)
        if not cut.any():
            break
        order, sizes, column = order[np.repeat(cut, sizes)], sizes[cut], spread[cut].argmax(axis=1)
        is_right = _right_halves(points[order, np.repeat(column, sizes)], sizes)
        order = order[
            np.argsort(np.repeat(np.arange(len(sizes)) * 2, sizes) + is_right, kind="stable")
        ]
        n_right = np.add.reduceat(is_right, np.cumsum(sizes) - sizes, dtype=np.int64)
        halves = np.column_stack([sizes - n_right, n_right]).ravel()
        levels.append((np.repeat(numbers[cut], 2), np.repeat(totals[cut], 2), halves, halves))
    parents, totals, firsts, sizes = map(np.concatenate, zip(*levels, strict=True))
    # Between equal deviations the first place decides.
    ranked = np.lexsort([firsts, -totals])
    is_cut = np.zeros(len(sizes), bool)
    is_cut[ranked[sizes[ranked] > 1][:n_cuts]] = True
    is_cell = ~is_cut & ((parents < 0) | is_cut[parents])
    while len(beyond := np.flatnonzero(~is_cell[cell])):
        cell[beyond] = parents[cell[beyond]]
    return cell


def _squared_deviations(
    points: NDArray[np.float64], starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the squared deviations from the mean of one's cell, and their sums over each cell.

    Shapes (n_points, n_dims) and (n_cells, n_dims).
    """
    middles = np.add.reduceat(points, starts) / sizes[:, np.newaxis]
    far = np.square(points - np.repeat(middles, sizes, axis=0))
    return far, np.add.reduceat(far, starts)


def _right_halves(values: NDArray[np.float64], sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which values of each cell lie above its mean; shape (n_values,)."""
    starts = np.cumsum(sizes) - sizes
    is_right = values > np.repeat(np.add.reduceat(values, starts) / sizes, sizes)
    n_right = np.add.reduceat(is_right, starts, dtype=np.int64)
    alike = np.repeat((n_right == 0) | (n_right == sizes), sizes)
    rank = np.arange(len(values)) - np.repeat(starts, sizes)
    # Where all are alike any half is as good.
    return np.where(alike, rank >= np.repeat(sizes // 2, sizes), is_right)


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
