"""Rows that an earlier stage found leave."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning

__all__ = ["WithoutFound"]


class WithoutFound(Cleaning):
    """All rows stay but those that a stage has noted down.

    Parameters
    ----------
    stage, name : str
        Under which names the stage keeps their row numbers in the problem's findings.
    """

    def __init__(self, stage: str, name: str):
        super().__init__("all")
        self.stage = stage
        self.name = name

    @property
    def needs(self) -> Need:
        return Need.WHOLE_TABLE | Need.CLEANS_ALL

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        stays = np.ones(problem.n_rows, bool)
        stays[problem.findings.get((self.stage, self.name), np.empty(0, np.int64))] = False
        return np.flatnonzero(stays)
