"""A new row is good enough if a classifier says so."""

from __future__ import annotations

from collections.abc import Callable
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from counterpoise.core.problem import Problem
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError, Use
from counterpoise.kernel import _kernel
from counterpoise.parameters.constraints import SHARE, Built, Number
from counterpoise.parameters.threads import count_threads
from counterpoise.space.problem import TableProblem
from counterpoise.stages.acceptances.acceptance import Acceptance
from counterpoise.stages.acceptances.features import Features

__all__ = ["Classified"]

_Chances = Callable[[NDArray[np.float64]], NDArray[np.float64]]


class Classified(Acceptance):
    """Rows that a classifier, fitted to the table, gives a chance within bounds to be of the class.

    Parameters
    ----------
    classifier : classifier with predict_proba, optional
        Which; None for 50 extremely randomised trees with 5 rows in a leaf at least.
    lower, upper : float, default=0.5 and 1.0
        The bounds.
    attempts : int, default=30
        How often a row is drawn at most; one that was never good enough is left out.
    """

    why_other_counts = (
        "the classifier takes some of its new rows for another class, wherever they were drawn; "
        "lower th_lower, or use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "classifier": [Built(["fit", "predict_proba"]), None],
        "lower": [SHARE],
        "upper": [SHARE],
        "attempts": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        classifier: Any = None,
        lower: float = 0.5,
        upper: float = 1.0,
        attempts: int = 30,
    ):
        self.classifier = classifier
        self.lower = lower
        self.upper = upper
        self.attempts = attempts

    def check(self) -> None:
        super().check()
        if self.lower > self.upper:
            raise InvalidInputError(
                f"the chance of a new row must be from {self.lower} to {self.upper}, which is "
                "never",
                remedy="lower th_lower, or raise th_upper",
                parameter="th_lower",
            )

    def accepts(self, problem: Problem, klass: int, made: Rows) -> NDArray[np.bool_]:
        assert isinstance(problem, TableProblem)
        fitted = problem.findings.of(("Classified", "classifier"))
        label = problem.labels[klass]
        if label not in fitted:
            features = Features(problem.rows)
            model = self._fitted(problem, klass, features.of(problem.rows))
            own = list(model.classes_).index(True)
            fitted[label] = features, self._chances_of(model, own, problem.geometry.n_jobs)
        features, chances = fitted[label]
        chance = chances(features.of(made))
        good: NDArray[np.bool_] = (chance >= self.lower) & (chance <= self.upper)
        return good

    def _chances_of(self, model: Any, column: int, n_jobs: int | None) -> _Chances:
        """Return what tells the chances of a class that a fitted model gives to points."""
        if self.classifier is not None:
            return lambda points: model.predict_proba(points)[:, column]
        forest, n_threads = _walked(model, column), count_threads(n_jobs)
        return lambda points: forest.means(points.astype(np.float32), n_threads)[:, 0]

    def _fitted(self, problem: TableProblem, klass: int, points: NDArray[np.float64]) -> Any:
        from sklearn.ensemble import ExtraTreesClassifier

        model = self.classifier
        if model is None:
            n_threads = count_threads(problem.geometry.n_jobs)
            model = ExtraTreesClassifier(50, min_samples_leaf=5, n_jobs=n_threads)
        model = clone(model, safe=False)
        own = model.get_params() if hasattr(model, "get_params") else {}
        if own.get("random_state", 0) is None:
            seed = int(problem.streams.of_class(klass).randint(2**31))
            model.set_params(random_state=seed)
        try:
            return model.fit(points, problem.target == klass)
        except (ValueError, TypeError) as error:
            raise InvalidInputError(
                f"classifier {type(model).__name__} cannot be fitted to this table ({error})",
                remedy=("give another classifier, or ", Use("SMOTE")),
                parameter="classifier",
            ) from error


def _walked(model: Any, column: int) -> _kernel.Forest:
    """Return the forest as the kernel walks it: its chances of a class, by `predict_proba`.

    Rows are drawn again up to 30 times, so that the forest's own checks of each tree, and of rows
    of which few are left at the end, would take longer than the walk.
    """
    trees = [tree.tree_ for tree in model.estimators_]
    sizes = [tree.node_count for tree in trees]
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    own = np.arange(sum(sizes))
    left = np.concatenate([tree.children_left for tree in trees])
    right = np.concatenate([tree.children_right for tree in trees])
    is_leaf = (left < 0)[:, np.newaxis]
    below = np.column_stack([left, right]) + np.repeat(roots, sizes)[:, np.newaxis]
    children: NDArray[np.int32] = np.where(is_leaf, own[:, np.newaxis], below).astype(np.int32)
    columns = np.concatenate([tree.feature for tree in trees])
    return _kernel.Forest(
        children,
        np.maximum(columns, 0).astype(np.int32),
        np.concatenate([tree.threshold for tree in trees]),
        np.concatenate([tree.value[:, 0, column] for tree in trees]),
        roots,
    )
