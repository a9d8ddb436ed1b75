"""Where neighbours are looked for."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.rows import Rows
from counterpoise.space.geometry import Geometry
from counterpoise.space.problem import TableProblem
from counterpoise.stages.stage import Stage

__all__ = ["Space", "seen_in"]


class Space(Stage):
    """Another way to see the rows: neighbours are looked for there, and new rows lie between the
    table's own."""

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    @abstractmethod
    def view(self, problem: TableProblem) -> Any:
        """Return every row of the table as it is seen.

        Parameters
        ----------
        problem : TableProblem
            The table.

        Returns
        -------
        ndarray or sparse matrix of shape (n_rows, n_dimensions), or Rows
            Points between which distances are Euclidean; or numbers and categories, which are
            measured in the problem's units.
        """


def seen_in(space: Space, problem: Problem) -> TableProblem:
    """Return the same problem with neighbours that are looked for in a space."""
    assert isinstance(problem, TableProblem), "the engine offers Need.WHOLE_TABLE"
    seen = space.view(problem)
    own = problem.geometry
    if isinstance(seen, Rows):
        geometry = Geometry(seen, own.target, own.scale, own.nominal, n_jobs=own.n_jobs)
    else:
        rows = Rows(seen, np.empty((seen.shape[0], 0), np.int32))
        geometry = Geometry(rows, own.target, n_jobs=own.n_jobs)
    return problem.seen(geometry)
