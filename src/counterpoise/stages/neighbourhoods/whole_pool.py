"""All rows of a pool may be partners."""

from __future__ import annotations

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, Use
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood
from counterpoise.stages.seeds.seeds import collected

__all__ = ["WholePool"]


class WholePool(Neighbourhood):
    """Every row of the group's pool (a level, a cluster), or of the class where it has none.

    The seed itself is among them; drawn as its own partner, it makes a copy.
    """

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED

    def partners(self, problem: Problem, group: SeedGroup) -> Ragged:
        members = collected(problem, group.klass)
        if len(members) < 2:
            raise InvalidInputError(
                f"class {problem.labels[group.klass]!r} has 1 row",
                needed="a new row lies between 2",
                remedy=Use("RandomOverSampler"),
            )
        return Ragged.pool(members if group.pool is None else group.pool)
