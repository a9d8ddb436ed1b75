"""Clusters around points that are denser than all near ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["density_peaks"]

# Distances that are held at once.
_BLOCK = 1 << 20
_SHARE = 0.02


def density_peaks(
    points: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the cluster of each point, -1 for outliers, and the density about it.

    The density is the sum of ``exp(-(d / d_c)^2)`` over the distances d to the other points
    (Rodriguez and Laio 2014). A fiftieth of all distances are below d_c, but those to the nearest
    other point at least, on average. A point is a peak if the way to the nearest denser one is
    longer than usual, by two standard deviations; the others belong to the cluster of the nearest
    denser one. A point without any other within twice d_c that is no peak is an outlier.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims), float64
        The points, two at least.
    """
    n = len(points)
    some = points[:: -(-n // 1000)]
    apart = _distances(some, some)
    apart = apart[np.triu_indices(len(some), 1)]
    nearest = np.concatenate([_without_itself(points, block).min(axis=1) for block in _blocks(n)])
    cut = max(float(np.quantile(apart, _SHARE)), float(nearest.mean()))
    if not cut:
        return np.zeros(n, np.int64), np.ones(n)
    density = np.concatenate(
        [np.exp(-np.square(_without_itself(points, b) / cut)).sum(axis=1) for b in _blocks(n)]
    )
    # Of equally dense points the first counts as the denser one.
    rank = np.empty(n, np.int64)
    rank[np.argsort(-density, kind="stable")] = np.arange(n)
    denser, way = np.empty(n, np.int64), np.empty(n)
    for block in _blocks(n):
        apart = _without_itself(points, block)
        apart[rank >= rank[block, np.newaxis]] = np.inf
        denser[block] = apart.argmin(axis=1)
        way[block] = apart.min(axis=1)
    top = int(rank.argmin())
    way[top] = np.max(way, where=np.isfinite(way), initial=0.0)
    is_peak = (way > way.mean() + 2 * way.std()) & (density >= np.median(density))
    is_peak[top] = True
    label = np.full(n, -1)
    label[is_peak] = np.arange(int(is_peak.sum()))
    for i in np.argsort(rank).tolist():
        if label[i] < 0:
            label[i] = label[denser[i]]
    label[(nearest > 2 * cut) & ~is_peak] = -1
    return label, density


def _blocks(n: int) -> list[slice]:
    step = max(1, _BLOCK // n)
    return [slice(start, start + step) for start in range(0, n, step)]


def _distances(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.spatial.distance import cdist

    found: NDArray[np.float64] = cdist(a, b)
    return found


def _without_itself(points: NDArray[np.float64], block: slice) -> NDArray[np.float64]:
    """Return the distances of some points to all, infinite to themselves."""
    apart = _distances(points[block], points)
    own = np.arange(len(apart))
    apart[own, own + block.start] = np.inf
    return apart
