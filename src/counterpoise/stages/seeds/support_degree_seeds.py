"""Rows grow by how many rows of other classes stand within a distance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.other_neighbours import foreign_rows
from counterpoise.stages.seeds.weighted_seeds import WeightedSeeds

__all__ = ["SupportDegreeSeeds"]

_AT_ONCE = 4_000_000


class SupportDegreeSeeds(WeightedSeeds):
    """Border rows, as often as rows of other classes support that they are (SDSMOTE).

    The support degree of a row is the number of rows of other classes that are nearer to it than
    the mean distance between the class and the others. A row is at the border if its support degree
    is the mean one or more.
    """

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def weights(
        self, problem: Problem, klass: int, members: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        assert isinstance(problem, TableProblem)
        foreign = foreign_rows(problem, klass)
        total = np.zeros(len(members))
        for part, far in _distances(problem, klass, members, foreign):
            total[part] = far.mean(axis=1)
        mean = total.mean()
        degree = np.zeros(len(members))
        for part, far in _distances(problem, klass, members, foreign):
            # A little more, for rows that are all equally far away but for rounding.
            degree[part] = (far <= mean * (1 + 1e-9)).sum(axis=1)
        weights: NDArray[np.float64] = np.where(degree >= degree.mean(), degree, 0.0)
        # Equally far away, all rows are alike.
        return weights if weights.any() else np.ones(len(members))


def _distances(
    problem: TableProblem, klass: int, members: NDArray[np.int64], foreign: NDArray[np.int64]
) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """Yield some of the rows at a time, and how far the rows of other classes are from each.

    All distances are in the same unit, the greatest number of the table about the class's middle,
    so that no square is larger than any number.
    """
    points: Any = problem.searched.embedding(klass)
    dense = np.asarray(points.toarray() if sparse.issparse(points) else points, np.float64)
    dense = dense / (np.abs(dense).max(initial=0.0) or 1.0)
    dense -= dense[members].mean(axis=0)
    dense /= np.abs(dense).max(initial=0.0) or 1.0
    own, others = dense[members], dense[foreign]
    length = np.square(others).sum(axis=1)
    step = max(1, _AT_ONCE // max(1, len(foreign)))
    for start in range(0, len(members), step):
        part = slice(start, start + step)
        # |a - b|^2 = |a|^2 + |b|^2 - 2 a b: a product of matrices is many times quicker.
        square = own[part] @ others.T
        square *= -2
        square += length
        square += np.square(own[part]).sum(axis=1, keepdims=True)
        yield part, np.sqrt(np.maximum(square, 0, out=square), out=square)
