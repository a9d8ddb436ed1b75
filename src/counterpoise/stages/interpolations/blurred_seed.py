"""A new row keeps part of its seed, and takes the rest from the spread of its neighbourhood."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.ballots import Ties
from counterpoise.core.displacement import LikeParents
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import SHARE
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.seeds.seeds import collected
from counterpoise.stages.values import numbers_of

__all__ = ["BlurredSeed"]

_ROWS_A_VALUE = 5
"""Rows of the class for each value of a column, from which no other value is made."""


class BlurredSeed(Interpolation):
    """A seed that is drawn towards the middle of its neighbourhood, and moved by its spread.

    With the K rows of a neighbourhood, their mean m and covariance S (divided by K), a draw is
    ``m + a (x - m) + h e`` for the seed x, normal noise e of covariance S, and ``h**2 = 1 - a**2``.
    The shrinking takes from the variance what the noise adds, as in the kernel smoothing of Liu and
    West (2001). It is a weighted sum of the K rows: no line leads from it to any of them.

    Categories are voted by the seed and its partners. Like its parents, a row has any category that
    two of them have, as often as they have it; the most frequent alone would be told from rows with
    others.

    Parameters
    ----------
    kept : float, default=0.5
        The share a of the way from the middle to the seed that stays; 0 is `LocalGaussian`.
    like_parents : bool, default=False
        Whether values are rounded as those of the neighbourhood are, see `LikeParents`, and
        categories are as varied.
    """

    voters = "neighbourhood"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "kept": [SHARE],
        "like_parents": ["boolean"],
    }

    def __init__(self, kept: float = 0.5, like_parents: bool = False):
        self.kept = kept
        self.like_parents = like_parents

    @property
    def ties(self) -> Ties:  # type: ignore[override]
        return "shared" if self.like_parents else "drawn"

    @property
    def needs(self) -> Need:
        return Need.VALUES | (Need.COLLECTED if self.like_parents else Need.NOTHING)

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        if not self.like_parents:
            return group
        steps = np.zeros(problem.rows.n_numeric)
        if problem.rows.grid is not None:
            scale, _, step = problem.rows.grid[:3]
            steps = step / scale
        few = np.zeros(problem.rows.n_numeric, bool)
        if not problem.rows.is_sparse:  # of which most values are nought, and heaps anyway
            few = _has_few_values(numbers_of(problem, collected(problem, group.klass)))
        return replace(group, constants={**group.constants, "steps": steps, "few": few})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        parents = group.neighbourhoods(places)
        n_parents = parents.shape[1]
        noise = draws.normal("weights", n_parents)
        noise -= noise.mean(axis=1, keepdims=True)
        weights = (1 - self.kept) / n_parents + np.sqrt((1 - self.kept**2) / n_parents) * noise
        # The seed, the first parent, has whatever the others leave of one.
        moves = None
        if self.like_parents:
            moves = LikeParents(group.constants["steps"], group.constants["few"])
        return draws.lineage(parents, np.ascontiguousarray(weights[:, 1:]), places, moves)


def _has_few_values(numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return in which columns a value is shared by five rows on average; NaN is no value."""
    ordered = np.sort(numbers, axis=0)  # NaN comes last, and differs from itself
    n_values = (ordered[1:] > ordered[:-1]).sum(axis=0) + 1
    found: NDArray[np.bool_] = n_values * _ROWS_A_VALUE <= (~np.isnan(numbers)).sum(axis=0)
    return found
