"""A new row is its seed, shaken as far as its cluster is wide."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.displacement import Displacement, Site
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.moments import moments_of_columns
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.interpolations.noisy_seed import noise_width
from counterpoise.stages.seeds.seeds import collected
from counterpoise.stages.values import numbers_of

__all__ = ["ClusterJitter", "UniformNoise"]


@dataclass(frozen=True)
class UniformNoise(Displacement):
    """Uniform noise.

    Parameters
    ----------
    width : ndarray of shape (n_numeric,), float64
        How far each column's noise reaches to either side.
    """

    width: NDArray[np.float64]

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        drawn = site.words.uniform("jitter", site.numbers, n_numeric)
        offsets: NDArray[np.float64] = (2 * drawn - 1) * self.width
        return offsets


class ClusterJitter(Interpolation):
    """The seed with uniform noise, up to the standard deviation of each column within its pool (a
    cluster, or the class).

    A category is the seed's.
    """

    takes_partners = False

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        pool = collected(problem, group.klass) if group.pool is None else group.pool
        _, spread = moments_of_columns(numbers_of(problem, pool))
        width = noise_width(1.0, spread)
        return replace(group, constants={**group.constants, "noise_width": width})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        width = group.constants["noise_width"]
        noise = UniformNoise(width) if width.any() else None
        parents = group.rows[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, noise)
