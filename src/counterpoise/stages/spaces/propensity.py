"""Rows by how likely they are to be of a class."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.parameters.threads import one_thread
from counterpoise.space.problem import TableProblem
from counterpoise.stages.spaces.space import Space

__all__ = ["Propensity", "standardised"]

_MOST_COLUMNS = 100


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
        from sklearn.linear_model import LogisticRegression

        points = standardised(problem.geometry.embedding())
        # Newton's steps are few, and each takes the time of the square of the columns.
        solver = "newton-cholesky" if points.shape[1] <= _MOST_COLUMNS else "lbfgs"
        # Threads add up in an order of their own, and round otherwise.
        with one_thread():
            model = LogisticRegression(max_iter=1000, solver=solver).fit(points, problem.target)
        scores: NDArray[np.float64] = model.predict_proba(points)[:, 1:]
        return scores if self.alone else np.column_stack([points, scores])


def standardised(points: Any) -> NDArray[np.float64]:
    """Return points whose columns have the mean 0 and the standard deviation 1, or are constant."""
    dense = points.toarray() if sparse.issparse(points) else points
    dense = np.asarray(dense, np.float64)
    # In units of the largest number first, because a square may be larger or smaller than any.
    largest = np.abs(dense).max(axis=0)
    unit = dense / np.where(largest > 0, largest, 1.0)
    middle, spread = unit.mean(axis=0), unit.std(axis=0)
    # A column whose numbers differ by rounding only is a constant one.
    varies = spread > 1e-12
    shifted: NDArray[np.float64] = np.where(varies, unit - middle, 0.0)
    return shifted / np.where(varies, spread, 1.0)
