"""A new row lies between its seed and the middle of its cluster."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.displacement import TowardsPoints
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.moments import moments_of_columns
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import SHARE
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.seeds.seeds import collected
from counterpoise.stages.values import numbers_of

__all__ = ["TowardsCentre"]


class TowardsCentre(Interpolation):
    """A uniform point between the seed and the mean of its pool (a cluster, or the class).

    A category is the seed's.

    Parameters
    ----------
    least : float from 0 to 1, default=0.0
        Which share of the way a new row goes at least.
    """

    takes_partners = False
    _parameter_constraints: ClassVar[dict[str, Any]] = {"least": [SHARE]}

    def __init__(self, least: float = 0.0):
        self.least = least

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        pool = collected(problem, group.klass) if group.pool is None else group.pool
        centre, _ = moments_of_columns(numbers_of(problem, pool))
        return replace(group, constants={**group.constants, "centre": centre})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        centre = group.constants["centre"][np.newaxis]
        move = TowardsPoints(centre, Ragged.pool(np.zeros(1, np.int64)), 1.0, float(self.least))
        parents = group.rows[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, move)
