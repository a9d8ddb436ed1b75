"""The random numbers of a group's new rows, from one stream or from a counter.

`StreamDraws` takes them from numpy's `RandomState` in the order in which imbalanced-learn does.
`CounterDraws` gives each new row numbers of its own: those of new row ``i`` of a class are a
function of the seed, the class and ``i`` alone, so that any part of the rows can be drawn anywhere,
in any order, and comes out the same.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Philox, RandomState
from numpy.typing import NDArray
from scipy.special import ndtri

from counterpoise.kernel import _kernel

if TYPE_CHECKING:
    from counterpoise.stages.seeds import SeedGroup

__all__ = ["CounterDraws", "Draws", "GivenTies", "StreamDraws", "class_stream", "counter_words"]

# What the numbers of a key are for, so that no two uses share any.
_PLACE, _CLASS, _TIES, _NOISE = 0, 1, 1 << 8, 1 << 16


class Draws(ABC):
    """What the new rows of one group draw.

    Parameters
    ----------
    group : SeedGroup
        The seeds, and how many new rows they get.
    """

    def __init__(self, group: SeedGroup):
        self.group = group

    @abstractmethod
    def pairs(self, n_ranks: int) -> NDArray[np.int64]:
        """Return which pair of a seed and one of its partners makes each new row; shape (n_new,).

        Pairs are numbered ``seed * n_ranks + rank``, by the seed's position in the group and the
        partner's rank.
        """

    @abstractmethod
    def gaps(self) -> NDArray[np.float64]:
        """Return a uniform number from 0 to 1 for each new row; shape (n_new,)."""

    @abstractmethod
    def shares(self, chosen: NDArray[np.bool_], most: float) -> NDArray[np.float64]:
        """Return another one, from 0 to `most`, for those that are chosen; shape (n_chosen,)."""

    @abstractmethod
    def elect(self, column: int, n_leaders: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which of its leaders each new row elects; shape (n_new,), 0 where it has none.

        Parameters
        ----------
        column : int
            The categorical column that is voted on; columns come in order.
        n_leaders : ndarray of shape (n_new,), int64
            How many categories have the most votes, for each new row.
        """

    @abstractmethod
    def normals(self, n_columns: int) -> NDArray[np.float64]:
        """Return standard normal numbers of shape (n_new, n_columns)."""


class StreamDraws(Draws):
    """Numbers of numpy's streams, drawn in imbalanced-learn's order.

    Parameters
    ----------
    group : SeedGroup
        The seeds, and how many new rows they get.
    stream : RandomState
        What most numbers come from.
    aside : callable
        Returns the stream that further choices start with.
    """

    def __init__(self, group: SeedGroup, stream: RandomState, aside: Callable[[], RandomState]):
        super().__init__(group)
        self._stream = stream
        self._aside = aside
        self._tie_stream: RandomState | None = None

    def pairs(self, n_ranks: int) -> NDArray[np.int64]:
        group = self.group
        if group.counts is not None:
            first = np.repeat(np.arange(len(group.rows)) * n_ranks, group.counts)
            return first + _randint(self._stream, n_ranks, group.n_new)
        # One number chooses both, because imbalanced-learn draws them so.
        return _randint(self._stream, len(group.rows) * n_ranks, group.n_new)

    def gaps(self) -> NDArray[np.float64]:
        return self._stream.uniform(size=self.group.n_new)

    def shares(self, chosen: NDArray[np.bool_], most: float) -> NDArray[np.float64]:
        return self._aside().uniform(0.0, most, size=np.count_nonzero(chosen))

    def elect(self, column: int, n_leaders: NDArray[np.int64]) -> NDArray[np.int64]:
        if self._tie_stream is None:
            self._tie_stream = self._aside()
        elected = np.zeros(len(n_leaders), np.int64)
        ends = np.cumsum(n_leaders)
        if not len(ends) or not ends[-1]:
            return elected
        # The oracle shuffles all leaders of all rows and takes each row's first.
        order = self._tie_stream.permutation(ends[-1])
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        voted = n_leaders > 0
        starts = (ends - n_leaders)[voted]
        elected[voted] = order[np.minimum.reduceat(place, starts)] - starts
        return elected

    def normals(self, n_columns: int) -> NDArray[np.float64]:
        return self._stream.randn(self.group.n_new, n_columns)


