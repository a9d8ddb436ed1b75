"""A new row lies between a partner and a point beyond the seed, away from the other classes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import SHARE
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["OutwardSegment"]


class OutwardSegment(Interpolation):
    """A point of the segment from a partner to a point beyond the seed (SMOTE-Out).

    With u the seed, v the nearest row of another class and x the partner, the point beyond the seed
    is ``u + outward * r1 * (u - v)``, and the new row goes ``inward * r2`` of the way from x to it,
    with uniform r1 and r2 (Koto 2014). Categories are voted by the seed's partners.

    Parameters
    ----------
    outward : float from 0 to 1, default=0.3
        How far beyond the seed the point lies at most, as a share of the way from v.
    inward : float from 0 to 1, default=0.5
        How far from the partner the new row lies at most, as a share of the way to the point.
    """

    voters = "partners"
    _parameter_constraints: ClassVar[dict[str, Any]] = {"outward": [SHARE], "inward": [SHARE]}

    def __init__(self, outward: float = 0.3, inward: float = 0.5):
        self.outward = outward
        self.inward = inward

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_ROWS

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        near = problem.nearest(group.seeds, 1, among="others", klass=group.klass, values=True)
        return replace(group, per_seed={**group.per_seed, "other": near.square[:, 0]})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        picked = draws.pairs()
        far = self.inward * draws.gaps()
        beyond = self.outward * draws.uniform("outward")[:, 0]
        parents = np.column_stack([group.parents_of(picked), group.per_seed["other"][picked.place]])
        return draws.lineage(parents, np.column_stack([1 - far, -far * beyond]), picked.place)
