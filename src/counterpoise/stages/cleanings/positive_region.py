"""Rows that are too near to rows of other classes leave."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.parameters.constraints import SHARE
from counterpoise.space.problem import TableProblem
from counterpoise.space.ranges import RangesIndex, half_ranges
from counterpoise.stages.cleanings.cleaning import Cleaning
from counterpoise.stages.cleanings.votes import check_no_class_leaves

__all__ = ["PositiveRegion"]


class PositiveRegion(Cleaning):
    """Original rows of the classes that may lose rows stay if they surely belong to their class.

    See `InPositiveRegion`. Rows of the classes that grow stay, and so do new ones.

    Parameters
    ----------
    gamma : float, default=0.03
        By how much a row has to belong to the positive region of its class at least.
    sampling_strategy : str, list of labels or callable, default="auto"
        The classes that may lose rows.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "gamma": [SHARE],
    }

    def __init__(self, gamma: float = 0.03, sampling_strategy: Any = "all"):
        super().__init__(sampling_strategy)
        self.gamma = gamma

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        stays = np.ones(problem.n_rows, bool)
        half = half_ranges(problem.rows.take(~problem.is_new))
        growing = [klass for klass, n_new in problem.plan.items() if n_new]
        for klass in np.setdiff1d(np.flatnonzero(self.may_lose(problem)), growing).tolist():
            own = problem.target == klass
            index = RangesIndex(problem.rows.take(~own), half, problem.geometry.n_jobs)
            stays[own] = index.reached(problem.rows.take(own), self.gamma)
        check_no_class_leaves(problem, problem.target[stays])
        return np.flatnonzero(stays)
