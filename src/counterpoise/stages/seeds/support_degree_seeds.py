"""Rows grow by how many rows of other classes stand within a distance."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.parameters.threads import count_threads, in_threads, one_thread
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.other_neighbours import foreign_rows
from counterpoise.stages.seeds.weighted_seeds import WeightedSeeds

__all__ = ["SupportDegreeSeeds"]

_AT_ONCE = 1 << 18
"""Distances that are looked at together: as many as stay near the processor."""


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
        points = _points(problem, klass, members)
        own, others = points[members], points[foreign_rows(problem, klass)]
        squares = np.square(others).sum(axis=1)
        step = max(1, _AT_ONCE // max(1, len(others)))
        parts = [(own[i : i + step], others, squares) for i in range(0, len(own), step)]
        n_threads = count_threads(problem.geometry.n_jobs)
        with one_thread("blas"):
            total = np.concatenate(in_threads(_mean_distances, parts, n_threads))
            # A little more, for rows that are all equally far away but for rounding.
            most = float(total.mean()) * (1 + 1e-9)
            nearer = [(*part, most) for part in parts]
            degree = np.concatenate(in_threads(_n_within, nearer, n_threads))
        weights: NDArray[np.float64] = np.where(degree >= degree.mean(), degree, 0.0)
        # Equally far away, all rows are alike.
        return weights if weights.any() else np.ones(len(members))


def _points(problem: TableProblem, klass: int, members: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the rows of the table as points; shape (n_rows, n_dims).

    All are in the same unit, the greatest number of the table about the class's middle, so that no
    square of a distance is larger than any number.
    """
    points: Any = problem.searched.embedding(klass)
    dense = np.asarray(points.toarray() if sparse.issparse(points) else points, np.float64)
    dense = dense / (np.abs(dense).max(initial=0.0) or 1.0)
    dense -= dense[members].mean(axis=0)
    dense /= np.abs(dense).max(initial=0.0) or 1.0
    return dense


def _squared_distances(
    own: NDArray[np.float64], others: NDArray[np.float64], squares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how far other points are from some, squared; shape (n_own, n_others).

    |a - b|^2 = |a|^2 + |b|^2 - 2 a b: a product of matrices is many times quicker.
    """
    square = own @ others.T
    square *= -2
    square += squares
    square += np.square(own).sum(axis=1, keepdims=True)
    return np.maximum(square, 0, out=square)


def _mean_distances(
    own: NDArray[np.float64], others: NDArray[np.float64], squares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how far the others are from each point on average; shape (n_own,)."""
    square = _squared_distances(own, others, squares)
    means: NDArray[np.float64] = np.sqrt(square, out=square).mean(axis=1)
    return means


def _n_within(
    own: NDArray[np.float64],
    others: NDArray[np.float64],
    squares: NDArray[np.float64],
    most: float,
) -> NDArray[np.int64]:
    """Return how many others are at most so far from each point; shape (n_own,)."""
    found: NDArray[np.int64] = np.count_nonzero(
        _squared_distances(own, others, squares) <= most**2, axis=1
    )
    return found
