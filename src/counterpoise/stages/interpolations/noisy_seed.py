"""A new row is its seed with normal noise, whatever says how wide that is."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.displacement import Displacement
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, Use
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["NoisySeed", "check_differs", "noise_width"]


class NoisySeed(Interpolation):
    """The seed with normal noise in its numeric columns, each column's noise on its own.

    A category is the seed's.
    """

    takes_partners = False

    @abstractmethod
    def factor(self, problem: Problem, group: SeedGroup) -> float:
        """Return the noise's standard deviation as a share of each column's within the class."""

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        width = noise_width(self.factor(problem, group), problem.spread(group.klass))
        return replace(group, constants={**group.constants, "noise_width": width})

    def noise(self, draws: Draws, width: NDArray[np.float64]) -> NDArray[np.float64] | Displacement:
        """Return noise with standard deviations of shape (n_numeric,)."""
        return draws.noise(width)

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        noise = self.noise(draws, group.constants["noise_width"])
        parents = group.rows[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, noise)


def noise_width(factor: float, spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a share of each column's spread, never infinite; shape (n_numeric,)."""
    with np.errstate(over="ignore"):
        return np.minimum(factor * spread, np.finfo(np.float64).max)


def check_differs(problem: Problem, klass: int) -> None:
    """Raise `InvalidInputError` if noise would be none, and new rows copies.

    That is so for a class of a single row, and for a table without numbers.
    """
    if not problem.rows.n_numeric:
        raise InvalidInputError(
            "the table has no column of numbers",
            joint=", and ",
            needed="noise is added to numbers",
            remedy=Use("SMOTEN"),
        )
    if len(problem.members(klass)) < 2:
        raise InvalidInputError(
            f"class {problem.labels[klass]!r} has 1 row, and the noise is as wide as rows of a "
            "class differ, which needs at least 2",
            remedy=Use("RandomOverSampler"),
        )
