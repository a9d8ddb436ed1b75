"""Rows grow in clusters of rows that are nearer to each other than to any foreign row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.clustered_seeds import Cluster, ClusteredSeeds, clusters_of
from counterpoise.stages.seeds.seeds import collected

__all__ = ["UnpartedSeeds", "joined_within"]

# Distances between points that are held at once.
_BLOCK = 1 << 20


class UnpartedSeeds(ClusteredSeeds):
    """The class in clusters: two rows are joined if they are nearer to each other than each of them
    is to the nearest row of another class."""

    why_no_cluster = "each of its rows is nearer to another class than to any of its own"

    @property
    def needs(self) -> Need:
        return super().needs | Need.NEARBY_ROWS

    def clusters(self, problem: Problem, klass: int) -> Sequence[Cluster]:
        members = collected(problem, klass)
        foreign = problem.nearest(members, 1, among="others", klass=klass, distances=True)
        points = points_of(problem, members, klass)
        return clusters_of(members, joined_within(points, foreign.distances[:, 0]))


def joined_within(points: NDArray[np.float64], reach: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the cluster of each point; points nearer than both one's reaches are joined.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims), float64
        The points.
    reach : ndarray of shape (n_points,), float64
        How far each one reaches.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial.distance import cdist

    n = len(points)
    label = np.arange(n)
    step = max(1, _BLOCK // max(n, 1))
    for start in range(0, n, step):
        block = slice(start, start + step)
        apart = cdist(points[block], points)
        joined = apart < np.minimum(reach[block, np.newaxis], reach)
        first, second = np.nonzero(joined)
        # Between what was found before and what is found now.
        ends = (label[first + start], label[second])
        graph = csr_matrix((np.ones(len(first), bool), ends), shape=(n, n))
        label = connected_components(graph, directed=False)[1].astype(np.int64)[label]
    return label
