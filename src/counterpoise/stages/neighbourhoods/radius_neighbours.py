"""Partners are all rows within a radius that the class sets itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Among, Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import UnsuitableTableError, Use
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood

__all__ = ["RadiusNeighbours"]

_FIRST, _GROWTH = 16, 4
_AT_ONCE = 2_000_000
_MOST_PAIRS = 60_000_000


class RadiusNeighbours(Neighbourhood):
    """All rows of the class within the distance at which each row has a neighbour (ANS).

    The radius is the greatest distance of a row from the nearest other one, so that every seed has
    a partner, and seeds in dense places have many.
    """

    def partners(self, problem: Problem, group: SeedGroup) -> Ragged:
        among: Among | NDArray[np.int64] = "class" if group.pool is None else group.pool
        nearest = problem.nearest(
            group.rows, 1, among=among, klass=group.klass, distances=True
        ).distances
        radius = float(nearest.max())
        pool = problem.members(group.klass) if group.pool is None else group.pool
        most = len(pool) - 1
        lists: list[NDArray[np.int64]] = []
        lengths: list[NDArray[np.int64]] = []
        start, k, n_pairs = 0, min(_FIRST, most), 0
        seeds = group.seeds
        while start < len(seeds):
            part = seeds[start : start + max(1, _AT_ONCE // k)]
            near = problem.nearest(part, k, among=among, klass=group.klass, distances=True)
            within: NDArray[np.bool_] = np.asarray(near.distances <= radius, np.bool_)
            if k < most and within[:, -1].any():
                k = min(_GROWTH * k, most)
                continue
            start += len(part)
            # A row that has no value in common with any other one is its own partner.
            alone = np.flatnonzero(~within.any(axis=1))
            within[alone, 0] = True
            rows = near.square.copy()
            rows[alone, 0] = part[alone]
            lists.append(rows[within])
            lengths.append(within.sum(axis=1))
            n_pairs += len(lists[-1])
            self._check_pairs(problem, group, n_pairs)
        starts = np.concatenate([[0], np.cumsum(np.concatenate(lengths))])
        return Ragged(np.concatenate(lists), starts)

    def _check_pairs(self, problem: Problem, group: SeedGroup, n_pairs: int) -> None:
        if n_pairs > _MOST_PAIRS:
            raise UnsuitableTableError(
                f"class {problem.labels[group.klass]!r} has more than {_MOST_PAIRS} pairs of rows "
                "within the distance at which each row has a neighbour",
                needed="more do not fit into memory",
                remedy=Use("SMOTE"),
            )
