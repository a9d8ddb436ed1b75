"""Each seed has a number of partners of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import UnsuitableTableError, Use
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood

__all__ = ["AdaptiveNeighbours"]

_MOST_PAIRS = 100_000_000
_BLOCK = 4_000_000


class AdaptiveNeighbours(Neighbourhood):
    """As many of the nearest rows of the class as the seed says; none makes copies of it.

    Seeds say how many in ``per_seed["n_partners"]``.

    Parameters
    ----------
    parameter : str, default="k_neighbors"
        What the sampler calls the number of neighbours, for error messages.
    """

    def __init__(self, parameter: str = "k_neighbors"):
        self.parameter = parameter

    def partners(self, problem: Problem, group: SeedGroup) -> Ragged:
        wanted = group.per_seed["n_partners"]
        n_pairs = int(np.maximum(wanted, 1).sum())
        if n_pairs > _MOST_PAIRS:
            raise UnsuitableTableError(
                f"class {problem.labels[group.klass]!r} has {len(wanted)} rows with {n_pairs} "
                "pairs of near rows",
                joint=", and ",
                needed=f"{_MOST_PAIRS} are the most that are kept",
                remedy=Use("SMOTE"),
            )
        lists = []
        start = 0
        while start < len(wanted):
            stop = start + max(1, _BLOCK // max(1, int(wanted.max())))
            lists.append(self._block(problem, group, wanted, slice(start, stop)))
            start = stop
        starts = np.zeros(len(wanted) + 1, np.int64)
        np.cumsum(np.maximum(wanted, 1), out=starts[1:])
        return Ragged(np.concatenate(lists) if lists else np.empty(0, np.int64), starts)

    def _block(
        self, problem: Problem, group: SeedGroup, wanted: NDArray[np.int64], part: slice
    ) -> NDArray[np.int64]:
        """Return the partners of some seeds, end to end."""
        seeds, wanted = group.seeds[part], wanted[part]
        most = int(wanted.max(initial=0))
        # A seed without partners is its own, so that its new rows are copies.
        found = np.repeat(seeds[:, np.newaxis], max(most, 1), axis=1)
        if most:
            near = problem.nearest(
                seeds,
                most,
                among="class" if group.pool is None else group.pool,
                klass=group.klass,
                parameter=self.parameter,
                values=True,
            )
            alone = (wanted == 0)[:, np.newaxis]
            found = np.where(alone, found, near.square)
        chosen = np.arange(found.shape[1]) < np.maximum(wanted, 1)[:, np.newaxis]
        return found[chosen]
