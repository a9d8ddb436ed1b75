"""Rows grow on which repeated clusterings do not agree."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.parameters.constraints import Number
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.kmeans_labels import kmeans_labels
from counterpoise.stages.seeds.weighted_seeds import WeightedSeeds

__all__ = ["ConsistencySeeds", "consistency"]


class ConsistencySeeds(WeightedSeeds):
    """Rows at the border of clusters: repeated clusterings of the table put them here and there.

    Parameters
    ----------
    n_clusters : int, default=5
        How many clusters of k-means.
    n_partitions : int, default=10
        How often the table is clustered.
    threshold : float, default=0.8
        A row grows if its most frequent cluster has a smaller share of the clusterings than this.
    """

    why_other_counts = (
        "its rows are in the same cluster each time, so that none is at a border; raise threshold "
        "or n_clusters, or use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_clusters": [Number(Integral, 2, None, closed="left")],
        "n_partitions": [Number(Integral, 2, None, closed="left")],
        "threshold": [Number(Real, 0, None, closed="neither")],
    }

    def __init__(self, n_clusters: int = 5, n_partitions: int = 10, threshold: float = 0.8):
        self.n_clusters = n_clusters
        self.n_partitions = n_partitions
        self.threshold = threshold

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def weights(
        self, problem: Problem, klass: int, members: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        points = points_of(problem, np.arange(problem.n_rows), klass)
        stream = problem.streams.of_class(klass)
        labels = np.stack(
            [
                kmeans_labels(points, self.n_clusters, stream, init="random")
                for _ in range(self.n_partitions)
            ]
        )
        return (consistency(labels)[members] < self.threshold).astype(np.float64)


def consistency(labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how many of several clusterings agree on each point, as a share; shape (n_points,).

    The clusters of each clustering are named after those of the first which they share most points
    with, each name once.

    Parameters
    ----------
    labels : ndarray of shape (n_partitions, n_points), int64
        The cluster of each point.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.stages.seeds.consistency_seeds import consistency
    >>> consistency(np.array([[0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 1, 0]])).round(2).tolist()
    [1.0, 1.0, 0.67, 1.0]
    """
    from scipy.optimize import linear_sum_assignment

    n_partitions, n_points = labels.shape
    n_clusters = int(labels.max(initial=0)) + 1
    votes = np.zeros((n_points, n_clusters), np.int64)
    for own in labels:
        shared = np.bincount(own * n_clusters + labels[0], minlength=n_clusters**2)
        _, names = linear_sum_assignment(shared.reshape(n_clusters, n_clusters), maximize=True)
        votes[np.arange(n_points), names[own]] += 1
    share: NDArray[np.float64] = votes.max(axis=1) / n_partitions
    return share
