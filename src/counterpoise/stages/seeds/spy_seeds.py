"""Rows of other classes among rows of the class change sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS, SHARE
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.relabelled import relabelled
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["SpySeeds"]


class SpySeeds(Seeds):
    """Neighbours of other classes of rows that have few of them, named anew (SPY).

    A row of the class with fewer than a share t of other classes among its k neighbours stands at
    the border of its own side, and its foreign neighbours are spies. They are copied as rows of the
    class; `WithoutFound("SpySeeds", "gone")` takes the old rows away.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many neighbours.
    t : float, default=0.5
        The share.
    """

    relabels = True
    why_other_counts = (
        "rows of other classes among its own change sides, and there are no others; raise t or "
        "k_neighbors, or use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {"k_neighbors": NEIGHBOURS, "t": [SHARE]}

    def __init__(self, k_neighbors: Any = 5, t: float = 0.5):
        self.k_neighbors = k_neighbors
        self.t = t

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_ROWS | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        near = problem.nearest(
            members, self.k_neighbors, klass=klass, parameter="k_neighbors", values=True
        )
        foreign = near.klass != klass
        foreign[foreign.sum(axis=1) >= self.t * foreign.shape[1]] = False
        group = relabelled(problem, klass, near.square[foreign], n_new, "SpySeeds")
        if group is not None:
            yield group
