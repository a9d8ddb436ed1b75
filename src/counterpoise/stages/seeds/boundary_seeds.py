"""Rows at the boundary of a neighbourhood rough set grow."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Real
from typing import Any, ClassVar

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.own_radius import own_radius
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["BoundarySeeds"]


class BoundarySeeds(Seeds):
    """Rows with a row of another class within their own radius (NRSBoundary-SMOTE).

    The radius of a row is its distance to the nearest row and a share w of the range of its
    distances to all rows.

    Parameters
    ----------
    w : float, default=0.005
        The share.
    """

    why_other_counts = (
        "it has no row at the boundary, with another class within its radius; raise w, or use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {"w": [Number(Real, 0, None, closed="left")]}

    def __init__(self, w: float = 0.005):
        self.w = w

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        radius = own_radius(problem, self.w)[members]
        near = problem.nearest(members, 1, among="others", klass=klass, distances=True)
        rows = members[near.distances[:, 0] <= radius]
        problem.findings.of(("BoundarySeeds", "rows"))[problem.labels[klass]] = rows
        if len(rows):
            yield SeedGroup(klass, rows, n_new)
