"""A new row lies in a cube about its seed, mostly near the middle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from counterpoise.core.displacement import Displacement, Site
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.interpolations.noisy_seed import check_differs, noise_width

__all__ = ["CubeNoise", "InCube"]

_DEVIATIONS = 2.0
"""How many standard deviations from the middle the sides of the cube are."""


@dataclass(frozen=True)
class InCube(Displacement):
    """Normal noise that ends at the sides of a cube, two standard deviations from the middle.

    Parameters
    ----------
    half_edge : ndarray of shape (n_numeric,), float64
        Half of the cube's edge along each column.
    """

    half_edge: NDArray[np.float64]

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        least = ndtr(-_DEVIATIONS)
        drawn = least + site.words.uniform("cube", site.numbers, n_numeric) * (1 - 2 * least)
        offsets: NDArray[np.float64] = np.clip(ndtri(drawn) / _DEVIATIONS, -1, 1) * self.half_edge
        return offsets


class CubeNoise(Interpolation):
    """The seed with normal noise in its numeric columns that ends at the sides of a cube (SSO).

    The cube's half edge is two standard deviations of the noise. A category is the seed's.

    Parameters
    ----------
    q : float, default=0.5
        Half of the cube's edge, as a share of each column's standard deviation within the class.
    """

    takes_partners = False
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "q": [Number(Real, 0, None, closed="neither")],
    }

    def __init__(self, q: float = 0.5):
        self.q = q

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        check_differs(problem, group.klass)
        half_edge = noise_width(self.q, problem.spread(group.klass))
        return replace(group, constants={**group.constants, "half_edge": half_edge})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        cube = InCube(group.constants["half_edge"])
        parents = group.rows[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, cube)
