"""What lets the rows of a class grow in clusters."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import UnsuitableTableError, Use
from counterpoise.stages.seeds.seeds import Seeds

__all__ = ["Cluster", "ClusteredSeeds", "apportioned", "clusters_of"]


@dataclass(frozen=True)
class Cluster:
    """Rows of a class that grow among themselves.

    Parameters
    ----------
    rows : ndarray of shape (n_seeds,), int64
        Row numbers of those that grow, ascending.
    weight : float
        Its share of the new rows, up to a factor.
    chances : ndarray of shape (n_seeds,), float64, optional
        How likely a new row is to have each for its seed, up to a factor.
    pool : ndarray of int64, optional
        Ascending row numbers that may be partners, where these are not the seeds alone.
    """

    rows: NDArray[np.int64]
    weight: float
    chances: NDArray[np.float64] | None = None
    pool: NDArray[np.int64] | None = None

    @property
    def partners(self) -> NDArray[np.int64]:
        """The rows that may be partners."""
        return self.rows if self.pool is None else self.pool


class ClusteredSeeds(Seeds):
    """A way to find clusters of a class, which grow one by one, each in itself.

    A cluster of a single row cannot grow in itself; others get its share.
    """

    why_no_cluster: ClassVar[str] = "no two of its rows are in one cluster"
    """Why a class may have no cluster that grows."""

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED

    @abstractmethod
    def clusters(self, problem: Problem, klass: int) -> Sequence[Cluster]:
        """Return the clusters of a class.

        Parameters
        ----------
        problem : Problem
            The table.
        klass : int
            Code of the class that grows.
        """

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        found = self.clusters(problem, klass)
        told = problem.findings.of(("ClusteredSeeds", "clusters"))
        told[problem.labels[klass]] = [cluster.partners for cluster in found]
        growing = [c for c in found if len(c.rows) and len(c.partners) > 1 and c.weight > 0]
        if not growing:
            raise UnsuitableTableError(
                f"class {problem.labels[klass]!r} has no cluster that can grow",
                joint=", because ",
                needed=self.why_no_cluster,
                then="; ",
                remedy=Use("SMOTE"),
            )
        counts = apportioned(n_new, np.array([cluster.weight for cluster in growing], float))
        drawn = 0
        for cluster, count in zip(growing, counts.tolist(), strict=True):
            if count:
                yield SeedGroup(
                    klass,
                    cluster.rows,
                    count,
                    chances=cluster.chances,
                    pool=cluster.partners,
                    offset=drawn,
                )
            drawn += count


def apportioned(n: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return whole numbers in proportion to weights, which add up to n (largest remainders).

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.stages.seeds.clustered_seeds import apportioned
    >>> apportioned(10, np.array([3.0, 3.0, 1.0])).tolist()
    [4, 4, 2]
    """
    exact = n * (weights / weights.sum())
    counts: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    short = n - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:short]] += 1
    return counts


def clusters_of(
    rows: NDArray[np.int64], labels: NDArray[np.integer], weights: NDArray[np.float64] | None = None
) -> list[Cluster]:
    """Return the clusters that labels of rows tell; a label below 0 is that of no cluster.

    Parameters
    ----------
    rows : ndarray of shape (n_rows,), int64
        Ascending row numbers.
    labels : ndarray of shape (n_rows,), int
        The cluster of each.
    weights : ndarray of shape (n_labels,), float64, optional
        The weight of each label; without them a cluster weighs its number of rows.
    """
    found = []
    for label in np.unique(labels[labels >= 0]).tolist():
        inside = rows[labels == label]
        weight = float(len(inside)) if weights is None else float(weights[label])
        found.append(Cluster(inside, weight))
    return found
