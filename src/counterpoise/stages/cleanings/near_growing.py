"""Classes that did not grow lose the rows that are most remote from those that did."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial.distance import cdist
from sklearn.metrics.pairwise import euclidean_distances

from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.thinned import Thinned

__all__ = ["NearGrowing"]

# Distances that are computed at once.
_BLOCK = 1 << 20


class NearGrowing(Thinned):
    """Of the classes that do not grow, the rows nearest to the classes that grow stay.

    How near a row is tells its mean distance to all original rows of the classes that grow (Li and
    others 2013).
    """

    def choose(self, problem: TableProblem, klass: int, n_kept: int) -> NDArray[np.int64]:
        space = problem.geometry.embedding()
        members = problem.members(klass)
        growing = np.unique(problem.target[problem.is_new])
        theirs = np.flatnonzero(np.isin(problem.target, growing) & ~problem.is_new)
        means = _mean_distances(space[members], space[theirs])
        return members[np.argsort(means, kind="stable")[:n_kept]]


def _mean_distances(points: Any, others: Any) -> NDArray[np.float64]:
    """Return how far each point is from the others on average; shape (n_points,)."""
    means = np.empty(points.shape[0])
    size = max(1, _BLOCK // max(others.shape[0], 1))
    # Not by a matrix product, whose last digits depend on the number of threads.
    measure = euclidean_distances if sparse.issparse(points) else cdist
    for start in range(0, len(means), size):
        means[start : start + size] = measure(points[start : start + size], others).mean(axis=1)
    return means
