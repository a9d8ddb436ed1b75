"""A new row lies nearer to the safer parent, which may be of another class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem, n_neighbors_of
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.space.problem import TableProblem
from counterpoise.stages.interpolations.safe_level_segment import SafeLevelSegment

__all__ = ["LocalSafeLevelSegment"]


class LocalSafeLevelSegment(SafeLevelSegment):
    """A point of the segment as safe levels say, the seed not counted in its partner's (LN-SMOTE).

    A partner's safe level is the number of rows of the class among its k nearest rows other than
    the seed. Where the partner is of another class, the gap is multiplied by the partner's level
    over k, so that the new row stays near the seed (Maciejewski and Stefanowski 2011).

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many neighbours tell the safe level.
    """

    why_other_counts = (
        "no row and neighbour of it have another row of the class among their neighbours; use SMOTE"
    )

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_ROWS | Need.WHOLE_TABLE

    def levels(
        self, problem: Problem, group: SeedGroup, partners: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        k, _ = n_neighbors_of(self.k_neighbors, "k_neighbors")
        near = problem.nearest(group.seeds, k, klass=group.klass, parameter="k_neighbors")
        own = (near.klass == group.klass).sum(axis=1)
        asked = np.unique(partners)
        near = problem.nearest(asked, k + 1, klass=group.klass, parameter="k_neighbors")
        places = np.searchsorted(asked, partners)
        is_own = near.klass == group.klass
        has_seed = (near.square[places] == group.seeds[:, np.newaxis, np.newaxis]).any(axis=2)
        # Without the seed, which is of the class, the next neighbour moves up.
        without = is_own.sum(axis=1)[places] - 1
        return own, np.where(has_seed, without, is_own[:, :k].sum(axis=1)[places])

    def ranges(
        self,
        problem: Problem,
        group: SeedGroup,
        partners: NDArray[np.int64],
        own: NDArray[np.int64],
        theirs: NDArray[np.int64],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        assert isinstance(problem, TableProblem)
        low, high = super().ranges(problem, group, partners, own, theirs)
        foreign = problem.classes_of(partners) != group.klass
        share = np.where(foreign, theirs / n_neighbors_of(self.k_neighbors, "k_neighbors")[0], 1.0)
        return low * share, high * share
