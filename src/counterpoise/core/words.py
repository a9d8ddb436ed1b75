"""Random numbers that each new row has of its own, by what they are for."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Philox, RandomState
from numpy.typing import NDArray
from scipy.special import ndtri

__all__ = [
    "NOISE",
    "PLACE",
    "TIES",
    "Words",
    "below",
    "class_stream",
    "counter_words",
    "purpose_of",
    "unit",
]

# What the numbers of a key are for, so that no two uses share any. Names have the highest bit, 13
# bits of their hash, and 18 bits for four columns each.
PLACE, _CLASS, TIES, NOISE = 0, 1, 1 << 8, 1 << 16
_NAMED, _NAME_BITS, _BLOCK_BITS = 1 << 31, 13, 18

# Multipliers of the two lanes of Philox4x64, and what is added to its key in each round.
_MULTIPLIERS = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_STEPS = 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B
_ROUNDS = 10


def counter_words(
    seed: int, klass: int, start: int, stop: int, purpose: int = PLACE
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
    >>> from counterpoise.core.words import counter_words
    >>> whole = counter_words(7, 1, 0, 100)
    >>> bool((counter_words(7, 1, 40, 60) == whole[40:60]).all())
    True
    """
    key = np.array([seed, klass | purpose << 32], np.uint64)
    raw = Philox(key=key, counter=start).random_raw(4 * (stop - start))
    return raw.reshape(-1, 4)


def _scattered_words(
    seed: int, klass: int, numbers: NDArray[np.int64], purpose: int
) -> NDArray[np.uint64]:
    """Return what `counter_words` does, for rows that need not follow each other.

    numpy's generator has to be made anew for each of them, which takes a hundred times as long.
    """
    key = [seed, klass | purpose << 32]
    # numpy counts up before it draws.
    a, b, c, d = numbers.astype(np.uint64) + np.uint64(1), *np.zeros((3, len(numbers)), np.uint64)
    for _ in range(_ROUNDS):
        high_a, low_a = _product(_MULTIPLIERS[0], a)
        high_c, low_c = _product(_MULTIPLIERS[1], c)
        a, b, c, d = high_c ^ b ^ np.uint64(key[0]), low_c, high_a ^ d ^ np.uint64(key[1]), low_a
        key = [(word + step) % 2**64 for word, step in zip(key, _STEPS, strict=True)]
    return np.column_stack([a, b, c, d])


def _product(
    factor: np.uint64, words: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the high and the low word of products of 64-bit words."""
    half, mask = np.uint64(32), np.uint64(2**32 - 1)
    low, high = words & mask, words >> half
    middle = (factor >> half) * low + ((factor & mask) * low >> half)
    other = (factor & mask) * high + (middle & mask)
    return (factor >> half) * high + (middle >> half) + (other >> half), factor * words


@dataclass(frozen=True)
class Words:
    """The random words of a stratum's new rows.

    Parameters
    ----------
    seed : int
        Any number from 0 to 2**64 - 1.
    stratum : int
        Whose new rows they are, such as a class code.
    epoch : int, default=0
        Each epoch has words of its own.
    attempt : int, default=0
        How often a row was drawn before, where it was not accepted.
    """

    seed: int
    stratum: int
    epoch: int = 0
    attempt: int = 0

    def again(self, attempt: int) -> Words:
        """Return the words of another attempt at the same rows."""
        return replace(self, attempt=attempt)

    def drawn(self, purpose: int, start: int, stop: int) -> NDArray[np.uint64]:
        """Return four words for each row from number `start` to before `stop`."""
        return counter_words(self._key, self.stratum, start, stop, purpose)

    def at(self, purpose: int, numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return four words for each of the rows with these numbers; shape (n_rows, 4)."""
        n = len(numbers)
        if not n:
            return np.empty((0, 4), np.uint64)
        first, last = int(numbers[0]), int(numbers[-1])
        if last - first == n - 1 and (n == 1 or bool((np.diff(numbers) == 1).all())):
            return self.drawn(purpose, first, last + 1)
        return _scattered_words(self._key, self.stratum, numbers, purpose)

    def columns(
        self, purpose: int, numbers: NDArray[np.int64], n_columns: int
    ) -> NDArray[np.uint64]:
        """Return `n_columns` words for each of the rows, from as many purposes as that takes."""
        blocks = [self.at(purpose + j, numbers) for j in range(-(-n_columns // 4))]
        nothing = np.empty((len(numbers), 0), np.uint64)
        return np.ascontiguousarray(np.hstack([nothing, *blocks])[:, :n_columns])

    def uniform(self, name: str, numbers: NDArray[np.int64], n_columns: int) -> NDArray[np.float64]:
        """Return numbers from 0 to below 1, of a name; shape (n_rows, n_columns)."""
        return unit(self.columns(purpose_of(name), numbers, n_columns))

    def normal(
        self, name: str | int, numbers: NDArray[np.int64], n_columns: int
    ) -> NDArray[np.float64]:
        """Return standard normal numbers, of a name or purpose; shape (n_rows, n_columns)."""
        purpose = name if isinstance(name, int) else purpose_of(name)
        words = self.columns(purpose, numbers, n_columns)
        # The middles of 2**52 steps: neither 0 nor 1, which have no finite quantile, is one.
        normals: NDArray[np.float64] = ndtri(((words >> np.uint64(12)) + 0.5) * 2.0**-52)
        return normals

    @property
    def _key(self) -> int:
        """The seed, mixed with epoch and attempt where there are any."""
        if not self.epoch and not self.attempt:
            return self.seed
        mixed = np.random.SeedSequence([self.seed, self.epoch, self.attempt])
        return int(mixed.generate_state(1, np.uint64)[0])


def class_stream(seed: int, klass: int) -> RandomState:
    """Return a stream for what is drawn once for a class, not for each of its rows."""
    return RandomState(Philox(key=np.array([seed, klass | _CLASS << 32], np.uint64)))


def unit(words: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return words as multiples of 2**-53 from 0 to below 1."""
    return np.ldexp((words >> np.uint64(11)).astype(np.float64), -53)


def below(n: int | NDArray[np.int64], words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return words as whole numbers from 0 to below n."""
    # The product may round up to n itself.
    numbers: NDArray[np.int64] = np.minimum((unit(words) * n).astype(np.int64), np.asarray(n) - 1)
    return numbers


def purpose_of(name: str) -> int:
    """Return what the words of a name are for, as a number."""
    return _NAMED | (zlib.crc32(name.encode()) % (1 << _NAME_BITS)) << _BLOCK_BITS
