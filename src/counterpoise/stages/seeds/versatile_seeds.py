"""Rows grow by their kind, and by how much their class overlaps with others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.parameters.constraints import NEIGHBOURS
from counterpoise.stages.seeds.other_neighbours import in_danger, other_neighbours
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["VersatileSeeds"]


class VersatileSeeds(Seeds):
    """Rows in danger and safe rows of the class, which of them more depends on the overlap (VIS).

    A row is in danger if half or more of its neighbours, but not all, are of other classes; noise
    if all are; else it is safe. Noise does not grow.

    - Without a safe row, rows in danger grow.
    - Where more than half of the class is in danger, each of these rows is copied once, and safe
      rows grow.
    - Else each safe row gets one new row, and rows in danger grow, if there are any.

    It comes with the partners, for `SeedPartners`; a row that is copied is its own.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many neighbours, of any class to tell the kind, and of the class to be partners.
    """

    why_other_counts = (
        "all of its rows are noise (all their neighbours are of other classes); use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {"k_neighbors": NEIGHBOURS}

    def __init__(self, k_neighbors: Any = 5):
        self.k_neighbors = k_neighbors

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_CLASSES | Need.CLASS_NEIGHBOURS

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = collected(problem, klass)
        n_other, k = other_neighbours(problem, klass, members, self.k_neighbors, "k_neighbors")
        endangered = in_danger(n_other, k)
        danger, safe = members[endangered], members[n_other < k / 2]
        if not len(danger) or not len(safe):
            grows = danger if len(danger) else safe
            if len(grows):
                yield self._growing(problem, klass, grows, n_new)
            return
        overlaps = 2 * len(danger) > len(members)
        once, often = (danger, safe) if overlaps else (safe, danger)
        if n_new < len(once):
            chosen = problem.streams.of_class(klass).permutation(len(once))[:n_new]
            once = once[np.sort(chosen)]
        counts = np.ones(len(once), np.int64)
        if overlaps:
            own = Ragged.of(once[:, np.newaxis])
            yield SeedGroup(klass, once, len(once), counts=counts, partners=own)
        else:
            yield self._growing(problem, klass, once, len(once), counts=counts)
        if n_new > len(once):
            yield self._growing(problem, klass, often, n_new - len(once), offset=len(once))

    def _growing(
        self,
        problem: Problem,
        klass: int,
        rows: NDArray[np.int64],
        n_new: int,
        counts: NDArray[np.int64] | None = None,
        offset: int = 0,
    ) -> SeedGroup:
        """Return rows that grow towards their neighbours of the class."""
        near = problem.nearest(
            rows, self.k_neighbors, among="class", klass=klass, parameter="k_neighbors"
        )
        lists = Ragged.of(near.square)
        return SeedGroup(klass, rows, n_new, counts=counts, offset=offset, partners=lists)
