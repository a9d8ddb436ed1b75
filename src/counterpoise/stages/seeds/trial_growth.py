"""How well a classifier does on held-out rows, once a class has grown at some rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold

from counterpoise.core.draws import CounterDraws
from counterpoise.core.materialise import materialise
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.core.words import Words
from counterpoise.errors import Setting, UnsuitableTableError
from counterpoise.space.problem import TableProblem
from counterpoise.stages.interpolations.segment import Segment
from counterpoise.stages.seeds.seeds import apportioned

__all__ = ["TrialGrowth"]

_FEWEST_IN_LEAF = 3


@dataclass(frozen=True)
class _Fold:
    """Rows to grow and to fit on, and rows to predict.

    Parameters
    ----------
    train, test : ndarray of int64
        Row numbers.
    place : ndarray of int64
        Which of the members are among the rows to fit on.
    group : SeedGroup
        These members with their partners among each other.
    """

    train: NDArray[np.int64]
    test: NDArray[np.int64]
    place: NDArray[np.int64]
    group: SeedGroup


class TrialGrowth:
    """What comes of letting a class grow at some rates, as SMOTE grows it, judged by a classifier.

    Every trial has the same folds and the same random numbers, so that rates alone make a
    difference.

    Parameters
    ----------
    problem : TableProblem
        The rows that the trial is made on.
    klass : int
        The class that grows.
    n_new : int
        New rows that it would get.
    k : int
        Neighbours of its class that may be a row's partner, fewer where there are fewer.
    n_folds : int
        How often a part is held out.
    estimator : classifier or None
        What is fitted; None for a decision tree.
    stream : RandomState
        What the folds and the seed of the random numbers are drawn from.
    """

    def __init__(
        self,
        problem: TableProblem,
        klass: int,
        n_new: int,
        k: int,
        n_folds: int,
        estimator: Any,
        stream: RandomState,
    ):
        self.problem = problem
        self.klass = klass
        self.members = problem.members(klass)
        self._estimator = estimator
        self._seed = int(stream.randint(2**31 - 1))
        is_own = problem.target == klass
        splits = StratifiedKFold(n_folds, shuffle=True, random_state=stream).split(is_own, is_own)
        self._folds = [self._fold(train, test, n_new, k) for train, test in splits]

    def fitness(self, rates: NDArray[np.int64]) -> float:
        """Return the mean over the folds of the root of the two classes' shares of right answers.

        Parameters
        ----------
        rates : ndarray of shape (n_members,), int64
            How often each row of the class grows, up to a factor; all alike where all are 0.
        """
        return float(np.mean([self._judged(fold, rates[fold.place]) for fold in self._folds]))

    def _fold(self, train: NDArray[np.int64], test: NDArray[np.int64], n_new: int, k: int) -> _Fold:
        own = train[self.problem.target[train] == self.klass]
        near = self.problem.nearest(
            own, min(k, len(own) - 1), among=own, klass=self.klass, parameter="k_neighbors"
        )
        n_fold = max(1, round(n_new * len(train) / (len(train) + len(test))))
        group = SeedGroup(self.klass, own, n_fold, partners=Ragged.of(near.square))
        return _Fold(train, test, np.searchsorted(self.members, own), group)

    def _judged(self, fold: _Fold, rates: NDArray[np.int64]) -> float:
        group, problem = fold.group, self.problem
        weights = rates if rates.any() else np.ones(len(rates))
        counts = apportioned(group.n_new, weights.astype(np.float64))
        grown_group = SeedGroup(
            self.klass, group.rows, group.n_new, counts=counts, partners=group.partners
        )
        draws = CounterDraws(grown_group, Words(self._seed, self.klass))
        lineage = Segment().draw(grown_group, draws)
        grown = problem.grown(materialise(lineage, problem.rows), lineage.klass)
        points = grown.geometry.embedding(self.klass)
        is_own = grown.target == self.klass
        fitted_on = np.concatenate([fold.train, np.arange(problem.n_rows, grown.n_rows)])
        model = self._fitted(points[fitted_on], is_own[fitted_on])
        right = model.predict(points[fold.test]) == is_own[fold.test]
        shares = [right[is_own[fold.test] == own].mean() for own in (True, False)]
        return float(np.sqrt(shares[0] * shares[1]))

    def _fitted(self, points: Any, is_own: NDArray[np.bool_]) -> Any:
        from sklearn.tree import DecisionTreeClassifier

        if self._estimator is None:
            model = DecisionTreeClassifier(
                min_samples_leaf=_FEWEST_IN_LEAF, random_state=self._seed
            )
        else:
            model = clone(self._estimator)
            if "random_state" in model.get_params():
                model.set_params(random_state=self._seed)
        try:
            return model.fit(
                sparse.csr_matrix(points) if sparse.issparse(points) else points, is_own
            )
        except ValueError as error:
            raise UnsuitableTableError(
                f"{type(model).__name__} cannot be fitted to a part of this table ({error})",
                remedy=(
                    "measure with ",
                    Setting("scale", "standard"),
                    ", or give another estimator",
                ),
            ) from error
