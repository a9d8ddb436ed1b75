"""New rows lie in even steps between seeds and partners."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import Picked, SeedGroup
from counterpoise.stages.interpolations.even_steps import on_pairs, pairs_of, spread, step_gaps
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.values import check_rows

__all__ = ["PairSteps"]


class PairSteps(Interpolation):
    """Even steps on the segment between each seed and each of its partners; nothing is drawn.

    All segments get equally many new rows. A category is the seed's.
    """

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        assert group.partners is not None
        if group.partners.is_empty:
            check_rows(problem, group.klass, len(group.rows), 2, type(self).__name__)
        return on_pairs(group, self._counts(problem, group))

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        pair = pairs_of(group)
        steps = group.per_pair
        gaps = step_gaps(group, steps["n_steps"][pair], steps["first_step"][pair])
        picked = Picked(pair, draws.seeds())
        return draws.lineage(group.parents_of(picked), gaps[:, np.newaxis], picked)

    def _counts(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64]:
        """Return how many new rows lie between each seed and partner; shape (n_pairs,)."""
        assert group.partners is not None
        return spread(group.n_new, len(group.partners.values))
