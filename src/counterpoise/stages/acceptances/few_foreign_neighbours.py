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
from counterpoise.stages.seeds.other_neighbours import foreign_rows

__all__ = ["FewForeignNeighbours"]

# How many more rows than needed a short list has, and from how many rows on it is made.
_LISTED = 13
_FEWEST_TO_LIST = 2_000
# Differences that are computed at once, and a distance whose square is not rounded to nothing.
_AT_ONCE = 1 << 20
_SMALL = 1e-100


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
        races = problem.findings.of(("FewForeignNeighbours", "races"))
        if klass not in races:
            problem.check_enough(self.n_neighbors, "n_neighbors", klass)
            allowed = np.arange(self.n_neighbors + 1) <= self.rejection_level * self.n_neighbors
            most = int(np.count_nonzero(allowed)) - 1
            races[klass] = _Race(problem, klass, self.n_neighbors - most, most + 1)
        good: NDArray[np.bool_] = races[klass].won_by_class(made)
        return good


class _Race:
    """Which comes first among the nearest rows: so many of the class, or too many of the others.

    Of ``m + f - 1`` nearest rows m are of the class if and only if its m-th nearest row comes
    before the f-th nearest of the others. A class that grows is small, and so its m-th row is soon
    found. Most rows that are refused have f others before it among those that are nearest to their
    nearest row of the class, a short list that is made once; only the rest are compared with all
    others.

    Parameters
    ----------
    problem : TableProblem
        The table.
    klass : int
        Code of the class.
    n_own, n_foreign : int
        How many rows of the class (m), and of the others (f).
    """

    def __init__(self, problem: TableProblem, klass: int, n_own: int, n_foreign: int):
        self._geometry = problem.geometry
        self._n_own, self._n_foreign = n_own, n_foreign
        self._members, self._others = problem.members(klass), foreign_rows(problem, klass)
        self._is_lost = len(self._members) < n_own
        self._is_won = n_own <= 0 or len(self._others) < n_foreign
        self._listed: NDArray[np.int64] | None = None
        if self._is_lost or self._is_won:
            return
        self._own_index = self._geometry.index(self._members, klass, n_own)
        if len(self._others) < _FEWEST_TO_LIST or _has_gaps(problem):
            self._other_index = self._geometry.index(self._others, klass, n_foreign)
        else:
            self._listed, _, self._other_index = self._geometry.search(
                self._others, self._members, n_foreign + _LISTED, klass=klass
            )

    def won_by_class(self, made: Rows) -> NDArray[np.bool_]:
        """Return where the class comes first around some new rows; shape (n_made,)."""
        won = np.full(len(made), self._is_won)
        if self._is_won or self._is_lost:
            return won
        far, places = self._geometry.nearest_to(made, self._own_index, self._n_own)
        limit, row = far[:, -1], self._members[places[:, -1]]
        waiting = np.arange(len(made))
        if self._listed is not None:
            waiting = np.flatnonzero(self._n_listed(made, places[:, 0], limit) < self._n_foreign)
        far, places = self._geometry.nearest_to(
            made.take(waiting), self._other_index, self._n_foreign
        )
        other_far, other_row = far[:, -1], self._others[places[:, -1]]
        limit, row = limit[waiting], row[waiting]
        # Rows at the same distance come in the order of their numbers.
        won[waiting] = (limit < other_far) | ((limit == other_far) & (row < other_row))
        return won

    def _n_listed(
        self, made: Rows, nearest: NDArray[np.int64], limit: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Return how many rows of a short list are surely nearer than a limit; (n_made,).

        Parameters
        ----------
        made : Rows of shape (n_made, ...)
            The new rows.
        nearest : ndarray of shape (n_made,), int64
            The place in the class of the nearest row of the class.
        limit : ndarray of shape (n_made,), float64
            The distance.
        """
        assert self._listed is not None
        points = np.asarray(self._geometry.points)
        queries = np.asarray(self._geometry.in_units(made.numeric))
        counts = np.empty(len(made), np.int64)
        step = max(1, _AT_ONCE // (self._listed.shape[1] * max(1, points.shape[1])))
        for start in range(0, len(made), step):
            part = slice(start, start + step)
            apart = points[self._listed[nearest[part]]] - queries[part, np.newaxis]
            squares = np.einsum("ijk,ijk->ij", apart, apart)
            # What is rounded, or too small or large to be squared, is left to the search.
            most = np.where(limit[part] > _SMALL, limit[part] * (1 - 1e-6), 0.0)
            counts[part] = (np.sqrt(squares) < most[:, np.newaxis]).sum(axis=1)
        return counts


def _has_gaps(problem: TableProblem) -> bool:
    """Return whether the distance is more than that of two points."""
    return problem.rows.n_categorical > 0 or problem.rows.is_sparse or problem.rows.has_missing
