"""Partners on the surface of a seed's sphere."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood

__all__ = ["Selection", "SurfaceNeighbours"]

Selection = Literal["minority", "majority", "combined"]


class SurfaceNeighbours(Neighbourhood):
    """Neighbours of the class, the nearest row of another class, or whichever is nearer.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many neighbours of the class may be a seed's partner.
    selection : {"minority", "majority", "combined"}, default="combined"
        "minority": the k nearest rows of the class. "majority": the nearest row of another class.
        "combined": each of the k, unless the nearest row of another class is nearer than it.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": NEIGHBOURS,
        "selection": [StrOptions({"minority", "majority", "combined"})],
    }

    def __init__(self, k_neighbors: Any = 5, selection: Selection = "combined"):
        self.k_neighbors = k_neighbors
        self.selection = selection

    @property
    def needs(self) -> Need:
        own = Need.NOTHING if self.selection == "majority" else Need.CLASS_NEIGHBOURS
        others = Need.NOTHING if self.selection == "minority" else Need.NEARBY_ROWS
        return Need.VALUES | Need.COLLECTED | own | others

    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64]:
        if self.selection == "majority":
            return self._nearest_other(problem, group)[0]
        near = problem.nearest(
            group.rows,
            self.k_neighbors,
            among="class",
            klass=group.klass,
            parameter="k_neighbors",
            distances=self.selection == "combined",
        )
        if self.selection == "minority":
            return near.square
        other, distance = self._nearest_other(problem, group)
        return np.where(distance < near.distances, other, near.square)

    def _nearest_other(
        self, problem: Problem, group: SeedGroup
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the nearest row of another class and its distance; both of shape (n_seeds, 1)."""
        near = problem.nearest(
            group.rows, 1, among="others", klass=group.klass, distances=True, values=True
        )
        return near.square, near.distances
