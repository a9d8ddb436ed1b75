"""A new row is its seed with noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from numbers import Real
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, brief
from counterpoise.parameters.constraints import FINITE, Number
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["SmoothedBootstrap"]


class SmoothedBootstrap(Interpolation):
    """The seed with Gaussian noise in its numeric columns (ROSE; Menardi and Torelli 2014).

    The noise of a column has the standard deviation ``shrinkage * h * s``, with ``s`` the column's
    standard deviation within the class and ``h = (4 / ((p + 2) n)) ** (1 / (p + 4))``, Silverman's
    bandwidth for ``n`` rows and ``p`` numeric columns.

    Parameters
    ----------
    shrinkage : float or dict, default=1.0
        Factor of the bandwidth, for all classes or by class label.
    """

    takes_partners = False
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "shrinkage": [Number(Real, 0, None, closed="left"), Mapping],
    }

    def __init__(self, shrinkage: float | Mapping[Any, float] = 1.0):
        self.shrinkage = shrinkage

    def check(self) -> None:
        super().check()
        if isinstance(self.shrinkage, Mapping):
            for label, factor in self.shrinkage.items():
                if not (FINITE.is_satisfied_by(factor) and factor >= 0):
                    raise InvalidInputError(
                        f"shrinkage gives {brief(factor)} for class {label!r}",
                        needed="it needs a finite number, 0 or more",
                        remedy=None,
                        parameter="shrinkage",
                    )

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        n, p = problem.n_rows, problem.rows.n_numeric
        bandwidth = (4 / ((p + 2) * n)) ** (1 / (p + 4))
        factor = self._shrinkage_of(problem, group) * bandwidth
        with np.errstate(over="ignore"):
            width = np.minimum(factor * problem.spread(group.klass), np.finfo(np.float64).max)
        return replace(group, constants={**group.constants, "noise_width": width})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        noise = draws.noise(group.constants["noise_width"])
        parents = group.rows[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, noise)

    def _shrinkage_of(self, problem: Problem, group: SeedGroup) -> float:
        if not isinstance(self.shrinkage, Mapping):
            return self.shrinkage
        label = problem.labels[group.klass]
        if label not in self.shrinkage:
            raise InvalidInputError(
                f"shrinkage has no factor for class {label!r}; it names "
                f"{', '.join(map(repr, self.shrinkage)) or 'none'}",
                remedy="give one for each class that grows",
                parameter="shrinkage",
            )
        return self.shrinkage[label]
