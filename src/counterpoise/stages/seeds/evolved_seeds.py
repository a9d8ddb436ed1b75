"""Rows grow at rates that a genetic algorithm finds."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem, n_neighbors_of
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, Use
from counterpoise.parameters.constraints import NEIGHBOURS, SHARE, Built, Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.genetic_search import evolved
from counterpoise.stages.seeds.seeds import Seeds, apportioned, collected
from counterpoise.stages.seeds.trial_growth import TrialGrowth

__all__ = ["EvolvedSeeds"]

_FOLDS = 2
"""How often a part of the rows is held out."""


class EvolvedSeeds(Seeds):
    """Every row of the class, at a rate that a genetic algorithm finds (GASMOTE).

    A list of whole numbers says how often each row grows; it is the fitter, the better a classifier
    predicts held-out rows of both classes once the others have grown like that. Equal rates are
    among the first lists, so the trials never find worse ones than SMOTE's.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        Neighbours that may be partners in the trials.
    n_pop : int, default=10
        How many lists there are at a time.
    n_generations : int, default=5
        How often new lists are made of them.
    max_rate : int, default=7
        The greatest rate.
    mutation : float, default=0.05
        How likely a rate of a new list is drawn anew.
    search_rows : int, default=1000
        Rows that the trials are made on. Of a larger table it is a random sample, and rows that are
        not in it get the mean rate.
    estimator : classifier, optional
        What judges the lists; None for a decision tree.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": NEIGHBOURS,
        "n_pop": [Number(Integral, 2, None, closed="left")],
        "n_generations": [Number(Integral, 1, None, closed="left")],
        "max_rate": [Number(Integral, 1, None, closed="left")],
        "mutation": [SHARE],
        "search_rows": [Number(Integral, 20, None, closed="left")],
        "estimator": [Built(["fit", "predict"]), None],
    }

    def __init__(
        self,
        k_neighbors: Any = 5,
        n_pop: int = 10,
        n_generations: int = 5,
        max_rate: int = 7,
        mutation: float = 0.05,
        search_rows: int = 1000,
        estimator: Any = None,
    ):
        self.k_neighbors = k_neighbors
        self.n_pop = n_pop
        self.n_generations = n_generations
        self.max_rate = max_rate
        self.mutation = mutation
        self.search_rows = search_rows
        self.estimator = estimator

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.CLASS_NEIGHBOURS | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        stream = problem.streams.of_class(klass)
        chosen = self._sample(problem, klass, stream)
        trial = self._trial(problem, klass, chosen, n_new, stream)
        population = stream.randint(self.max_rate + 1, size=(self.n_pop, len(trial.members)))
        population[0] = 1
        rates, _ = evolved(
            trial.fitness, population, self.n_generations, self.max_rate, self.mutation, stream
        )
        rates = rates if rates.any() else np.ones_like(rates)
        weights = np.full(len(members), rates.mean())
        weights[np.searchsorted(members, chosen[trial.members])] = rates
        problem.findings.of(("EvolvedSeeds", "rates"))[problem.labels[klass]] = weights
        yield SeedGroup(klass, members, n_new, counts=apportioned(n_new, weights))

    def _sample(self, problem: TableProblem, klass: int, stream: RandomState) -> NDArray[np.int64]:
        """Return the ascending numbers of the rows that trials are made on."""
        if problem.n_rows <= self.search_rows:
            return np.arange(problem.n_rows)
        is_own = problem.target == klass
        # As many of each class as the table's shares say, but enough to hold some out.
        n_own = max(round(self.search_rows * is_own.mean()), 2 * _FOLDS)
        n_own = min(n_own, int(is_own.sum()), self.search_rows - 2 * _FOLDS)
        own = stream.choice(np.flatnonzero(is_own), n_own, replace=False)
        others = np.flatnonzero(~is_own)
        n_others = min(self.search_rows - n_own, len(others))
        return np.sort(np.concatenate([own, stream.choice(others, n_others, replace=False)]))

    def _trial(
        self,
        problem: TableProblem,
        klass: int,
        chosen: NDArray[np.int64],
        n_new: int,
        stream: RandomState,
    ) -> TrialGrowth:
        n_own = int((problem.target[chosen] == klass).sum())
        rows_of = {
            f"class {problem.labels[klass]!r} has": n_own,
            "all other classes have": len(chosen) - n_own,
        }
        for whose, n in rows_of.items():
            if n < 2 * _FOLDS:
                raise InvalidInputError(
                    f"{whose} {n} row{'s' * (n != 1)}",
                    joint="; ",
                    needed=f"the search holds rows out and needs at least {2 * _FOLDS}",
                    remedy=Use("SMOTE"),
                )
        k, _ = n_neighbors_of(self.k_neighbors, "k_neighbors")
        n_trial = max(1, round(n_new * len(chosen) / problem.n_rows))
        return TrialGrowth(
            problem.subset(chosen), klass, n_trial, k, _FOLDS, self.estimator, stream
        )
