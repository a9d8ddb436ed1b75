"""A seed's partners are all other seeds, or as many of these pairs as there are new rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.random import sample_without_replacement

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.neighbourhoods.neighbourhood import Neighbourhood

__all__ = ["EveryOtherRow"]


class EveryOtherRow(Neighbourhood):
    """All seeds that follow in the table, so that every two seeds are a pair once.

    Where there are more pairs than new rows, as many pairs as new rows are drawn.
    """

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED

    def partners(self, problem: Problem, group: SeedGroup) -> Ragged:
        n = len(group.seeds)
        n_pairs = n * (n - 1) // 2
        pairs = np.arange(n_pairs) if n_pairs <= group.n_new else self._drawn(problem, group)
        first, second = _pair(pairs, n)
        starts = np.searchsorted(first, np.arange(n + 1))
        return Ragged(group.seeds[second], starts)

    def _drawn(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64]:
        n = len(group.seeds)
        stream = problem.streams.of_class(group.klass)
        seed = int(stream.randint(2**31 - 1))
        drawn = sample_without_replacement(n * (n - 1) // 2, group.n_new, random_state=seed)
        return np.sort(drawn).astype(np.int64)


def _pair(numbers: NDArray[np.int64], n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the two places of the pairs with these numbers, in the order (0, 1), (0, 2), ..."""
    first_of = np.cumsum(np.concatenate([[0], np.arange(n - 1, 0, -1)]))
    first = np.searchsorted(first_of, numbers, side="right") - 1
    return first, numbers - first_of[first] + first + 1
