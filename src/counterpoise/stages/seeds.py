"""Which rows of a class grow, and how many new rows each."""

from __future__ import annotations

import math
import warnings
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.metrics import pairwise_distances

from counterpoise.errors import InvalidInputError, SamplingWarning
from counterpoise.neighbors.threads import count_threads
from counterpoise.problem import Problem, label_array, n_neighbors_of

__all__ = [
    "AdaptiveSeeds",
    "AllSeeds",
    "ClusterSeeds",
    "DangerSeeds",
    "SeedGroup",
    "Seeds",
    "SupportVectorSeeds",
]

# Rows of each class that a machine is fitted on at least, where there are as many.
_FEWEST_TO_FIT = 50


@dataclass(frozen=True)
class SeedGroup:
    """Rows of one class that grow together.

    Parameters
    ----------
    klass : int
        Class code.
    rows : ndarray of shape (n_seeds,), int64
        Row numbers of the seeds.
    n_new : int
        New rows they get together.
    counts : ndarray of shape (n_seeds,), int64, optional
        New rows of each seed; without it every new row draws its seed uniformly.
    pool : ndarray of int64, optional
        Ascending row numbers that may be partners, where it is not for the neighbourhood to say.
    reach : float
        What gaps are multiplied by; below 0 new rows lie on the far side of the seed.
    offset : int
        How many new rows earlier groups of the class get.
    """

    klass: int
    rows: NDArray[np.int64]
    n_new: int
    counts: NDArray[np.int64] | None = None
    pool: NDArray[np.int64] | None = None
    reach: float = 1.0
    offset: int = 0

    def part(self, start: int, stop: int) -> SeedGroup:
        """Return the group with only its new rows from `start` to before `stop`."""
        counts = self.counts
        if counts is not None:
            ends = np.cumsum(counts)
            counts = np.clip(ends, start, stop) - np.clip(ends - counts, start, stop)
        return replace(self, n_new=stop - start, counts=counts, offset=self.offset + start)


class Seeds(BaseEstimator):
    """A way to choose seeds."""

    @abstractmethod
    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        """Yield the groups of seeds of one class, each drawn from before the next is asked for.

        Parameters
        ----------
        problem : Problem
            The table.
        klass : int
            Code of the class that grows.
        n_new : int
            How many new rows it shall get.
        """


class AllSeeds(Seeds):
    """Every row of the class, all alike (SMOTE)."""

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        yield SeedGroup(klass, problem.members(klass), n_new)


class DangerSeeds(Seeds):
    """Rows in danger: half or more, but not all, of their neighbours are of other classes.

    Parameters
    ----------
    m_neighbors : int or estimator, default=10
        Size of the neighbourhood, over rows of all classes.
    """

    def __init__(self, m_neighbors: Any = 10):
        self.m_neighbors = m_neighbors

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = problem.members(klass)
        n_other, m = _other_neighbours(problem, klass, members, self.m_neighbors)
        danger = members[_in_danger(n_other, m)]
        if not len(danger):
            warnings.warn(
                f"class {problem.labels[klass]!r} has no row in danger (with half or more, but not "
                f"all, of {m} neighbours of other classes), so it gets no new rows: use SMOTE",
                SamplingWarning,
                stacklevel=2,
            )
            return
        problem.facts.setdefault("danger", {})[problem.labels[klass]] = danger
        yield SeedGroup(klass, danger, n_new)


