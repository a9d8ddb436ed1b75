"""What the new rows of a group draw, from one stream or from a counter.

`StreamDraws` takes numbers from numpy's `RandomState` in the order in which imbalanced-learn does.
`CounterDraws` gives each new row numbers of its own: those of new row ``i`` of a class are a
function of the seed, the class and ``i`` alone, so that any part of the rows can be drawn anywhere,
in any order, and comes out the same.
"""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from counterpoise.core.displacement import Displacement, GaussianNoise
from counterpoise.core.lineage import Lineage, Origins, Source
from counterpoise.core.seed_groups import Picked, SeedGroup
from counterpoise.core.words import PLACE, Words, below, unit
from counterpoise.kernel import _kernel

__all__ = ["CounterDraws", "Draws", "StreamDraws"]


class Draws(ABC):
    """What the new rows of one group draw.

    Parameters
    ----------
    group : SeedGroup
        The seeds, and how many new rows they get.
    """

    def __init__(self, group: SeedGroup):
        self.group = group

    @property
    @abstractmethod
    def words(self) -> Words:
        """Words of each new row's own, for numbers that are drawn again where rows are made."""

    @abstractmethod
    def seeds(self) -> NDArray[np.int64]:
        """Return the position in the group of each new row's seed; shape (n_new,)."""

    @abstractmethod
    def pairs(self) -> Picked:
        """Return which pair of a seed and one of its partners makes each new row."""

    @abstractmethod
    def gaps(self) -> NDArray[np.float64]:
        """Return a uniform number from 0 to 1 for each new row; shape (n_new,)."""

    @abstractmethod
    def shares(self, chosen: NDArray[np.bool_], most: float) -> NDArray[np.float64]:
        """Return another one, from 0 to `most`, for those that are chosen; shape (n_chosen,)."""

    @abstractmethod
    def streamed_noise(self, width: NDArray[np.float64]) -> NDArray[np.float64] | Displacement:
        """Return what `noise` does, from the stream in imbalanced-learn's order if there is one."""

    @abstractmethod
    def _voted(self, places: NDArray[np.int64]) -> NDArray[np.int32] | None:
        """Return the voted categories, or None where they are elected when rows are made."""

    def noise(self, width: NDArray[np.float64]) -> Displacement:
        """Return normal noise with the given standard deviations of shape (n_numeric,)."""
        return GaussianNoise(width)

    def uniform(self, name: str, n_columns: int = 1) -> NDArray[np.float64]:
        """Return uniform numbers from 0 to 1, of a name; shape (n_new, n_columns)."""
        return self.words.uniform(name, self.group.numbers, n_columns)

    def normal(self, name: str, n_columns: int = 1) -> NDArray[np.float64]:
        """Return standard normal numbers, of a name; shape (n_new, n_columns)."""
        return self.words.normal(name, self.group.numbers, n_columns)

    def lineage(
        self,
        parents: NDArray[np.int64],
        gaps: NDArray[np.float64],
        places: NDArray[np.int64] | Picked,
        noise: NDArray[np.float64] | Displacement | None = None,
    ) -> Lineage:
        """Return the lineage of the group's new rows; call it last, because votes are drawn.

        Parameters
        ----------
        parents : ndarray of shape (n_new, n_parents), int64
            Row numbers: the seed, then those that it is mixed with.
        gaps : ndarray of shape (n_new, n_parents - 1), float64
            Weights of the parents after the first.
        places : ndarray of shape (n_new,), or Picked
            Position of each new row's seed in the group.
        noise : ndarray of shape (n_new, n_numeric) or Displacement, optional
            What moves the new row away from there.
        """
        group = self.group
        klass = _repeated(group.klass, len(parents))
        displacement = noise if isinstance(noise, Displacement) else None
        offsets = None if isinstance(noise, Displacement) else noise
        codes = None
        votes_later = False
        if group.ballots is not None or displacement is not None:
            seeds = places.place if isinstance(places, Picked) else places
            if group.ballots is not None:
                codes = self._voted(seeds)
                votes_later = codes is None
        if displacement is None and not votes_later:
            return Lineage(klass, parents, gaps, codes, offsets)
        source = Source(self.words, group.ballots if votes_later else None, displacement)
        origins = Origins.of(source, group.numbers, seeds)
        return Lineage(klass, parents, gaps, codes, offsets, origins)


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
        self._own_words: Words | None = None

    @property
    def words(self) -> Words:
        # What imbalanced-learn does not draw has words that one number of the stream names.
        if self._own_words is None:
            seed = int(self._stream.randint(0, 2**64, dtype=np.uint64))
            self._own_words = Words(seed, self.group.klass)
        return self._own_words

    def seeds(self) -> NDArray[np.int64]:
        group = self.group
        if group.counts is not None:
            return np.repeat(np.arange(len(group.rows)), group.counts)
        if group.chances is not None:
            return _by_chance(group.chances, self._stream.random_sample(group.n_new))
        return _randint(self._stream, len(group.rows), group.n_new)

    def pairs(self) -> Picked:
        group, lists = self.group, self.group.partners
        assert lists is not None
        width = lists.width
        if width is not None and group.chances is None:
            if group.counts is not None:
                first = np.repeat(np.arange(len(group.rows)) * width, group.counts)
                return Picked(first + _randint(self._stream, width, group.n_new), width=width)
            # One number chooses both, because imbalanced-learn draws them so.
            drawn = _randint(self._stream, len(group.rows) * width, group.n_new)
            return Picked(drawn, width=width)
        places = self.seeds()
        lengths = np.asarray(lists.lengths_of(places))
        drawn = (self._stream.random_sample(group.n_new) * lengths).astype(np.int64)
        return Picked(lists.pairs(places, np.minimum(drawn, lengths - 1)), places)

    def gaps(self) -> NDArray[np.float64]:
        return self._stream.uniform(size=self.group.n_new)

    def shares(self, chosen: NDArray[np.bool_], most: float) -> NDArray[np.float64]:
        return self._aside().uniform(0.0, most, size=np.count_nonzero(chosen))

    def streamed_noise(self, width: NDArray[np.float64]) -> NDArray[np.float64]:
        most = np.finfo(np.float64).max
        normals = self._stream.randn(self.group.n_new, len(width))
        with np.errstate(over="ignore"):
            normals *= width
        return np.clip(normals, -most, most, out=normals)

    def _voted(self, places: NDArray[np.int64]) -> NDArray[np.int32]:
        assert self.group.ballots is not None
        return self.group.ballots.decide(places, self._elect)

    def _elect(self, column: int, n_leaders: NDArray[np.int64]) -> NDArray[np.int64]:
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


