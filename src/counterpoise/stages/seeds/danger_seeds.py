"""Only rows in danger grow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages.seeds.other_neighbours import in_danger, other_neighbours
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["DangerSeeds"]


class DangerSeeds(Seeds):
    """Rows in danger: half or more, but not all, of their neighbours are of other classes.

    Parameters
    ----------
    m_neighbors : int or estimator, default=10
        Size of the neighbourhood, over rows of all classes.
    """

    why_other_counts = (
        "it has no row in danger (with half or more, but not all, of its m_neighbors neighbours of "
        "other classes); use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {"m_neighbors": NEIGHBOURS}

    def __init__(self, m_neighbors: Any = 10):
        self.m_neighbors = m_neighbors

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_CLASSES

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = collected(problem, klass)
        n_other, m = other_neighbours(problem, klass, members, self.m_neighbors)
        danger = members[in_danger(n_other, m)]
        if len(danger):
            problem.findings.of(("DangerSeeds", "rows"))[problem.labels[klass]] = danger
            yield SeedGroup(klass, danger, n_new)
