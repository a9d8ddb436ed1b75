"""Rows grow that have enough neighbours of their class."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral
from typing import Any, ClassVar

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import Setting, UnsuitableTableError, Use
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.stages.seeds.other_neighbours import other_neighbours
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["SupportedSeeds"]


class SupportedSeeds(Seeds):
    """Rows with enough neighbours of their class, the more of them, the likelier (MDO).

    Parameters
    ----------
    k_neighbors : int or estimator, default=10
        Size of the neighbourhood, over rows of all classes.
    least : int, default=5
        How many of them must be of the class.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": NEIGHBOURS,
        "least": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, k_neighbors: Any = 10, least: int = 5):
        self.k_neighbors = k_neighbors
        self.least = least

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_CLASSES

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = collected(problem, klass)
        n_other, k = other_neighbours(problem, klass, members, self.k_neighbors, "k_neighbors")
        n_own = k - n_other
        chosen = n_own >= self.least
        if not chosen.any():
            raise UnsuitableTableError(
                f"no row of class {problem.labels[klass]!r} has more than {n_own.max()} rows of it "
                f"among its {k} neighbours",
                needed=(Setting("least", self.least), " must be there"),
                remedy=("lower least, or ", Use("SMOTE")),
            )
        yield SeedGroup(klass, members[chosen], n_new, chances=n_own[chosen].astype(float))
