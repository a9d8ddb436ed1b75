"""A new row has the categories that are most frequent around its seed."""

from __future__ import annotations

import numpy as np

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["NeighbourhoodVote"]


class NeighbourhoodVote(Interpolation):
    """In each categorical column the value most frequent among seed and partners (SMOTE-N)."""

    voters = "neighbourhood"
    ties = "first"
    restart = True

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        parents = group.neighbourhoods(places)
        gaps = np.full((len(places), parents.shape[1] - 1), 1.0 / parents.shape[1])
        return draws.lineage(parents, gaps, places)
