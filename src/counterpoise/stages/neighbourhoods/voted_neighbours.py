"""Partners are near by distance, by direction, or by both."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import normalize

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.seeds import collected

__all__ = ["VotedNeighbours"]

_TINY = np.finfo(np.float64).tiny


class VotedNeighbours(Neighbourhood):
    """Rows of the class that two votes elect: by distance, and by direction (SMOTE-Cosine).

    Each vote gives k points to the nearest row, k - 1 to the second, and so on; the k rows with the
    most points are partners. Of equal ones the nearer by distance comes first. Directions are seen
    from where all columns are 0; a missing number stands at its column's median, and each category
    is an axis.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {"k_neighbors": NEIGHBOURS}

    def __init__(self, k_neighbors: Any = 5):
        self.k_neighbors = k_neighbors

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.CLASS_NEIGHBOURS

    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64]:
        pool = collected(problem, group.klass) if group.pool is None else group.pool
        near = problem.nearest(
            group.seeds,
            self.k_neighbors,
            among=pool,
            klass=group.klass,
            parameter="k_neighbors",
        ).square
        k = near.shape[1]
        rows = np.union1d(pool, group.seeds)
        points = points_of(problem, rows, group.klass)
        # In units of the greatest number, whose square is a number.
        directions = normalize(points / max(np.abs(points).max(initial=0.0), _TINY))
        place = np.full(len(rows), -1)
        place[np.searchsorted(rows, pool)] = np.arange(len(pool))
        own = np.searchsorted(rows, group.seeds)
        index = NeighborIndex(n_neighbors=k).fit(directions[np.searchsorted(rows, pool)])
        alike = index.kneighbors(directions[own], return_distance=False, exclude=place[own])
        return _elected(near, pool[alike])


def _elected(near: NDArray[np.int64], alike: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the k rows with the most points out of two ballots; all of shape (n_seeds, k)."""
    k = near.shape[1]
    points = np.broadcast_to(np.arange(k, 0, -1), near.shape)
    both = near[:, :, np.newaxis] == alike[:, np.newaxis, :]
    mine = points + (both * points[:, np.newaxis, :]).sum(axis=2)
    theirs = np.where(both.any(axis=1), 0, points)
    order = np.argsort(-np.column_stack([mine, theirs]), axis=1, kind="stable")[:, :k]
    return np.take_along_axis(np.column_stack([near, alike]), order, axis=1)
