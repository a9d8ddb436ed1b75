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
        if self._only_growing:
            return Need.VALUES | Need.CLEANS_GROWING
        return super().needs

    @property
    def _only_growing(self) -> bool:
        return isinstance(self.sampling_strategy, str) and self.sampling_strategy == "growing"

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        target = problem.target
        loses = self.may_lose(problem)[target]
        asked = np.flatnonzero(loses)
        if not self._only_growing:  # where other rows are not at hand to ask
            # Each link has an end outside the largest class, which is the fewer rows to ask.
            smaller = np.flatnonzero(target != np.bincount(target).argmax())
            asked = min(asked, smaller, key=len)
        nearest = problem.nearest(asked, 1).square[:, 0]
        possible = (target[nearest] != target[asked]) & (loses[asked] | loses[nearest])
        asked, nearest = asked[possible], nearest[possible]
        # Only the few nearest rows of other classes need be asked back.
        partners, place = np.unique(nearest, return_inverse=True)
        stays = np.ones(len(target), bool)
        if len(partners):
            linked = problem.nearest(partners, 1).square[:, 0][place] == asked
            for end in (asked[linked], nearest[linked]):
                stays[end[loses[end]]] = False
        return np.flatnonzero(stays)
