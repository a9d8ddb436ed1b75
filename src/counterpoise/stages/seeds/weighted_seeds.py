"""Rows grow by weights."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["WeightedSeeds"]


class WeightedSeeds(Seeds):
    """Rows of the class, each drawn as often as its weight says; a row of weight 0 never grows.

    `why_other_counts` says why no row may have a weight.
    """

    @abstractmethod
    def weights(
        self, problem: Problem, klass: int, members: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return the weight of each row of a class, 0 or more; shape (n_members,)."""

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = collected(problem, klass)
        weights = self.weights(problem, klass, members)
        grows = weights > 0
        if grows.any():
            # The pool stays the class: a row that does not grow may be a partner.
            yield SeedGroup(klass, members[grows], n_new, chances=weights[grows])
