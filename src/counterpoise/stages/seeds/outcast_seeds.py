"""Outcasts do not grow: rows that stand alone among other classes."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.seeds.seeds import Seeds, check_two_rows, collected

__all__ = ["OutcastSeeds"]

# The share of the table that is looked through for a row of the class (Siriseriwan and
# Sinapiromsaran 2017).
_MOST_SHARE = 0.25
# So small a share of the class is no change: the tolerance of the author's R package.
_STABLE = 0.01


class OutcastSeeds(Seeds):
    """All rows but outcasts, which are nobody's partner either (ANS).

    With C neighbours an outcast is a row none of whose C nearest rows is of its class. C is the
    least number from which one more neighbour leaves the number of outcasts as it is, but for less
    than a hundredth of the class.
    """

    why_other_counts = (
        "fewer than two of its rows have one of their class near them; use SMOTE, which makes rows "
        "far from others too"
    )

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_CLASSES

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        members = collected(problem, klass)
        check_two_rows(problem, klass, members)
        outcast = self.outcasts(problem, klass, members)
        problem.findings.of(("OutcastSeeds", "rows"))[problem.labels[klass]] = members[outcast]
        kept = members[~outcast]
        if len(kept) > 1:
            yield SeedGroup(klass, kept, n_new, pool=kept)

    def outcasts(
        self, problem: Problem, klass: int, members: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Return which rows of a class are outcasts; shape (n_members,)."""
        most = max(1, min(math.ceil(_MOST_SHARE * problem.n_rows), problem.n_rows - 1))
        rank = np.full(len(members), most + 1)  # of the nearest row of the class, from 1
        k = min(8, most)
        while True:
            left = np.flatnonzero(rank > most)
            near = problem.nearest(members[left], k, klass=klass)
            own = near.klass == klass
            found = own.any(axis=1)
            rank[left[found]] = own[found].argmax(axis=1) + 1
            # How many outcasts there are with 1, 2, ... k neighbours.
            n_outcasts = (rank[:, np.newaxis] > np.arange(1, k + 1)).sum(axis=0)
            fewer = n_outcasts[:-1] - n_outcasts[1:]
            same = np.flatnonzero(fewer < max(1.0, _STABLE * len(members)))
            if len(same) or k == most:
                c = int(same[0]) + 1 if len(same) else most
                return rank > c
            k = min(2 * k, most)
