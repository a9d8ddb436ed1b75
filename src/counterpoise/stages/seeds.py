"""Which rows of a class grow, and how many new rows each."""

from __future__ import annotations

import math
import warnings
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.metrics import pairwise_distances
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.problem import Problem, label_array, n_neighbors_of
from counterpoise.errors import InvalidInputError, SamplingWarning, Setting, UnsuitableTableError
from counterpoise.neighbors.threads import count_threads
from counterpoise.parameters.constraints import FINITE, NEIGHBOURS, SHARE, Built, Number
from counterpoise.stages.stage import Stage

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


class Seeds(Stage):
    """A way to choose seeds."""

    rounding = 0.0
    """By which share of the new rows asked for rounding may miss their number without a warning."""

    why_other_counts = ""
    """Why another number of new rows may come out than was asked for, and what to do."""

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

    def check_count(self, problem: Problem, klass: int, n_asked: int, n_made: int) -> None:
        """Warn if a class gets another number of new rows than was asked for.

        One row more or less goes without a word where numbers are rounded, and so do `rounding`
        times the rows asked for.
        """
        missed = abs(n_made - n_asked)
        if not missed or (self.rounding and missed <= max(1, self.rounding * n_asked)):
            return
        why = f": {self.why_other_counts}" if self.why_other_counts else ""
        warnings.warn(
            f"class {problem.labels[klass]!r} gets {n_made or 'no'} new row{'s' * (n_made != 1)} "
            f"and not the {n_asked} asked for{why}",
            SamplingWarning,
            stacklevel=2,
        )


class AllSeeds(Seeds):
    """Every row of the class, all alike (SMOTE)."""

    looks_at_values = False

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        yield SeedGroup(klass, problem.members(klass), n_new)


