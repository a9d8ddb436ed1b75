"""Rows by how likely they are to be of a class."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit

from counterpoise.parameters.threads import one_thread
from counterpoise.space.problem import TableProblem
from counterpoise.stages.spaces.space import Space

__all__ = ["Propensity", "second_class_scores", "standardised"]

_MOST_COLUMNS = 100

_MOST_STEPS, _TOLERANCE, _ENOUGH = 30, 1e-4, 2.0**-11
"""When Newton's steps end, and how much of what its slope promises each has to bring."""


class Propensity(Space):
    """The propensity score of each row, alone or beside the table's columns.

    The score is the chance of a class given the columns, by a logistic regression that is fitted to
    all rows in standard units; there is one for each class but the first.

    Parameters
    ----------
    alone : bool, default=True
        Whether distances are between scores only; else the columns, in standard units, count too.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {"alone": ["boolean"]}

    def __init__(self, alone: bool = True):
        self.alone = alone

    def view(self, problem: TableProblem) -> NDArray[np.float64]:
        points = standardised(problem.geometry.embedding())
        # Threads add up in an order of their own, and round otherwise.
        with one_thread():
            scores = None
            if len(problem.labels) == 2 and points.shape[1] <= _MOST_COLUMNS:
                scores = second_class_scores(points, problem.target == 1)
            if scores is None:
                scores = _scores(points, problem.target)
        return scores if self.alone else np.column_stack([points, scores])


def _scores(points: NDArray[np.float64], target: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the chance of each class but the first; shape (n_points, n_classes - 1)."""
    from sklearn.linear_model import LogisticRegression

    # Newton's steps are few, and each takes the time of the square of the columns.
    solver = "newton-cholesky" if points.shape[1] <= _MOST_COLUMNS else "lbfgs"
    model = LogisticRegression(max_iter=1000, solver=solver).fit(points, target)
    scores: NDArray[np.float64] = model.predict_proba(points)[:, 1:]
    return scores


def second_class_scores(
    points: NDArray[np.float64], is_second: NDArray[np.bool_]
) -> NDArray[np.float64] | None:
    """Return the chance of the second of two classes, or None if whole steps do not lead there.

    The steps are Newton's, and they end where those of scikit-learn's "newton-cholesky" do, whose
    checks and copies take longer than they on tables of ordinary size. With y of 0 or 1 and ``p``
    the chances, what is made least is ``mean(-log(p if y else 1 - p)) + |w|^2 / (2 n)``.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims), float64
        The rows, in standard units.
    is_second : ndarray of shape (n_points,), bool
        Which rows are of the second class.

    Returns
    -------
    ndarray of shape (n_points, 1), float64
    """
    n, d = points.shape
    design = np.column_stack([points, np.ones(n)])
    penalty = np.append(np.full(d, 1 / n), 0.0)
    against = np.where(is_second, -1.0, 1.0)
    weights, loss = np.zeros(d + 1), float(np.log(2))
    scores = np.full(n, 0.5)
    gradient = (scores - is_second) @ design / n
    weighted = np.empty_like(design)  # the memory of one step serves all
    for _ in range(_MOST_STEPS):
        np.multiply(design, (scores * (1 - scores) / n)[:, np.newaxis], out=weighted)
        hessian = design.T @ weighted
        hessian += np.diag(penalty)
        try:
            step = np.linalg.solve(hessian, -gradient)
        except np.linalg.LinAlgError:
            return None
        weights = weights + step
        raw = design @ weights
        now = np.logaddexp(0, against * raw).mean() + penalty @ np.square(weights) / 2
        if not now - loss <= _ENOUGH * (gradient @ step):
            return None
        loss, scores = now, expit(raw)
        gradient = (scores - is_second) @ design / n + penalty * weights
        if max(np.abs(gradient).max(), step @ hessian @ step / 2) <= _TOLERANCE:
            found: NDArray[np.float64] = scores[:, np.newaxis]
            return found
    return None


def standardised(points: Any) -> NDArray[np.float64]:
    """Return points whose columns have the mean 0 and the standard deviation 1, or are constant."""
    dense = points.toarray() if sparse.issparse(points) else points
    dense = np.asarray(dense, np.float64)
    # In units of the largest number first, because a square may be larger or smaller than any.
    largest = np.maximum(dense.max(axis=0, initial=0.0), -dense.min(axis=0, initial=0.0))
    unit: NDArray[np.float64] = dense / np.where(largest > 0, largest, 1.0)
    unit -= unit.mean(axis=0)
    spread = np.sqrt(np.einsum("ij,ij->j", unit, unit) / len(unit))
    # A column whose numbers differ by rounding only is a constant one.
    varies = spread > 1e-12
    unit *= np.where(varies, 1.0 / np.where(varies, spread, 1.0), 0.0)
    return unit
