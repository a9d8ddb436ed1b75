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
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import UnsuitableTableError, Use
from counterpoise.stages.seeds.seeds import Seeds, apportioned

__all__ = ["Cluster", "ClusteredSeeds", "clusters_of"]


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
    lists : Ragged, optional
        Each seed's partners, where these are known.
    """

    rows: NDArray[np.int64]
    weight: float
    chances: NDArray[np.float64] | None = None
    pool: NDArray[np.int64] | None = None
    lists: Ragged | None = None

    @property
    def among(self) -> NDArray[np.int64]:
        """The rows that may be partners."""
        return self.rows if self.pool is None else self.pool

    @property
    def grows(self) -> bool:
        """Whether it has seeds, partners for them, and a share of the new rows."""
        has_partners = self.lists is not None or len(self.among) > 1
        return bool(len(self.rows)) and has_partners and self.weight > 0


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
        told[problem.labels[klass]] = [cluster.among for cluster in found]
        growing = [c for c in found if c.grows]
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
                    pool=cluster.among,
                    partners=cluster.lists,
                    offset=drawn,
                )
            drawn += count


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
