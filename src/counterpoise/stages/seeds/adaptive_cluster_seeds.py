"""Rows near the boundary grow in clusters that are hard to tell from other classes."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.errors import InvalidInputError, Use
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.threads import one_thread
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.clustered_seeds import Cluster, ClusteredSeeds
from counterpoise.stages.seeds.kmeans_labels import kmeans_labels
from counterpoise.stages.seeds.other_neighbours import foreign_rows, other_neighbours
from counterpoise.stages.seeds.parted_linkage import parted_labels
from counterpoise.stages.seeds.seeds import collected

__all__ = ["AdaptiveClusterSeeds"]

# All distances within the class are kept, twice: 0.8 GB.
_MOST_ROWS = 7000
# Rows of a foreign cluster that tell how far it is.
_MOST_FOREIGN = 200
_N_FOLDS = 5


class AdaptiveClusterSeeds(ClusteredSeeds):
    """Clusters of the class, growing by the error of a linear classifier (A-SUWO).

    Rows all of whose neighbours are of other classes are noise, and so are foreign rows among the
    class. What is left is clustered by average linkage, which does not join clusters that a
    cluster of other classes lies between. A row grows by how near it is to other classes.

    Parameters
    ----------
    k_neighbors : int, default=5
        Neighbours that tell noise, and foreign rows that tell how near the boundary is.
    n_foreign_clusters : int, default=7
        Into how many clusters the rows of other classes are divided.
    cluster_factor : float, default=0.8
        Clusters are joined up to this times the mean of rows' median distances (c_thres).
    """

    why_no_cluster = (
        "its rows are noise (all neighbours are of other classes) or clusters of their own (raise "
        "cluster_factor)"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": [Number(Integral, 1, None, closed="left")],
        "n_foreign_clusters": [Number(Integral, 1, None, closed="left")],
        "cluster_factor": [Number(Real, 0, None, closed="neither")],
    }

    def __init__(
        self, k_neighbors: int = 5, n_foreign_clusters: int = 7, cluster_factor: float = 0.8
    ):
        self.k_neighbors = k_neighbors
        self.n_foreign_clusters = n_foreign_clusters
        self.cluster_factor = cluster_factor

    @property
    def needs(self) -> Need:
        return super().needs | Need.WHOLE_TABLE | Need.NEARBY_CLASSES

    def clusters(self, problem: Problem, klass: int) -> Sequence[Cluster]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        if len(members) > _MOST_ROWS:
            raise InvalidInputError(
                f"class {problem.labels[klass]!r} has {len(members):,} rows, and clusters of it "
                "are found from all distances between them",
                needed=f"that takes at most {_MOST_ROWS:,} rows",
                remedy=Use("ClusterSMOTE"),
            )
        n_other, k = other_neighbours(problem, klass, members, self.k_neighbors, "k_neighbors")
        members = members[n_other < k]
        if len(members) < 2:
            return []
        near, foreign = self._near_foreign(problem, klass, members)
        points = points_of(problem, np.concatenate([members, foreign]), klass)
        own, other = points[: len(members)], points[len(members) :]
        stream = problem.streams.of_class(klass)
        labels = self._labels(own, other, stream)
        wrong = _misclassified(own, other, stream)
        errors = np.bincount(labels, wrong) / np.bincount(labels)
        if not errors[np.bincount(labels) > 1].any():
            errors = np.bincount(labels).astype(np.float64)
        return [
            Cluster(members[labels == i], float(error), _closeness(near[labels == i]))
            for i, error in enumerate(errors)
        ]

    def _near_foreign(
        self, problem: TableProblem, klass: int, members: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return how far the nearest foreign rows that are no noise are, and all such rows.

        Shapes (n_members, k) and (n_foreign,). Only rows near the class can be noise.
        """
        foreign = foreign_rows(problem, klass)
        k = min(self.k_neighbors, len(foreign) - 1) or 1
        near = problem.nearest(
            members, min(k, len(foreign)), among="others", klass=klass, distances=True
        )
        asked = np.unique(near.square)
        n_other, _ = other_neighbours(problem, klass, asked, self.k_neighbors, "k_neighbors")
        kept = np.setdiff1d(foreign, asked[n_other == 0], assume_unique=True)
        if len(kept) in (len(foreign), *range(k + 1)):
            return near.distances, foreign
        found = problem.nearest(members, k, among=kept, klass=klass, distances=True)
        return found.distances, kept

    def _labels(
        self, own: NDArray[np.float64], other: NDArray[np.float64], stream: RandomState
    ) -> NDArray[np.int64]:
        """Return the cluster of each row of the class."""
        foreign = kmeans_labels(other, self.n_foreign_clusters, stream)
        to_foreign = []
        for label in np.unique(foreign):
            inside = other[foreign == label]
            inside = inside[:: -(-len(inside) // _MOST_FOREIGN)]
            to_foreign.append(cdist(own, inside).mean(axis=1))
        apart = cdist(own, own)
        # A point's distance to itself, 0, is the first of its distances in order.
        middle = [len(own) // 2, (len(own) + 1) // 2] if len(own) > 1 else [0]
        medians = np.partition(apart, middle, axis=1)[:, middle].mean(axis=1)
        most_apart = self.cluster_factor * float(medians.mean())
        return parted_labels(apart, np.stack(to_foreign, axis=1), most_apart)


def _misclassified(
    own: NDArray[np.float64], other: NDArray[np.float64], stream: RandomState
) -> NDArray[np.bool_]:
    """Return which points of the class a linear classifier takes for others; shape (n_own,).

    It is Fisher's linear discriminant, fitted without the fold that a point is in. Both classes
    count alike, because a rare class would be taken for the others everywhere.
    """
    n_folds = min(_N_FOLDS, len(own), len(other))
    if n_folds < 2:
        return np.zeros(len(own), bool)
    # Products this small keep several threads waiting for each other.
    with one_thread("blas"):
        return _misclassified_in_folds(own, other, n_folds, stream)


def _misclassified_in_folds(
    own: NDArray[np.float64], other: NDArray[np.float64], n_folds: int, stream: RandomState
) -> NDArray[np.bool_]:
    wrong = np.zeros(len(own), bool)
    own_fold = stream.permutation(np.arange(len(own)) % n_folds)
    other_fold = stream.permutation(np.arange(len(other)) % n_folds)
    for fold in range(n_folds):
        a, b = own[own_fold != fold], other[other_fold != fold]
        a_mean, b_mean = a.mean(axis=0), b.mean(axis=0)
        within = np.cov(a, rowvar=False, bias=True) + np.cov(b, rowvar=False, bias=True)
        axis = np.linalg.lstsq(np.atleast_2d(within), a_mean - b_mean, rcond=None)[0]
        tested = own_fold == fold
        wrong[tested] = (own[tested] - (a_mean + b_mean) / 2) @ axis <= 0
    return wrong


def _closeness(near: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how near rows of a cluster are to foreign rows, up to a factor; shape (n_rows,).

    The sum of one over the distances to the nearest foreign rows, each at most the cluster's mean
    of that over the nearest ones.

    Parameters
    ----------
    near : ndarray of shape (n_rows, k), float64
        Distances, ascending.
    """
    known = near[np.isfinite(near)]  # a row without any value is infinitely far
    scale = known.mean() if len(known) else 0.0
    if not scale:
        return np.ones(len(near))
    close = 1 / np.maximum(near / scale, 1e-6)
    capped: NDArray[np.float64] = np.minimum(close, close[:, 0].mean()).sum(axis=1)
    return capped
