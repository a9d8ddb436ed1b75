"""New rows lie in even steps, more of them where neighbours are at various distances."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages.interpolations.pair_steps import PairSteps
from counterpoise.stages.seeds.seeds import apportioned

__all__ = ["DistanceSteps"]


class DistanceSteps(PairSteps):
    """Even steps between a seed and its neighbours; nothing is drawn (SMOTE-D).

    A seed's share of the new rows is the standard deviation of the distances to its neighbours,
    over the sum of all seeds'; within it, a neighbour's share is its distance over the sum of the
    seed's (Torres, Carrasco-Ochoa and Martinez-Trinidad 2016). Categories are voted by the seed's
    partners.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many neighbours there are; the same as of the neighbourhood.
    """

    voters = "partners"
    _parameter_constraints: ClassVar[dict[str, Any]] = {"k_neighbors": NEIGHBOURS}

    def __init__(self, k_neighbors: Any = 5):
        self.k_neighbors = k_neighbors

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.CLASS_NEIGHBOURS

    def _counts(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64]:
        near = problem.nearest(
            group.seeds,
            self.k_neighbors,
            among="class" if group.pool is None else group.pool,
            klass=group.klass,
            parameter="k_neighbors",
            distances=True,
        )
        # Rows without a common value are infinitely far apart, which is no length to go along.
        far = np.where(np.isfinite(near.distances), near.distances, 0.0)
        far = far / max(far.max(initial=0.0), np.finfo(np.float64).tiny)
        spread = far.std(axis=1, keepdims=True)
        total = far.sum(axis=1, keepdims=True)
        within = np.divide(far, total, out=np.full_like(far, 1 / far.shape[1]), where=total > 0)
        # Equal distances differ in their last digits only.
        spread[spread <= 1e-12 * total] = 0.0
        if not spread.any():
            spread[:] = 1.0
        return apportioned(group.n_new, (spread * within).ravel())
