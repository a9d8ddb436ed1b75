"""Rows as directions."""

from __future__ import annotations

from typing import Any

from sklearn.preprocessing import normalize

from counterpoise.space.problem import TableProblem
from counterpoise.stages.spaces.space import Space

__all__ = ["UnitLength"]


class UnitLength(Space):
    """Rows of length one, whose nearest neighbours are those with the greatest cosine.

    A row of zeros has no direction, and stands in the middle.
    """

    def view(self, problem: TableProblem) -> Any:
        return normalize(problem.geometry.embedding())
