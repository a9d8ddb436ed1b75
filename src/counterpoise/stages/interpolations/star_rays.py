"""New rows lie on rays from the seeds to the middle of their class."""

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
from counterpoise.stages.interpolations.even_steps import on_seeds
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.values import check_rows, finite, numbers_of

__all__ = ["StarRays"]


@dataclass(frozen=True)
class TowardsMiddle(Displacement):
    """A step from the seed towards one point.

    Parameters
    ----------
    middle : ndarray of shape (n_numeric,), float64
        The point; NaN where a column has no value.
    n_steps, first_step : ndarray of shape (n_seeds,), int64
        How many new rows each seed has, and the number of the first of them.
    """

    looks_at_parents = True
    middle: NDArray[np.float64]
    n_steps: NDArray[np.int64]
    first_step: NDArray[np.int64]

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        step = site.numbers - self.first_step[site.places] + 1
        gaps = (step / (self.n_steps[site.places] + 1))[:, np.newaxis]
        # Each term by itself: the difference of two numbers may be larger than any.
        moved = gaps * self.middle
        moved -= gaps * site.parents[:, 0]
        return finite(moved)


class StarRays(Interpolation):
    """Even steps from each seed to the mean of its class; nothing is drawn.

    All seeds get equally many new rows, unless the seeds say otherwise. A category is the seed's.
    """

    takes_partners = False

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        members = problem.members(group.klass)
        assert isinstance(members, np.ndarray)
        check_rows(problem, group.klass, len(members), 2, "StarRays")
        middle, _ = moments_of_columns(numbers_of(problem, members))
        group = on_seeds(group)
        return replace(group, constants={**group.constants, "middle": middle})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        steps = group.per_seed
        move = TowardsMiddle(group.constants["middle"], steps["n_steps"], steps["first_step"])
        parents = group.seeds[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, move)
