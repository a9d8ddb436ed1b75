"""What stages share that leave out rows which their neighbours tell well enough."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from counterpoise.errors import InvalidInputError, Named, Setting, brief
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning
from counterpoise.stages.cleanings.votes import smallest_class

__all__ = ["Condensing", "Rival"]


@dataclass(frozen=True)
class Rival:
    """A larger class, and the minority that competes with it for the votes of neighbours.

    A row of the class is told apart from the minority if the k nearest of the minority and the kept
    rows vote for it. That is so if enough kept rows are nearer to it than a certain minority row,
    so that each row has a radius, and only kept rows within it count.

    Parameters
    ----------
    problem : TableProblem
        The table.
    members, minority : ndarray of int64
        Ascending row numbers of the two classes.
    k : int
        How many neighbours vote.
    """

    problem: TableProblem
    members: NDArray[np.int64]
    minority: NDArray[np.int64]
    k: int

    @property
    def needed(self) -> int:
        """How many kept rows must be within the radius; in a tie the first class wins."""
        first = self.klass < self.problem.target[self.minority[0]]
        return (self.k + 1) // 2 if first else self.k // 2 + 1

    @property
    def klass(self) -> int:
        """The code of the class."""
        return int(self.problem.target[self.members[0]])

    @cached_property
    def radii(self) -> NDArray[np.float64]:
        """The radius of each row of the class; shape (n_members,)."""
        rank = self.k - self.needed + 1
        if rank > len(self.minority):
            return np.full(len(self.members), np.inf)
        return self.distances(self.members, self.minority, rank)[1][:, -1]

    def distances(
        self, queries: NDArray[np.int64], reference: NDArray[np.int64], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the k nearest of some ascending rows and how far they are, no row its own."""
        minority = int(self.problem.target[self.minority[0]])
        found, far, _ = self.problem.geometry.search(
            reference, queries, k, klass=minority, distances=True
        )
        assert far is not None
        return found, far

    def told(self, places: NDArray[np.int64], kept: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many kept rows are within the radius, exact up to `needed`.

        Parameters
        ----------
        places : ndarray of shape (n,), int64
            Positions of rows in the class.
        kept : ndarray of int64
            Row numbers, of which some may be there more than once.
        """
        reference, times = np.unique(kept, return_counts=True)
        number = np.zeros(self.problem.n_rows, np.int64)
        number[reference] = times
        rows, radii = self.members[places], self.radii[places]
        count = np.where(radii > 0, number[rows], 0)  # a kept row is at no distance from itself
        itself = number[rows] > 0
        for asked, n_others in ((~itself, len(reference)), (itself, len(reference) - 1)):
            k = min(self.needed, n_others)
            if k and asked.any():
                found, far = self.distances(rows[asked], reference, k)
                within = far < radii[asked, np.newaxis]
                count[asked] += (number[found] * within).sum(axis=1)
        return count


class Condensing(Cleaning):
    """Rows that random seeds and the minority do not tell apart from it stay.

    Parameters
    ----------
    n_neighbors : int or classifier, optional
        How many neighbours vote, or a classifier that is fitted to the minority and the kept rows;
        None for 1.
    n_seeds_S : int, default=1
        Rows of each class that are kept to begin with, at random.
    sampling_strategy : str, list of labels or callable, default="auto"
        The classes that may lose rows.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "n_neighbors": [*NEIGHBOURS, None],
        "n_seeds_S": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(
        self, n_neighbors: Any = None, n_seeds_S: int = 1, sampling_strategy: Any = "auto"
    ):
        super().__init__(sampling_strategy)
        self.n_neighbors = n_neighbors
        self.n_seeds_S = n_seeds_S

    def check(self) -> None:
        super().check()
        if hasattr(self.n_neighbors, "kneighbors") and not hasattr(self.n_neighbors, "predict"):
            raise InvalidInputError(
                f"n_neighbors={brief(self.n_neighbors)} has no predict method",
                needed="it must be a number or a classifier",
                remedy="use one such as KNeighborsClassifier()",
                parameter="n_neighbors",
            )

    def condense(self, problem: TableProblem) -> NDArray[np.int64]:
        """Return the rows that stay, class after class; one may be there more than once."""
        planned = self.plan(problem)
        minority = problem.members(smallest_class(problem)[0])
        problem.findings["Condensing", "estimators"] = fitted = []
        kept = []
        for klass, label in enumerate(problem.labels):
            members = problem.members(klass)
            if label not in planned or not len(members):
                kept.append(members)
                continue
            stream = problem.streams.of_class(klass)
            first = stream.randint(0, len(members), size=self.n_seeds_S)
            if len(minority) and klass == problem.target[minority[0]]:
                # The minority has no rival: whatever its seeds are, they tell it.
                kept.append(members[first])
                fitted.append(self._fitted(problem, minority, members[first]))
                continue
            found = self._condensed(problem, members, minority, first)
            fitted.append(self._fitted(problem, minority, self.known(members[first], found)))
            kept.append(found)
        return np.concatenate(kept)

    def _condensed(
        self,
        problem: TableProblem,
        members: NDArray[np.int64],
        minority: NDArray[np.int64],
        first: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Return the rows of a class that stay, the seeds at positions `first` before others."""
        if hasattr(self.n_neighbors, "predict"):
            return self.asked(problem, members, minority, first)
        k = 1 if self.n_neighbors is None else int(self.n_neighbors)
        n = len(minority) + len(first)
        if n < k:
            raise InvalidInputError(
                f"the smallest class and the seeds have {n} rows",
                needed=(Setting("n_neighbors", k), f" needs at least {k}"),
                remedy=("lower ", Named("n_neighbors"), f" to {n}, or raise ", Named("n_seeds_S")),
            )
        return self.chosen(Rival(problem, members, minority, k), first)

    @abstractmethod
    def chosen(self, rival: Rival, first: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows of a class that stay where neighbours vote."""

    @abstractmethod
    def asked(
        self,
        problem: TableProblem,
        members: NDArray[np.int64],
        minority: NDArray[np.int64],
        first: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Return the rows of a class that stay where the user's classifier decides."""

    @staticmethod
    @abstractmethod
    def known(seeds: NDArray[np.int64], kept: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which rows of the class the last classifier was fitted to."""

    def _fitted(
        self, problem: TableProblem, minority: NDArray[np.int64], known: NDArray[np.int64]
    ) -> Any:
        """Return a classifier that knows the minority and some rows of a class."""
        rows = np.concatenate([minority, known])
        space = problem.geometry.embedding()
        return self.classifier().fit(space[rows], problem.labelled[rows])

    def classifier(self) -> Any:
        """Return the classifier by neighbours, not fitted."""
        from sklearn.neighbors import KNeighborsClassifier

        if hasattr(self.n_neighbors, "predict"):
            return clone(self.n_neighbors)
        return KNeighborsClassifier(1 if self.n_neighbors is None else int(self.n_neighbors))
