"""How categories are voted: the votes of a neighbourhood are counted once, ties are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ballot", "Ballots", "Elect", "Ties"]

Ties = Literal["drawn", "first", "shared"]
"""Who wins: of the most frequent categories one that is drawn, or the first; or one that is drawn
of all that two voters have, as often as they have it."""

Elect = Callable[[int, NDArray[np.int64]], NDArray[np.int64]]
"""From a column and how many leaders each new row has to which of them it elects."""


@dataclass(frozen=True)
class Ballot:
    """What the neighbourhoods of some seeds voted in one categorical column.

    Parameters
    ----------
    own : ndarray of shape (n_seeds,), int32
        The seed's own category, -1 where it is missing: a new row is missing it too, and has it
        where nobody votes.
    starts : ndarray of shape (n_seeds,), int64
        Where the leaders of each seed begin in `leaders`.
    n_leaders : ndarray of shape (n_seeds,), int64
        How many categories have the most votes; 0 where nobody votes.
    leaders : ndarray of int32
        The categories with the most votes, seed after seed, ascending.
    """

    own: NDArray[np.int32]
    starts: NDArray[np.int64]
    n_leaders: NDArray[np.int64]
    leaders: NDArray[np.int32]

    def __getstate__(self) -> tuple[NDArray[np.int32], NDArray[np.integer], NDArray[np.int32]]:
        """Return what is sent elsewhere: the starts follow from the rest, and few have the most."""
        most = int(self.n_leaders.max(initial=0))
        return self.own, self.n_leaders.astype(np.min_scalar_type(most)), self.leaders

    def __setstate__(
        self, state: tuple[NDArray[np.int32], NDArray[np.integer], NDArray[np.int32]]
    ) -> None:
        own, n_leaders, leaders = state
        vars(self).update(vars(Ballot.counted(own, n_leaders.astype(np.int64), leaders)))

    @classmethod
    def counted(
        cls, own: NDArray[np.int32], n_leaders: NDArray[np.int64], leaders: NDArray[np.int32]
    ) -> Ballot:
        """Return the ballot of leaders that are told seed after seed."""
        return cls(own, np.cumsum(n_leaders) - n_leaders, n_leaders, leaders)

    @classmethod
    def of(cls, own: NDArray[np.int32], votes: NDArray[np.int32], shared: bool = False) -> Ballot:
        """Count the votes of a column.

        Parameters
        ----------
        own : ndarray of shape (n_seeds,)
            The seeds' categories.
        votes : ndarray of shape (n_seeds, n_voters)
            Categories of those that vote; -1 where missing, which has no vote.
        shared : bool, default=False
            Whether all categories that two voters have can win, as often as they were voted.
        """
        row, leaders = _leading(votes, shared)
        return cls.counted(own, np.bincount(row, minlength=len(own)), leaders)

    def decide(
        self, places: NDArray[np.int64], elected: NDArray[np.int64] | None
    ) -> NDArray[np.int32]:
        """Return the category of each new row.

        Parameters
        ----------
        places : ndarray of shape (n_new,)
            Position of each new row's seed.
        elected : ndarray of shape (n_new,), optional
            Which of its leaders each takes; without it the first.
        """
        chosen = self.starts[places]
        if elected is not None:
            chosen = chosen + elected
        decides = (self.own >= 0) & (self.n_leaders > 0)
        if decides.all():
            return self.leaders[chosen]
        won = self.own[places]
        voted = decides[places]
        won[voted] = self.leaders[chosen[voted]]
        return won


@dataclass(frozen=True)
class Ballots:
    """The ballots of all categorical columns.

    Parameters
    ----------
    columns : tuple of Ballot
        One for each column.
    first_wins : bool, default=False
        Whether the first of equally frequent categories wins, and not one that is drawn.
    """

    columns: tuple[Ballot, ...]
    first_wins: bool = False

    @classmethod
    def of(
        cls,
        codes: NDArray[np.int32],
        seeds: NDArray[np.int64],
        voters: NDArray[np.int64],
        ties: Ties = "drawn",
        votes: NDArray[np.bool_] | None = None,
    ) -> Ballots:
        """Count the votes among a table's rows.

        Parameters
        ----------
        codes : ndarray of shape (n_rows, n_categorical), int32
            Categories of the table; -1 where missing.
        seeds : ndarray of shape (n_seeds,)
            Row numbers of the seeds.
        voters : ndarray of shape (n_seeds, n_voters)
            Row numbers of those that vote.
        ties : {"drawn", "first", "shared"}, default="drawn"
            Who wins.
        votes : ndarray of shape (n_seeds, n_voters), bool, optional
            Which of the voters there are; all of them by default.
        """
        ballots = []
        for column in map(np.ascontiguousarray, codes.T):
            cast = column[voters] if votes is None else np.where(votes, column[voters], -1)
            ballots.append(Ballot.of(column[seeds], cast, ties == "shared"))
        return cls(tuple(ballots), ties == "first")

    def decide(self, places: NDArray[np.int64], elect: Elect | None) -> NDArray[np.int32]:
        """Return the categories of new rows; shape (n_new, n_categorical).

        Parameters
        ----------
        places : ndarray of shape (n_new,)
            Position of each new row's seed.
        elect : callable, optional
            Which leader each takes, column after column; without it the first.
        """
        codes = np.empty((len(places), len(self.columns)), np.int32)
        for j, ballot in enumerate(self.columns):
            drawn = elect is not None and not self.first_wins
            elected = elect(j, ballot.n_leaders[places]) if elect and drawn else None
            codes[:, j] = ballot.decide(places, elected)
        return codes


def _leading(votes: NDArray[np.int32], shared: bool) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return, for votes of shape (n, n_voters), each row's most voted categories.

    As pairs (row, category), ordered by row, then category; a row without votes has none. If they
    are to be shared, every vote for a category that has two is told, where there is such a one.
    """
    votes = np.sort(votes, axis=1)
    n, k = votes.shape
    # Walk along the sorted votes, counting each run; a run's count is full at its last element.
    run = np.ones((n, k), np.int32)
    for i in range(1, k):
        run[:, i] += np.where(votes[:, i] == votes[:, i - 1], run[:, i - 1], 0)
    run[votes < 0] = 0
    most = run.max(axis=1, keepdims=True)
    leads = (run == most) & (run > 0)
    if shared:
        counts = np.zeros((n, k), np.int32)
        for i in range(k):
            counts += votes == votes[:, i : i + 1]
        twice = (counts > 1) & (votes >= 0)
        leads = np.where(twice.any(axis=1, keepdims=True), twice, leads)
    row, place = np.nonzero(leads)
    return row, votes[row, place]
