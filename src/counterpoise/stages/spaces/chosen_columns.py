"""Rows as some of their columns show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError
from counterpoise.space.problem import TableProblem
from counterpoise.stages.spaces.space import Space

__all__ = ["ChosenColumns"]


class ChosenColumns(Space):
    """Some of the columns; the others do not count in distances.

    Parameters
    ----------
    numeric : sequence of int
        Positions among the numeric columns.
    categorical : sequence of int, default=()
        Positions among the categories.
    """

    def __init__(self, numeric: Sequence[int], categorical: Sequence[int] = ()):
        self.numeric = numeric
        self.categorical = categorical

    def view(self, problem: TableProblem) -> Any:
        if not len(self.numeric) and not len(self.categorical):
            raise InvalidInputError(
                "space chooses no column", remedy="name one at least", parameter="space"
            )
        rows = problem.rows
        return Rows(rows.numeric[:, list(self.numeric)], rows.codes[:, list(self.categorical)])
