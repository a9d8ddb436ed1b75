"""Classes that did not grow lose rows that resemble another one of their class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.thinned import Thinned

__all__ = ["WithoutTwins"]


class WithoutTwins(Thinned):
    """Of the classes that do not grow, rows leave that are nearest to another row of their class.

    The nearest pair loses a row first; then the next, as long as both of its rows are there. After
    a round, pairs are looked for anew among the rows that are left (Cateni and others 2014).
    """

    def choose(self, problem: TableProblem, klass: int, n_kept: int) -> NDArray[np.int64]:
        kept = problem.members(klass)
        while len(kept) > n_kept:
            near = problem.nearest(kept, 1, among=kept, klass=klass, distances=True)
            twin = np.searchsorted(kept, near.square[:, 0])
            order = np.argsort(near.distances[:, 0], kind="stable")
            leaves = _one_of_each_pair(order.tolist(), twin.tolist(), len(kept) - n_kept)
            kept = np.delete(kept, leaves)
        return kept


def _one_of_each_pair(order: list[int], twin: list[int], n_most: int) -> list[int]:
    """Return rows that leave: in the given order those whose twin does not leave already."""
    gone: set[int] = set()
    for row in order:
        if len(gone) == n_most:
            break
        if twin[row] not in gone:
            gone.add(row)
    return sorted(gone)
