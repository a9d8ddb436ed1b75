"""Rows that the rows kept before them do not tell stay."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.condensing import Condensing, Rival

__all__ = ["CondensedNeighbours"]

_BLOCK = 512
"""Rows that are compared with each other at once."""


class CondensedNeighbours(Condensing):
    """Rows that the minority and the rows kept so far would call a minority row stay (Hart 1968).

    Rows are looked at once, in their order. As in imbalanced-learn a row is left out without a look
    if its position in its class is the row number of one that is kept.
    """

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        return self.condense(problem)

    @staticmethod
    def known(seeds: NDArray[np.int64], kept: NDArray[np.int64]) -> NDArray[np.int64]:
        return kept

    def chosen(self, rival: Rival, first: NDArray[np.int64]) -> NDArray[np.int64]:
        kept = rival.members[first].tolist()
        passed = set(kept)
        for start in range(0, len(rival.members), _BLOCK):
            places = np.arange(start, min(start + _BLOCK, len(rival.members)))
            count = rival.told(places, np.array(kept))
            undecided = np.flatnonzero(count < rival.needed)
            kept += _kept_in_order(rival, places[undecided], count[undecided], passed)
        return np.array(kept, np.int64)

    def asked(
        self,
        problem: TableProblem,
        members: NDArray[np.int64],
        minority: NDArray[np.int64],
        first: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        space = problem.geometry.embedding()
        kept = members[first].tolist()
        klass = problem.target[members[0]]
        place = 0
        while place < len(members):
            rows = np.concatenate([minority, kept])
            model = self.classifier().fit(space[rows], problem.target[rows])
            wrong = model.predict(space[members[place:]]) != klass
            wrong[[p - place for p in kept if place <= p < len(members)]] = False
            if not wrong.any():
                break
            place += int(wrong.argmax())
            kept.append(int(members[place]))
            place += 1
        return np.array(kept, np.int64)


def _kept_in_order(
    rival: Rival, places: NDArray[np.int64], count: NDArray[np.int64], passed: set[int]
) -> list[int]:
    """Return the rows that stay of some that the rows kept before do not tell.

    Parameters
    ----------
    rival : Rival
        Their class and the minority.
    places : ndarray of shape (n,), int64
        Ascending positions in the class.
    count : ndarray of shape (n,), int64
        Kept rows within each one's radius.
    passed : set of int
        Row numbers that are kept; those of rows that stay are added.
    """
    rows = rival.members[places]
    n = len(rows)
    near = np.zeros((n, n), bool)
    if n > 1:
        found, far = rival.distances(rows, rows, n - 1)
        # Line i tells whose radius row i is within.
        whose = np.broadcast_to(np.arange(n)[:, np.newaxis], found.shape)
        near[np.searchsorted(rows, found), whose] = far < rival.radii[places][:, np.newaxis]
    kept = []
    for i in range(n):
        if count[i] < rival.needed and int(places[i]) not in passed:
            kept.append(int(rows[i]))
            passed.add(int(rows[i]))
            count += near[i]
    return kept
