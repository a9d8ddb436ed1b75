"""Of the rows next to the minority the most remote stay."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.distances import nearest_distances
from counterpoise.stages.cleanings.down_to_count import DownToCount
from counterpoise.stages.cleanings.votes import smallest_class

__all__ = ["NearShortlist"]


class NearShortlist(DownToCount):
    """Of the rows nearest to any minority row, those farthest from the minority stay.

    Parameters
    ----------
    n_neighbors : int or estimator, default=3
        Over how many minority rows the mean distance is taken.
    n_neighbors_ver3 : int or estimator, default=3
        How many rows nearest to each minority row are shortlisted.
    sampling_strategy : float, str, dict or callable, default="auto"
        How many rows of each class stay.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **DownToCount._parameter_constraints,
        "n_neighbors": NEIGHBOURS,
        "n_neighbors_ver3": NEIGHBOURS,
    }

    why_other_counts = (
        "no more rows are near a minority row; raise n_neighbors_ver3, or use version 1 or 2"
    )

    def __init__(
        self, n_neighbors: Any = 3, n_neighbors_ver3: Any = 3, sampling_strategy: Any = "auto"
    ):
        super().__init__(sampling_strategy)
        self.n_neighbors = n_neighbors
        self.n_neighbors_ver3 = n_neighbors_ver3

    def choose(self, problem: TableProblem, klass: int, n_kept: int) -> NDArray[np.int64]:
        members = problem.members(klass)
        minority = problem.members(smallest_class(problem)[0])
        _, near = nearest_distances(
            problem, minority, members, self.n_neighbors_ver3, "n_neighbors_ver3"
        )
        shortlist = np.unique(near)
        distances, _ = nearest_distances(problem, shortlist, minority, self.n_neighbors)
        return shortlist[np.argsort(-distances.mean(axis=1), kind="stable")[:n_kept]]
