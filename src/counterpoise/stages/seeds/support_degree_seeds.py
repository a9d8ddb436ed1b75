"""Rows grow by how many rows of other classes stand within a distance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.space.problem import TableProblem
from counterpoise.stages.distances_between import DistancesTo
from counterpoise.stages.seeds.other_neighbours import foreign_rows
from counterpoise.stages.seeds.weighted_seeds import WeightedSeeds

__all__ = ["SupportDegreeSeeds"]


class SupportDegreeSeeds(WeightedSeeds):
    """Border rows, as often as rows of other classes support that they are (SDSMOTE).

    The support degree of a row is the number of rows of other classes that are nearer to it than
    the mean distance between the class and the others. A row is at the border if its support degree
    is the mean one or more.
    """

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def weights(
        self, problem: Problem, klass: int, members: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        assert isinstance(problem, TableProblem)
        others = DistancesTo(
            problem.searched.embedding(klass),
            foreign_rows(problem, klass),
            problem.geometry.n_jobs,
        )
        # A little more, for rows that are all equally far away but for rounding.
        degree = others.counts(members, float(others.means(members).mean()) * (1 + 1e-9))
        weights: NDArray[np.float64] = np.where(degree >= degree.mean(), degree, 0.0)
        # Equally far away, all rows are alike.
        return weights if weights.any() else np.ones(len(members))
