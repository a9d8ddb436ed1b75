"""There are no partners."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood

__all__ = ["NoNeighbourhood"]


class NoNeighbourhood(Neighbourhood):
    """No partners: a new row is made from its seed alone."""

    @property
    def needs(self) -> Need:
        return Need.NOTHING

    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64]:
        return np.empty((len(group.rows), 0), np.int64)
