"""A new row is good enough if it is far enough from all rows of other classes."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Problem
from counterpoise.core.rows import Rows
from counterpoise.parameters.constraints import SHARE, Number
from counterpoise.space.problem import TableProblem
from counterpoise.space.ranges import RangesIndex, half_ranges
from counterpoise.stages.acceptances.acceptance import Acceptance

__all__ = ["InPositiveRegion"]


class InPositiveRegion(Acceptance):
    """Rows that surely belong to their class, in the sense of fuzzy rough sets.

    A row belongs to the positive region by as much as it is away from the nearest row of another
    class, and by no more than 1: the sum over the columns of ``|a - b| / range``, and 1 for each
    category that differs.

    Parameters
    ----------
    gamma : float, default=0.7
        By how much a row has to belong at least; but no more is asked of new rows than half of the
        class's own rows reach.
    attempts : int, default=10
        How often a row is drawn at most; one that was never good enough is left out.
    """

    why_other_counts = (
        "some of its new rows are too near to other classes, wherever they were drawn; lower "
        "gamma_s, or use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "gamma": [SHARE],
        "attempts": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, gamma: float = 0.7, attempts: int = 10):
        self.gamma = gamma
        self.attempts = attempts

    def accepts(self, problem: Problem, klass: int, made: Rows) -> NDArray[np.bool_]:
        assert isinstance(problem, TableProblem)
        found = problem.findings.of(("InPositiveRegion", "least"))
        if klass not in found:
            others = problem.rows.take(problem.target != klass)
            index = RangesIndex(others, half_ranges(problem.rows), problem.geometry.n_jobs)
            own = index.distances(problem.rows.take(problem.target == klass))
            found[klass] = index, min(self.gamma, float(np.median(own)))
        index, least = found[klass]
        good: NDArray[np.bool_] = index.reached(made, least)
        return good
