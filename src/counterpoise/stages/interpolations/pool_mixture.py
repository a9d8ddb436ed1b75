"""A new row lies between its seed and any other rows of the pool."""

from __future__ import annotations

from dataclasses import replace
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, Use
from counterpoise.parameters.constraints import Number
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.seeds.seeds import collected

__all__ = ["PoolMixture"]


class PoolMixture(Interpolation):
    """A point between the seed and rows drawn at random from the pool, near or far.

    With one other row it is a uniform point of the segment between the two. With more of them, a
    point is walked to from the last: a uniform share of the way to the one before, from there a
    uniform share of the way to the one before that, and at last to the seed. A category is the
    seed's.

    Parameters
    ----------
    n_others : int, default=1
        How many other rows.
    """

    takes_partners = False
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_others": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, n_others: int = 1):
        self.n_others = n_others

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        pool = collected(problem, group.klass) if group.pool is None else group.pool
        if len(pool) <= self.n_others:
            raise InvalidInputError(
                f"class {problem.labels[group.klass]!r} has {len(pool)} row"
                f"{'s' * (len(pool) != 1)} to mix",
                needed=f"{self.n_others + 1} different ones make a new row",
                remedy=Use("RandomOverSampler"),
            )
        return replace(
            group,
            constants={**group.constants, "pool": pool},
            per_seed={**group.per_seed, "own": np.searchsorted(pool, group.seeds)},
        )

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        pool = group.constants["pool"]
        own = group.per_seed["own"][places]
        others = _distinct(own, draws.uniform("others", self.n_others), len(pool))
        parents = np.column_stack([group.rows[places], pool[others]])
        steps = draws.uniform("steps", self.n_others)
        gaps = steps.cumprod(axis=1)
        gaps[:, :-1] *= 1 - steps[:, 1:]
        return draws.lineage(parents, gaps, places)


def _distinct(own: NDArray[np.int64], drawn: NDArray[np.float64], n: int) -> NDArray[np.int64]:
    """Return places below n that differ from each row's own and among themselves.

    Parameters
    ----------
    own : ndarray of shape (n_rows,), int64
        The place of each row itself.
    drawn : ndarray of shape (n_rows, n_others), float64
        Numbers from 0 to below 1.
    n : int
        How many places there are.
    """
    taken = own[:, np.newaxis]
    for j, share in enumerate(drawn.T, start=1):
        place = np.minimum((share * (n - j)).astype(np.int64), n - j - 1)
        # The place-th of those not yet taken: step over each taken one, the least first.
        for before in np.sort(taken, axis=1).T:
            place += place >= before
        taken = np.column_stack([taken, place])
    return taken[:, 1:]