class SupportVectorSeeds(Seeds):
    """Support vectors of the class, those in danger and the safe ones in groups of their own.

    New rows of seeds in danger lie towards their partners; those of safe seeds lie away from
    them, so that the class grows where it has room.

    Parameters
    ----------
    m_neighbors : int or estimator, default=10
        Neighbours, over rows of all classes, that tell danger, safety and noise.
    svm_estimator : estimator, default=SVC(gamma="scale")
        A classifier with a `support_` attribute.
    out_step : float, default=0.5
        Greatest step away from the partner, as a share of the segment.
    svm_rows : int, optional
        How many rows, drawn at random within each class, the machine is fitted on; None for all.
    """

    def __init__(
        self,
        m_neighbors: Any = 10,
        svm_estimator: Any = None,
        out_step: float = 0.5,
        svm_rows: int | None = None,
    ):
        self.m_neighbors = m_neighbors
        self.svm_estimator = svm_estimator
        self.out_step = out_step
        self.svm_rows = svm_rows

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        support = self._support_vectors(problem, klass)
        if not len(support):
            raise InvalidInputError(
                f"the machine has no support vector of class {problem.labels[klass]!r}: "
                + ("raise svm_rows, or " if self.svm_rows else "")
                + "use another method, such as SMOTE"
            )
        n_other, m = _other_neighbours(problem, klass, support, self.m_neighbors)
        kept = n_other < m
        support, n_other = support[kept], n_other[kept]
        if not len(support):
            raise InvalidInputError(
                f"all support vectors of class {problem.labels[klass]!r} are noise (their {m} "
                "neighbours are all of other classes): use another method, such as SMOTE"
            )
        danger = _in_danger(n_other, m)
        n_danger = int(problem.streams.of_class(klass).beta(10, 10) * (n_new + 1))
        if danger.any():
            yield SeedGroup(klass, support[danger], n_danger)
        if not danger.all():
            yield SeedGroup(
                klass,
                support[~danger],
                n_new - n_danger,
                reach=-self.out_step,
                offset=n_danger if danger.any() else 0,
            )

    def _support_vectors(self, problem: Problem, klass: int) -> NDArray[np.int64]:
        svm = problem.facts.get("svm")
        if svm is None:
            svm = self._make_svm(problem)
            problem.facts["svm"] = svm
            fitted = False
        else:
            # What comes out the same need not be done again for every class.
            fitted = problem.streams.repeats and not problem.rows.n_categorical
        geometry = problem.geometry
        sample = None
        if self.svm_rows is not None:
            if "svm_sample" not in problem.facts:
                problem.facts["svm_sample"] = self._sample(problem)
            sample = problem.facts["svm_sample"]
            geometry = geometry.part(sample)
        if not fitted:
            svm.fit(geometry.embedding(klass), label_array(problem.labels)[geometry.target])
        if not hasattr(svm, "support_"):
            raise InvalidInputError(
                f"svm_estimator {type(svm).__name__} has no support_ after fitting: use a support "
                "vector machine such as sklearn.svm.SVC"
            )
        support = svm.support_[geometry.target[svm.support_] == klass].astype(np.int64)
        return support if sample is None else problem.geometry.known_as(sample[support])

    def _sample(self, problem: Problem) -> NDArray[np.int64]:
        """Return the rows to fit on, ascending: the same share of each class, but not too few."""
        assert self.svm_rows is not None
        given = problem.streams.random_state
        if not isinstance(given, Integral):
            given = int(problem.streams.restarted().randint(2**32, dtype=np.uint64))
        rng = np.random.default_rng(int(given))
        classes = problem.geometry.classes
        share = self.svm_rows / len(classes)
        chosen = []
        for code in range(len(problem.labels)):
            members = np.flatnonzero(classes == code)
            n = min(len(members), max(_FEWEST_TO_FIT, round(share * len(members))))
            chosen.append(rng.choice(members, n, replace=False, shuffle=False))
        return np.sort(np.concatenate(chosen))

    def _make_svm(self, problem: Problem) -> Any:
        if self.svm_estimator is not None:
            return clone(self.svm_estimator)
        from sklearn.svm import SVC

        return SVC(gamma="scale", random_state=problem.streams.random_state)


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

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        space = problem.geometry.embedding(klass)
        clusters = self._clusters(problem, space)
        threshold = self._threshold(problem, n_new)
        count_threads(self.n_jobs)  # raises where it is no number of threads
        k, _ = n_neighbors_of(self.k_neighbors)
        chosen, sparsity = [], []
        for cluster in range(problem.facts["kmeans"].n_clusters):
            inside = np.flatnonzero(clusters == cluster)
            members = inside[problem.target[inside] == klass]
            share = len(members) / max(len(inside), 1)
            # The product, not the count, is what imbalanced-learn compares.
            if share < threshold or share * len(inside) < k + 1:
                continue
            chosen.append(members)
            sparsity.append(self._sparsity(space[members]))
        if not chosen:
            raise InvalidInputError(
                f"no cluster has more than {k} rows of class {problem.labels[klass]!r} and a share "
                f"of it of {threshold:.3g} or more: lower cluster_balance_threshold, change the "
                "number of clusters (kmeans_estimator), or use SMOTE"
            )
        total = sum(sparsity)
        if not np.isfinite(total):
            raise InvalidInputError(
                f"density_exponent={self.density_exponent!r} makes the sparsity of a cluster "
                "infinite: use a number nearer to 0, or 'auto'"
            )
        drawn = 0
        for members, weight in zip(chosen, sparsity, strict=True):
            share = weight / total if total > 0 else 1.0 / len(chosen)
            group = SeedGroup(klass, members, math.ceil(n_new * share), pool=members, offset=drawn)
            drawn += group.n_new
            yield group

    def _clusters(self, problem: Problem, space: Any) -> NDArray[np.int64]:
        if "kmeans" not in problem.facts:
            problem.facts["kmeans"] = self._make_kmeans(problem)
        elif problem.streams.repeats and not problem.rows.n_categorical:
            return problem.facts["kmeans"].labels_
        return problem.facts["kmeans"].fit_predict(space)

    def _make_kmeans(self, problem: Problem) -> Any:
        from sklearn.cluster import MiniBatchKMeans

        seed = problem.streams.random_state
        if self.kmeans_estimator is None:
            return MiniBatchKMeans(random_state=seed)
        if isinstance(self.kmeans_estimator, Integral):
            n_clusters, n_rows = int(self.kmeans_estimator), problem.geometry.n_rows
            if n_clusters > n_rows:
                raise InvalidInputError(
                    f"kmeans_estimator={n_clusters} asks for {n_clusters} clusters, and the table "
                    f"has {n_rows} rows: ask for fewer"
                )
            return MiniBatchKMeans(n_clusters=n_clusters, random_state=seed)
        return clone(self.kmeans_estimator)

    def _threshold(self, problem: Problem, n_new: int) -> float:
        threshold = self.cluster_balance_threshold
        if problem.facts["kmeans"].n_clusters == 1:
            threshold = -np.inf
        problem.facts["threshold"] = threshold
        if threshold != "auto":
            return float(threshold)
        return n_new / sum(problem.facts["plan"].values()) / 2

    def _sparsity(self, points: Any) -> float:
        """Return a cluster's mean distance to the power of the exponent, over its size.

        Douzas, Bacao and Last (2018), equation 2 with the exponent of their reference code.
        """
        n = points.shape[0]
        distances = pairwise_distances(points, metric="euclidean", n_jobs=self.n_jobs)
        np.fill_diagonal(distances, 0.0)
        mean = distances.sum() / (n * n - n)
        exponent = self.density_exponent
        if exponent == "auto":
            exponent = math.log(n, 1.6) ** 1.8 * 0.16
        with np.errstate(over="ignore"):  # infinite, which is refused where all are known
            return mean ** float(exponent) / n


