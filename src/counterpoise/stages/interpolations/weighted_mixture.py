"""A new row is a mixture of its neighbourhood, in which likelier rows weigh more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["WeightedMixture"]


class WeightedMixture(Interpolation):
    """The mean of a seed and all its partners, weighted by chance times a uniform number (SyMProD).

    The chance of a row is that of being drawn as a seed; partners must be seeds themselves.
    Categories are voted by the seed and its partners.
    """

    voters = "neighbourhood"

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        assert group.partners is not None
        square = group.partners.square
        chances = np.ones(len(group.rows)) if group.chances is None else group.chances
        theirs = chances[np.searchsorted(group.seeds, square)]
        weights = np.column_stack([chances, theirs])
        return replace(group, per_seed={**group.per_seed, "weights": weights})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        parents = group.neighbourhoods(places)
        # From above 0 to 1, so that the weights of a row never add up to 0.
        weights = 1.0 - draws.uniform("shares", parents.shape[1])
        weights *= group.per_seed["weights"][places]
        weights /= weights.sum(axis=1, keepdims=True)
        return draws.lineage(parents, np.ascontiguousarray(weights[:, 1:]), places)
