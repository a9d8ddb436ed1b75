"""Where, between or around its parents, a new row lies."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from numbers import Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.draws import Draws, GivenTies
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Problem
from counterpoise.errors import InvalidInputError, brief
from counterpoise.parameters.constraints import FINITE, Number
from counterpoise.space.geometry import column_std
from counterpoise.stages.seeds import SeedGroup
from counterpoise.stages.stage import Stage

__all__ = [
    "Duplicate",
    "Interpolation",
    "NeighbourhoodVote",
    "Segment",
    "SmoothedBootstrap",
    "vote",
]


class Interpolation(Stage):
    """A way to draw new rows from seeds and their partners."""

    copies_rows = False
    """Whether every new row is a row of the input."""

    takes_partners = True
    """Whether a new row has partners; if not, a recipe looks for none unless it is told to."""

    @abstractmethod
    def draw(self, problem: Problem, group: SeedGroup, partners: NDArray[np.int64]) -> Lineage:
        """Return the lineage of a group's new rows.

        Parameters
        ----------
        problem : Problem
            The table.
        group : SeedGroup
            The seeds, and how many new rows they get.
        partners : ndarray of shape (n_seeds, n_partners), int64
            Row numbers of each seed's partners.
        """


class Segment(Interpolation):
    """A uniform point of the segment between a seed and one of its partners.

    Categories are voted by the seed's partners, ties drawn.

    Parameters
    ----------
    other_class_reach : float, optional
        Where the partner is of another class, the gap is multiplied by a uniform number up to
        this (Borderline-SMOTE 2: 0.5, so that the new row stays on its own side).
    restart : bool, default=True
        Start the random stream anew for each group, as imbalanced-learn's SMOTE does; else go on
        with one stream, as its ADASYN does.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "other_class_reach": [Number(Real, 0, 1, closed="both"), None],
        "restart": ["boolean"],
    }

    def __init__(self, other_class_reach: float | None = None, restart: bool = True):
        self.other_class_reach = other_class_reach
        self.restart = restart

    def draw(self, problem: Problem, group: SeedGroup, partners: NDArray[np.int64]) -> Lineage:
        k = partners.shape[1]
        if not k:
            raise InvalidInputError(
                "Segment places a new row between a seed and a partner, and the neighbourhood "
                "gives no partners: use NearestNeighbours, or an interpolation that takes none, "
                "such as Duplicate"
            )
        draws = problem.streams.draws(group, self.restart)
        drawn = draws.pairs(k)
        gaps = draws.gaps()
        gaps *= group.reach
        parents = _parents(group.rows, partners, drawn)
        if self.other_class_reach is not None:
            foreign = problem.target[parents[:, 1]] != group.klass
            gaps[foreign] *= draws.shares(foreign, self.other_class_reach)
        codes = None
        if problem.rows.n_categorical:
            codes = vote(problem.rows.codes, group.rows, partners, drawn // k, draws)
        return Lineage(_same(group.klass, len(drawn)), parents, gaps[:, np.newaxis], codes)


def _same(klass: int, n_new: int) -> NDArray[np.int64]:
    """Return the class of new rows that share it, in no memory; shape (n_new,), read-only."""
    return np.broadcast_to(np.int64(klass), n_new)


def _parents(
    seeds: NDArray[np.int64], partners: NDArray[np.int64], drawn: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the two parents that the numbers of pairs stand for; shape (n_new, 2)."""
    k = partners.shape[1]
    if len(drawn) < partners.size:
        return np.column_stack([seeds[drawn // k], partners.ravel()[drawn]])
    # Fewer pairs than new rows: looking pairs up is quicker than dividing.
    return np.column_stack([np.repeat(seeds, k), partners.ravel()]).take(drawn, axis=0)


class NeighbourhoodVote(Interpolation):
    """In each categorical column the value most frequent among seed and partners (SMOTE-N)."""

    def draw(self, problem: Problem, group: SeedGroup, partners: NDArray[np.int64]) -> Lineage:
        seed = problem.streams.draws(group).pairs(1)
        voters = np.column_stack([group.rows, partners])
        codes = vote(problem.rows.codes, group.rows, voters, seed)
        parents = voters[seed]
        gaps = np.full((len(seed), partners.shape[1]), 1.0 / voters.shape[1])
        return Lineage(_same(group.klass, len(seed)), parents, gaps, codes)


class Duplicate(Interpolation):
    """The seed itself."""

    copies_rows = True
    looks_at_values = False
    takes_partners = False

    def draw(self, problem: Problem, group: SeedGroup, partners: NDArray[np.int64]) -> Lineage:
        seed = problem.streams.draws(group, restart=False).pairs(1)
        return Lineage(
            _same(group.klass, len(seed)), group.rows[seed, np.newaxis], np.empty((len(seed), 0))
        )


class SmoothedBootstrap(Interpolation):
    """The seed with Gaussian noise in its numeric columns (ROSE; Menardi and Torelli 2014).

    The noise of a column has the standard deviation ``shrinkage * h * s``, with ``s`` the column's
    standard deviation within the class and ``h = (4 / ((p + 2) n)) ** (1 / (p + 4))``, Silverman's
    bandwidth for ``n`` rows and ``p`` numeric columns.

    Parameters
    ----------
    shrinkage : float or dict, default=1.0
        Factor of the bandwidth, for all classes or by class label.
    """

    takes_partners = False
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "shrinkage": [Number(Real, 0, None, closed="left"), Mapping],
    }

    def __init__(self, shrinkage: float | Mapping[Any, float] = 1.0):
        self.shrinkage = shrinkage

    def check(self) -> None:
        super().check()
        if isinstance(self.shrinkage, Mapping):
            for label, factor in self.shrinkage.items():
                if not (FINITE.is_satisfied_by(factor) and factor >= 0):
                    raise InvalidInputError(
                        f"shrinkage gives {brief(factor)} for class {label!r}; it needs a finite "
                        "number, 0 or more"
                    )

    def draw(self, problem: Problem, group: SeedGroup, partners: NDArray[np.int64]) -> Lineage:
        draws = problem.streams.draws(group, restart=False)
        seed = draws.pairs(1)
        rows = problem.rows
        n, p = len(rows), rows.n_numeric
        bandwidth = (4 / ((p + 2) * n)) ** (1 / (p + 4))
        std = column_std(rows.numeric[problem.members(group.klass)])
        most = np.finfo(np.float64).max
        with np.errstate(over="ignore"):
            width = np.minimum(self._shrinkage_of(problem, group) * bandwidth * std, most)
            noise = np.clip(draws.normals(p) * width, -most, most)
        return Lineage(
            _same(group.klass, len(seed)),
            group.rows[seed, np.newaxis],
            np.empty((len(seed), 0)),
            offsets=noise,
        )

    def _shrinkage_of(self, problem: Problem, group: SeedGroup) -> float:
        if not isinstance(self.shrinkage, Mapping):
            return self.shrinkage
        label = problem.labels[group.klass]
        if label not in self.shrinkage:
            raise InvalidInputError(
                f"shrinkage has no factor for class {label!r}; it names "
                f"{', '.join(map(repr, self.shrinkage)) or 'none'}: give one for each class that "
                "grows"
            )
        return self.shrinkage[label]


def vote(
    codes: NDArray[np.int32],
    seeds: NDArray[np.int64],
    voters: NDArray[np.int64],
    drawn: NDArray[np.int64],
    draws: Draws | GivenTies | None = None,
) -> NDArray[np.int32]:
    """Return the most frequent category among the voters of each new row's seed.

    Parameters
    ----------
    codes : ndarray of shape (n_rows, n_categorical), int32
        Categories of the table; -1 where missing, which has no vote.
    seeds : ndarray of shape (n_seeds,)
        Row whose missing values the new row shares, and that decides where nobody votes.
    voters : ndarray of shape (n_seeds, n_voters)
        Row numbers that vote.
    drawn : ndarray of shape (n_new,)
        Position in `seeds` of each new row's seed.
    draws : Draws or GivenTies, optional
        What elects among ties; without it the first category wins.

    Returns
    -------
    ndarray of shape (n_new, n_categorical), int32
    """
    if len(drawn) < len(seeds):
        seeds, voters, drawn = seeds[drawn], voters[drawn], np.arange(len(drawn))
    elected = np.empty((len(drawn), codes.shape[1]), np.int32)
    for j, column in enumerate(codes.T):
        column = np.ascontiguousarray(column)
        own = column[seeds]
        # The neighbourhood of a seed votes once, however often the seed is drawn.
        row, category = _leading(column[voters])
        n_leaders = np.bincount(row, minlength=len(seeds))
        place = np.cumsum(n_leaders) - n_leaders
        place = place[drawn]
        if draws is not None:
            place += draws.elect(j, n_leaders[drawn])
        decides = (own >= 0) & (n_leaders > 0)
        if decides.all():
            elected[:, j] = category[place]
        else:
            won = own[drawn]
            voted = decides[drawn]
            won[voted] = category[place[voted]]
            elected[:, j] = won
    return elected


def _leading(votes: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return, for votes of shape (n, n_voters), each row's most voted categories.

    As pairs (row, category), ordered by row, then category; a row without votes has none.
    """
    votes = np.sort(votes, axis=1)
    n, k = votes.shape
    # Walk along the sorted votes, counting each run; a run's count is full at its last element.
    run = np.ones((n, k), np.int32)
    for i in range(1, k):
        run[:, i] += np.where(votes[:, i] == votes[:, i - 1], run[:, i - 1], 0)
    run[votes < 0] = 0
    most = run.max(axis=1, keepdims=True)
    row, place = np.nonzero((run == most) & (run > 0))
    return row, votes[row, place]
