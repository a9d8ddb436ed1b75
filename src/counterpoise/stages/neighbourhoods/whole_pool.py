"""All rows of a pool may be partners."""

from __future__ import annotations

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood
from counterpoise.stages.seeds.seeds import check_two_rows, collected

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
        check_two_rows(problem, group.klass, members)
        return Ragged.pool(members if group.pool is None else group.pool)
