"""Rows whose neighbours are surely of their own class, found without most of the distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.lineage import Lineage
from counterpoise.parameters.threads import one_thread
from counterpoise.space.problem import TableProblem

__all__ = ["surely_among_own"]

_SHARES = (64, 16, 4)
"""Every which row of the class is looked at for near ones, a larger share for what is left."""

_FEWEST = 10_000
"""Rows of the class below which a search of the whole table takes no long time."""

_ROWS_A_PAIR = 8
"""New rows of each pair of parents, at least: else there is little to save."""

_BLOCK = 1 << 17
"""Distances to pairs that are worked out at once."""

_SLACK = 1e-9
"""Of the squares of which distances are worked out: far more than rounding takes from them."""


def surely_among_own(problem: TableProblem, asked: NDArray[np.int64], k: int) -> NDArray[np.bool_]:
    """Return of which rows all k neighbours are surely of their own class; shape (n_asked,).

    It is for the largest class without new rows, in a table whose new rows lie on the segments
    between few pairs of old ones. No row of another class is nearer than the nearest segment, or
    old row. If a share of the class has k rows within that distance, so has the class. Which rows
    are left must be asked in full; a table without few pairs leaves all of them.

    Parameters
    ----------
    problem : TableProblem
        A table with its new rows.
    asked : ndarray of shape (n_asked,), int64
        Row numbers.
    k : int
        How many neighbours.
    """
    sure = np.zeros(len(asked), bool)
    klass = _largest_without_new(problem)
    if klass is None or not _is_plain(problem):
        return sure
    own = problem.members(klass)
    waiting = np.flatnonzero(problem.target[asked] == klass)
    if len(own) < _FEWEST or len(waiting) < _FEWEST:
        return sure
    others = _Others.of(problem, klass)
    if others is None:
        return sure
    with one_thread("blas"):  # each product is too small for several, which would wait
        least = others.least_distances(np.asarray(problem.geometry.points), asked[waiting])
    for share in _SHARES:
        _, far, _ = problem.geometry.search(own[::share], asked[waiting], k, distances=True)
        assert far is not None
        found = far[:, -1] * (1 + _SLACK) < least
        sure[waiting[found]] = True
        waiting, least = waiting[~found], least[~found]
        if not len(waiting):
            break
    return sure


def _largest_without_new(problem: TableProblem) -> int | None:
    """Return the code of the class; None where every class has new rows, or there are none."""
    made = problem.made
    if made is None or not len(made):
        return None
    counts = np.bincount(problem.target, minlength=len(problem.labels))
    counts[np.unique(made.klass)] = 0
    return int(counts.argmax()) if counts.any() else None


def _is_plain(problem: TableProblem) -> bool:
    """Return whether distances are those between dense numbers of which none is missing."""
    rows = problem.rows
    return (
        problem.searched is problem.geometry
        and bool(rows.n_numeric)
        and not (rows.n_categorical or rows.is_sparse or rows.has_missing)
    )


@dataclass(frozen=True)
class _Others:
    """All rows of other classes: old ones as points, new ones as segments that hold them.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_columns), float64
        Old rows of other classes, from the middle of which all is measured.
    starts, ways : ndarray of shape (n_pairs, n_columns), float64
        Where each segment starts, and where to it goes from there.
    low, high : ndarray of shape (n_pairs,), float64
        Which part of it holds new rows.
    aside : float
        How far a new row lies from its segment, at most: it may be rounded.
    middle : ndarray of shape (n_columns,), float64
        The middle.
    """

    points: NDArray[np.float64]
    starts: NDArray[np.float64]
    ways: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    aside: float
    middle: NDArray[np.float64]

    @classmethod
    def of(cls, problem: TableProblem, klass: int) -> _Others | None:
        """Return them; None where there are hardly fewer of them than rows."""
        made = problem.made
        assert made is not None
        if made.parents.shape[1] != 2:
            return None
        n_old = problem.n_rows - len(made)
        old = np.flatnonzero(problem.target[:n_old] != klass)
        pairs, pair = np.unique(made.parents @ np.array([n_old, 1]), return_inverse=True)
        if (len(pairs) + len(old)) * _ROWS_A_PAIR > len(made) + len(old):
            return None
        points = problem.geometry.points
        middle = np.asarray(points[old], np.float64).mean(axis=0)
        starts = np.asarray(points[pairs // n_old], np.float64) - middle
        ways = np.asarray(points[pairs % n_old], np.float64) - middle - starts
        gaps = made.gaps[:, 0]
        order = np.argsort(pair, kind="stable")
        first = np.searchsorted(pair[order], np.arange(len(pairs)))
        low = np.minimum.reduceat(gaps[order], first)
        high = np.maximum.reduceat(gaps[order], first)
        aside = _aside(points[n_old:], middle, starts, ways, pair, made)
        return cls(
            np.asarray(points[old], np.float64) - middle, starts, ways, low, high, aside, middle
        )

    def least_distances(
        self, points: NDArray[Any], queries: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return what no row of the others is nearer than to each query; shape (n_queries,)."""
        lengths = np.einsum("ij,ij->i", self.ways, self.ways)
        share = 1 / np.where(lengths > 0, lengths, 1)
        offset = np.einsum("ij,ij->i", self.starts, self.ways)
        of_starts = np.einsum("ij,ij->i", self.starts, self.starts)
        of_points = np.einsum("ij,ij->i", self.points, self.points)
        largest = max(float(of_starts.max()), float(of_points.max()))
        found = np.empty(len(queries))
        step = max(1, _BLOCK // len(self.ways))
        for begin in range(0, len(queries), step):
            part = np.asarray(points[queries[begin : begin + step]], np.float64) - self.middle
            own = np.einsum("ij,ij->i", part, part)
            # |q - s - t w|^2 = |q|^2 + |s|^2 - 2 qs - t (2 (qw - sw) - t |w|^2)
            along = part @ self.ways.T
            along -= offset
            where = np.clip(along * share, self.low, self.high)
            along *= 2
            along -= where * lengths
            along *= where
            squares = of_starts - 2 * (part @ self.starts.T)
            squares -= along
            to_points = of_points - 2 * (part @ self.points.T)
            nearest = np.minimum(squares.min(axis=1), to_points.min(axis=1)) + own
            nearest -= _SLACK * (own + largest)
            found[begin : begin + step] = np.sqrt(np.maximum(nearest, 0)) - self.aside
        return found


def _aside(
    new: NDArray[Any],
    middle: NDArray[np.float64],
    starts: NDArray[np.float64],
    ways: NDArray[np.float64],
    pair: NDArray[np.int64],
    made: Lineage,
) -> float:
    """Return how far a new row lies from where its lineage says that it is, at most."""
    most = 0.0
    step = max(1, _BLOCK // new.shape[1])
    for begin in range(0, len(new), step):
        block = slice(begin, begin + step)
        told = starts[pair[block]] + made.gaps[block] * ways[pair[block]]
        apart = np.asarray(new[block], np.float64) - middle - told
        most = max(most, float(np.einsum("ij,ij->i", apart, apart).max()))
    return float(np.sqrt(most))
