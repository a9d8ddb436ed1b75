"""The numbers of some rows, as stages that measure them want them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.problem import Problem
from counterpoise.errors import InvalidInputError, Use
from counterpoise.space.geometry import in_units

__all__ = ["check_rows", "finite", "numbers_of", "units_of"]


def check_rows(problem: Problem, klass: int, n_rows: int, least: int, what: str) -> None:
    """Raise `InvalidInputError` if a class has fewer rows than something needs."""
    if n_rows < least:
        raise InvalidInputError(
            f"class {problem.labels[klass]!r} has {n_rows} row{'s' * (n_rows != 1)}",
            needed=f"{what} needs at least {least}",
            remedy=Use("RandomOverSampler"),
        )


def numbers_of(problem: Problem, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the numeric part of rows in their original units, dense; NaN where it is missing.

    Shape (n_rows, n_numeric).
    """
    return _dense(problem.rows.numeric[rows])


def units_of(problem: Problem, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the same in the units of the distance."""
    return _dense(in_units(problem.rows.numeric[rows], problem.units))


def finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers with 0 in place of those that are missing, and none beyond the largest.

    They are overwritten. Most often there is nothing to do, and one look says so.
    """
    if not np.isfinite(np.add.reduce(values, axis=None)):
        np.nan_to_num(values, copy=False)
    return values


def _dense(numeric: Any) -> NDArray[np.float64]:
    values = numeric.toarray() if sparse.issparse(numeric) else numeric
    return np.asarray(values, np.float64)
