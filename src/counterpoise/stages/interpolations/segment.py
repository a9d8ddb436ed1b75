"""A new row lies on the segment between a seed and a partner."""

from __future__ import annotations

from dataclasses import replace
from numbers import Real
from typing import Any, ClassVar, Literal

import numpy as np

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["Segment"]


class Segment(Interpolation):
    """A uniform point of the segment between a seed and one of its partners.

    Categories are voted by the seed's partners, ties drawn.

    Parameters
    ----------
    other_class_reach : float, optional
        Where the partner is of another class, the gap is multiplied by a uniform number up to
        this (Borderline-SMOTE 2: 0.5, so that the new row stays on its own side).
    restart : bool, default=True
        Start the random stream anew for each group, as imbalanced-learn's SMOTE does; else go on
        with one stream, as its ADASYN does.
    """

    voters: ClassVar[Literal["partners", "neighbourhood"] | None] = "partners"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "other_class_reach": [Number(Real, 0, 1, closed="both"), None],
        "restart": ["boolean"],
    }

    def __init__(self, other_class_reach: float | None = None, restart: bool = True):
        self.other_class_reach = other_class_reach
        self.restart = restart

    @property
    def needs(self) -> Need:
        return Need.VALUES | (
            Need.COLLECTED if self.other_class_reach is not None else Need.NOTHING
        )

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        lists = group.partners
        if lists is None or lists.is_empty:
            raise InvalidInputError(
                "Segment places a new row between a seed and a partner, and the neighbourhood "
                "gives no partners",
                remedy="use NearestNeighbours, or an interpolation that takes none, such as "
                "Duplicate",
            )
        if self.other_class_reach is None:
            return group
        assert isinstance(problem, TableProblem)
        assert isinstance(lists.values, np.ndarray)
        foreign = problem.classes_of(lists.values) != group.klass
        return replace(group, per_pair={**group.per_pair, "is_foreign": foreign})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        picked = draws.pairs()
        gaps = draws.gaps()
        gaps *= group.reach
        if self.other_class_reach is not None:
            foreign = group.per_pair["is_foreign"][picked.pair]
            gaps[foreign] *= draws.shares(foreign, self.other_class_reach)
        return draws.lineage(group.parents_of(picked), gaps[:, np.newaxis], picked)
