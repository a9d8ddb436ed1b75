"""The rows stay with which a nearest-neighbour rule gets both classes right."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.errors import InvalidInputError, Use
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.down_to_count import DownToCount
from counterpoise.stages.cleanings.votes import smallest_class
from counterpoise.stages.duration import tell_if_slow

__all__ = ["EvolvedSelection", "evolve"]

_NEAREST = 32
"""Rows of the class that are looked at for each row: a kept one is nearly always among them."""

_REDRAWN = 0.35
"""Share of the best selection that is drawn anew where the search has come to rest."""

Subsets = NDArray[np.bool_]


class EvolvedSelection(DownToCount):
    """The rows that an evolutionary search finds best for a nearest-neighbour rule stay.

    Parameters
    ----------
    n_population : int, default=50
        Selections that compete with each other.
    n_evaluations : int, default=10000
        Selections that are tried in all.
    sampling_strategy : float, str, dict or callable, default="auto"
        How many rows of each class stay.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **DownToCount._parameter_constraints,
        "n_population": [Number(Integral, 4, None, closed="left")],
        "n_evaluations": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        n_population: int = 50,
        n_evaluations: int = 10_000,
        sampling_strategy: Any = "auto",
    ):
        super().__init__(sampling_strategy)
        self.n_population = n_population
        self.n_evaluations = n_evaluations

    def choose(self, problem: TableProblem, klass: int, n_kept: int) -> NDArray[np.int64]:
        members = problem.members(klass)
        rival = smallest_class(problem)[0]
        if klass == rival or not 0 < n_kept < len(members):
            return members[:n_kept]
        minority = problem.members(rival)
        if len(minority) < 2:
            raise InvalidInputError(
                f"class {problem.labels[rival]!r} has 1 row",
                needed="a rule that is tried on each row needs at least 2",
                remedy=Use("RandomUnderSampler"),
            )
        judge = _Judge.of(problem, members, minority)
        best, score = evolve(
            judge.scores,
            len(members),
            n_kept,
            (int(self.n_population), int(self.n_evaluations)),
            problem.streams.of_class(klass),
        )
        problem.findings.of(("EvolvedSelection", "scores"))[problem.labels[klass]] = score
        return members[np.flatnonzero(best)]


@dataclass(frozen=True)
class _Judge:
    """Tells how good selections of a class are.

    Parameters
    ----------
    near : csr_matrix of shape (n_members + n_minority, n_members), float32
        Which rows of the class are nearer to each row than the nearest other minority row. If one
        of them is kept, the rule takes the row for one of the class.
    """

    near: sparse.csr_matrix

    @classmethod
    def of(
        cls, problem: TableProblem, members: NDArray[np.int64], minority: NDArray[np.int64]
    ) -> _Judge:
        rows, rival = np.concatenate([members, minority]), int(problem.target[minority[0]])
        k = min(_NEAREST, len(members) - 1)
        search = problem.geometry.search
        found, far, _ = search(members, rows, k, klass=rival, distances=True)
        _, nearest, _ = search(minority, rows, 1, klass=rival, distances=True)
        assert far is not None
        assert nearest is not None
        line, column = np.nonzero(far < nearest)
        place = np.searchsorted(members, found[line, column])
        ones = np.ones(len(line), np.float32)
        return cls(sparse.csr_matrix((ones, (line, place)), (len(rows), len(members))))

    def scores(self, subsets: Subsets) -> NDArray[np.float64]:
        """Return the geometric mean of the shares that are right of both classes; (n_subsets,)."""
        taken = (self.near @ subsets.T.astype(np.float32)) > 0
        n_members = self.near.shape[1]
        right = taken[:n_members].mean(axis=0) * (~taken[n_members:]).mean(axis=0)
        means: NDArray[np.float64] = np.sqrt(right)
        return means


