"""k-means with very many clusters."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from counterpoise.parameters.threads import one_thread

__all__ = ["fit_kmeans", "spread_seeds"]


def fit_kmeans(model: Any, points: Any, random_state: Any) -> Any:
    """Fit scikit-learn's `KMeans` with its default options, sooner if it has many clusters.

    The seeds that k-means++ draws take most of its time where clusters are many. They are drawn
    here, in the same order from the same numbers, so that the same clusters come out.

    Parameters
    ----------
    model : KMeans
        The clustering, with `n_clusters` set.
    points : ndarray or sparse matrix of shape (n_rows, n_columns)
        What it is fitted to.
    random_state : int, RandomState or None
        Its seed.
    """
    n_clusters = model.n_clusters
    dense = isinstance(points, np.ndarray) and points.dtype == np.float64
    if not dense or not 1 < n_clusters <= len(points):
        return model.fit(points)
    stream = np.random.mtrand._rand if random_state is None else random_state
    if not isinstance(stream, RandomState):
        stream = RandomState(stream)
    seeds = points[spread_seeds(points, n_clusters, stream)]
    usual = model.get_params(deep=False)
    model.set_params(init=seeds, n_init=1).fit(points)
    return model.set_params(init=usual["init"], n_init=usual["n_init"])


def spread_seeds(
    points: NDArray[np.float64], n_clusters: int, stream: RandomState
) -> NDArray[np.int64]:
    """Return rows that are far from each other, as k-means++ draws them (Arthur 2007).

    Of `2 + log(n_clusters)` candidates that are drawn with a chance in proportion to their squared
    distance to the seeds so far, the one is taken that lowers the sum of these most.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_columns), float64
        The rows.
    n_clusters : int
        How many of them.
    stream : RandomState
        Random numbers.
    """
    points = points - points.mean(axis=0)
    # Each product is too small for several threads, which would wait for each other.
    with one_thread("blas"):
        return _drawn(points, n_clusters, stream)


def _drawn(points: NDArray[np.float64], n_clusters: int, stream: RandomState) -> NDArray[np.int64]:
    """Return the seeds, with scikit-learn's arithmetic to the last bit.

    Two rows that are nearest to each other lower the sum equally, so that rounding decides between
    them.
    """
    n_rows = len(points)
    squares = np.einsum("ij,ij->i", points, points)
    ones = np.ones((n_rows, 1))
    n_trials = 2 + int(math.log(n_clusters))
    seeds = np.empty(n_clusters, np.int64)
    seeds[0] = stream.choice(n_rows, p=ones[:, 0] / n_rows)
    nearest = _squared_distances(points, squares, seeds[:1], np.empty((1, n_rows)))[0]
    total = nearest @ ones[:, 0]
    apart = np.empty((n_trials, n_rows))
    for c in range(1, n_clusters):
        drawn = stream.uniform(size=n_trials) * total
        candidates = np.minimum(np.searchsorted(np.cumsum(nearest), drawn), n_rows - 1)
        _squared_distances(points, squares, candidates, apart)
        np.minimum(nearest, apart, out=apart)
        totals = apart @ ones
        best = int(totals.argmin())
        seeds[c], total = candidates[best], totals[best]
        nearest = apart[best].copy()
    return seeds


def _squared_distances(
    points: NDArray[np.float64],
    squares: NDArray[np.float64],
    queries: NDArray[np.int64],
    out: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Write the squared distances of some points to all; shape (n_queries, n_points)."""
    np.dot(points[queries], points.T, out=out)
    out *= -2
    out += squares[queries, np.newaxis]
    out += squares
    return np.maximum(out, 0, out=out)
