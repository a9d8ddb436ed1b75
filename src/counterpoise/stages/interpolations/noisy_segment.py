"""A new row lies about the segment between a seed and a partner."""

from __future__ import annotations

from dataclasses import replace
from numbers import Real
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.interpolations.noisy_seed import noise_width
from counterpoise.stages.interpolations.segment import Segment

__all__ = ["NoisySegment"]


class NoisySegment(Interpolation):
    """A uniform point of the segment between a seed and a partner, with normal noise about it.

    Categories are voted by the seed's partners, ties drawn.

    Parameters
    ----------
    sigma : float, default=0.1
        Standard deviation of the noise, as a share of each column's within the class.
    """

    voters = "partners"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "sigma": [Number(Real, 0, None, closed="left")],
    }

    def __init__(self, sigma: float = 0.1):
        self.sigma = sigma

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        group = Segment().prepare(problem, group)
        width = noise_width(self.sigma, problem.spread(group.klass))
        return replace(group, constants={**group.constants, "noise_width": width})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        picked = draws.pairs()
        gaps = draws.gaps()[:, np.newaxis]
        width = group.constants["noise_width"]
        noise = draws.noise(width) if width.any() else None
        return draws.lineage(group.parents_of(picked), gaps, picked, noise)
