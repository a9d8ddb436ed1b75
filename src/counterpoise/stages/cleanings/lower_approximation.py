"""New rows stay that resemble no row of another class."""

from __future__ import annotations

import warnings
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import SamplingWarning
from counterpoise.parameters.constraints import SHARE
from counterpoise.space.problem import TableProblem
from counterpoise.space.ranges import RangesIndex, half_ranges
from counterpoise.stages.cleanings.cleaning import Cleaning

__all__ = ["LowerApproximation"]

# How much the threshold is raised at a time (Ramentol and others 2012).
_STEP = 0.05


class LowerApproximation(Cleaning):
    """New rows stay that no original row of another class resembles (Ramentol and others 2012).

    In the words of rough sets, they are in the lower approximation of their class. The similarity
    of two rows is the mean over the columns of ``1 - |a - b| / range``, or of whether categories
    are equal; rows resemble each other whose similarity reaches a threshold. It starts at `lowest`
    and is raised by 0.05 until enough new rows stay, but not above `highest`.

    Parameters
    ----------
    lowest, highest : float, default=0.4 and 0.9
        The first threshold, and the last.
    enough : float, default=0.0
        Which share of a class's new rows is enough; one row always is where it is 0.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "lowest": [SHARE],
        "highest": [SHARE],
        "enough": [SHARE],
    }

    def __init__(self, lowest: float = 0.4, highest: float = 0.9, enough: float = 0.0):
        super().__init__("growing")
        self.lowest = lowest
        self.highest = highest
        self.enough = enough

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        stays = np.ones(problem.n_rows, bool)
        half = half_ranges(problem.rows.take(~problem.is_new))
        for klass in np.unique(problem.target[problem.is_new]).tolist():
            own = problem.is_new & (problem.target == klass)
            others = ~problem.is_new & (problem.target != klass)
            index = RangesIndex(problem.rows.take(others), half, problem.geometry.n_jobs)
            far = index.distances(problem.rows.take(own))
            stays[own] = self._alone(far, problem, klass)
        return np.flatnonzero(stays)

    def _alone(self, far: NDArray[np.float64], problem: TableProblem, klass: int) -> Any:
        """Return which new rows of a class resemble no row of another one; shape (n_new,).

        Parameters
        ----------
        far : ndarray of shape (n_new,), float64
            How far the nearest row of another class is.
        problem : TableProblem
            The table.
        klass : int
            Code of the class.
        """
        n_columns = problem.rows.n_numeric + problem.rows.n_categorical
        n_steps = max(0, int((self.highest - self.lowest) / _STEP + 1e-9))
        thresholds = problem.findings.of(("LowerApproximation", "thresholds"))
        for step in range(n_steps + 1):
            threshold = self.lowest + step * _STEP
            distance = (1 - threshold) * n_columns
            thresholds[problem.labels[klass]] = threshold
            alone = far > distance
            if alone.any() and alone.mean() >= self.enough:
                return alone
        if alone.any():
            return alone
        warnings.warn(
            SamplingWarning(
                "not cleaned",
                f"class {problem.labels[klass]!r} keeps all of its {len(alone)} new rows, because "
                f"each of them resembles a row of another class, by {threshold:.2g} or more: raise "
                "highest, or use SMOTE",
            ),
            stacklevel=2,
        )
        return ~alone
