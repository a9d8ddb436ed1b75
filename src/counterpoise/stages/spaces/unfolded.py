"""Rows as Isomap unfolds the surface that they lie on."""

from __future__ import annotations

from functools import partial
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.spaces.placed import dense, placed
from counterpoise.stages.spaces.space import Space

__all__ = ["Unfolded"]


class Unfolded(Space):
    """Few dimensions in which distances are those along the surface the rows lie on (Isomap).

    Distances are measured from row to near row (Tenenbaum, de Silva and Langford 2000). The surface
    is learnt from as many rows of each class, drawn at random; all others are placed on it.

    Parameters
    ----------
    n_components : int, default=3
        How many dimensions.
    n_neighbors : int, default=5
        How many near rows a way may go on to.
    max_rows : int, default=1000
        From how many rows the surface is learnt at most.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "n_components": [Number(Integral, 1, None, closed="left")],
        "n_neighbors": [Number(Integral, 1, None, closed="left")],
        "max_rows": [Number(Integral, 10, None, closed="left")],
    }

    def __init__(self, n_components: int = 3, n_neighbors: int = 5, max_rows: int = 1000):
        self.n_components = n_components
        self.n_neighbors = n_neighbors
        self.max_rows = max_rows

    def view(self, problem: TableProblem) -> NDArray[np.float64]:
        from sklearn.manifold import Isomap

        points = problem.geometry.embedding()
        # In units of the greatest number, whose square is a number.
        points = points / max(abs(points).max(), np.finfo(np.float64).tiny)
        fitted = some_of_each_class(problem, self.max_rows)
        learner = Isomap(
            n_neighbors=min(self.n_neighbors, len(fitted) - 1),
            n_components=min(self.n_components, len(fitted) - 1),
            eigen_solver="dense",  # the other one starts from random numbers
        )
        index = NeighborIndex(n_neighbors=learner.n_neighbors).fit(dense(points[fitted]))
        return placed(learner, points, fitted, partial(_on_surface, learner, index))


def _on_surface(
    learner: Any, index: NeighborIndex, points: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return where points lie that the surface was not learnt from; shape (n_points, n_components).

    It is what the learner's transform says, which goes from point to point.
    """
    distances, rows = index.kneighbors(points)
    ways = learner.dist_matrix_[rows[:, 0]] + distances[:, :1]
    for j in range(1, rows.shape[1]):
        np.minimum(ways, learner.dist_matrix_[rows[:, j]] + distances[:, j, np.newaxis], out=ways)
    placed_there: NDArray[np.float64] = learner.kernel_pca_.transform(-0.5 * ways**2)
    return placed_there


def some_of_each_class(problem: TableProblem, most: int) -> NDArray[np.int64]:
    """Return ascending row numbers, at most so many, of which each class has its equal share.

    A class with fewer rows than its share has all of them there.
    """
    target = problem.target
    if len(target) <= most:
        return np.arange(len(target))
    stream = problem.streams.of_class(0)
    share = max(2, most // len(np.unique(target)))
    chosen = []
    for klass in np.unique(target):
        members = np.flatnonzero(target == klass)
        chosen.append(stream.permutation(members)[:share])
    return np.sort(np.concatenate(chosen))
