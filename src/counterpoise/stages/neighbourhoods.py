"""Which rows may be a seed's partners."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.problem import Problem
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages.seeds import SeedGroup
from counterpoise.stages.stage import Stage

__all__ = ["NearestNeighbours", "Neighbourhood", "NoNeighbourhood"]


class Neighbourhood(Stage):
    """A way to find partners."""

    @abstractmethod
    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64]:
        """Return the row numbers of each seed's partners; shape (n_seeds, n_partners)."""


class NearestNeighbours(Neighbourhood):
    """The k nearest rows other than the seed itself.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many, or an object with `kneighbors` that finds one more (the seed itself).
    among : {"class", "all"}, default="class"
        Whether partners are of the seed's class, or of any.
    parameter : str, default="k_neighbors"
        What the sampler calls `k_neighbors`, for error messages.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": NEIGHBOURS,
        "among": [StrOptions({"class", "all"})],
    }

    def __init__(self, k_neighbors: Any = 5, among: str = "class", parameter: str = "k_neighbors"):
        self.k_neighbors = k_neighbors
        self.among = among
        self.parameter = parameter

    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64]:
        pool = group.pool
        if pool is None and self.among == "class":
            pool = problem.members(group.klass)
        return problem.search(
            pool, group.rows, self.k_neighbors, parameter=self.parameter, klass=group.klass
        )


class NoNeighbourhood(Neighbourhood):
    """No partners: a new row is made from its seed alone."""

    looks_at_values = False

    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64]:
        return np.empty((len(group.rows), 0), np.int64)
