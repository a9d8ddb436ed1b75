"""Clusters of points by k-means."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from counterpoise.parameters.threads import one_thread
from counterpoise.stages.kmeans import settled_clusters, spread_seeds

__all__ = ["kmeans_labels"]

# Above this many points each step looks at a part of them only.
_MOST_WHOLE = 10_000


def kmeans_labels(
    points: NDArray[np.float64],
    n_clusters: int,
    stream: RandomState,
    n_init: int = 1,
    init: Literal["k-means++", "random"] = "k-means++",
) -> NDArray[np.int64]:
    """Return the cluster of each point by k-means; shape (n_points,).

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims), float64
        The points.
    n_clusters : int
        How many clusters; at most one for each point that differs from the others.
    stream : RandomState
        What the first centres are drawn from.
    n_init : int, default=1
        How often it begins anew; the tightest clusters are taken.
    init : {"k-means++", "random"}, default="k-means++"
        How the first centres are chosen: far from each other, or by chance alone.
    """
    if n_clusters > 1:
        n_clusters = _distinct(points, n_clusters)
    if n_clusters <= 1:
        return np.zeros(len(points), np.int64)
    points = np.ascontiguousarray(points, np.float64)
    if len(points) > _MOST_WHOLE:
        return _by_parts(points, n_clusters, stream, n_init, init)
    best = None
    for _ in range(n_init):
        found = _from_seeds(points, points[_seeds(points, n_clusters, stream, init)])
        if best is None or found[1] < best[1]:
            best = found
    assert best is not None
    return best[0]


def _seeds(
    points: NDArray[np.float64], n_clusters: int, stream: RandomState, init: str
) -> NDArray[np.int64]:
    """Return which points are the first centres, as scikit-learn draws them."""
    if init == "k-means++":
        return spread_seeds(points, n_clusters, stream)
    n = len(points)
    return stream.choice(n, size=n_clusters, replace=False, p=np.full(n, 1.0) / n)


def _from_seeds(
    points: NDArray[np.float64], seeds: NDArray[np.float64]
) -> tuple[NDArray[np.int64], float]:
    """Return the cluster of each point and the sum of squared distances to the middles."""
    found = settled_clusters(points, seeds, n_jobs=1)
    if found is not None:
        return found.labels, found.inertia
    from sklearn.cluster import KMeans

    with one_thread():  # threads add up in an order of their own, and round otherwise
        model = KMeans(len(seeds), init=seeds, n_init=1).fit(points)
    return model.labels_.astype(np.int64), float(model.inertia_)


def _by_parts(
    points: NDArray[np.float64], n_clusters: int, stream: RandomState, n_init: int, init: str
) -> NDArray[np.int64]:
    """Return the cluster of each point, where each step looked at a part of them only."""
    from sklearn.cluster import MiniBatchKMeans

    kmeans = MiniBatchKMeans(n_clusters, init=init, n_init=n_init, random_state=stream)
    with one_thread():
        labels: NDArray[np.int64] = kmeans.fit_predict(points).astype(np.int64)
    return labels


def _distinct(points: NDArray[np.float64], most: int) -> int:
    """Return how many points differ from each other, or `most` if there are more.

    The first few say so nearly always, and to sort all points takes longer than to cluster them.
    """
    n, found = 2 * most, 0
    while found < most and n < 4 * len(points):
        found = len(np.unique(points[:n], axis=0))
        n *= 4
    return min(found, most)
