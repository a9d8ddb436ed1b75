"""Partners are the nearest rows."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood

__all__ = ["NearestNeighbours"]


# Neighbours where it is for the columns to say how many.
_FEWEST_NEIGHBOURS = 5


class NearestNeighbours(Neighbourhood):
    """The k nearest rows other than the seed itself.

    Parameters
    ----------
    k_neighbors : int, estimator or None, default=5
        How many, or an object with `kneighbors` that finds one more (the seed itself); None for
        one more than the table has numeric columns, but 5 at least.
    among : {"class", "all"}, default="class"
        Whether partners are of the seed's class, or of any.
    parameter : str, default="k_neighbors"
        What the sampler calls `k_neighbors`, for error messages.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": [*NEIGHBOURS, None],
        "among": [StrOptions({"class", "all"})],
    }

    def __init__(
        self,
        k_neighbors: Any = 5,
        among: Literal["class", "all"] = "class",
        parameter: str = "k_neighbors",
    ):
        self.k_neighbors = k_neighbors
        self.among = among
        self.parameter = parameter

    @property
    def needs(self) -> Need:
        if self.among == "all":
            return Need.VALUES | Need.COLLECTED | Need.NEARBY_ROWS
        own_search = Need.COLLECTED if hasattr(self.k_neighbors, "kneighbors") else Need.NOTHING
        return Need.VALUES | Need.CLASS_NEIGHBOURS | own_search

    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64] | Ragged:
        k = self.k_neighbors
        if k is None:
            k = max(_FEWEST_NEIGHBOURS, problem.rows.n_numeric + 1)
        return self._nearest(problem, group, k)

    def _nearest(self, problem: Problem, group: SeedGroup, k: Any) -> NDArray[np.int64] | Ragged:
        """Return each seed's k nearest rows of the pool, or of those of `among`."""
        among = self.among if group.pool is None else group.pool
        near = problem.nearest(
            group.rows,
            k,
            among=among,
            klass=group.klass,
            parameter=self.parameter,
            values=True,
        )
        return near.rows
