"""Rows grow in dense clusters, the more the denser they and the nearer other classes are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.clustered_seeds import Cluster, ClusteredSeeds
from counterpoise.stages.seeds.density_peaks import density_peaks
from counterpoise.stages.seeds.linkage_labels import check_linked
from counterpoise.stages.seeds.other_neighbours import other_neighbours
from counterpoise.stages.seeds.seeds import collected

__all__ = ["DensityPeakSeeds"]


class DensityPeakSeeds(ClusteredSeeds):
    """The class in clusters of density peaks, without outliers.

    A row grows by its density times the number of its neighbours of other classes.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        Neighbours, over rows of all classes, of which the foreign ones are counted.
    """

    why_no_cluster = "its rows with neighbours of other classes are outliers, or there are none"
    _parameter_constraints: ClassVar[dict[str, Any]] = {"k_neighbors": NEIGHBOURS}

    def __init__(self, k_neighbors: Any = 5):
        self.k_neighbors = k_neighbors

    @property
    def needs(self) -> Need:
        return super().needs | Need.NEARBY_CLASSES

    def clusters(self, problem: Problem, klass: int) -> Sequence[Cluster]:
        members = collected(problem, klass)
        check_linked(len(members), problem.labels[klass])
        n_other, _ = other_neighbours(problem, klass, members, self.k_neighbors, "k_neighbors")
        if len(members) < 2:
            return []
        labels, density = density_peaks(points_of(problem, members, klass))
        weights = density * n_other
        found = []
        for label in np.unique(labels[labels >= 0]).tolist():
            inside = labels == label
            grows = inside & (weights > 0)
            weight = float(weights[grows].sum())
            found.append(Cluster(members[grows], weight, weights[grows], pool=members[inside]))
        return found
