"""The distribution of safe levels says which rows grow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages.seeds.other_neighbours import in_danger, other_neighbours
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["GraphSeeds"]


class GraphSeeds(Seeds):
    """All rows if most are safe, else those in danger (the safe level graph).

    The safe level of a row is the number of rows of its class among its k neighbours. Where the
    levels are skewed to the left, most rows are safe.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many neighbours tell the safe level.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {"k_neighbors": NEIGHBOURS}

    def __init__(self, k_neighbors: Any = 5):
        self.k_neighbors = k_neighbors

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_CLASSES

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = collected(problem, klass)
        n_other, k = other_neighbours(problem, klass, members, self.k_neighbors, "k_neighbors")
        levels = k - n_other
        # Only the sign of the skewness counts; levels that are all alike are told by their value.
        skewness = ((levels - levels.mean()) ** 3).sum()
        border = bool(skewness >= 0) and bool(levels.mean() < k)
        problem.findings.of(("GraphSeeds", "is_border"))[problem.labels[klass]] = border
        rows = members[in_danger(n_other, k)] if border else members
        if len(rows):
            yield SeedGroup(klass, rows, n_new, constants={"is_border": np.array(border)})
