"""Only the rows that the recipe made stay."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning
from counterpoise.stages.cleanings.votes import by_class

__all__ = ["OnlyNew"]


class OnlyNew(Cleaning):
    """The new rows stay, and of the classes that may lose rows no other.

    Parameters
    ----------
    sampling_strategy : str, list of labels or callable, default="auto"
        The classes whose original rows leave.
    in_order : bool, default=True
        Whether rows come out in the order in which they are, and not class after class.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "in_order": ["boolean"],
    }

    def __init__(self, sampling_strategy: Any = "auto", in_order: bool = True):
        super().__init__(sampling_strategy)
        self.in_order = in_order

    @property
    def needs(self) -> Need:
        return Need.WHOLE_TABLE | Need.CLEANS_ALL

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        stays = problem.is_new | ~self.may_lose(problem)[problem.target]
        return np.flatnonzero(stays) if self.in_order else by_class(problem, stays)
