"""Rows as points of a space, for stages that measure a class."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.problem import Problem
from counterpoise.space.problem import TableProblem

__all__ = ["points_of"]


def points_of(problem: Problem, rows: NDArray[np.int64], klass: int) -> NDArray[np.float64]:
    """Return rows as points with the distances of the search, shape (n_rows, n_dims).

    Missing numbers stand at the middle of these rows, and each category is an axis. It depends on
    these rows alone, so that all engines find the same.
    """
    assert isinstance(problem, TableProblem)
    points: Any = problem.searched.part(rows).embedding(klass)
    dense = points.toarray() if sparse.issparse(points) else points
    return np.asarray(dense, np.float64)
