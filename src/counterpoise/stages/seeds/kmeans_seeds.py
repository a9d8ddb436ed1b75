"""Rows grow in the clusters that k-means finds in their class."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any, ClassVar

from counterpoise.core.problem import Problem
from counterpoise.parameters.constraints import Number
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.clustered_seeds import Cluster, ClusteredSeeds, clusters_of
from counterpoise.stages.seeds.kmeans_labels import kmeans_labels
from counterpoise.stages.seeds.seeds import collected

__all__ = ["KMeansSeeds"]


class KMeansSeeds(ClusteredSeeds):
    """The class in clusters of k-means, each with new rows in proportion to its size.

    Parameters
    ----------
    n_clusters : int, default=3
        How many clusters.
    """

    why_no_cluster = "each of its rows is a cluster of its own; use fewer clusters (n_clusters)"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_clusters": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, n_clusters: int = 3):
        self.n_clusters = n_clusters

    def clusters(self, problem: Problem, klass: int) -> Sequence[Cluster]:
        members = collected(problem, klass)
        points = points_of(problem, members, klass)
        stream = problem.streams.of_class(klass)
        return clusters_of(members, kmeans_labels(points, self.n_clusters, stream, n_init=3))