class CounterDraws(Draws):
    """Numbers that each new row has of its own.

    Parameters
    ----------
    group : SeedGroup
        The seeds, how many new rows they get, and the number of the first one within its class.
    seed : int
        The seed.
    """

    def __init__(self, group: SeedGroup, seed: int):
        super().__init__(group)
        self._seed = seed
        self._words = self._drawn(_PLACE)

    def pairs(self, n_ranks: int) -> NDArray[np.int64]:
        group = self.group
        if group.counts is not None:
            seed = np.repeat(np.arange(len(group.rows)), group.counts)
        else:
            seed = _below(len(group.rows), self._words[:, 0])
        return seed * n_ranks + _below(n_ranks, self._words[:, 1])

    def gaps(self) -> NDArray[np.float64]:
        return _unit(self._words[:, 2])

    def shares(self, chosen: NDArray[np.bool_], most: float) -> NDArray[np.float64]:
        return most * _unit(self._words[chosen, 3])

    def elect(self, column: int, n_leaders: NDArray[np.int64]) -> NDArray[np.int64]:
        words = self._drawn(_TIES + column // 4)[:, column % 4]
        return _below(np.maximum(n_leaders, 1), words)

    def tie_words(self, n_columns: int) -> NDArray[np.uint64]:
        """Return what elects among ties; shape (n_new, n_columns)."""
        blocks = [self._drawn(_TIES + j) for j in range(-(-n_columns // 4))]
        nothing = np.empty((self.group.n_new, 0), np.uint64)
        return np.ascontiguousarray(np.hstack([nothing, *blocks])[:, :n_columns])

    def normals(self, n_columns: int) -> NDArray[np.float64]:
        blocks = [self._drawn(_NOISE + j) for j in range(-(-n_columns // 4))]
        if not blocks:
            return np.empty((self.group.n_new, 0))
        words = np.hstack(blocks)[:, :n_columns]
        # The middles of 2**52 steps: neither 0 nor 1, which have no finite quantile, is one.
        normals: NDArray[np.float64] = ndtri(((words >> np.uint64(12)) + 0.5) * 2.0**-52)
        return normals

    def _drawn(self, purpose: int) -> NDArray[np.uint64]:
        group = self.group
        first = group.offset
        return counter_words(self._seed, group.klass, first, first + group.n_new, purpose)


class GivenTies:
    """Elects among ties with numbers that were drawn before, elsewhere.

    Parameters
    ----------
    words : ndarray of shape (n_new, n_columns), uint64
        What `CounterDraws.tie_words` returned.
    """

    def __init__(self, words: NDArray[np.uint64]):
        self.words = words

    def elect(self, column: int, n_leaders: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which of its leaders each new row takes; see `Draws.elect`."""
        return _below(np.maximum(n_leaders, 1), self.words[:, column])


def counter_words(
    seed: int, klass: int, start: int, stop: int, purpose: int = _PLACE
) -> NDArray[np.uint64]:
    """Return four random words for each new row of a class from `start` to before `stop`.

    They are Philox4x64-10 (Salmon, Moraes, Dror, Shaw: "Parallel Random Numbers: As Easy as 1, 2,
    3", 2011, https://doi.org/10.1145/2063384.2063405) with the seed, the class and the purpose as
    its key and the row's number as its counter.

    Parameters
    ----------
    seed : int
        Any number from 0 to 2**64 - 1.
    klass : int
        Class code.
    start, stop : int
        The rows' numbers within their class.
    purpose : int
        Which numbers of these rows.

    Returns
    -------
    ndarray of shape (stop - start, 4), uint64

    Examples
    --------
    >>> from counterpoise.core.draws import counter_words
    >>> whole = counter_words(7, 1, 0, 100)
    >>> bool((counter_words(7, 1, 40, 60) == whole[40:60]).all())
    True
    """
    key = np.array([seed, klass | purpose << 32], np.uint64)
    raw = Philox(key=key, counter=start).random_raw(4 * (stop - start))
    return raw.reshape(-1, 4)


def _randint(stream: RandomState, n: int, size: int) -> NDArray[np.int64]:
    """Return what ``stream.randint(0, n, size=size)`` would; the stream goes on from there."""
    generator = getattr(stream, "_bit_generator", None)
    if generator is None or not 1 < n < 2**32:
        return stream.randint(0, n, size=size)
    with generator.lock:
        return _kernel.masked_draws(generator.capsule, n - 1, size).ravel()


def class_stream(seed: int, klass: int) -> RandomState:
    """Return a stream for what is drawn once for a class, not for each of its rows."""
    return RandomState(Philox(key=np.array([seed, klass | _CLASS << 32], np.uint64)))


def _unit(words: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return words as multiples of 2**-53 from 0 to below 1."""
    return np.ldexp((words >> np.uint64(11)).astype(np.float64), -53)


def _below(n: int | NDArray[np.int64], words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return words as whole numbers from 0 to below n."""
    # The product may round up to n itself.
    return np.minimum((_unit(words) * n).astype(np.int64), np.asarray(n) - 1)
