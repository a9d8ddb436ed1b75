"""A new row lies between a seed and the mean of its partners."""

from __future__ import annotations

import numpy as np

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["TowardsMean"]


class TowardsMean(Interpolation):
    """A uniform point of the segment between a seed and the mean of all its partners.

    Categories are voted by the seed's partners, ties drawn.
    """

    voters = "partners"

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        parents = group.neighbourhoods(places)
        n_partners = parents.shape[1] - 1
        gaps = np.repeat(draws.gaps()[:, np.newaxis] / n_partners, n_partners, axis=1)
        return draws.lineage(parents, gaps, places)
