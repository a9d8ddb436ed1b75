"""The rows that a classifier is surest of stay."""

from __future__ import annotations

from copy import deepcopy
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray
from sklearn.base import clone, is_classifier

from counterpoise.errors import InvalidInputError, brief
from counterpoise.parameters.constraints import Built
from counterpoise.parameters.threads import count_threads
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.down_to_count import DownToCount
from counterpoise.stages.duration import projected_seconds, tell_if_slow

__all__ = ["EasyRows"]

# Of the rows in the time of a forest.
_EXPONENT = 1.15


class EasyRows(DownToCount):
    """The rows whose own class a classifier finds most probable stay (Smith et al. 2014).

    Probabilities are out of fold: no row is judged by a classifier that was fitted to it.

    Parameters
    ----------
    estimator : classifier, optional
        What judges; None for a random forest.
    cv : int or splitter, default=5
        How many folds, or what makes them.
    n_jobs : int, optional
        Threads; None for all of them.
    sampling_strategy : float, str, dict or callable, default="auto"
        How many rows of each class stay.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **DownToCount._parameter_constraints,
        "estimator": [Built(["fit", "predict_proba"]), None],
        "cv": ["cv_object"],
    }

    why_other_counts = (
        "rows of equal hardness stay or leave together; use an estimator whose probabilities "
        "differ from row to row, such as LogisticRegression()"
    )

    def __init__(
        self,
        estimator: Any = None,
        cv: Any = 5,
        n_jobs: int | None = None,
        sampling_strategy: Any = "auto",
    ):
        super().__init__(sampling_strategy)
        self.estimator = estimator
        self.cv = cv
        self.n_jobs = n_jobs

    def check(self) -> None:
        super().check()
        if self.estimator is not None and not is_classifier(self.estimator):
            raise InvalidInputError(
                f"estimator is {brief(self.estimator)}, which is no classifier",
                remedy="use one with predict_proba, such as LogisticRegression()",
                parameter="estimator",
            )

    def look(self, problem: TableProblem) -> None:
        stream = problem.streams.restarted()
        model = self._model(problem.streams.random_state, stream)
        problem.findings["EasyRows", "estimator"] = model
        own = self._own_probabilities(problem, model, stream)
        problem.findings["EasyRows", "probabilities"] = own

    def choose(self, problem: TableProblem, klass: int, n_kept: int) -> NDArray[np.int64]:
        members = problem.members(klass)
        sure: NDArray[np.float64] = problem.findings["EasyRows", "probabilities"][members]
        least = np.percentile(sure, (1 - n_kept / len(members)) * 100)
        easy: NDArray[np.int64] = members[sure >= least]
        return easy

    def _model(self, random_state: Any, stream: RandomState) -> Any:
        """Return what judges, not fitted, with the seeds that imbalanced-learn gives it."""
        if self.estimator is None:
            from sklearn.ensemble import RandomForestClassifier

            return RandomForestClassifier(random_state=random_state)
        model = clone(self.estimator)
        for name in sorted(model.get_params(deep=True)):
            if name.rpartition("__")[2] == "random_state":
                model.set_params(**{name: stream.randint(np.iinfo(np.int32).max)})
        return model

    def _own_probabilities(
        self, problem: TableProblem, model: Any, stream: RandomState
    ) -> NDArray[np.float64]:
        """Return how probable each row's own class is, by folds that do not hold the row."""
        from sklearn.model_selection import StratifiedKFold, cross_val_predict

        folds = self.cv
        if isinstance(folds, Integral):
            folds = StratifiedKFold(int(folds), shuffle=True, random_state=stream)
        n_jobs = self.n_jobs
        if self.estimator is None:
            # A forest's threads share the table, and its trees do not depend on their number.
            model = clone(model).set_params(n_jobs=count_threads(n_jobs))
            n_jobs = None
        table, y = problem.geometry.embedding(), problem.labelled
        n_folds = folds.get_n_splits(table, y) if hasattr(folds, "get_n_splits") else 1
        seconds = n_folds * projected_seconds(
            lambda rows: _copied(model).fit(table[rows], y[rows]), problem.target, _EXPONENT
        )
        tell_if_slow(
            f"judging {len(y):,} rows by {type(model).__name__} in {n_folds} folds",
            seconds,
            "give a quicker estimator, such as LogisticRegression(), or lower cv",
        )
        try:
            probabilities = cross_val_predict(
                model, table, y, cv=folds, n_jobs=n_jobs, method="predict_proba"
            )
        except (ValueError, TypeError) as error:
            raise InvalidInputError(
                f"the rows cannot be judged by {type(model).__name__} in folds ({error})",
                remedy="lower cv, or give another estimator",
                parameter="estimator",
            ) from error
        place = np.unique(problem.target, return_inverse=True)[1]
        own: NDArray[np.float64] = probabilities[np.arange(len(y)), place]
        return own


def _copied(model: Any) -> Any:
    """Return the same model with random numbers of its own, where it shares a stream."""
    return clone(deepcopy(model))