def evolve(
    scores: Callable[[Subsets], NDArray[np.float64]],
    n_rows: int,
    n_kept: int,
    effort: tuple[int, int],
    stream: RandomState,
) -> tuple[NDArray[np.bool_], float]:
    """Return the best selection that is found of so many rows, and its score.

    The search is CHC: the best of parents and children survive, only parents that differ enough
    have children, children have half of what their parents differ in, and where nothing gets
    better any more it starts again around the best.

    Parameters
    ----------
    scores : callable
        Returns how good selections of shape (n_selections, n_rows) are.
    n_rows, n_kept : int
        How many rows there are, and how many each selection has.
    effort : tuple of int
        Selections that compete, and selections that are tried.
    stream : RandomState
        Random numbers.
    """
    n_population, n_left = effort
    n_population = min(n_population, n_left)
    population = np.array([_drawn(n_rows, n_kept, stream) for _ in range(n_population)])
    begin = time.perf_counter()
    values = scores(population)
    # Drawing children takes about as long as trying them.
    seconds = 2 * (time.perf_counter() - begin) * n_left / n_population
    tell_if_slow(
        f"trying {n_left:,} selections on {n_rows:,} rows",
        seconds,
        "lower n_evaluations, or use ClusterUnderSampler",
    )
    n_left -= n_population
    threshold = _spread(population)
    step = max(1, threshold // 25)
    while n_left > 0:
        children = _children(population, threshold, stream)[:n_left]
        survives = np.zeros(n_population, bool)
        if len(children):
            n_left -= len(children)
            joined = np.concatenate([population, children])
            found = np.concatenate([values, scores(children)])
            # Where two are as good, parents stay.
            order = np.argsort(-found, kind="stable")[:n_population]
            survives = order >= n_population
            population, values = joined[order], found[order]
        if not survives.any():
            threshold -= step
        if threshold < 0 and n_left > 0:
            best = population[int(values.argmax())]
            n_new = min(n_population - 1, n_left)
            fresh = np.array([_redrawn(best, stream) for _ in range(n_new)])
            population = np.concatenate([best[np.newaxis], fresh])
            values = np.concatenate([[values.max()], scores(fresh)])
            n_left -= n_new
            n_population = len(population)
            threshold = _spread(population)
    winner = int(values.argmax())
    return population[winner], float(values[winner])


def _drawn(n_rows: int, n_kept: int, stream: RandomState) -> NDArray[np.bool_]:
    chosen = np.zeros(n_rows, bool)
    chosen[stream.choice(n_rows, n_kept, replace=False)] = True
    return chosen


def _redrawn(best: NDArray[np.bool_], stream: RandomState) -> NDArray[np.bool_]:
    """Return a selection with some of its rows exchanged."""
    kept, left = np.flatnonzero(best), np.flatnonzero(~best)
    n = min(max(1, round(_REDRAWN * len(kept))), len(left))
    return _exchanged(best, stream.choice(kept, n, False), stream.choice(left, n, False))


def _exchanged(
    chosen: NDArray[np.bool_], out: NDArray[np.int64], into: NDArray[np.int64]
) -> NDArray[np.bool_]:
    changed = chosen.copy()
    changed[out], changed[into] = False, True
    return changed


def _spread(population: Subsets) -> int:
    """Return how many rows of a selection its neighbour in the list has not, on average."""
    return int((population[:-1] & ~population[1:]).sum(axis=1).mean()) if len(population) > 1 else 0


def _children(population: Subsets, threshold: int, stream: RandomState) -> Subsets:
    """Return the children of pairs that differ in more than `threshold` rows each way."""
    order = stream.permutation(len(population))
    made = []
    for a, b in zip(order[::2], order[1::2], strict=False):
        mother, father = population[a], population[b]
        only_mother = np.flatnonzero(mother & ~father)
        only_father = np.flatnonzero(father & ~mother)
        if len(only_mother) <= max(threshold, 0):
            continue
        n = max(1, len(only_mother) // 2)
        theirs = stream.choice(only_mother, n, False), stream.choice(only_father, n, False)
        made.append(_exchanged(mother, *theirs))
        made.append(_exchanged(father, *theirs[::-1]))
    return np.array(made, bool).reshape(-1, population.shape[1])
