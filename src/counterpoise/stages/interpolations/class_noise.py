"""A new row is its seed with noise as wide as its class."""

from __future__ import annotations

from numbers import Real
from typing import Any, ClassVar

from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.stages.interpolations.noisy_seed import NoisySeed, check_differs

__all__ = ["ClassNoise"]


class ClassNoise(NoisySeed):
    """The seed with normal noise of each column's standard deviation within the class.

    A class needs two rows.

    Parameters
    ----------
    width : float, default=1.0
        What the standard deviation is multiplied by.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "width": [Number(Real, 0, None, closed="neither")],
    }

    def __init__(self, width: float = 1.0):
        self.width = width

    def factor(self, problem: Problem, group: SeedGroup) -> float:
        check_differs(problem, group.klass)
        return self.width
