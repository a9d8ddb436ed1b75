"""How far rows are from the nearest of some others, each column measured in its range."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial.distance import cdist
from sklearn.metrics.pairwise import manhattan_distances

from counterpoise.core.rows import Rows
from counterpoise.neighbors import MixedMetric, NeighborIndex
from counterpoise.parameters.threads import count_threads, in_threads

__all__ = ["NearestInRanges", "half_ranges"]

# So many near rows, by another distance, nearly always hold the nearest or one as near.
_CANDIDATES = 16
# Distances are rounded, and so a bound is lowered.
_ROUNDED = 1 - 1e-9
# Distances that are computed at once.
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


class NearestInRanges:
    """How far each query is from the nearest row of a reference, in ranges of the columns.

    The distance of two rows is the sum over the columns of ``|a - b| / range``, and 1 for each
    category that differs (Gower 1971). Where a value is missing it is taken over the columns that
    both rows have, and multiplied by ``n_columns / n_present``.

    All distances of many rows take long, and most questions need few of them: the nearest rows by
    the Euclidean distance, which is never larger, give bounds at once, and only queries for which
    these do not decide are compared with all.

    Parameters
    ----------
    queries, reference : Rows of shape (n_queries, ...) and (n_reference, ...)
        The rows, in their original units.
    half : ndarray of shape (n_numeric,), float64
        Half of each column's range.
    n_jobs : int, optional
        Threads for the search; None for all of them.
    """

    def __init__(
        self,
        queries: Rows,
        reference: Rows,
        half: NDArray[np.float64],
        n_jobs: int | None = None,
    ):
        self._queries, self._reference = _in_ranges(queries, half), _in_ranges(reference, half)
        self._codes = queries.codes, reference.codes
        self._n_columns = queries.n_numeric + queries.n_categorical
        self._has_missing = queries.has_missing or reference.has_missing
        self._has_missing |= bool((queries.codes < 0).any() or (reference.codes < 0).any())
        self._n_jobs = n_jobs
        # How far the nearest row is at most, and how far all but those looked at are at least.
        self._least, self._others = self._bounds()

    def beyond(self, distance: float) -> NDArray[np.bool_]:
        """Return which queries have no row of the reference within a distance; (n_queries,)."""
        self._compare(np.flatnonzero((self._least > distance) & (self._others <= distance)))
        return self._least > distance

    def distances(self) -> NDArray[np.float64]:
        """Return how far the nearest row of the reference is; shape (n_queries,)."""
        self._compare(np.flatnonzero(self._least > self._others))
        return self._least

    def _compare(self, undecided: NDArray[np.int64]) -> None:
        """Compare some queries with the whole reference."""
        if not len(undecided):
            return
        n_reference = self._codes[1].shape[0]
        n_threads = count_threads(self._n_jobs)
        n_blocks = min(len(undecided), 1 + len(undecided) * n_reference // _BLOCK)
        blocks = np.array_split(undecided, n_blocks)
        n_threads = min(n_threads, len(blocks))
        found = in_threads(self._nearest, ((block,) for block in blocks), n_threads)
        self._least[undecided] = np.concatenate(found)
        self._others[undecided] = np.inf

    def at_most_beyond(self, distance: float) -> float:
        """Return a bound of the share of queries that are beyond a distance, without comparing."""
        return float(np.mean(self._least > distance))

    def reaches(self, distance: float) -> NDArray[np.bool_]:
        """Return which queries are at least as far as that from all rows; shape (n_queries,)."""
        return self.beyond(np.nextafter(distance, -np.inf))

    def _nearest(self, queries: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how far the nearest row is from each of some queries; shape (n,)."""
        far = self._between(queries, np.arange(self._codes[1].shape[0]))
        nearest: NDArray[np.float64] = far.min(axis=1, initial=np.inf)
        return nearest

    def _bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how far the nearest of a few near rows is, and how far all others are at least.

        Both of shape (n_queries,).
        """
        n_queries, n_reference = self._codes[0].shape[0], self._codes[1].shape[0]
        k = min(_CANDIDATES, n_reference)
        if not k or not n_queries:
            return np.full(n_queries, np.inf), np.full(n_queries, np.inf)
        has_codes = self._codes[0].shape[1] > 0
        codes = self._codes if has_codes else (None, None)
        metric = MixedMetric(1.0) if has_codes else "euclidean"
        index = NeighborIndex(k, metric=metric, n_jobs=self._n_jobs)
        index.fit(self._reference, codes=codes[1])
        far, near = index.kneighbors(self._queries, codes=codes[0])
        best = np.full(n_queries, np.inf)
        places = np.arange(n_queries)
        for column in near.T:
            best = np.minimum(best, self._pairwise(places, column))
        others = far[:, -1] * _ROUNDED if k < n_reference else np.full(n_queries, np.inf)
        return best, others

    def _pairwise(self, queries: NDArray[np.int64], rows: NDArray[np.int64]) -> Any:
        """Return the distance of each query from one row of the reference; shape (n,)."""
        apart = self._queries[queries] - self._reference[rows]
        if sparse.issparse(apart):
            return np.asarray(abs(apart).sum(axis=1)).ravel()
        codes, others = self._codes[0][queries], self._codes[1][rows]
        if not self._has_missing:
            return np.abs(apart, out=apart).sum(axis=1) + (codes != others).sum(axis=1)
        return self._summed(np.abs(apart), (codes != others) * 1.0, (codes < 0) | (others < 0))

    def _between(self, queries: NDArray[np.int64], rows: NDArray[np.int64]) -> Any:
        """Return all distances of some queries from rows of the reference; (n_queries, n_rows)."""
        points, others = self._queries[queries], self._reference[rows]
        codes, their_codes = self._codes[0][queries], self._codes[1][rows]
        if sparse.issparse(points):
            return manhattan_distances(points, others)
        if self._has_missing:
            return np.array([self._pairwise(np.full(len(rows), q), rows) for q in queries])
        far = cdist(points, others, "cityblock") if points.shape[1] else 0.0
        if codes.shape[1]:
            far = far + cdist(codes, their_codes, "hamming") * codes.shape[1]
        return far

    def _summed(self, apart: Any, differs: Any, unknown: Any) -> Any:
        """Return sums over the columns that both rows have, shape (n,), as if they had all."""
        missing = np.isnan(apart)
        n_present = self._n_columns - missing.sum(axis=1) - unknown.sum(axis=1)
        total = np.nansum(apart, axis=1) + np.where(unknown, 0.0, differs).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            far = total * (self._n_columns / n_present)
        return np.where(n_present > 0, far, np.inf)


def _in_ranges(rows: Rows, half: NDArray[np.float64]) -> Any:
    """Return the numbers of rows in ranges of their columns."""
    if rows.is_sparse:
        return sparse.csr_matrix((rows.numeric / 2) @ sparse.diags_array(1.0 / half))
    return np.asarray(rows.numeric, np.float64) / 2 / half
