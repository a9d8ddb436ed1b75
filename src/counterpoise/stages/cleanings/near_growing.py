"""Classes that did not grow lose the rows that are most remote from those that did."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.thinned import Thinned
from counterpoise.stages.distances_between import DistancesTo

__all__ = ["NearGrowing"]


class NearGrowing(Thinned):
    """Of the classes that do not grow, the rows nearest to the classes that grow stay.

    How near a row is tells its mean distance to all original rows of the classes that grow (Li and
    others 2013).
    """

    def choose(self, problem: TableProblem, klass: int, n_kept: int) -> NDArray[np.int64]:
        growing = np.unique(problem.target[problem.is_new])
        theirs = np.flatnonzero(np.isin(problem.target, growing) & ~problem.is_new)
        members = problem.members(klass)
        means = DistancesTo(problem.geometry.embedding(), theirs, problem.geometry.n_jobs).means(
            members
        )
        return members[np.argsort(means, kind="stable")[:n_kept]]
