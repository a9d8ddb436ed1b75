"""A new row lies in the middle of its seed's cluster."""

from __future__ import annotations

import numpy as np

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["AtCentre"]


class AtCentre(Interpolation):
    """The seed, moved by what `CentroidSeeds` noted down for it, if anything.

    A category is the seed's.
    """

    takes_partners = False

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        parents, gaps = group.rows[places][:, np.newaxis], np.empty((len(places), 0))
        shifts = group.per_seed.get("shift")
        return draws.lineage(parents, gaps, places, None if shifts is None else shifts[places])
