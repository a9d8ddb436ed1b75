"""Those new rows are good enough that leave the largest margins."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Problem
from counterpoise.core.rows import Rows
from counterpoise.space.problem import TableProblem
from counterpoise.stages.acceptances.acceptance import Acceptance
from counterpoise.stages.seeds.other_neighbours import foreign_rows

__all__ = ["LargestMargins"]

_FIRST, _GROWTH = 8, 8
_AT_ONCE = 4_000_000


class LargestMargins(Acceptance):
    """As many rows as were asked for, the best of all that were drawn (MSYN).

    The margin of a row is half of the difference between its distances to the nearest row of other
    classes and to the nearest one of its own. A new row widens margins of its class and narrows
    those of other classes. Those new rows are kept of which what they narrow is the least in
    relation to what they widen.
    """

    attempts = 1

    def accepts(self, problem: Problem, klass: int, made: Rows) -> NDArray[np.bool_]:
        assert isinstance(problem, TableProblem)
        n_kept = problem.plan[klass]
        grown = problem.grown(made, np.full(len(made), klass))
        new = np.flatnonzero(grown.is_new)
        members, foreign = problem.members(klass), foreign_rows(problem, klass)
        own = problem.nearest(members, 1, among="class", klass=klass, distances=True)
        miss = problem.nearest(foreign, 1, among=members, klass=klass, distances=True)
        widened = _nearer(grown, klass, members, new, own.distances[:, 0])
        narrowed = _nearer(grown, klass, foreign, new, miss.distances[:, 0])
        # A row that widens nothing comes after all that do; those that narrow nothing come first.
        least = widened[widened > 0].min(initial=np.inf)
        floor = 1e-3 * least if np.isfinite(least) else 1.0
        order = np.argsort(narrowed / (widened + floor), kind="stable")
        kept = np.zeros(len(made), bool)
        kept[order[:n_kept]] = True
        return kept


def _nearer(
    grown: TableProblem,
    klass: int,
    rows: NDArray[np.int64],
    new: NDArray[np.int64],
    limit: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return by how much new rows are nearer to old ones than a limit, in sum; shape (n_new,).

    Parameters
    ----------
    grown : TableProblem
        Old and new rows.
    klass : int
        The class of the new ones.
    rows : ndarray of shape (n_rows,), int64
        Old rows.
    new : ndarray of shape (n_new,), int64
        All new rows.
    limit : ndarray of shape (n_rows,), float64
        How near a new row must come to an old one to count.
    """
    total = np.zeros(len(new))
    waiting, k = np.arange(len(rows)), min(_FIRST, len(new) - 1)
    while len(waiting) and k > 0:
        unfinished: list[Any] = []
        step = max(1, _AT_ONCE // k)
        for start in range(0, len(waiting), step):
            part = waiting[start : start + step]
            near = grown.nearest(rows[part], k, among=new, klass=klass, distances=True)
            nearer = limit[part, np.newaxis] - near.distances
            done = (nearer[:, -1] <= 0) | (k == len(new) - 1)
            gain = np.where(done[:, np.newaxis], np.maximum(nearer, 0), 0)
            places = np.searchsorted(new, near.square)
            total += np.bincount(places.ravel(), gain.ravel(), len(new))
            unfinished.append(part[~done])
        waiting, k = np.concatenate(unfinished), min(_GROWTH * k, len(new) - 1)
    return total / 2
