"""Distances between all rows of one side and all of another, a block at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.parameters.threads import count_threads, in_threads, one_thread

__all__ = ["DistancesTo"]

_ROWS, _ENDS = 128, 512
"""How many by how many distances are looked at together: as many as stay near the processor."""


class DistancesTo:
    """Distances to all of some points, in the unit of the greatest number of all points.

    A block of their squares is one product of matrices, ``|a - b|^2 = |a|^2 + |b|^2 - 2 a b``,
    where two further columns on each side bring the squares. Points are counted from the middle of
    those that distances are measured to, so that little is lost by rounding.

    Parameters
    ----------
    points : ndarray or sparse matrix of shape (n_points, n_dims)
        The points.
    to : ndarray of shape (n_to,), int64
        To which of them distances are measured.
    n_jobs : int, optional
        Threads; None for all of them.
    """

    def __init__(self, points: Any, to: NDArray[np.int64], n_jobs: int | None = None):
        values = points.data if sparse.issparse(points) else points
        self._points = points
        self._unit = float(np.abs(values).max(initial=0.0)) or 1.0
        self._middle = np.zeros(points.shape[1])
        ends = self._measured(to)
        self._middle = ends.mean(axis=0)
        ends -= self._middle
        squares = np.square(ends).sum(axis=1)
        right = np.column_stack([-2 * ends, squares, np.ones(len(ends))])
        # Transposed once, as the product wants it.
        self._tiles = [
            np.ascontiguousarray(right[i : i + _ENDS].T) for i in range(0, len(right), _ENDS)
        ]
        self._n_ends = len(ends)
        self._n_threads = count_threads(n_jobs)

    def means(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how far they are from each of some points on average; shape (n_rows,)."""
        sums = self._sums(rows, lambda squares, _: np.sqrt(squares, out=squares).sum(axis=1))
        return sums / self._n_ends

    def counts(self, rows: NDArray[np.int64], most: float) -> NDArray[np.int64]:
        """Return how many are at most so far from each of some points; shape (n_rows,)."""
        return self._sums(rows, lambda squares, _: np.count_nonzero(squares <= most**2, axis=1))

    def kernel_sums(
        self, rows: NDArray[np.int64], gamma: float, weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return sums of Gaussian kernels, ``weights * exp(-gamma * distance**2)``; (n_rows,).

        Parameters
        ----------
        rows : ndarray of shape (n_rows,), int64
            Some points.
        gamma : float
            What squared distances are multiplied by; these are in the points' own units here.
        weights : ndarray of shape (n_to,), float64
            The weight of each point that distances are measured to.
        """
        factor = -gamma * self._unit**2

        def summed(squares: NDArray[np.float64], ends: slice) -> NDArray[np.float64]:
            squares *= factor
            kernels: NDArray[np.float64] = np.exp(squares, out=squares) @ weights[ends]
            return kernels

        return self._sums(rows, summed)

    def _sums(
        self,
        rows: NDArray[np.int64],
        told: Callable[[NDArray[np.float64], slice], NDArray[Any]],
    ) -> NDArray[Any]:
        """Return the sum of what is told of each row by its squared distances to some ends."""

        def summed(block: NDArray[np.int64]) -> Any:
            starts = self._measured(block)
            own = np.square(starts).sum(axis=1)
            left = np.column_stack([starts, np.ones(len(own)), own])
            total: Any = 0
            for i, tile in enumerate(self._tiles):
                squares = left @ tile
                np.maximum(squares, 0, out=squares)
                total = total + told(squares, slice(i * _ENDS, i * _ENDS + tile.shape[1]))
            return total

        blocks = [(rows[i : i + _ROWS],) for i in range(0, len(rows), _ROWS)]
        # A product rounds by how many threads share it.
        with one_thread("blas"):
            found = in_threads(summed, blocks, self._n_threads)
        return np.concatenate([*found, np.empty(0, np.int64)])

    def _measured(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        chosen = self._points[rows]
        dense = np.asarray(chosen.toarray() if sparse.issparse(chosen) else chosen, np.float64)
        return dense / self._unit - self._middle
