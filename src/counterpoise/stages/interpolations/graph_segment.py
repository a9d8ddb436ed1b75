"""A new row lies as Safe-Level-SMOTE or Borderline-SMOTE has it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.interpolations.safe_level_segment import SafeLevelSegment

__all__ = ["GraphSegment"]


class GraphSegment(SafeLevelSegment):
    """A point of the segment: nearer to the safer parent, or anywhere if the seeds say so.

    Seeds that are at the border have the constant "is_border" (`GraphSeeds`).

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many neighbours tell the safe level.
    """

    why_other_counts = (
        "it has no row in danger (with half or more, but not all, of its neighbours of other "
        "classes) where most of its rows are not safe, or no safe pair of rows; use SMOTE"
    )

    def levels(
        self, problem: Problem, group: SeedGroup, partners: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        if group.constants["is_border"]:
            # Equal levels leave all of the segment.
            return np.ones(len(partners), np.int64), np.ones(partners.shape, np.int64)
        return super().levels(problem, group, partners)
