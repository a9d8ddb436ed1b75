"""A new row lies in a sphere about its seed that the seed brings along."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.displacement import Displacement, Site
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["InOwnSphere", "OwnSphere"]


@dataclass(frozen=True)
class InOwnSphere(Displacement):
    """A step of the seed's own, and a uniform point of a sphere of the seed's own radius.

    Parameters
    ----------
    step : ndarray of shape (n_seeds, n_numeric) or (n_seeds, 1), float64
        Where the sphere's middle is, seen from the seed.
    radius : ndarray of shape (n_seeds,), float64
        The sphere's radius.
    unit : ndarray of shape (n_numeric,), float64
        Units of the columns in which both are told.
    """

    step: NDArray[np.float64]
    radius: NDArray[np.float64]
    unit: NDArray[np.float64]

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        most = np.finfo(np.float64).max
        point = site.words.normal("direction", site.numbers, n_numeric)
        depth = site.words.uniform("depth", site.numbers, 1) ** (1 / max(n_numeric, 1))
        length = np.linalg.norm(point, axis=1, keepdims=True)
        point *= np.divide(depth, length, out=np.zeros_like(length), where=length > 0)
        point *= self.radius[site.places, np.newaxis]
        point += self.step[site.places]
        with np.errstate(over="ignore"):
            return np.clip(point * self.unit, -most, most)


class OwnSphere(Interpolation):
    """A uniform point of a sphere about the seed, whose radius the choice of seeds tells.

    It needs seeds that tell a radius and a step, such as `EnergySeeds`.
    """

    takes_partners = False

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        units = problem.units
        unit = np.ones(problem.rows.n_numeric) if units is None else np.asarray(units[1], float)
        return replace(group, constants={**group.constants, "unit": unit})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        sphere = InOwnSphere(
            group.per_seed["step"], group.per_seed["radius"], group.constants["unit"]
        )
        parents = group.rows[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, sphere)
