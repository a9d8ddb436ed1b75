"""Partners are near rows on the surface that a class lies on."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.rows import Rows
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.space.geometry import Geometry
from counterpoise.space.problem import TableProblem
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.seeds import collected
from counterpoise.stages.spaces.placed import placed

__all__ = ["UnrolledNeighbours"]


class UnrolledNeighbours(Neighbourhood):
    """The k nearest rows of the class where local linear embedding has put them (LLE-SMOTE).

    The embedding keeps the weights by which each row is made of its neighbours, in few dimensions
    (Roweis and Saul 2000). It is learnt from the class alone, or from rows drawn from it.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many; the embedding is made of as many.
    n_components : int, default=2
        How many dimensions.
    max_rows : int, default=1000
        From how many rows the embedding is learnt at most.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": NEIGHBOURS,
        "n_components": [Number(Integral, 1, None, closed="left")],
        "max_rows": [Number(Integral, 10, None, closed="left")],
    }

    def __init__(self, k_neighbors: Any = 5, n_components: int = 2, max_rows: int = 1000):
        self.k_neighbors = k_neighbors
        self.n_components = n_components
        self.max_rows = max_rows

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.CLASS_NEIGHBOURS

    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64] | Ragged:
        assert isinstance(problem, TableProblem)
        members = collected(problem, group.klass) if group.pool is None else group.pool
        asked: dict[str, Any] = {"among": members, "klass": group.klass, "parameter": "k_neighbors"}
        # A class with too few rows is refused before anything is learnt from it.
        k = problem.nearest(members[:1], self.k_neighbors, **asked).square.shape[1]
        space = np.zeros((len(problem.rows), self.n_components))
        found = self._embedded(problem, group.klass, members, k)
        space[members, : found.shape[1]] = found
        rows = Rows(space, np.empty((len(space), 0), np.int32))
        own = problem.geometry
        seen = problem.seen(Geometry(rows, own.target, n_jobs=own.n_jobs))
        return seen.nearest(group.seeds, self.k_neighbors, **asked).rows

    def _embedded(
        self, problem: Problem, klass: int, members: NDArray[np.int64], k: int
    ) -> NDArray[np.float64]:
        """Return where the rows of a class are put; shape (n_members, n_components)."""
        from sklearn.manifold import LocallyLinearEmbedding

        points = points_of(problem, members, klass)
        # In units of the greatest number, whose square is a number.
        points = points / max(np.abs(points).max(initial=0.0), np.finfo(np.float64).tiny)
        fitted = np.arange(len(members))
        if len(members) > self.max_rows:
            stream = problem.streams.of_class(klass)
            fitted = np.sort(stream.permutation(len(members))[: max(self.max_rows, k + 2)])
        learner = LocallyLinearEmbedding(
            n_neighbors=min(k, len(fitted) - 1),
            n_components=min(self.n_components, points.shape[1], len(fitted) - 1),
            eigen_solver="dense",  # the other one fails where rows are alike
        )
        return placed(learner, points, fitted, learner.transform)
