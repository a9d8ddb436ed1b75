"""More rows are drawn than are kept."""

from __future__ import annotations

import math
from collections.abc import Iterator
from numbers import Real
from typing import Any, ClassVar

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.stages.seeds.seeds import Seeds

__all__ = ["SurplusSeeds"]


class SurplusSeeds(Seeds):
    """Every row of the class, with more new rows than are asked for, of which the best are kept.

    Parameters
    ----------
    pressure : float, default=1.5
        How many times as many.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "pressure": [Number(Real, 1, None, closed="left")]
    }

    def __init__(self, pressure: float = 1.5):
        self.pressure = pressure

    @property
    def needs(self) -> Need:
        return Need.VALUES

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        yield SeedGroup(klass, problem.members(klass), math.ceil(self.pressure * n_new))
