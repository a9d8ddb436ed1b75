"""The scattered rows that represent the clusters of a class grow."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.problem import Problem
from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.constraints import SHARE, Number
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.clustered_seeds import Cluster, ClusteredSeeds
from counterpoise.stages.seeds.cure_clusters import cure_clusters
from counterpoise.stages.seeds.seeds import collected

__all__ = ["ScatteredSeeds"]


class ScatteredSeeds(ClusteredSeeds):
    """The class in clusters of CURE; the rows that represent a cluster are its seeds.

    Clusters are found in a sample. Other rows belong to the cluster with the nearest
    representative, as CURE has it.

    Parameters
    ----------
    n_clusters : int, default=5
        How many clusters.
    n_representatives : int, default=5
        How many rows represent a cluster.
    shrink : float, default=0.3
        Which share of the way to the mean representatives are moved, to compare clusters.
    most_rows : int, default=500
        How many rows, drawn at random, clusters are found in at most.
    """

    why_no_cluster = "CURE takes all of its rows for outliers (change n_clusters)"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_clusters": [Number(Integral, 1, None, closed="left")],
        "n_representatives": [Number(Integral, 1, None, closed="left")],
        "shrink": [SHARE],
        "most_rows": [Number(Integral, 2, None, closed="left")],
    }

    def __init__(
        self,
        n_clusters: int = 5,
        n_representatives: int = 5,
        shrink: float = 0.3,
        most_rows: int = 500,
    ):
        self.n_clusters = n_clusters
        self.n_representatives = n_representatives
        self.shrink = shrink
        self.most_rows = most_rows

    def clusters(self, problem: Problem, klass: int) -> Sequence[Cluster]:
        members = collected(problem, klass)
        points = points_of(problem, members, klass)
        chosen = np.arange(len(members))
        if len(members) > self.most_rows:
            stream = problem.streams.of_class(klass)
            chosen = np.sort(stream.choice(len(members), self.most_rows, replace=False))
        found = cure_clusters(points[chosen], self.n_clusters, self.n_representatives, self.shrink)
        if not found:
            return []
        label = np.full(len(members), -1)
        for i, cluster in enumerate(found):
            label[chosen[cluster.points]] = i
        others = np.setdiff1d(np.arange(len(members)), chosen, assume_unique=True)
        if len(others):
            stands = np.concatenate([cluster.shrunk for cluster in found])
            owner = np.repeat(np.arange(len(found)), [len(cluster.shrunk) for cluster in found])
            index = NeighborIndex(n_neighbors=1).fit(stands)
            nearest = index.kneighbors(points[others], n_neighbors=1, return_distance=False)
            label[others] = owner[nearest[:, 0]]
        return [
            Cluster(
                np.sort(members[chosen[cluster.scattered]]),
                float((label == i).sum()),
                pool=members[label == i],
            )
            for i, cluster in enumerate(found)
        ]
