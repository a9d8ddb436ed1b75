"""The neighbour in whose direction the class varies most."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS, Number
from counterpoise.parameters.threads import one_thread
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood
from counterpoise.stages.seeds.seeds import collected
from counterpoise.stages.values import units_of

__all__ = ["GuidedNeighbours"]


class GuidedNeighbours(Neighbourhood):
    """Of the nearest rows of the class, the one that lies most along its principal axes.

    The step from the seed to a neighbour is cut to length one; its shares in the first axes, each
    as large as the step is along that axis, are weighted by the axes' variances and added up. The
    neighbour with the largest sum is the seed's only partner. A missing number takes no part.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many of the nearest rows are looked at.
    n_axes : int, default=2
        How many principal axes of the class guide the choice.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": NEIGHBOURS,
        "n_axes": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, k_neighbors: Any = 5, n_axes: int = 2):
        self.k_neighbors = k_neighbors
        self.n_axes = n_axes

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.CLASS_NEIGHBOURS

    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64]:
        near = problem.nearest(
            group.rows,
            self.k_neighbors,
            among="class",
            klass=group.klass,
            parameter="k_neighbors",
        ).square
        # Products this small keep several threads waiting for each other.
        with one_thread("blas"):
            return self._most_along(problem, group, near)

    def _most_along(
        self, problem: Problem, group: SeedGroup, near: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the one of each seed's near rows that lies most along the axes; (n_seeds, 1)."""
        variances, axes = self._axes(problem, group.klass)
        own = units_of(problem, group.seeds)
        best = np.full(len(own), -np.inf)
        chosen = near[:, 0].copy()
        for j in range(near.shape[1]):
            step = np.nan_to_num(units_of(problem, near[:, j]) - own)
            # By its largest part first, because the square of a number may be no number.
            largest = np.abs(step).max(axis=1, initial=0.0, keepdims=True)
            step = np.divide(step, largest, out=np.zeros_like(step), where=largest > 0)
            length = np.linalg.norm(step, axis=1)
            sums = np.abs(step @ axes) @ variances
            along = np.divide(sums, length, out=np.zeros_like(length), where=length > 0)
            better = along > best
            best[better], chosen[better] = along[better], near[better, j]
        return chosen[:, np.newaxis]

    def _axes(
        self, problem: Problem, klass: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the class's axes and the shares of variance along them.

        Shapes (n_axes,) and (n_numeric, n_axes).
        """
        points = units_of(problem, collected(problem, klass))
        known = ~np.isnan(points)
        points = np.where(known, points, 0.0)
        largest = np.abs(points).max(initial=0.0) or 1.0
        points /= largest
        means = points.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        centred = np.where(known, points - means, 0.0)
        variances, axes = np.linalg.eigh(centred.T @ centred / len(points))
        first = np.argsort(variances)[::-1][: self.n_axes]
        total = variances[first].sum() or 1.0
        return variances[first] / total, axes[:, first]
