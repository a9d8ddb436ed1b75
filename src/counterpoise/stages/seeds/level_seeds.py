"""Rows grow the more the nearer their level is to the boundary."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.other_neighbours import foreign_rows
from counterpoise.stages.seeds.seeds import Seeds, apportioned

__all__ = ["LevelSeeds"]


class LevelSeeds(Seeds):
    """Rows in levels by their distance to the boundary, the weight falling from level to level.

    The first level has every row that is among the k nearest of any row of another class, the next
    one those among the k nearest of what is left, and so on; the last level has the rest. A row of
    level l weighs ``exp(-theta (l - 1))`` (ProWSyn; Barua and others 2013, steps 1 to 7). The rows
    of a level are each other's partners.

    Parameters
    ----------
    n_levels : int, default=5
        How many levels, L.
    k_neighbors : int, default=5
        How many rows of the class each row of another class puts into a level, K.
    theta : float, default=1.0
        How fast the weight falls.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_levels": [Number(Integral, 1, None, closed="left")],
        "k_neighbors": [Number(Integral, 1, None, closed="left")],
        "theta": [Number(Real, 0, None, closed="left")],
    }

    def __init__(self, n_levels: int = 5, k_neighbors: int = 5, theta: float = 1.0):
        self.n_levels = n_levels
        self.k_neighbors = k_neighbors
        self.theta = theta

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        levels = self.levels(problem, klass)
        problem.findings.of(("LevelSeeds", "levels"))[problem.labels[klass]] = levels
        sizes = np.array([len(level) for level in levels])
        falling = np.exp(-self.theta * np.arange(len(levels)))
        offset = 0
        for level, n in zip(levels, apportioned(n_new, sizes * falling).tolist(), strict=True):
            yield SeedGroup(klass, level, n, pool=level, offset=offset)
            offset += n

    def levels(self, problem: TableProblem, klass: int) -> list[NDArray[np.int64]]:
        """Return the row numbers of each level, from the boundary inwards."""
        left = problem.members(klass)
        foreign = foreign_rows(problem, klass)
        found: list[NDArray[np.int64]] = []
        while len(found) < self.n_levels - 1 and len(left) > self.k_neighbors and len(foreign):
            near = problem.nearest(
                foreign, self.k_neighbors, among=left, klass=klass, parameter="k_neighbors"
            )
            found.append(np.unique(near.square))
            left = np.setdiff1d(left, found[-1], assume_unique=True)
        return [*found, left] if len(left) else found
