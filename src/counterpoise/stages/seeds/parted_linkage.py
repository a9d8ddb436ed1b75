"""Clusters of points that are joined while they are near and nothing foreign lies between."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["parted_labels"]

# Distances that are compared at once.
_BLOCK = 1 << 20


def parted_labels(
    apart: NDArray[np.float64], to_foreign: NDArray[np.float64], most_apart: float
) -> NDArray[np.int64]:
    """Return the cluster of each point by average linkage; shape (n_points,).

    Again and again the nearest two clusters are joined that nothing foreign lies between: no
    foreign cluster is nearer to both of them than they are to each other.

    Parameters
    ----------
    apart : ndarray of shape (n_points, n_points), float64
        The distances between the points; it is overwritten.
    to_foreign : ndarray of shape (n_points, n_foreign), float64
        The mean distances to foreign clusters; it is overwritten.
    most_apart : float
        Up to which mean distance clusters are joined.
    """
    n = len(apart)
    label, size = np.arange(n), np.ones(n)
    np.fill_diagonal(apart, np.inf)
    usable = apart.copy()
    step = max(1, _BLOCK // n)
    for start in range(0, n, step):
        block = slice(start, start + step)
        _part(usable[block], to_foreign[block], to_foreign, most_apart)
    nearest = usable.argmin(axis=1)
    how_far = usable[np.arange(n), nearest]
    while True:
        a = int(how_far.argmin())
        if not np.isfinite(how_far[a]):
            return np.unique(label, return_inverse=True)[1].astype(np.int64)
        b = int(nearest[a])
        share = size[a] / (size[a] + size[b])
        size[a] += size[b]
        label[label == b] = a
        to_foreign[a] = share * to_foreign[a] + (1 - share) * to_foreign[b]
        apart[a] = share * apart[a] + (1 - share) * apart[b]
        apart[a, [a, b]] = np.inf
        apart[:, a], apart[b], apart[:, b] = apart[a], np.inf, np.inf
        usable[a] = apart[a]
        _part(usable[a : a + 1], to_foreign[a : a + 1], to_foreign, most_apart)
        usable[:, a], usable[b], usable[:, b] = usable[a], np.inf, np.inf
        how_far[b] = np.inf
        changed = np.flatnonzero((nearest == a) | (nearest == b) | (usable[a] < how_far))
        changed = np.append(changed[(changed != a) & (changed != b)], a)
        nearest[changed] = usable[changed].argmin(axis=1)
        how_far[changed] = usable[changed, nearest[changed]]


def _part(
    apart: NDArray[np.float64],
    own: NDArray[np.float64],
    to_foreign: NDArray[np.float64],
    most_apart: float,
) -> None:
    """Make those distances infinite between which there is something foreign, or too far.

    Parameters
    ----------
    apart : ndarray of shape (n_some, n_points), float64
        Distances of some clusters to all; overwritten.
    own : ndarray of shape (n_some, n_foreign), float64
        Their distances to foreign clusters.
    to_foreign : ndarray of shape (n_points, n_foreign), float64
        Those of all clusters.
    most_apart : float
        Up to which distance clusters are joined.
    """
    for near, theirs in zip(own.T, to_foreign.T, strict=True):
        apart[(near[:, np.newaxis] < apart) & (theirs < apart)] = np.inf
    apart[apart > most_apart] = np.inf
