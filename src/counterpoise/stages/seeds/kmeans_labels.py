"""Clusters of points by k-means."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

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
    from sklearn.cluster import KMeans, MiniBatchKMeans

    from counterpoise.parameters.threads import one_thread

    if n_clusters > 1:
        n_clusters = _distinct(points, n_clusters)
    if n_clusters <= 1:
        return np.zeros(len(points), np.int64)
    kind = KMeans if len(points) <= _MOST_WHOLE else MiniBatchKMeans
    kmeans = kind(n_clusters, init=init, n_init=n_init, random_state=stream)
    with one_thread():  # threads add up in an order of their own, and round otherwise
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
