"""Rows grow in proportion to how hard they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, UnsuitableTableError, Use
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages.seeds.other_neighbours import other_neighbours
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["AdaptiveSeeds"]


class AdaptiveSeeds(Seeds):
    """Every row of the class, in proportion to the other classes' share of its neighbours (ADASYN).

    Parameters
    ----------
    n_neighbors : int or estimator, default=5
        Size of the neighbourhood, over rows of all classes.
    drawn : bool, default=False
        Whether each new row draws its seed, a harder one more often (KernelADASYN); else each seed
        gets its rounded share of the new rows.
    """

    rounding = 0.05
    why_other_counts = "the share of each of its rows is rounded; ask for more rows, or use SMOTE"
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_neighbors": NEIGHBOURS,
        "drawn": ["boolean"],
    }

    def __init__(self, n_neighbors: Any = 5, drawn: bool = False):
        self.n_neighbors = n_neighbors
        self.drawn = drawn

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_CLASSES

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = collected(problem, klass)
        n_other, k = other_neighbours(problem, klass, members, self.n_neighbors, "n_neighbors")
        hardness = n_other / k
        if not hardness.any():
            raise UnsuitableTableError(
                f"no row of class {problem.labels[klass]!r} has a neighbour of another class "
                f"among its {k}, so ADASYN has nothing to adapt to",
                remedy=Use("SMOTE"),
            )
        if self.drawn:
            yield SeedGroup(klass, members, n_new, chances=hardness)
            return
        counts = np.rint(hardness / hardness.sum() * n_new).astype(np.int64)
        if not counts.any():
            raise InvalidInputError(
                f"the {n_new} new rows wanted for class {problem.labels[klass]!r} round to none "
                f"for each of its {len(members)} rows",
                remedy=("ask for more rows, or ", Use("SMOTE")),
            )
        yield SeedGroup(klass, members, int(counts.sum()), counts=counts)