class AdaptiveSeeds(Seeds):
    """Every row of the class, in proportion to the other classes' share of its neighbours (ADASYN).

    Parameters
    ----------
    n_neighbors : int or estimator, default=5
        Size of the neighbourhood, over rows of all classes.
    """

    def __init__(self, n_neighbors: Any = 5):
        self.n_neighbors = n_neighbors

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = problem.members(klass)
        n_other, k = _other_neighbours(problem, klass, members, self.n_neighbors, "n_neighbors")
        hardness = n_other / k
        if not hardness.any():
            raise InvalidInputError(
                f"no row of class {problem.labels[klass]!r} has a neighbour of another class among "
                f"its {k}, so ADASYN has nothing to adapt to: use SMOTE"
            )
        counts = np.rint(hardness / hardness.sum() * n_new).astype(np.int64)
        if not counts.any():
            raise InvalidInputError(
                f"the {n_new} new rows wanted for class {problem.labels[klass]!r} round to none "
                f"for each of its {len(members)} rows: ask for more rows, or use SMOTE"
            )
        yield SeedGroup(klass, members, int(counts.sum()), counts=counts)


def _other_neighbours(
    problem: Problem,
    klass: int,
    rows: NDArray[np.int64],
    n_neighbors: Any,
    parameter: str = "m_neighbors",
) -> tuple[NDArray[np.int64], int]:
    """Return how many of each row's neighbours are of other classes, and of how many."""
    found = problem.search(None, rows, n_neighbors, parameter=parameter, klass=klass)
    return (problem.target[found] != klass).sum(axis=1), found.shape[1]


def _in_danger(n_other: NDArray[np.int64], m: int) -> NDArray[np.bool_]:
    """Return which rows are in danger: m/2 <= n_other < m (Han, Wang and Mao 2005)."""
    return (n_other >= m / 2) & (n_other < m)
