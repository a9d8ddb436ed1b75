"""A new row lies nearer to the safer of its parents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["SafeLevelSegment"]


class SafeLevelSegment(Interpolation):
    """A point of the segment, nearer to the parent that has more neighbours of its class.

    The safe level of a row is the number of rows of its class among its k nearest rows of the
    whole table. With ``r`` the seed's level over the partner's, the gap is uniform from 0 to
    ``1 / r`` where ``r >= 1``, from ``1 - r`` to 1 where ``r < 1``, and 0 where only the partner's
    level is 0 (Bunkhumpornpat and others 2009, algorithm 1). A pair without any neighbour of the
    class makes no row.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many neighbours tell the safe level.
    """

    voters = "partners"
    why_other_counts = (
        "it has no safe pair of rows (no row has another one of its class among its neighbours); "
        "use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {"k_neighbors": NEIGHBOURS}

    def __init__(self, k_neighbors: Any = 5):
        self.k_neighbors = k_neighbors

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_CLASSES

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        assert group.partners is not None
        partners = group.partners.square
        own, theirs = self.levels(problem, group, partners)
        own = own[:, np.newaxis]
        safe = (own > 0) | (theirs > 0)
        if not safe.any():
            return replace(group, rows=group.seeds[:0], n_new=0, partners=Ragged.of(partners[:0]))
        low, high = self.ranges(problem, group, partners, own, theirs)
        # All safe pairs are equally likely, as if unsafe ones were drawn and left out.
        return replace(
            group,
            partners=Ragged.where(partners, safe),
            chances=safe.sum(axis=1).astype(np.float64),
            per_pair={**group.per_pair, "low": low[safe], "high": high[safe]},
        )

    def levels(
        self, problem: Problem, group: SeedGroup, partners: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the safe levels of seeds, (n_seeds,), and of partners, (n_seeds, n_partners)."""
        asked = np.union1d(group.seeds, partners)
        near = problem.nearest(asked, self.k_neighbors, klass=group.klass, parameter="k_neighbors")
        levels = (near.klass == group.klass).sum(axis=1)
        return levels[np.searchsorted(asked, group.seeds)], levels[np.searchsorted(asked, partners)]

    def ranges(
        self,
        problem: Problem,
        group: SeedGroup,
        partners: NDArray[np.int64],
        own: NDArray[np.int64],
        theirs: NDArray[np.int64],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the least and the greatest gap of each pair; shape (n_seeds, n_partners)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.maximum(0.0, 1.0 - own / theirs), np.minimum(1.0, theirs / own)

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        picked = draws.pairs()
        low, high = group.per_pair["low"][picked.pair], group.per_pair["high"][picked.pair]
        gaps = low + draws.gaps() * (high - low)
        return draws.lineage(group.parents_of(picked), gaps[:, np.newaxis], picked.place)
