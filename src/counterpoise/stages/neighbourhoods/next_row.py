"""A seed's partner is the row that follows it."""

from __future__ import annotations

import numpy as np

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood

__all__ = ["NextRow"]


class NextRow(Neighbourhood):
    """The seed that follows in the table; the last one has no partner."""

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED

    def partners(self, problem: Problem, group: SeedGroup) -> Ragged:
        n = len(group.seeds)
        return Ragged(group.seeds[1:], np.minimum(np.arange(n + 1), max(n - 1, 0)))
