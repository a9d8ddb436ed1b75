"""Classes that did not grow lose rows, the more remote ones first, until they are balanced."""

from __future__ import annotations

from numbers import Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial.distance import cdist
from sklearn.metrics.pairwise import euclidean_distances

from counterpoise.core.counts import Counts
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.down_to_count import DownToCount

__all__ = ["NearGrowing", "shrunk_plan"]

# Distances that are computed at once.
_BLOCK = 1 << 20


class NearGrowing(DownToCount):
    """Of the classes that do not grow, the rows nearest to the classes that grow stay.

    How near a row is tells its mean distance to all original rows of the classes that grow. For
    classes of which only a share of the asked rows is added, the others are thinned by as much as
    makes the ratio right.

    Parameters
    ----------
    share : float, default=0.5
        Which share of the rows that were asked for the recipe adds.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **DownToCount._parameter_constraints,
        "share": [Number(Real, 0, 1, closed="right")],
    }

    def __init__(self, share: float = 0.5):
        super().__init__("auto")
        self.share = share

    def plan(self, problem: TableProblem) -> Counts:
        return shrunk_plan(problem, self.share)

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        return np.sort(super().keep(problem))

    def choose(self, problem: TableProblem, klass: int, n_kept: int) -> NDArray[np.int64]:
        space = problem.geometry.embedding()
        members = problem.members(klass)
        growing = [other for other, n in problem.plan.items() if n]
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


def shrunk_plan(problem: TableProblem, share: float) -> Counts:
    """Return how many rows stay of each class that loses some, by label.

    The classes that grow got a share of the rows that were asked for. The largest of them was to
    have a ratio to each larger class, and has it when that one is as much smaller.

    Parameters
    ----------
    problem : TableProblem
        The table with its new rows.
    share : float
        Which share of the rows that were asked for were added.
    """
    sizes = np.bincount(problem.target[~problem.is_new], minlength=len(problem.labels))
    added = {klass: n for klass, n in problem.plan.items() if n}
    if not added:
        return {}
    largest = max(added, key=lambda klass: int(sizes[klass]) + added[klass])
    asked = sizes[largest] + added[largest] / share
    factor = (sizes[largest] + added[largest]) / asked
    return {
        label: max(1, round(int(sizes[klass]) * factor))
        for klass, label in enumerate(problem.labels)
        if klass not in added and sizes[klass] * factor >= sizes[largest] + added[largest] - 0.5
    }
