"""All rows within a distance, by asking for more and more of the nearest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["within_radius"]

_FIRST, _GROWTH = 32, 8
"""Neighbours that are asked for at first, and how many times as many after that."""

_MOST_AT_ONCE = 1 << 21
"""Distances that are in memory besides those that are returned."""

Search = Callable[[NDArray[np.int64], int], tuple[NDArray[np.float64], NDArray[np.int64]]]
"""From numbers of queries and a number of neighbours to distances and rows, nearest first."""


def within_radius(
    search: Search, reachable: NDArray[np.int64], radius: float, by_distance: bool
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return each query's rows within a radius.

    Parameters
    ----------
    search : callable
        Returns distances and row numbers, both of shape (n_chosen, k), of some queries.
    reachable : ndarray of shape (n_queries,), int64
        Most neighbours that each query can have.
    radius : float
        The greatest distance. Rows at no distance at all, which is infinite, are never within it.
    by_distance : bool
        Whether the nearest comes first, or the row of the lowest number.

    Returns
    -------
    distances, rows : ndarray of shape (n_queries,), object
        An array for each query.
    """
    distances, rows = np.empty(len(reachable), object), np.empty(len(reachable), object)
    for query in np.flatnonzero(reachable == 0).tolist():
        distances[query], rows[query] = np.empty(0), np.empty(0, np.int64)
    for most in np.unique(reachable[reachable > 0]).tolist():
        pending, k = np.flatnonzero(reachable == most), min(_FIRST, most)
        while len(pending):
            unfinished = []
            step = max(1, _MOST_AT_ONCE // k)
            for begin in range(0, len(pending), step):
                chosen = pending[begin : begin + step]
                far, found = search(chosen, k)
                counts = ((far <= radius) & np.isfinite(far)).sum(axis=1)
                done = (counts < k) | (k == most)
                for i in np.flatnonzero(done).tolist():
                    own = slice(0, int(counts[i]))
                    order = slice(None) if by_distance else np.argsort(found[i, own])
                    # Copied, or each answer would keep the whole batch in memory.
                    distances[chosen[i]] = far[i, own][order].copy()
                    rows[chosen[i]] = found[i, own][order].copy()
                unfinished.append(chosen[~done])
            pending = np.concatenate(unfinished)
            k = _GROWTH * k if 2 * _GROWTH * k < most else most
    return distances, rows
