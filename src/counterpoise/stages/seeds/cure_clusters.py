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
    # Each point has a place: where it stands for its cluster, and for which; -1 for none.
    stands, owner = points.copy(), np.arange(n)
    between = cdist(points, points)
    apart = between.copy()
    np.fill_diagonal(apart, np.inf)
    nearest = apart.argmin(axis=1)
    how_far = apart[np.arange(n), nearest]
    n_left, third = n, max(n // 3, n_clusters)

    def leave(i: int) -> None:
        owner[owner == i] = -1
        clusters[i] = None
        apart[i] = apart[:, i] = how_far[i] = np.inf

    while n_left > n_clusters:
        first = int(how_far.argmin())
        second = int(nearest[first])
        a, b = clusters[first], clusters[second]
        if a is None or b is None or a is b:  # only clusters without a distance are left
            break
        merged = _merged(points, between, a, b, n_representatives, shrink)
        leave(second)
        owner[owner == first] = -1
        clusters[first] = merged
        far = _nearest_of_each(merged.shrunk, stands, owner)
        stands[merged.scattered], owner[merged.scattered] = merged.shrunk, first
        apart[first] = apart[:, first] = far
        nearer = (far < how_far) | ((far == how_far) & (nearest > first))
        nearest[nearer], how_far[nearer] = first, far[nearer]
        # Those whose nearest was one of the two look anew.
        lost = ((nearest == first) | (nearest == second)) & ~nearer
        lost[first] = True
        nearest[lost] = apart[lost].argmin(axis=1)
        how_far[lost] = apart[lost, nearest[lost]]
        n_left -= 1
        if n_left == third:
            for i, cluster in enumerate(clusters):
                if cluster is not None and len(cluster.points) == 1:
                    leave(i)
                    n_left -= 1
            nearest = apart.argmin(axis=1)
            how_far = apart[np.arange(n), nearest]
    return [cluster for cluster in clusters if cluster is not None and len(cluster.points) > 1]


def _nearest_of_each(
    points: NDArray[np.float64], stands: NDArray[np.float64], owner: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how far the nearest of some points is from each cluster; shape (n_clusters,).

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims), float64
        Where the representatives of one cluster stand.
    stands : ndarray of shape (n_places, n_dims), float64
        Where those of all others do.
    owner : ndarray of shape (n_places,), int64
        Their clusters, no more than there are places; -1 where a place is empty.
    """
    far = np.full(len(owner), np.inf)
    taken = np.flatnonzero(owner >= 0)
    if len(taken):
        np.minimum.at(far, owner[taken], cdist(points, stands[taken]).min(axis=0))
    return far


def _merged(
    points: NDArray[np.float64],
    between: NDArray[np.float64],
    a: Scattered,
    b: Scattered,
    n_representatives: int,
    shrink: float,
) -> Scattered:
    """Return the union of two clusters, told by points that are far from each other.

    The distances between all points have the shape (n_points, n_points).
    """
    inside = np.concatenate([a.points, b.points])
    candidates = np.concatenate([a.scattered, b.scattered])
    mean = points[inside].mean(axis=0)
    away = cdist(mean[np.newaxis], points[candidates])[0]
    chosen: list[int] = []
    for _ in range(min(n_representatives, len(candidates))):
        i = int(away.argmax())
        if chosen and away[i] <= 0:  # what is left are duplicates
            break
        chosen.append(int(candidates[i]))
        apart = between[candidates[i], candidates]
        away = apart if len(chosen) == 1 else np.minimum(away, apart)
    scattered = np.array(chosen, np.int64)
    return Scattered(inside, scattered, points[scattered] + shrink * (mean - points[scattered]))