class CounterDraws(Draws):
    """Numbers that each new row has of its own.

    Parameters
    ----------
    group : SeedGroup
        The seeds, how many new rows they get, and the number of the first one within its class.
    words : Words
        The words of the class.
    """

    def __init__(self, group: SeedGroup, words: Words):
        super().__init__(group)
        self._words = words
        self._drawn = words.drawn(PLACE, group.offset, group.offset + group.n_new)

    @property
    def words(self) -> Words:
        return self._words

    def seeds(self) -> NDArray[np.int64]:
        group = self.group
        if group.counts is not None:
            return np.repeat(np.arange(len(group.rows)), group.counts)
        if group.chances is not None:
            return _by_chance(group.chances, unit(self._drawn[:, 0]))
        return below(len(group.rows), self._drawn[:, 0])

    def pairs(self) -> Picked:
        lists = self.group.partners
        assert lists is not None
        places = self.seeds()
        ranks = below(lists.lengths_of(places), self._drawn[:, 1])
        return Picked(lists.pairs(places, ranks), places)

    def gaps(self) -> NDArray[np.float64]:
        return unit(self._drawn[:, 2])

    def shares(self, chosen: NDArray[np.bool_], most: float) -> NDArray[np.float64]:
        return most * unit(self._drawn[chosen, 3])

    def streamed_noise(self, width: NDArray[np.float64]) -> Displacement:
        return self.noise(width)

    def _voted(self, places: NDArray[np.int64]) -> None:
        return None


def _repeated(number: int, n: int) -> NDArray[np.int64]:
    """Return a number so many times, in the memory of one, as `numpy.broadcast_to` does slowly."""
    return np.ndarray((n,), np.int64, number.to_bytes(8, sys.byteorder, signed=True), 0, (0,))


def _by_chance(chances: NDArray[np.float64], drawn: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return positions, each as likely as its chance, from numbers from 0 to below 1."""
    upto = np.cumsum(chances)
    found = np.searchsorted(upto, drawn * upto[-1], side="right")
    # The product may round up to the sum itself; the last that has a chance is meant then.
    positions: NDArray[np.int64] = np.minimum(found, np.flatnonzero(chances)[-1])
    return positions


def _randint(stream: RandomState, n: int, size: int) -> NDArray[np.int64]:
    """Return what ``stream.randint(0, n, size=size)`` would; the stream goes on from there."""
    generator = getattr(stream, "_bit_generator", None)
    if generator is None or not 1 < n < 2**32:
        return stream.randint(0, n, size=size)
    with generator.lock:
        return _kernel.masked_draws(generator.capsule, n - 1, size).ravel()
