"""How dense a class is about each of its rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Problem

__all__ = ["core_distances", "is_beyond", "largest_as_one"]


def core_distances(
    problem: Problem, klass: int, members: NDArray[np.int64], min_samples: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far rows of a class are from their neighbours of the class, as OPTICS measures it.

    Parameters
    ----------
    problem : Problem
        The table.
    klass : int
        Code of the class.
    members : ndarray of shape (n_rows,), int64
        All rows of the class, ascending.
    min_samples : int
        How many neighbours tell how dense the class is.

    Returns
    -------
    core : ndarray of shape (n_rows,), float64
        Distance to the min_samples-th neighbour.
    reachable : ndarray of shape (n_rows,), float64
        From how near one of these neighbours reaches the row: the least of the larger of their
        distance and the neighbour's own core distance. OPTICS takes the least over the rows that
        it has seen before; this one does not depend on an order.
    """
    near = problem.nearest(
        members, min_samples, among="class", klass=klass, parameter="min_samples", distances=True
    )
    core = near.distances[:, -1]
    theirs = core[np.searchsorted(members, near.square)]
    return core, np.maximum(near.distances, theirs).min(axis=1)


def is_beyond(distances: NDArray[np.float64], factor: float) -> NDArray[np.bool_]:
    """Return which distances are larger than a factor times their mean; infinite ones are."""
    known = np.isfinite(distances)
    mean = distances[known].mean() if known.any() else 0.0
    return ~known | (distances > factor * mean)


def largest_as_one(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers as shares of the largest; zeros where that is 0."""
    largest = numbers.max(initial=0.0)
    return numbers / largest if largest > 0 else np.zeros(len(numbers))
