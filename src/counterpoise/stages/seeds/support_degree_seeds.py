"""Rows grow by how many rows of other classes stand within a distance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial.distance import cdist

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
            degree[part] = (far <= mean).sum(axis=1)
        weights: NDArray[np.float64] = np.where(degree >= degree.mean(), degree, 0.0)
        # Equally far away, all rows are alike.
        return weights if weights.any() else np.ones(len(members))


def _distances(
    problem: TableProblem, klass: int, members: NDArray[np.int64], foreign: NDArray[np.int64]
) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """Yield some of the rows at a time, and how far the rows of other classes are from each."""
    points = problem.searched.embedding(klass)
    others = _dense(points[foreign])
    step = max(1, _AT_ONCE // max(1, len(foreign)))
    for start in range(0, len(members), step):
        part = slice(start, start + step)
        yield part, cdist(_dense(points[members[part]]), others)


def _dense(points: object) -> NDArray[np.float64]:
    array = points.toarray() if sparse.issparse(points) else points  # type: ignore[attr-defined]
    return np.asarray(array, np.float64)
