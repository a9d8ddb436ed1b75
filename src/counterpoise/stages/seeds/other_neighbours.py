"""How many of a row"s neighbours are of other classes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Problem
from counterpoise.space.problem import TableProblem

__all__ = ["foreign_rows", "in_danger", "other_neighbours"]


def other_neighbours(
    problem: Problem,
    klass: int,
    rows: NDArray[np.int64],
    n_neighbors: Any,
    parameter: str = "m_neighbors",
) -> tuple[NDArray[np.int64], int]:
    """Return how many of each row's neighbours are of other classes, and of how many."""
    near = problem.nearest(rows, n_neighbors, klass=klass, parameter=parameter)
    return (near.klass != klass).sum(axis=1), near.klass.shape[1]


def in_danger(n_other: NDArray[np.int64], m: int) -> NDArray[np.bool_]:
    """Return which rows are in danger: m/2 <= n_other < m (Han, Wang and Mao 2005)."""
    return (n_other >= m / 2) & (n_other < m)


def foreign_rows(problem: TableProblem, klass: int) -> NDArray[np.int64]:
    """Return the row numbers of all other classes, ascending."""
    return np.flatnonzero(problem.target != klass)