class DangerSeeds(Seeds):
    """Rows in danger: half or more, but not all, of their neighbours are of other classes.

    Parameters
    ----------
    m_neighbors : int or estimator, default=10
        Size of the neighbourhood, over rows of all classes.
    """

    why_other_counts = (
        "it has no row in danger (with half or more, but not all, of its m_neighbors neighbours of "
        "other classes); use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {"m_neighbors": NEIGHBOURS}

    def __init__(self, m_neighbors: Any = 10):
        self.m_neighbors = m_neighbors

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = problem.members(klass)
        n_other, m = _other_neighbours(problem, klass, members, self.m_neighbors)
        danger = members[_in_danger(n_other, m)]
        if len(danger):
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

    why_other_counts = (
        "its support vectors are all in danger or all safe, and the share that was drawn for the "
        "other kind is not made; ask for more rows, or use BorderlineSMOTE or SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "m_neighbors": NEIGHBOURS,
        "svm_estimator": [Built(["fit", "predict"]), None],
        "out_step": [SHARE],
        "svm_rows": [Number(Integral, 2, None, closed="left"), None],
    }

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
            svm = make_svm(self.svm_estimator, problem.streams.random_state)
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
            _fit_svm(svm, geometry.embedding(klass), label_array(problem.labels)[geometry.target])
        if not hasattr(svm, "support_"):
            raise UnsuitableTableError(
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

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        space = problem.geometry.embedding(klass)
        clusters = self._clusters(problem, space)
        threshold = self._threshold(problem, n_new)
        k, _ = n_neighbors_of(self.k_neighbors, "k_neighbors")
        chosen, distances = [], []
        for cluster in range(problem.facts["kmeans"].n_clusters):
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
                f"no cluster has more than {k} rows of class {problem.labels[klass]!r} and a share "
                f"of it of {threshold:.3g} or more: lower cluster_balance_threshold, change the "
                "number of clusters (kmeans_estimator), or use SMOTE"
            )
        drawn = 0
        sizes = np.array([len(members) for members in chosen])
        shares = _shares_by_sparsity(np.array(distances), sizes, self.density_exponent)
        for members, share in zip(chosen, shares, strict=True):
            group = SeedGroup(klass, members, math.ceil(n_new * share), pool=members, offset=drawn)
            drawn += group.n_new
            yield group

    def _clusters(self, problem: Problem, space: Any) -> NDArray[np.int64]:
        if "kmeans" not in problem.facts:
            problem.facts["kmeans"] = self._fitting(problem)
        elif problem.streams.repeats and not problem.rows.n_categorical:
            return problem.facts["kmeans"].labels_
        try:
            return problem.facts["kmeans"].fit_predict(space)
        except (ValueError, TypeError) as error:
            raise InvalidInputError(
                f"kmeans_estimator {type(problem.facts['kmeans']).__name__} cannot be fitted to "
                f"this table ({error}): measure with ",
                Setting("scale", "standard"),
                ", give another clustering, or use another method, such as SMOTE",
            ) from error

    def _fitting(self, problem: Problem) -> Any:
        """Return the clustering, not fitted; raise `InvalidInputError` if it cannot be."""
        kmeans = make_kmeans(self.kmeans_estimator, problem.streams.random_state)
        n_clusters = getattr(kmeans, "n_clusters", None)
        if not hasattr(kmeans, "fit_predict") or not isinstance(n_clusters, Integral):
            raise InvalidInputError(
                f"kmeans_estimator {type(kmeans).__name__} has no n_clusters or no fit_predict: "
                "use a clustering such as sklearn.cluster.KMeans"
            )
        if int(n_clusters) > len(problem.rows):
            raise InvalidInputError(
                f"kmeans_estimator asks for {n_clusters} clusters of {len(problem.rows)} rows: "
                "ask for fewer"
            )
        return kmeans

    def _threshold(self, problem: Problem, n_new: int) -> float:
        threshold = self.cluster_balance_threshold
        if problem.facts["kmeans"].n_clusters == 1:
            threshold = -np.inf
        problem.facts["threshold"] = threshold
        if threshold != "auto":
            return float(threshold)
        return n_new / sum(problem.facts["plan"].values()) / 2

    def _mean_distance(self, points: Any) -> float:
        """Return the mean distance between the points of a cluster, shape (n_points, ...)."""
        n = points.shape[0]
        n_jobs = None if self.n_jobs is None else count_threads(self.n_jobs)
        distances = pairwise_distances(points, metric="euclidean", n_jobs=n_jobs)
        np.fill_diagonal(distances, 0.0)
        return distances.sum() / (n * n - n)


def make_svm(svm_estimator: Any, random_state: Any) -> Any:
    """Return the machine of `SupportVectorSeeds`, not fitted."""
    if svm_estimator is not None:
        return clone(svm_estimator, safe=False)
    from sklearn.svm import SVC

    return SVC(gamma="scale", random_state=random_state)


def _fit_svm(svm: Any, space: Any, labels: NDArray) -> None:
    try:
        svm.fit(space, labels)
    except (ValueError, TypeError) as error:
        raise InvalidInputError(
            f"svm_estimator {type(svm).__name__} cannot be fitted to this table ({error}): measure "
            "with ",
            Setting("scale", "standard"),
            ", give another machine, or use another method, such as SMOTE",
        ) from error


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
    return sparsity / total


class AdaptiveSeeds(Seeds):
    """Every row of the class, in proportion to the other classes' share of its neighbours (ADASYN).

    Parameters
    ----------
    n_neighbors : int or estimator, default=5
        Size of the neighbourhood, over rows of all classes.
    """

    rounding = 0.05
    why_other_counts = "the share of each of its rows is rounded; ask for more rows, or use SMOTE"
    _parameter_constraints: ClassVar[dict[str, Any]] = {"n_neighbors": NEIGHBOURS}

    def __init__(self, n_neighbors: Any = 5):
        self.n_neighbors = n_neighbors

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = problem.members(klass)
        n_other, k = _other_neighbours(problem, klass, members, self.n_neighbors, "n_neighbors")
        hardness = n_other / k
        if not hardness.any():
            raise UnsuitableTableError(
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
