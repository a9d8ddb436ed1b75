"""Rows grow that are close to their class and not to others."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.class_points import points_of
from counterpoise.stages.seeds.other_neighbours import foreign_rows
from counterpoise.stages.seeds.seeds import Seeds, check_two_rows, collected

__all__ = ["ClosenessSeeds"]


class ClosenessSeeds(Seeds):
    """Rows by how much closer they are to their class than to others; outliers left out (SyMProD).

    The closeness of a row to a side is the sum of the inverse distances of its k nearest rows
    there. A row grows if its closeness to its class, times the cut-off, is at least that to other
    classes; it is drawn by the ratio of the two.

    Parameters
    ----------
    k_neighbors : int, default=7
        How many rows of each side.
    noise_threshold : float, default=3.0
        A row is an outlier if any of its numbers is more standard deviations from the mean of its
        side than this.
    cutoff : float, default=1.25
        The cut-off.
    """

    why_other_counts = (
        "fewer than two of its rows are closer to it than to other classes; raise cutoff, or use "
        "SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": [Number(Integral, 1, None, closed="left")],
        "noise_threshold": [Number(Real, 0, None, closed="neither")],
        "cutoff": [Number(Real, 0, None, closed="neither")],
    }

    def __init__(self, k_neighbors: int = 7, noise_threshold: float = 3.0, cutoff: float = 1.25):
        self.k_neighbors = k_neighbors
        self.noise_threshold = noise_threshold
        self.cutoff = cutoff

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        check_two_rows(problem, klass, members)
        own = self._without_outliers(problem, klass, members)
        others = self._without_outliers(problem, klass, foreign_rows(problem, klass))
        if len(own) < 2:
            return
        k = min(self.k_neighbors, len(own) - 1, max(1, len(others) - 1))
        near = [self._far(problem, klass, own, side, k) for side in (own, others)]
        # Rows at the same place count as if they were as near as the nearest that are not.
        apart = np.concatenate([far[far > 0] for far in near])
        least = apart.min() if len(apart) else 1.0
        to_own, to_others = ((1 / np.maximum(far, least)).sum(axis=1) for far in near)
        kept = to_own * self.cutoff >= to_others
        if kept.sum() > 1:
            rows, ratio = own[kept], (to_own / to_others)[kept]
            yield SeedGroup(klass, rows, n_new, chances=ratio, pool=rows)

    def _far(
        self,
        problem: TableProblem,
        klass: int,
        rows: NDArray[np.int64],
        side: NDArray[np.int64],
        k: int,
    ) -> NDArray[np.float64]:
        """Return how far the k nearest rows of a side are; shape (n_rows, k)."""
        if len(side) <= k:
            side = np.setdiff1d(np.arange(problem.n_rows), problem.members(klass))
        near = problem.nearest(
            rows, k, among=side, klass=klass, parameter="k_neighbors", distances=True
        )
        return near.distances

    def _without_outliers(
        self, problem: TableProblem, klass: int, rows: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        points = points_of(problem, rows, klass)
        spread = points.std(axis=0)
        far = np.abs(points - points.mean(axis=0)) > self.noise_threshold * spread + 1e-9
        kept: NDArray[np.int64] = rows[~far.any(axis=1)]
        return kept
