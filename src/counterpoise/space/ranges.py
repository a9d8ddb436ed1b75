"""How far rows are from the nearest of some others, each column measured in its range."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.metrics.pairwise import manhattan_distances

from counterpoise.core.rows import Rows
from counterpoise.kernel import _kernel
from counterpoise.parameters.threads import count_threads, in_threads

__all__ = ["RangesIndex", "half_ranges"]

# Distances between sparse rows that are computed at once.
_BLOCK = 1 << 19


def half_ranges(rows: Rows) -> NDArray[np.float64]:
    """Return half of each numeric column's range, 0.5 for a constant one; (n_numeric,).

    Halves, because the difference of two numbers may be larger than any number.
    """
    if not len(rows) or not rows.n_numeric:
        return np.full(rows.n_numeric, 0.5)
    if rows.is_sparse:
        half = rows.numeric / 2
        found = (half.max(axis=0) - half.min(axis=0)).toarray().ravel()
    else:
        half = np.asarray(rows.numeric, np.float64) / 2
        known = ~np.isnan(half)
        high = np.max(half, axis=0, initial=-np.inf, where=known)
        low = np.min(half, axis=0, initial=np.inf, where=known)
        found = np.where(known.any(axis=0), high - low, 0.0)
    ranges: NDArray[np.float64] = np.where(found > 0, found, 0.5)
    return ranges


class RangesIndex:
    """Rows whose nearest is looked for, with each column measured in its range.

    The distance of two rows is the sum over the columns of ``|a - b| / range``, and 1 for each
    category that differs (Gower 1971). Where a value is missing it is taken over the columns that
    both rows have, and multiplied by ``n_columns / n_present``.

    Parameters
    ----------
    reference : Rows of shape (n_reference, ...)
        The rows, in their original units.
    half : ndarray of shape (n_numeric,), float64
        Half of each numeric column's range.
    n_jobs : int, optional
        Threads for the search; None for all of them.
    """

    def __init__(self, reference: Rows, half: NDArray[np.float64], n_jobs: int | None = None):
        self._half, self._n_jobs = half, n_jobs
        self._points = _in_ranges(reference, half)
        self._index: _kernel.RangeIndex | None = None
        if not reference.is_sparse:
            self._index = _kernel.RangeIndex(self._points, _codes(reference))

    def distances(self, queries: Rows, enough: float = 0.0) -> NDArray[np.float64]:
        """Return how far the nearest row of the reference is from each query; (n_queries,).

        Where there is a row nearer than `enough`, it may be the distance of any such row, which
        takes less time.
        """
        points, n_threads = _in_ranges(queries, self._half), count_threads(self._n_jobs)
        if self._index is not None:
            return self._index.nearest(points, _codes(queries), enough, n_threads)[:, 0]
        n_queries, n_reference = len(queries), self._points.shape[0]
        blocks = np.array_split(np.arange(n_queries), 1 + n_queries * n_reference // _BLOCK)
        found = in_threads(self._sparse, ((points[block],) for block in blocks), n_threads)
        return np.concatenate(found)

    def reached(self, queries: Rows, distance: float) -> NDArray[np.bool_]:
        """Return which queries are at least as far as that from all rows; (n_queries,)."""
        reached: NDArray[np.bool_] = self.distances(queries, distance) >= distance
        return reached

    def _sparse(self, points: Any) -> NDArray[np.float64]:
        nearest: NDArray[np.float64] = manhattan_distances(points, self._points).min(
            axis=1, initial=np.inf
        )
        return nearest


def _codes(rows: Rows) -> NDArray[np.int32]:
    return np.ascontiguousarray(rows.codes, np.int32)


def _in_ranges(rows: Rows, half: NDArray[np.float64]) -> Any:
    """Return the numbers of rows in ranges of their columns."""
    if rows.is_sparse:
        return sparse.csr_matrix((rows.numeric / 2) @ sparse.diags_array(1.0 / half))
    return np.ascontiguousarray(np.asarray(rows.numeric, np.float64) / 2 / half)
