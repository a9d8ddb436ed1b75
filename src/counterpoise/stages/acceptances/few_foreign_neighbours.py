"""A new row is good enough if few of the rows around it are of other classes."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Problem
from counterpoise.core.rows import Rows
from counterpoise.parameters.constraints import SHARE, Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.acceptances.acceptance import Acceptance

__all__ = ["FewForeignNeighbours"]


class FewForeignNeighbours(Acceptance):
    """Rows with few rows of other classes among their nearest rows of the table (Lee 2015).

    Parameters
    ----------
    n_neighbors : int, default=5
        How many rows of the table are looked at around a new row.
    rejection_level : float, default=0.5
        A new row is drawn again if more than this share of them are of other classes.
    attempts : int, default=100
        How often a row is drawn at most; one that was never good enough is left out.
    """

    why_other_counts = (
        "around some of its new rows the other classes prevail, wherever they were drawn; raise "
        "rejection_level, or use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_neighbors": [Number(Integral, 1, None, closed="left")],
        "rejection_level": [SHARE],
        "attempts": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, n_neighbors: int = 5, rejection_level: float = 0.5, attempts: int = 100):
        self.n_neighbors = n_neighbors
        self.rejection_level = rejection_level
        self.attempts = attempts

    def accepts(self, problem: Problem, klass: int, made: Rows) -> NDArray[np.bool_]:
        assert isinstance(problem, TableProblem)
        near = problem.nearest_to(made, self.n_neighbors, klass)
        n_foreign = (near.klass != klass).sum(axis=1)
        good: NDArray[np.bool_] = n_foreign <= self.rejection_level * self.n_neighbors
        return good
