"""Partners are those that the seeds came with."""

from __future__ import annotations

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood

__all__ = ["SeedPartners"]


class SeedPartners(Neighbourhood):
    """What the seeds stage noted down as each seed's partners, such as the other end of an edge."""

    @property
    def needs(self) -> Need:
        return Need.NOTHING

    def partners(self, problem: Problem, group: SeedGroup) -> Ragged:
        if group.partners is None:
            raise InvalidInputError(
                "SeedPartners takes the partners that come with the seeds, and these have none",
                remedy="use NearestNeighbours, or seeds that choose partners, such as SimplexSeeds",
            )
        return group.partners
