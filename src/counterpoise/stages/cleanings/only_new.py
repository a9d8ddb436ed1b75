"""Only the rows that the recipe made stay."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning

__all__ = ["OnlyNew"]


class OnlyNew(Cleaning):
    """The new rows stay, and of the classes that may lose rows no other.

    Parameters
    ----------
    sampling_strategy : str, list of labels or callable, default="auto"
        The classes whose original rows leave.
    """

    @property
    def needs(self) -> Need:
        return Need.WHOLE_TABLE | Need.CLEANS_ALL

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        return np.flatnonzero(problem.is_new | ~self.may_lose(problem)[problem.target])
