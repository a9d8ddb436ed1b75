"""Rows grow where the class changes along the columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.weighted_seeds import WeightedSeeds

__all__ = ["EdgeSeeds"]


class EdgeSeeds(WeightedSeeds):
    """Rows by the strength of the edge at which they stand (Kang and Won 2010).

    In the order of each column, a row's gradient is the difference between the classes of the next
    and of the previous row, 1 for the class and 0 for others. A row weighs the length of the vector
    of its gradients. Rows with the same value are one step of the order, with their mean.
    """

    why_other_counts = "its rows stand at no edge in any column; use SMOTE"

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def weights(
        self, problem: Problem, klass: int, members: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        assert isinstance(problem, TableProblem)
        numeric: Any = problem.rows.numeric
        columns = numeric.tocsc() if sparse.issparse(numeric) else numeric
        is_own = (problem.target == klass).astype(np.float64)
        squares = np.zeros(len(members))
        for j in range(problem.rows.n_numeric):
            column = columns[:, [j]].toarray()[:, 0] if sparse.issparse(columns) else columns[:, j]
            squares += _gradient(column, is_own)[members] ** 2
        return np.sqrt(squares)


def _gradient(column: NDArray[np.float64], is_own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how the class changes about each row in the order of a column; shape (n_rows,).

    Missing values have no place in the order, and no gradient.
    """
    gradient = np.zeros(len(column))
    known = np.flatnonzero(~np.isnan(column))
    _, step, size = np.unique(column[known], return_inverse=True, return_counts=True)
    share = np.bincount(step, is_own[known]) / size
    if len(share) > 1:
        # At both ends the row itself stands for the neighbour that is not there.
        beyond = np.concatenate([share[:1], share, share[-1:]])
        gradient[known] = (beyond[2:] - beyond[:-2])[step]
    return gradient
