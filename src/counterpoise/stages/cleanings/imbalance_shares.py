"""Clusters keep the more rows, the fewer minority rows they hold for each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cluster_removal import ClusterRemoval
from counterpoise.stages.cleanings.votes import smallest_class

__all__ = ["ImbalanceShares"]


class ImbalanceShares(ClusterRemoval):
    """Of each cluster of the table random rows stay, by the ratio of the classes there (Yen 2009).

    Parameters
    ----------
    n_clusters : int or clustering, default=3
        How many clusters k-means finds, or what finds them.
    sampling_strategy : float, str, dict or callable, default="auto"
        How many rows of each class stay.
    """

    def __init__(self, n_clusters: Any = 3, sampling_strategy: Any = "auto"):
        super().__init__(n_clusters, sampling_strategy)

    def look(self, problem: TableProblem) -> None:
        found = self.clustered(problem, problem.geometry.embedding())
        problem.findings["ImbalanceShares", "clusters"] = found

    def clusters(self, problem: TableProblem, klass: int) -> NDArray[np.int64]:
        found: NDArray[np.int64] = problem.findings["ImbalanceShares", "clusters"]
        return found[problem.members(klass)]

    def weights(
        self, problem: TableProblem, klass: int, clusters: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        found: NDArray[np.int64] = problem.findings["ImbalanceShares", "clusters"]
        n_clusters = int(found.max()) + 1
        minority = found[problem.members(smallest_class(problem)[0])]
        n_minority = np.bincount(minority, minlength=n_clusters)
        n_own = np.bincount(clusters, minlength=n_clusters)
        ratios: NDArray[np.float64] = n_own / np.maximum(n_minority, 1)
        return ratios
