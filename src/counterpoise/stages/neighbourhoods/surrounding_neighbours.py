"""Partners lie around the seed, on all sides."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, Named, Setting, Use
from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.constraints import Number
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.seeds import collected

__all__ = ["SurroundingNeighbours"]


class SurroundingNeighbours(Neighbourhood):
    """The k rows of the class whose centroids stay nearest to the seed (nearest centroid
    neighbours).

    The first is the nearest row. Each further one is the row that brings the centroid of all
    chosen ones nearest to the seed, so that they lie near and on all sides (Chaudhuri 1996).

    Parameters
    ----------
    k_neighbors : int, default=5
        How many.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, k_neighbors: int = 5):
        self.k_neighbors = k_neighbors

    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64]:
        pool = collected(problem, group.klass) if group.pool is None else group.pool
        if len(pool) <= self.k_neighbors:
            lower = ("lower ", Named("k_neighbors"), f" to {len(pool) - 1} or ")
            raise InvalidInputError(
                f"class {problem.labels[group.klass]!r} has {len(pool)} row"
                f"{'s' * (len(pool) != 1)}",
                needed=(
                    Setting("k_neighbors", self.k_neighbors),
                    f" needs at least {self.k_neighbors + 1}",
                ),
                remedy=(*(lower if len(pool) > 1 else ()), Use("RandomOverSampler")),
            )
        points = points_of(problem, pool, group.klass)
        return pool[
            centroid_neighbours(points, np.searchsorted(pool, group.seeds), self.k_neighbors)
        ]


def centroid_neighbours(
    points: NDArray[np.float64], queries: NDArray[np.int64], k: int
) -> NDArray[np.int64]:
    """Return the k nearest centroid neighbours of some points; shape (n_queries, k).

    A row y brings the centroid of the chosen rows and itself nearest to x where
    ``sum(chosen - x) + (y - x)`` is shortest: it is the row nearest to ``x - sum(chosen - x)``,
    which a search for neighbours finds exactly.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims), float64
        The points.
    queries : ndarray of shape (n_queries,), int64
        Which of them look for neighbours.
    k : int
        How many; below n_points.
    """
    index = NeighborIndex(n_neighbors=1).fit(points)
    seed = points[queries]
    sought = seed.copy()
    taken = queries[:, np.newaxis]
    for n_taken in range(1, k + 1):
        found = index.kneighbors(sought, n_neighbors=n_taken + 1, return_distance=False)
        free = ~(found[:, :, np.newaxis] == taken[:, np.newaxis, :]).any(axis=2)
        chosen = found[np.arange(len(found)), free.argmax(axis=1)]
        sought -= points[chosen] - seed
        taken = np.column_stack([taken, chosen])
    return taken[:, 1:]
