"""Rows that boosting finds to be noise are no partners, and do not grow among other classes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.seeds import Seeds, collected
from counterpoise.stages.seeds.weak_trees import WeakTrees
from counterpoise.stages.spaces.propensity import standardised

__all__ = ["BoostedSeeds", "boosted_weights"]

# What makes a tree of boosting a weak one: rpart's complexity parameter and limits.
_COMPLEXITY, _MOST_DEPTH, _FEWEST_TO_SPLIT = 0.01, 30, 3


class BoostedSeeds(Seeds):
    """Rows with partners up to the first row of another class, noise left out (SMOTEWB).

    A row is noise if boosting gives it more than ``1 / (2 m)`` of the weight, with m rows on its
    side (of the class, or of others), and more than all rows start with. Its neighbours are rows
    that are not noise. A row has as many partners as there are rows of its class before the first
    one of another class among its neighbours; a row without any makes copies of itself, or none if
    it is noise.

    Parameters
    ----------
    n_weak_classifiers : int, default=100
        Rounds of boosting.
    k_max : int, optional
        How many partners a row may have at most; None for the ratio of other rows to those of the
        class, rounded up.
    """

    why_other_counts = "all of its rows are noise; use SMOTE"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_weak_classifiers": [Number(Integral, 1, None, closed="left")],
        "k_max": [Number(Integral, 1, None, closed="left"), None],
    }

    def __init__(self, n_weak_classifiers: int = 100, k_max: int | None = None):
        self.n_weak_classifiers = n_weak_classifiers
        self.k_max = k_max

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        clean = self._clean(problem, klass)
        pool = members[clean[members]]
        if not len(pool):
            return
        n_other = problem.n_rows - len(members)
        kept = np.flatnonzero(clean)
        k = self.k_max or max(1, math.ceil(n_other / len(members)))
        k = min(k, len(kept) - 1)
        n_partners = np.zeros(len(members), np.int64)
        if k > 0:
            near = problem.nearest(members, k, among=kept, klass=klass, parameter="k_max")
            n_partners = (near.klass == klass).cumprod(axis=1).sum(axis=1)
        grows = clean[members] | (n_partners > 0)
        per_seed = {"n_partners": n_partners[grows]}
        yield SeedGroup(klass, members[grows], n_new, pool=pool, per_seed=per_seed)

    def _clean(self, problem: TableProblem, klass: int) -> NDArray[np.bool_]:
        """Return which rows of the table are not noise; shape (n_rows,)."""
        is_own = problem.target == klass
        points = standardised(problem.geometry.embedding(klass))
        n_jobs = problem.geometry.n_jobs
        weights = boosted_weights(points, is_own, self.n_weak_classifiers, n_jobs)
        n, n_own = len(is_own), int(is_own.sum())
        # No less than the weight that all rows start with, and a little more for rounding.
        most = np.maximum(1 / n, 0.5 / np.where(is_own, n_own, n - n_own))
        clean: NDArray[np.bool_] = weights <= most * (1 + 1e-9)
        return clean


def boosted_weights(
    points: NDArray[np.float64],
    is_own: NDArray[np.bool_],
    n_rounds: int,
    n_jobs: int | None = None,
) -> NDArray[np.float64]:
    """Return the weight of each row after rounds of AdaBoost with small trees; they add up to 1.

    Boosting ends before if a tree makes no mistake, or is no better than chance.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_dims), float64
        The rows.
    is_own : ndarray of shape (n_rows,), bool
        Which of the two sides each row is of.
    n_rounds : int
        How many trees at most.
    n_jobs : int, optional
        Threads; None for all of them.
    """
    trees = WeakTrees(points, is_own, _COMPLEXITY, _MOST_DEPTH, _FEWEST_TO_SPLIT, n_jobs)
    weights = np.full(len(is_own), 1 / len(is_own))
    for _ in range(n_rounds):
        wrong = trees.tell(weights) != is_own
        error = weights[wrong].sum()
        if not 0 < error < 0.5:
            break
        weights[wrong] *= math.sqrt((1 - error) / error)
        weights /= weights.sum()
    return weights
