"""The rows nearest to the minority stay."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.distances import (
    farthest_distances,
    n_found,
    nearest_distances,
)
from counterpoise.stages.cleanings.down_to_count import DownToCount
from counterpoise.stages.cleanings.votes import smallest_class

__all__ = ["NearMinority"]


class NearMinority(DownToCount):
    """The rows with the least mean distance to some minority rows stay (Mani and Zhang 2003).

    Parameters
    ----------
    n_neighbors : int or estimator, default=3
        How many minority rows the mean is taken over.
    farthest : bool, default=False
        Whether these are the farthest minority rows (version 2), and not the nearest (version 1).
    sampling_strategy : float, str, dict or callable, default="auto"
        How many rows of each class stay.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **DownToCount._parameter_constraints,
        "n_neighbors": NEIGHBOURS,
        "farthest": ["boolean"],
    }

    def __init__(
        self, n_neighbors: Any = 3, farthest: bool = False, sampling_strategy: Any = "auto"
    ):
        super().__init__(sampling_strategy)
        self.n_neighbors = n_neighbors
        self.farthest = farthest

    def choose(self, problem: TableProblem, klass: int, n_kept: int) -> NDArray[np.int64]:
        members = problem.members(klass)
        minority = problem.members(smallest_class(problem)[0])
        if self.farthest:
            # One query fits the search that is told as `nn_`.
            nearest_distances(problem, members[:1], minority, self.n_neighbors)
            distances = farthest_distances(problem, members, minority, n_found(self.n_neighbors))
        else:
            distances, _ = nearest_distances(problem, members, minority, self.n_neighbors)
        return members[np.argsort(distances.mean(axis=1), kind="stable")[:n_kept]]
