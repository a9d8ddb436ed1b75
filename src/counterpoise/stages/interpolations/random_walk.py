"""A new row is its seed with noise as wide as the error of the class's mean."""

from __future__ import annotations

from math import sqrt

from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.interpolations.noisy_seed import NoisySeed, check_differs

__all__ = ["RandomWalk"]


class RandomWalk(NoisySeed):
    """The seed with normal noise of a column's standard deviation over the root of the rows (RWO).

    With ``s`` the column's standard deviation within the class and ``n`` the rows of the class, a
    value ``x`` becomes ``x - z * s / sqrt(n)`` with standard normal ``z``: by the central limit
    theorem the class's true mean lies about its rows' mean like that (Zhang and Li 2014).
    A class needs two rows.
    """

    def factor(self, problem: Problem, group: SeedGroup) -> float:
        check_differs(problem, group.klass)
        return 1 / sqrt(len(problem.members(group.klass)))
