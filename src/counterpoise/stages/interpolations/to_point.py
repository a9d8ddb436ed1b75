"""A new row lies in a point that comes with its seed."""

from __future__ import annotations

import numpy as np

from counterpoise.core.displacement import TowardsPoints
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["ToPoint"]


class ToPoint(Interpolation):
    """The point that the seeds stage noted down for a seed (`per_seed["point"]`).

    A category is the seed's, and a value that the seed or the point misses too.
    """

    takes_partners = False

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        points = group.per_seed.get("point")
        if points is None:
            raise InvalidInputError(
                "ToPoint places new rows in points that come with the seeds, and these have none",
                remedy="use seeds that find points, such as DendrogramSeeds",
            )
        places = draws.seeds()
        own = Ragged.of(np.arange(len(points))[:, np.newaxis])
        move = TowardsPoints(points, own, reach=1.0, least=1.0)
        parents = group.rows[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, move)
