"""Rows that were moved leave their old place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning

__all__ = ["WithoutMoved"]


class WithoutMoved(Cleaning):
    """All rows stay but those of which `EnergySeeds` made a copy in another place."""

    def __init__(self) -> None:
        super().__init__("all")

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        stays = np.ones(problem.n_rows, bool)
        stays[problem.findings.get(("EnergySeeds", "moved"), np.empty(0, np.int64))] = False
        return np.flatnonzero(stays)
