"""Rows grow along the shortest paths to the middle of their cluster."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.constraints import Number
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.clustered_seeds import Cluster, ClusteredSeeds
from counterpoise.stages.seeds.seeds import collected

__all__ = ["PathSeeds", "density_labels", "path_edges"]

# Duplicates have edges, too: a length of zero would be none.
_SHORTEST = 1e-300


class PathSeeds(ClusteredSeeds):
    """The class in clusters of DBSCAN, growing along paths to their middles (DBSMOTE).

    Two rows are joined where they are at most `eps` apart and one of them is a core row. Each row
    of a cluster has a shortest path to the row nearest to its mean. A new row lies on an edge of
    such a path: each row's path is as likely, and each edge of it. That is the same as to draw an
    edge by how many paths use it, which is what the seeds' chances say; a seed is an edge's start,
    and its partner the edge's end.

    Parameters
    ----------
    eps : float, optional
        DBSCAN's radius, in the units of the distance; None for one that nine in ten rows have
        `min_samples` neighbours of their class within.
    min_samples : int, default=5
        Rows within the radius, itself among them, that make a core row.
    """

    why_no_cluster = "DBSCAN takes all of its rows for noise (raise eps, or lower min_samples)"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "eps": [Number(Real, 0, None, closed="neither"), None],
        "min_samples": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, eps: float | None = None, min_samples: int = 5):
        self.eps = eps
        self.min_samples = min_samples

    @property
    def needs(self) -> Need:
        return super().needs | Need.CLASS_NEIGHBOURS

    def clusters(self, problem: Problem, klass: int) -> Sequence[Cluster]:
        members = collected(problem, klass)
        eps = self.eps or self._radius(problem, klass, members)
        points = points_of(problem, members, klass)
        graph = NeighborIndex(radius=eps).fit(points).radius_neighbors_graph(mode="distance")
        graph.data = np.maximum(graph.data, _SHORTEST)
        core = np.diff(graph.indptr) + 1 >= self.min_samples
        labels = density_labels(graph, core)
        edges = graph.tocoo()
        usable = core[edges.row] | core[edges.col]
        graph = type(edges)(
            (edges.data[usable], (edges.row[usable], edges.col[usable])), edges.shape
        ).tocsr()
        clusters = []
        for label in range(int(labels.max(initial=-1)) + 1):
            inside = np.flatnonzero(labels == label)
            start, end, chances = path_edges(points[inside], graph[inside][:, inside])
            clusters.append(
                Cluster(
                    members[inside[start]],
                    float(len(inside)),
                    chances,
                    pool=members[inside],
                    lists=Ragged.of(members[inside[end]][:, np.newaxis]),
                )
            )
        return clusters

    def _radius(self, problem: Problem, klass: int, members: NDArray[np.int64]) -> float:
        near = problem.nearest(
            members,
            self.min_samples,
            among="class",
            klass=klass,
            parameter="min_samples",
            distances=True,
        )
        farthest = near.distances[:, -1]
        farthest = farthest[np.isfinite(farthest)]  # a row without any value is infinitely far
        if not len(farthest):
            return _SHORTEST
        # A little more, because the radius of a search is rounded otherwise.
        radius = float(np.percentile(farthest, 90)) * (1 + 1e-9)
        return radius or _SHORTEST


def density_labels(graph: Any, core: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the cluster of each point by DBSCAN, -1 for noise; shape (n_points,).

    Core points that are joined by others are a cluster, numbered by the first of them. Other points
    are of the first cluster that has a core point near them (Ester and others 1996).

    Parameters
    ----------
    graph : CSR matrix of shape (n_points, n_points)
        Which other points are within the radius of each.
    core : ndarray of shape (n_points,), bool
        Which points have enough of them.
    """
    from scipy.sparse.csgraph import connected_components

    _, part = connected_components(graph[core][:, core], directed=False)
    _, first, part = np.unique(part, return_index=True, return_inverse=True)
    labels = np.full(len(core), -1, np.int64)
    labels[core] = np.argsort(np.argsort(first))[part]
    edges = graph.tocoo()
    at_border = ~core[edges.row] & core[edges.col]
    nearest = np.full(len(core), len(core), np.int64)
    np.minimum.at(nearest, edges.row[at_border], labels[edges.col[at_border]])
    reached = nearest < len(core)
    labels[reached] = nearest[reached]
    return labels


def path_edges(
    points: NDArray[np.float64], graph: Any
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the edges of all shortest paths to the point nearest to the mean, and their chances.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims), float64
        The points of one cluster.
    graph : CSR matrix of shape (n_points, n_points)
        The lengths of the edges between them, which join them all.

    Returns
    -------
    start, end : ndarray of shape (n_points - 1,), int64
        The edges, towards the middle.
    chances : ndarray of shape (n_points - 1,), float64
        How likely each edge is, up to a factor: the sum of one over the number of edges, over the
        paths that use it.
    """
    from scipy.sparse.csgraph import dijkstra

    middle = int(np.argmin(np.square(points - points.mean(axis=0)).sum(axis=1)))
    _, after = dijkstra(graph, directed=False, indices=middle, return_predecessors=True)
    after = np.maximum(after, -1)
    n_edges = np.zeros(len(points), np.int64)
    at = np.arange(len(points))
    while (at := np.where(at >= 0, after[at], -1)).max() >= 0:
        n_edges += at >= 0
    start = np.flatnonzero(n_edges)
    use = np.zeros(len(points))
    use[start] = 1 / n_edges[start]
    for depth in range(int(n_edges.max()), 1, -1):
        own = np.flatnonzero(n_edges == depth)
        np.add.at(use, after[own], use[own])
    return start, after[start].astype(np.int64), use[start]
