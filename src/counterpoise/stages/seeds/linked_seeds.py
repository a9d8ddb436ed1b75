"""Rows in hard places grow within clusters that are joined by their distances."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.errors import UnsuitableTableError, Use
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.clustered_seeds import Cluster, ClusteredSeeds
from counterpoise.stages.seeds.linkage_labels import check_linked, linkage_labels
from counterpoise.stages.seeds.other_neighbours import other_neighbours
from counterpoise.stages.seeds.seeds import collected

__all__ = ["LinkedSeeds"]


class LinkedSeeds(ClusteredSeeds):
    """The class in clusters of average linkage; a row grows by the share of foreign neighbours.

    Clusters are joined while the mean distance between their rows is at most `cluster_factor`
    times the mean distance of a row to the nearest one of its class.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        Neighbours, over rows of all classes, of which the foreign ones are counted.
    cluster_factor : float, default=3.0
        How far apart clusters are joined (C_p in MWMOTE and CBSO).
    """

    why_no_cluster = (
        "its rows with neighbours of other classes are all in clusters of their own (raise "
        "cluster_factor)"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": NEIGHBOURS,
        "cluster_factor": [Number(Real, 0, None, closed="left")],
    }

    def __init__(self, k_neighbors: Any = 5, cluster_factor: float = 3.0):
        self.k_neighbors = k_neighbors
        self.cluster_factor = cluster_factor

    @property
    def needs(self) -> Need:
        return super().needs | Need.NEARBY_CLASSES | Need.CLASS_NEIGHBOURS

    def clusters(self, problem: Problem, klass: int) -> Sequence[Cluster]:
        members = collected(problem, klass)
        check_linked(len(members), problem.labels[klass])
        n_other, k = other_neighbours(problem, klass, members, self.k_neighbors, "k_neighbors")
        if not n_other.any():
            raise UnsuitableTableError(
                f"no row of class {problem.labels[klass]!r} has a neighbour of another class among "
                f"its {k}, so that none is harder than another",
                remedy=Use("SMOTE"),
            )
        near = problem.nearest(
            members, 1, among="class", klass=klass, parameter="nearest", distances=True
        )
        most_apart = self.cluster_factor * float(near.distances.mean())
        labels = linkage_labels(points_of(problem, members, klass), most_apart)
        found = []
        for label in np.unique(labels).tolist():
            inside = labels == label
            hard = n_other[inside] > 0
            rows, share = members[inside], n_other[inside] / k
            found.append(Cluster(rows[hard], float(share.sum()), share[hard], pool=rows))
        return found
