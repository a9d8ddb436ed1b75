"""Partners are the nearest rows of a seed's pool, as many as there are."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.neighbourhoods.nearest_neighbours import NearestNeighbours

__all__ = ["PoolNeighbours"]


class PoolNeighbours(NearestNeighbours):
    """The k nearest rows of the pool; all others of it where it is too small for that, none
    where it is a single row.

    Seeds that came with partners keep those.

    Parameters
    ----------
    k_neighbors : int, estimator or None, default=5
        How many, as for `NearestNeighbours`.
    """

    def __init__(self, k_neighbors: Any = 5):
        super().__init__(k_neighbors)

    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64] | Ragged:
        if group.partners is not None:
            return group.partners
        k = self.k_neighbors
        members = problem.members(group.klass)
        pool = members if group.pool is None else group.pool
        if len(pool) == 1 < len(members):
            return np.empty((len(group.rows), 0), np.int64)
        if isinstance(k, Integral) and 1 < len(pool) <= int(k):
            k = len(pool) - 1
        return self._nearest(problem, group, k)
