"""Rows grow if enough of their neighbours are of their class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS, SHARE
from counterpoise.stages.seeds.other_neighbours import other_neighbours
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["AgreedSeeds"]


class AgreedSeeds(Seeds):
    """Rows with at least a share of their class among their neighbours; the others are noise.

    Noise is nobody's partner either.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many neighbours.
    t : float, default=0.5
        The least share of them that is of the class.
    """

    why_other_counts = (
        "fewer than two of its rows have enough neighbours of their class; lower t, or use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {"k_neighbors": NEIGHBOURS, "t": [SHARE]}

    def __init__(self, k_neighbors: Any = 5, t: float = 0.5):
        self.k_neighbors = k_neighbors
        self.t = t

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_CLASSES

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = collected(problem, klass)
        n_other, k = other_neighbours(problem, klass, members, self.k_neighbors, "k_neighbors")
        kept = members[k - n_other >= self.t * k]
        if len(kept) > 1:
            yield SeedGroup(klass, kept, n_new, pool=kept)
