"""Clusters of a class keep equally many rows."""

from __future__ import annotations

from numbers import Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cluster_removal import ClusterRemoval

__all__ = ["EvenShares"]


class EvenShares(ClusterRemoval):
    """Of each cluster of a class random rows stay, equally many or by its size.

    Parameters
    ----------
    n_clusters : int or clustering, default=10
        How many clusters k-means finds in the class, or what finds them.
    size_exponent : float, default=0.0
        To which power the size of a cluster counts: 0 for equally many rows of each, 1 for the same
        share.
    sampling_strategy : float, str, dict or callable, default="auto"
        How many rows of each class stay.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **ClusterRemoval._parameter_constraints,
        "size_exponent": [Number(Real, 0, None, closed="left")],
    }

    def __init__(
        self, n_clusters: Any = 10, size_exponent: float = 0.0, sampling_strategy: Any = "auto"
    ):
        super().__init__(n_clusters, sampling_strategy)
        self.size_exponent = size_exponent

    def clusters(self, problem: TableProblem, klass: int) -> NDArray[np.int64]:
        return self.clustered(problem, problem.geometry.embedding()[problem.members(klass)])

    def weights(
        self, problem: TableProblem, klass: int, clusters: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        sizes = np.bincount(clusters)
        weights: NDArray[np.float64] = (sizes / sizes.max()) ** float(self.size_exponent)
        return weights
