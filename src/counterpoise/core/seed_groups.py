"""Seeds that grow together, and all that drawing from them needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.ballots import Ballots
from counterpoise.core.ragged import Counted, Ragged

__all__ = ["Picked", "SeedGroup"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class SeedGroup:
    """Rows of one class that grow together: arrays only, without the table.

    Seeds name the first of these parameters, a neighbourhood adds the partners, and what else an
    interpolation has to know of seeds and pairs it notes down as arrays.

    Parameters
    ----------
    klass : int
        Class code.
    rows : ndarray of shape (n_seeds,), int64, or Counted
        Row numbers of the seeds.
    n_new : int
        New rows they get together.
    counts : ndarray of shape (n_seeds,), int64, optional
        New rows of each seed; without it every new row draws its seed.
    chances : ndarray of shape (n_seeds,), float64, optional
        How likely a new row is to draw each seed, up to a factor; without it all are alike.
    pool : ndarray of int64, optional
        Ascending row numbers that may be partners, where it is not for the neighbourhood to say.
    reach : float
        What gaps are multiplied by; below 0 new rows lie on the far side of the seed.
    offset : int
        How many new rows earlier groups of the class get.
    partners : Ragged, optional
        Row numbers of each seed's partners.
    per_seed, per_pair : mapping of str to ndarray
        Further arrays of shape (n_seeds, ...) and (n_pairs, ...).
    constants : mapping of str to ndarray
        What all seeds share, such as the spread of their class.
    ballots : Ballots, optional
        Between which categories the new rows of each seed decide.
    """

    klass: int
    rows: NDArray[np.int64] | Counted
    n_new: int
    counts: NDArray[np.int64] | None = None
    chances: NDArray[np.float64] | None = None
    pool: NDArray[np.int64] | None = None
    reach: float = 1.0
    offset: int = 0
    partners: Ragged | None = None
    per_seed: Mapping[str, NDArray[Any]] = field(default_factory=lambda: _NOTHING)
    per_pair: Mapping[str, NDArray[Any]] = field(default_factory=lambda: _NOTHING)
    constants: Mapping[str, NDArray[Any]] = field(default_factory=lambda: _NOTHING)
    ballots: Ballots | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Return what is sent elsewhere: the pool has done its work, and views do not pickle."""
        state = dict(vars(self), pool=None)
        return {k: dict(v) if isinstance(v, Mapping) else v for k, v in state.items()}

    def but(self, **changes: Any) -> SeedGroup:
        """Return the group with other values of some parameters, as `dataclasses.replace` does.

        That asks every field what it is, and groups are changed in every call of a sampler.
        """
        other = object.__new__(SeedGroup)
        other.__dict__.update(self.__dict__, **changes)
        return other

    def part(self, start: int, stop: int) -> SeedGroup:
        """Return the group with only its new rows from `start` to before `stop`."""
        counts = self.counts
        if counts is not None:
            ends = np.cumsum(counts)
            counts = np.clip(ends, start, stop) - np.clip(ends - counts, start, stop)
        return replace(self, n_new=stop - start, counts=counts, offset=self.offset + start)

    @property
    def seeds(self) -> NDArray[np.int64]:
        """The seeds' row numbers, for stages that ask for collected rows (`Need.COLLECTED`)."""
        assert isinstance(self.rows, np.ndarray), "the rows are elsewhere"
        return self.rows

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The numbers of the new rows within their class; shape (n_new,)."""
        return np.arange(self.offset, self.offset + self.n_new)

    def parents_of(self, picked: Picked) -> NDArray[np.int64]:
        """Return seed and partner of each picked pair; shape (n_new, 2)."""
        lists = self.partners
        assert lists is not None
        values, pair = lists.values, picked.pair
        if (
            lists.width is None
            or isinstance(values, Counted)
            or isinstance(self.rows, Counted)
            or len(pair) < len(values)
        ):
            return np.column_stack([self.rows[picked.place], values[pair]])
        # Fewer pairs than new rows: looking pairs up is quicker than dividing.
        return np.column_stack([np.repeat(self.rows, lists.width), values]).take(pair, axis=0)

    def neighbourhoods(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the seeds at `places` and all their partners; shape (n_new, 1 + n_partners).

        Only where all seeds have equally many partners.
        """
        lists = self.partners
        assert lists is not None
        width = lists.width
        assert width is not None
        if not width:
            return self.rows[places][:, np.newaxis]
        if isinstance(lists.values, Counted):
            theirs = places[:, np.newaxis] * width + np.arange(width)
        else:
            theirs = lists.square[places]
        return np.column_stack([self.rows[places], theirs])


class Picked:
    """Which pair of a seed and one of its partners makes each new row.

    Parameters
    ----------
    pair : ndarray of shape (n_new,), int64
        Numbers of the pairs.
    place : ndarray of shape (n_new,), int64, optional
        Position of each pair's seed in its group; computed where lists have a width.
    width : int, optional
        How many partners every seed has.
    """

    def __init__(
        self,
        pair: NDArray[np.int64],
        place: NDArray[np.int64] | None = None,
        width: int | None = None,
    ):
        self.pair = pair
        self._place = place
        self._width = width

    @property
    def place(self) -> NDArray[np.int64]:
        """Position of each new row's seed in its group; shape (n_new,)."""
        if self._place is None:
            assert self._width is not None
            self._place = self.pair // self._width
        return self._place
