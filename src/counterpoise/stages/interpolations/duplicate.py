"""A new row is its seed again."""

from __future__ import annotations

import numpy as np

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.needs import Need
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["Duplicate"]


class Duplicate(Interpolation):
    """The seed itself."""

    copies_rows = True
    takes_partners = False

    @property
    def needs(self) -> Need:
        return Need.NOTHING

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        parents = group.rows[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places)
