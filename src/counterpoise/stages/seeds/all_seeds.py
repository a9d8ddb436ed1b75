"""Every row of a class grows."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.seeds.seeds import Seeds

__all__ = ["AllSeeds"]


class AllSeeds(Seeds):
    """Every row of the class, all alike (SMOTE)."""

    @property
    def needs(self) -> Need:
        return Need.NOTHING

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        yield SeedGroup(klass, problem.members(klass), n_new)
