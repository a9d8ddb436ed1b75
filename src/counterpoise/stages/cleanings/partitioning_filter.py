"""Rows leave that trees, each grown on a part of the table, take for another class."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.utils._param_validation import StrOptions

from counterpoise.errors import Setting, UnsuitableTableError
from counterpoise.parameters.constraints import SHARE, Built, Number
from counterpoise.parameters.threads import count_threads, in_threads
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning
from counterpoise.stages.cleanings.votes import check_no_class_leaves

__all__ = ["PartitioningFilter"]

# Among three rows a single wrong one is outvoted.
_FEWEST_IN_LEAF = 3

# Fewer rows are voted on sooner by one thread.
_FEWEST_TO_SHARE = 5000


class PartitioningFilter(Cleaning):
    """Rows that classifiers, each fitted to a part of the table, take for their own class stay.

    This is the iterative-partitioning filter (Khoshgoftaar and Rebours 2007). A pass cuts the table
    at random into parts, fits a classifier to each, and removes the rows that most of the
    classifiers, or all, take for another class. Passes go on until some in a row remove few rows.

    Parameters
    ----------
    n_parts : int, default=9
        How many parts, and classifiers.
    voting : {"majority", "consensus"}, default="majority"
        Whether more than half of the classifiers must be against a row for it to leave, or all.
    patience : int, default=3
        So many passes in a row that remove few rows end the cleaning.
    p : float, default=0.01
        Few rows are fewer than this share of the table.
    estimator : classifier, optional
        What is fitted to the parts; None for a decision tree whose leaves have three rows or more.
    sampling_strategy : str, list of labels or callable, default="all"
        The classes that may lose rows.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "n_parts": [Number(Integral, 2, None, closed="left")],
        "voting": [StrOptions({"majority", "consensus"})],
        "patience": [Number(Integral, 1, None, closed="left")],
        "p": [SHARE],
        "estimator": [Built(["fit", "predict"]), None],
    }

    def __init__(
        self,
        n_parts: int = 9,
        voting: Literal["majority", "consensus"] = "majority",
        patience: int = 3,
        p: float = 0.01,
        estimator: Any = None,
        sampling_strategy: Any = "all",
    ):
        super().__init__(sampling_strategy)
        self.n_parts = n_parts
        self.voting = voting
        self.patience = patience
        self.p = p
        self.estimator = estimator

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        space, target = problem.geometry.embedding(), problem.target
        rng = problem.streams.of_class(len(problem.labels))  # of no class
        may_lose = self.may_lose(problem)[target]
        kept = np.arange(len(target))
        n_calm = n_passes = 0
        while n_calm < self.patience:
            n_parts = min(self.n_parts, len(kept))
            votes = self._votes(space[kept], target[kept], n_parts, rng, problem.geometry.n_jobs)
            needed = n_parts if self.voting == "consensus" else n_parts // 2 + 1
            leaves = (votes >= needed) & may_lose[kept]
            check_no_class_leaves(problem, target[kept[~leaves]])
            kept = kept[~leaves]
            n_passes += 1
            # A pass that removes no row is calm, however small the table.
            few = max(self.p * len(target), 1)
            n_calm = n_calm + 1 if np.count_nonzero(leaves) < few else 0
        problem.findings["PartitioningFilter", "n_iter"] = n_passes
        return kept

    def _votes(
        self,
        points: Any,
        target: NDArray[np.int64],
        n_parts: int,
        rng: np.random.RandomState,
        n_jobs: int | None,
    ) -> NDArray[np.int64]:
        """Return how many classifiers take each row for another class; shape (n_rows,)."""
        parts = np.array_split(rng.permutation(len(target)), n_parts)
        seeds = rng.randint(2**31 - 1, size=n_parts).tolist()

        def against(part: NDArray[np.int64], seed: int) -> NDArray[np.bool_]:
            model = self._fitted(points[part], target[part], seed)
            wrong: NDArray[np.bool_] = model.predict(points) != target
            return wrong

        if len(target) < _FEWEST_TO_SHARE:
            n_jobs = 1
        found = in_threads(against, zip(parts, seeds, strict=True), count_threads(n_jobs))
        votes: NDArray[np.int64] = np.sum(found, axis=0)
        return votes

    def _fitted(self, points: Any, target: NDArray[np.int64], seed: int) -> Any:
        """Return a classifier that is fitted to a part of the table."""
        from sklearn.tree import DecisionTreeClassifier

        if self.estimator is None:
            # A leaf of one row learns a wrong row by heart; C4.5 prunes it.
            model = DecisionTreeClassifier(min_samples_leaf=_FEWEST_IN_LEAF, random_state=seed)
        else:
            model = clone(self.estimator)
            if "random_state" in model.get_params():
                model.set_params(random_state=seed)
        try:
            return model.fit(points, target)
        except ValueError as error:
            raise UnsuitableTableError(
                f"{type(model).__name__} cannot be fitted to a part of this table ({error})",
                remedy=(
                    "measure with ",
                    Setting("scale", "standard"),
                    ", or give another estimator",
                ),
            ) from error
