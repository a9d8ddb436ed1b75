"""Rows grow in clusters where their class is frequent."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import nullcontext
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.metrics import pairwise_distances
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem, n_neighbors_of
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, Named, Setting, UnsuitableTableError, Use
from counterpoise.parameters.constraints import FINITE, NEIGHBOURS, Built, Number
from counterpoise.parameters.threads import count_threads, in_threads, one_thread
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.seeds import Seeds

__all__ = ["ClusterSeeds", "make_kmeans"]

_BLOCK = 1024
"""Points of a cluster up to which all distances are worked out together, as the oracle does."""


class ClusterSeeds(Seeds):
    """Rows of the class in clusters where it is frequent, sparse clusters growing more.

    Parameters
    ----------
    kmeans_estimator : int or estimator, default=None
        The clustering, or its number of clusters; None for `MiniBatchKMeans()`.
    cluster_balance_threshold : float or "auto"
        Least share of the class in a cluster that grows.
    density_exponent : float or "auto"
        How strongly sparsity counts.
    k_neighbors : int or estimator, default=2
        A cluster needs more rows of the class than this to have neighbourhoods.
    n_jobs : int, optional
        Threads for the distances within a cluster.
    """

    rounding = 0.05
    why_other_counts = (
        "the share of each cluster is rounded up; ask for more rows, or use fewer clusters "
        "(kmeans_estimator)"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "kmeans_estimator": [
            Built(["fit", "predict"]),
            Number(Integral, 1, None, closed="left"),
            None,
        ],
        "cluster_balance_threshold": [StrOptions({"auto"}), FINITE],
        "density_exponent": [StrOptions({"auto"}), FINITE],
        "k_neighbors": NEIGHBOURS,
    }

    def __init__(
        self,
        kmeans_estimator: Any = None,
        cluster_balance_threshold: float | str = "auto",
        density_exponent: float | str = "auto",
        k_neighbors: Any = 2,
        n_jobs: int | None = None,
    ):
        self.kmeans_estimator = kmeans_estimator
        self.cluster_balance_threshold = cluster_balance_threshold
        self.density_exponent = density_exponent
        self.k_neighbors = k_neighbors
        self.n_jobs = n_jobs

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        space = problem.searched.embedding(klass)
        clusters = self._clusters(problem, space)
        threshold = self._threshold(problem, n_new)
        k, _ = n_neighbors_of(self.k_neighbors, "k_neighbors")
        chosen, distances = [], []
        for cluster in range(problem.findings["ClusterSeeds", "clustering"].n_clusters):
            inside = np.flatnonzero(clusters == cluster)
            members = inside[problem.target[inside] == klass]
            share = len(members) / max(len(inside), 1)
            # The product, not the count, is what imbalanced-learn compares.
            if share < threshold or share * len(inside) < k + 1:
                continue
            chosen.append(members)
            distances.append(self._mean_distance(space[members]))
        if not chosen:
            raise UnsuitableTableError(
                f"no cluster has more than {k} rows of class {problem.labels[klass]!r} and a "
                f"share of it of {threshold:.3g} or more",
                remedy=(
                    "lower ",
                    Named("cluster_balance_threshold"),
                    ", change the number of clusters (",
                    Named("kmeans_estimator"),
                    "), or ",
                    Use("SMOTE"),
                ),
                parameter="cluster_balance_threshold",
            )
        drawn = 0
        sizes = np.array([len(members) for members in chosen])
        shares = _shares_by_sparsity(np.array(distances), sizes, self.density_exponent)
        for members, share in zip(chosen, shares, strict=True):
            group = SeedGroup(klass, members, math.ceil(n_new * share), pool=members, offset=drawn)
            drawn += group.n_new
            yield group

    def _clusters(self, problem: TableProblem, space: Any) -> NDArray[np.int64]:
        if ("ClusterSeeds", "clustering") not in problem.findings:
            problem.findings["ClusterSeeds", "clustering"] = self._fitting(problem)
        elif problem.streams.repeats and not problem.rows.n_categorical:
            known: NDArray[np.int64] = problem.findings["ClusterSeeds", "clustering"].labels_
            return known
        model = problem.findings["ClusterSeeds", "clustering"]
        is_given = hasattr(self.kmeans_estimator, "fit_predict")
        try:
            # Threads would wait for each other: ours sees few rows at a time.
            with nullcontext() if is_given else one_thread("openmp"):
                clusters: NDArray[np.int64] = model.fit_predict(space)
        except (ValueError, TypeError) as error:
            raise InvalidInputError(
                f"kmeans_estimator {type(model).__name__} cannot be fitted to this table ({error})",
                remedy=(
                    "measure with ",
                    Setting("scale", "standard"),
                    ", give another clustering, or use another method, such as SMOTE",
                ),
                parameter="kmeans_estimator",
            ) from error
        return clusters

    def _fitting(self, problem: TableProblem) -> Any:
        """Return the clustering, not fitted; raise `InvalidInputError` if it cannot be."""
        kmeans = make_kmeans(self.kmeans_estimator, problem.streams.random_state)
        n_clusters = getattr(kmeans, "n_clusters", None)
        if not hasattr(kmeans, "fit_predict") or not isinstance(n_clusters, Integral):
            raise InvalidInputError(
                f"kmeans_estimator {type(kmeans).__name__} has no n_clusters or no fit_predict",
                remedy="use a clustering such as sklearn.cluster.KMeans",
                parameter="kmeans_estimator",
            )
        if int(n_clusters) > len(problem.rows):
            raise InvalidInputError(
                f"kmeans_estimator asks for {n_clusters} clusters of {len(problem.rows)} rows",
                remedy="ask for fewer",
                parameter="kmeans_estimator",
            )
        return kmeans

    def _threshold(self, problem: TableProblem, n_new: int) -> float:
        threshold = self.cluster_balance_threshold
        if problem.findings["ClusterSeeds", "clustering"].n_clusters == 1:
            threshold = -np.inf
        problem.findings["ClusterSeeds", "threshold"] = threshold
        if threshold != "auto":
            return float(threshold)
        return n_new / sum(problem.plan.values()) / 2

    def _mean_distance(self, points: Any) -> float:
        """Return the mean distance between the points of a cluster, shape (n_points, ...)."""
        n = points.shape[0]
        if n > _BLOCK:
            return _mean_of_many(points, count_threads(self.n_jobs))
        n_jobs = None if self.n_jobs is None else count_threads(self.n_jobs)
        distances = pairwise_distances(points, metric="euclidean", n_jobs=n_jobs)
        np.fill_diagonal(distances, 0.0)
        mean: float = distances.sum() / (n * n - n)
        return mean


def _mean_of_many(points: Any, n_threads: int) -> float:
    """Return the mean distance between many points, each pair measured once, a block at a time.

    It is that of all distances together to within rounding, in the memory of a block's. The sum is
    the same on any number of threads.
    """
    n = points.shape[0]

    def of_block(start: int) -> float:
        own = points[start : start + _BLOCK]
        distances = euclidean_distances(own, points[start:])
        among = distances[:, : own.shape[0]]
        np.fill_diagonal(among, 0.0)
        total: float = distances.sum() - among.sum() / 2
        return total

    sums = in_threads(of_block, [(start,) for start in range(0, n, _BLOCK)], n_threads)
    mean: float = 2 * math.fsum(sums) / (n * n - n)
    return mean


def make_kmeans(kmeans_estimator: Any, random_state: Any) -> Any:
    """Return the clustering of `ClusterSeeds`, not fitted."""
    from sklearn.cluster import MiniBatchKMeans

    if kmeans_estimator is None:
        return MiniBatchKMeans(random_state=random_state)
    if isinstance(kmeans_estimator, Integral):
        return MiniBatchKMeans(n_clusters=kmeans_estimator, random_state=random_state)
    return clone(kmeans_estimator, safe=False)


def _shares_by_sparsity(
    distances: NDArray[np.float64], sizes: NDArray[np.int64], exponent: float | str
) -> NDArray[np.float64]:
    """Return each cluster's share of the new rows: the sparser it is, the more.

    A cluster's sparsity is its mean distance to the power of the exponent, over its size: Douzas,
    Bacao and Last (2018), equation 2 with the exponent of their reference code.

    Parameters
    ----------
    distances : ndarray of shape (n_clusters,), float64
        Mean distance between the rows of a cluster.
    sizes : ndarray of shape (n_clusters,), int64
        Rows of a cluster.
    exponent : float or "auto"
        How strongly sparsity counts.

    Returns
    -------
    ndarray of shape (n_clusters,), float64
        The shares, which add up to one.
    """
    exponents = [
        math.log(n, 1.6) ** 1.8 * 0.16 if exponent == "auto" else float(exponent)
        for n in sizes.tolist()
    ]
    with np.errstate(all="ignore"):
        # One by one: numpy's power of a whole array may round otherwise than that of a number.
        powers = np.array([d**e for d, e in zip(distances, exponents, strict=True)])
        sparsity = powers / sizes
        total = sum(sparsity.tolist())
        if not 0 < total < np.inf:
            # Powers that are too large or too small for a number are compared by their logarithms.
            logarithms = np.nan_to_num(np.log(distances) * exponents) - np.log(sizes)
            sparsity = np.exp(logarithms - logarithms.max())
            total = sum(sparsity.tolist())
    shares: NDArray[np.float64] = sparsity / total
    return shares
