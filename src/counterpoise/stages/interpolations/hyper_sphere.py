"""A new row lies in a sphere about its seed, truncated and flattened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.displacement import Displacement, Site
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["HyperSphere", "InSphere"]


@dataclass(frozen=True)
class InSphere(Displacement):
    """A uniform point of a sphere about the seed, with a partner on its surface.

    Parameters
    ----------
    spread : ndarray of shape (n_numeric,), float64, or None
        Units in which the sphere is round; None for the columns' own.
    truncation : float
        1 for the half towards the partner, -1 for the other half, 0 for all of the sphere.
    deformation : float
        1 for the axis alone, 0 for a sphere.
    """

    looks_at_parents = True
    spread: NDArray[np.float64] | None
    truncation: float
    deformation: float

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        unit = 1.0 if self.spread is None else self.spread
        # A value that one of the parents misses does not move.
        step = np.nan_to_num((site.parents[:, 1] - site.parents[:, 0]) / unit)
        radius = np.linalg.norm(step, axis=1, keepdims=True)
        axis = np.divide(step, radius, out=np.zeros_like(step), where=radius > 0)
        point = site.words.normal("direction", site.numbers, n_numeric)
        depth = site.words.uniform("depth", site.numbers, 1) ** (1 / n_numeric)
        length = np.linalg.norm(point, axis=1, keepdims=True)
        point *= np.divide(depth, length, out=np.zeros_like(length), where=length > 0)
        along = np.sum(point * axis, axis=1, keepdims=True)
        across = point - along * axis
        if self.truncation > 0:
            along = np.where(along < self.truncation - 1, -along, along)
        elif self.truncation < 0:
            along = np.where(along > self.truncation + 1, -along, along)
        offsets: NDArray[np.float64] = (
            (along * axis + (1 - self.deformation) * across) * radius * unit
        )
        return offsets


class HyperSphere(Interpolation):
    """A uniform point of a sphere about the seed that reaches to a partner (Geometric SMOTE).

    A point of the unit sphere is drawn, mirrored where it lies beyond the truncation, flattened
    towards the axis through the partner, and stretched to the partner's distance (Douzas and Bacao
    2019, algorithm 1). A category is the seed's.

    Parameters
    ----------
    truncation : float from -1 to 1, default=1.0
        1 for the half of the sphere towards the partner, -1 for the other half, 0 for all of it.
    deformation : float from 0 to 1, default=0.0
        1 for the axis alone, 0 for a sphere.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "truncation": [Number(Real, -1, 1, closed="both")],
        "deformation": [Number(Real, 0, 1, closed="both")],
    }

    def __init__(self, truncation: float = 1.0, deformation: float = 0.0):
        self.truncation = truncation
        self.deformation = deformation

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        units = problem.units
        if units is None:
            return group
        spread = np.asarray(units[1], np.float64)
        return replace(group, constants={**group.constants, "spread": spread})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        picked = draws.pairs()
        spread = group.constants.get("spread")
        sphere = InSphere(spread, float(self.truncation), float(self.deformation))
        gaps = np.zeros((group.n_new, 1))
        return draws.lineage(group.parents_of(picked), gaps, picked.place, sphere)
