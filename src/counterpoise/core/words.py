"""Random numbers that each new row has of its own, by what they are for.

They are Philox4x64-10 (Salmon, Moraes, Dror, Shaw: "Parallel Random Numbers: As Easy as 1, 2, 3",
2011, https://doi.org/10.1145/2063384.2063405) with the seed, the class and the purpose as its key
and the row's number as its counter.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Philox, RandomState
from numpy.typing import NDArray

from counterpoise.kernel import _kernel
from counterpoise.parameters.threads import threads_for

__all__ = [
    "NOISE",
    "PLACE",
    "TIES",
    "Words",
    "below",
    "class_stream",
    "purpose_of",
    "unit",
]

# What the numbers of a key are for, so that no two uses share any. Names have the highest bit, 13
# bits of their hash, and 18 bits for four columns each.
PLACE, _CLASS, TIES, NOISE = 0, 1, 1 << 8, 1 << 16
_NAMED, _NAME_BITS, _BLOCK_BITS = 1 << 31, 13, 18


@dataclass(frozen=True)
class Words:
    """The random words of a stratum's new rows: any part of them is a part of the whole.

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

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.core.words import Words
    >>> words = Words(7, 1)
    >>> whole = words.uniform("gap", np.arange(100), 3)
    >>> bool((words.uniform("gap", np.arange(40, 60), 3) == whole[40:60]).all())
    True
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
        return self.columns(purpose, np.arange(start, stop), 4)

    def at(self, purpose: int, numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return four words for each of the rows with these numbers; shape (n_rows, 4)."""
        return self.columns(purpose, numbers, 4)

    def columns(
        self, purpose: int, numbers: NDArray[np.int64], n_columns: int
    ) -> NDArray[np.uint64]:
        """Return `n_columns` words for each of the rows, from as many purposes as that takes."""
        return _kernel.words(*self._asked(purpose, numbers, n_columns))

    def uniform(self, name: str, numbers: NDArray[np.int64], n_columns: int) -> NDArray[np.float64]:
        """Return numbers from 0 to below 1, of a name; shape (n_rows, n_columns)."""
        return _kernel.uniforms(*self._asked(purpose_of(name), numbers, n_columns))

    def normal(
        self, name: str | int, numbers: NDArray[np.int64], n_columns: int
    ) -> NDArray[np.float64]:
        """Return standard normal numbers, of a name or purpose; shape (n_rows, n_columns)."""
        purpose = name if isinstance(name, int) else purpose_of(name)
        return _kernel.normals(*self._asked(purpose, numbers, n_columns))

    def _asked(
        self, purpose: int, numbers: NDArray[np.int64], n_columns: int
    ) -> tuple[int, int, int, NDArray[np.int64], int, int]:
        n_threads = threads_for(len(numbers) * n_columns)
        return self._key, int(self.stratum), purpose, numbers, n_columns, n_threads

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
