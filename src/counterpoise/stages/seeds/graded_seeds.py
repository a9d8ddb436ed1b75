"""Safe and border rows grow, each kind in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages.seeds.other_neighbours import other_neighbours
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["GradedSeeds"]


class GradedSeeds(Seeds):
    """Rows that are not noise: safe ones have k partners, border ones a single one (MSMOTE).

    A row is safe if all of its k nearest rows are of its class, noise if none is, and a border row
    otherwise.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many neighbours tell the kind, and may be the partner of a safe row.
    """

    why_other_counts = (
        "all of its rows are noise (none of their k_neighbors neighbours is of their class); use "
        "SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {"k_neighbors": NEIGHBOURS}

    def __init__(self, k_neighbors: Any = 5):
        self.k_neighbors = k_neighbors

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_CLASSES

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = collected(problem, klass)
        n_other, k = other_neighbours(problem, klass, members, self.k_neighbors, "k_neighbors")
        kept = n_other < k
        if kept.any():
            n_partners = np.where(n_other[kept] == 0, k, 1)
            yield SeedGroup(klass, members[kept], n_new, per_seed={"n_partners": n_partners})
