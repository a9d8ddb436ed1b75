"""A new row is good enough if no row of its class is too near, and no value is out of range."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.problem import Problem
from counterpoise.core.rows import Rows
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.acceptances.acceptance import Acceptance

__all__ = ["AwayFromRows"]


class AwayFromRows(Acceptance):
    """Rows that keep a distance from every row of their class, within the range of the table.

    A value beyond the least or greatest one of its column in the table gives a new row away as one
    that was made. So does a hole around each original row, and so the distance is to be small.

    Parameters
    ----------
    least : float, default=0.25
        The distance from any row of the class that a new row must have, as a share of the median
        distance of the class's rows to the nearest other.
    attempts : int, default=100
        How often a row is drawn at most; one that was never good enough is left out.
    """

    why_other_counts = (
        "some of its new rows were too near to original ones, or out of their range, wherever they "
        "were drawn; lower least, or use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "least": [Number(Real, 0, None, closed="left")],
        "attempts": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, least: float = 0.25, attempts: int = 100):
        self.least = least
        self.attempts = attempts

    def accepts(self, problem: Problem, klass: int, made: Rows) -> NDArray[np.bool_]:
        assert isinstance(problem, TableProblem)
        known = problem.findings.of(("AwayFromRows", "known"))
        if klass not in known:
            known[klass] = self._known(problem, klass)
        index, distance, low, high = known[klass]
        good = np.ones(len(made), bool)
        if made.n_numeric:
            values = _dense(made)
            # A gap is out of no range.
            good &= ~((values < low) | (values > high)).any(axis=1)
        if index is not None and good.any():
            which = np.flatnonzero(good)
            far, _ = problem.geometry.nearest_to(made.take(which), index, 1)
            good[which] = far[:, 0] > distance
        return good

    def _known(self, problem: TableProblem, klass: int) -> tuple[Any, float, Any, Any]:
        """Return the index of the class's rows, the least distance, and each column's range."""
        members = problem.members(klass)
        low, high = None, None
        if problem.rows.n_numeric:
            values = _dense(problem.rows)
            low = np.fmin.reduce(values, axis=0)
            high = np.fmax.reduce(values, axis=0)
        if len(members) < 2 or not self.least:
            return None, 0.0, low, high
        _, far, _ = problem.geometry.search(members, members, 1, klass=klass, distances=True)
        apart = np.asarray(far)[:, 0]
        typical = float(np.median(apart[apart > 0])) if (apart > 0).any() else 0.0
        return problem.geometry.index(members, klass, 1), self.least * typical, low, high


def _dense(rows: Rows) -> NDArray[np.float64]:
    numeric: Any = rows.numeric
    return np.asarray(numeric.toarray() if sparse.issparse(numeric) else numeric, np.float64)
