"""A new row lies in the simplex of its seed and all its partners."""

from __future__ import annotations

import numpy as np

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["Simplex"]


class Simplex(Interpolation):
    """A uniform point of the simplex (segment, triangle, ...) of a seed and all its partners.

    Categories are voted by the seed and its partners.
    """

    voters = "neighbourhood"

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        parents = group.neighbourhoods(places)
        # The shares of exponential numbers in their sum are uniform among weights that add up to 1.
        shares = -np.log1p(-draws.uniform("shares", parents.shape[1]))
        total = shares.sum(axis=1, keepdims=True)
        shares = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
        return draws.lineage(parents, np.ascontiguousarray(shares[:, 1:]), places)
