"""Rows that are in no Tomek link stay."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning

__all__ = ["MutualNeighbours"]


class MutualNeighbours(Cleaning):
    """Rows that are in no Tomek link stay.

    A Tomek link is a pair of rows of different classes, each the other's nearest (Tomek 1976).
    """

    @property
    def needs(self) -> Need:
        if isinstance(self.sampling_strategy, str) and self.sampling_strategy == "growing":
            return Need.VALUES | Need.CLEANS_GROWING
        return super().needs

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        target = problem.target
        loses = self.may_lose(problem)[target]
        asked = np.flatnonzero(loses)
        nearest = problem.nearest(asked, 1).square[:, 0]
        foreign = target[nearest] != target[asked]
        asked, nearest = asked[foreign], nearest[foreign]
        # Only the few nearest rows of other classes need be asked back.
        partners, place = np.unique(nearest, return_inverse=True)
        stays = np.ones(len(target), bool)
        if len(partners):
            back = problem.nearest(partners, 1).square[:, 0]
            stays[asked[back[place] == asked]] = False
        return np.flatnonzero(stays)
