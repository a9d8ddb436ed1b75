"""Clusters that are told by a few scattered points each (CURE)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

__all__ = ["Scattered", "cure_clusters"]


@dataclass(frozen=True)
class Scattered:
    """A cluster.

    Parameters
    ----------
    points : ndarray of int64
        The numbers of its points.
    scattered : ndarray of int64
        The numbers of those that represent it.
    shrunk : ndarray of shape (n_scattered, n_dims), float64
        Where these stand, moved towards the cluster's mean.
    """

    points: NDArray[np.int64]
    scattered: NDArray[np.int64]
    shrunk: NDArray[np.float64]


def cure_clusters(
    points: NDArray[np.float64], n_clusters: int, n_representatives: int, shrink: float
) -> list[Scattered]:
    """Return the clusters of some points, without those that CURE takes for outliers.

    The two clusters whose representatives are nearest are merged until `n_clusters` are left (Guha,
    Rastogi and Shim 1998, section 3). When a third of the clusters are left, and at the end, those
    of a single point are outliers.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims), float64
        The points.
    n_clusters : int
        How many clusters.
    n_representatives : int
        How many points represent a cluster.
    shrink : float
        Which share of the way to the mean representatives are moved.
    """
    n = len(points)
    clusters: list[Scattered | None] = [
        Scattered(np.array([i]), np.array([i]), points[i : i + 1]) for i in range(n)
    ]
    stands = np.repeat(points[:, np.newaxis], n_representatives, axis=1)
    apart = cdist(points, points)
    np.fill_diagonal(apart, np.inf)
    gone = np.zeros(n, bool)
    n_left, third = n, max(n // 3, n_clusters)
    while n_left > n_clusters:
        first, second = np.unravel_index(int(apart.argmin()), apart.shape)
        a, b = clusters[first], clusters[second]
        if a is None or b is None:  # only clusters without a distance are left
            break
        merged = _merged(points, a, b, n_representatives, shrink)
        clusters[first], clusters[second] = merged, None
        stands[first] = merged.shrunk[np.arange(n_representatives) % len(merged.shrunk)]
        near = cdist(merged.shrunk, stands.reshape(-1, stands.shape[2]))
        far = near.min(axis=0).reshape(n, n_representatives).min(axis=1)
        gone[second] = True
        far[gone] = np.inf
        far[first] = np.inf
        apart[first], apart[:, first] = far, far
        apart[second], apart[:, second] = np.inf, np.inf
        n_left -= 1
        if n_left == third:
            for i, cluster in enumerate(clusters):
                if cluster is not None and len(cluster.points) == 1:
                    clusters[i] = None
                    gone[i] = True
                    apart[i], apart[:, i] = np.inf, np.inf
                    n_left -= 1
    return [cluster for cluster in clusters if cluster is not None and len(cluster.points) > 1]


def _merged(
    points: NDArray[np.float64], a: Scattered, b: Scattered, n_representatives: int, shrink: float
) -> Scattered:
    """Return the union of two clusters, told by points that are far from each other."""
    inside = np.concatenate([a.points, b.points])
    candidates = np.concatenate([a.scattered, b.scattered])
    mean = points[inside].mean(axis=0)
    among = points[candidates]
    away = cdist(mean[np.newaxis], among)[0]
    apart = cdist(among, among)
    chosen: list[int] = []
    for _ in range(min(n_representatives, len(candidates))):
        i = int(away.argmax())
        if chosen and away[i] <= 0:  # what is left are duplicates
            break
        chosen.append(int(candidates[i]))
        away = apart[i] if len(chosen) == 1 else np.minimum(away, apart[i])
    scattered = np.array(chosen, np.int64)
    return Scattered(inside, scattered, points[scattered] + shrink * (mean - points[scattered]))
