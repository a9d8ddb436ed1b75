"""Where each new row comes from.

A `Lineage` holds what the stages drew: parents, gaps, and the keys of what is drawn where rows are
made. `counterpoise.core.materialise` turns any slice of it into rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.ballots import Ballots
from counterpoise.core.displacement import Displacement
from counterpoise.core.words import TIES, Words, below

__all__ = ["Lineage", "Origins", "Source"]


@dataclass(frozen=True)
class Source:
    """What new rows of one group share, and what their values are drawn from.

    Parameters
    ----------
    words : Words
        The words of their stratum.
    ballots : Ballots, optional
        Between which categories they decide.
    displacement : Displacement, optional
        What moves them away from the mixture of their parents.
    """

    words: Words
    ballots: Ballots | None = None
    displacement: Displacement | None = None


@dataclass(frozen=True)
class Origins:
    """The keys from which each new row's votes and noise are drawn where it is made.

    Parameters
    ----------
    sources : tuple of Source
        What groups of rows share.
    source : ndarray of shape (n_new,), int32
        Which of them each row has.
    numbers : ndarray of shape (n_new,), int64
        The row's number within its stratum.
    places : ndarray of shape (n_new,), int64
        Position of its seed in its group.
    """

    sources: tuple[Source, ...]
    source: NDArray[np.int32]
    numbers: NDArray[np.int64]
    places: NDArray[np.int64]

    @classmethod
    def of(cls, source: Source, numbers: NDArray[np.int64], places: NDArray[np.int64]) -> Origins:
        """Return the origins of rows that share one source."""
        return cls((source,), np.zeros(len(numbers), np.int32), numbers, places)

    def __getitem__(self, rows: slice | NDArray[Any]) -> Origins:
        return Origins(self.sources, self.source[rows], self.numbers[rows], self.places[rows])

    @property
    def votes(self) -> bool:
        """Whether the categories are voted."""
        return any(source.ballots is not None for source in self.sources)

    @property
    def displaced(self) -> NDArray[np.bool_]:
        """Which rows are displaced; shape (n_new,)."""
        moved = np.array([source.displacement is not None for source in self.sources])
        return moved[self.source]

    def categories(self) -> NDArray[np.int32]:
        """Return the voted categories; shape (n_new, n_categorical)."""
        n_columns = max(len(s.ballots.columns) for s in self.sources if s.ballots is not None)
        codes = np.empty((len(self.source), n_columns), np.int32)
        for s, source in enumerate(self.sources):
            rows = np.flatnonzero(self.source == s)
            if len(rows):
                assert source.ballots is not None, "all groups of a table vote, or none"
                codes[rows] = self._decided(source, rows)
        return codes

    def _decided(self, source: Source, rows: NDArray[np.int64]) -> NDArray[np.int32]:
        numbers = self.numbers[rows]
        drawn: dict[int, NDArray[np.uint64]] = {}

        def elect(column: int, n_leaders: NDArray[np.int64]) -> NDArray[np.int64]:
            block = column // 4
            if block not in drawn:
                drawn.clear()
                drawn[block] = source.words.at(TIES + block, numbers)
            return below(np.maximum(n_leaders, 1), drawn[block][:, column % 4])

        assert source.ballots is not None
        return source.ballots.decide(self.places[rows], elect)

    @classmethod
    def concatenate(cls, pieces: Sequence[tuple[Origins | None, int]]) -> Origins:
        """Join origins, each with its number of rows; rows without any share an empty source."""
        sources: list[Source] = []
        source, numbers, places = [], [], []
        for piece, n in pieces:
            if piece is None:
                sources.append(Source(Words(0, 0)))
                source.append(np.full(n, len(sources) - 1, np.int32))
                numbers.append(np.zeros(n, np.int64))
                places.append(np.zeros(n, np.int64))
                continue
            back = []
            for one in piece.sources:
                known = next((i for i, other in enumerate(sources) if other is one), None)
                if known is None:
                    sources.append(one)
                    known = len(sources) - 1
                back.append(known)
            source.append(np.array(back, np.int32)[piece.source])
            numbers.append(piece.numbers)
            places.append(piece.places)
        return cls(
            tuple(sources), np.concatenate(source), np.concatenate(numbers), np.concatenate(places)
        )


class Lineage:
    """The origin of each new row.

    The numeric part of new row ``i`` is ``base + sum_j gaps[i, j] * (partner_j - base)``, plus
    its noise if there is any; the base is its first parent, the partners are the others.

    Parameters
    ----------
    klass : ndarray of shape (n_new,), int64
        Position of each new row's class in the sorted class labels.
    parents : ndarray of shape (n_new, n_parents), int64
        Row numbers of the input: the base, then its partners.
    gaps : ndarray of shape (n_new, n_parents - 1), float64
        How far the new row goes from the base towards each partner.
    codes : ndarray of shape (n_new, n_categorical), int32, optional
        Categories that were voted or drawn; without it a new row has its base's.
    offsets : ndarray of shape (n_new, n_numeric), float64, optional
        Noise added to the numeric part.
    origins : Origins, optional
        Keys of votes and noise that are drawn where rows are made, in the place of `codes` and
        `offsets`: a lineage takes at most 64 bytes a row and 16 a parent with them, whatever the
        columns.
    """

    __slots__ = ("_codes", "gaps", "klass", "offsets", "origins", "parents")

    def __init__(
        self,
        klass: NDArray[np.int64],
        parents: NDArray[np.int64],
        gaps: NDArray[np.float64],
        codes: NDArray[np.int32] | None = None,
        offsets: NDArray[np.float64] | None = None,
        origins: Origins | None = None,
    ):
        self.klass = klass
        self.parents = parents
        self.gaps = gaps
        self._codes = codes
        self.offsets = offsets
        self.origins = origins

    def __len__(self) -> int:
        return len(self.klass)

    def __repr__(self) -> str:
        return f"Lineage of {len(self):,} rows, {self.parents.shape[1]} parents each"

    def __getitem__(self, rows: slice | NDArray[Any]) -> Lineage:
        return Lineage(
            self.klass[rows],
            self.parents[rows],
            self.gaps[rows],
            None if self._codes is None else self._codes[rows],
            None if self.offsets is None else self.offsets[rows],
            None if self.origins is None else self.origins[rows],
        )

    @property
    def base(self) -> NDArray[np.int64]:
        """Row number of each new row's first parent, whose class it has; shape (n_new,)."""
        return self.parents[:, 0]

    @property
    def weights(self) -> NDArray[np.float64]:
        """Weight of each parent, each row summing to one; shape (n_new, n_parents)."""
        return np.column_stack([1.0 - self.gaps.sum(axis=1), self.gaps])

    @property
    def codes(self) -> NDArray[np.int32] | None:
        """Categories that were voted; shape (n_new, n_categorical), None where a row has its
        base's."""
        if self._codes is None and self.origins is not None and self.origins.votes:
            return self.origins.categories()
        return self._codes

    @property
    def is_noisy(self) -> NDArray[np.bool_]:
        """Whether each new row is moved away from the mixture of its parents."""
        noisy = np.zeros(len(self), bool)
        if self.offsets is not None:
            noisy |= self.offsets.any(axis=1)
        if self.origins is not None:
            noisy |= self.origins.displaced
        return noisy

    @property
    def is_between(self) -> NDArray[np.bool_]:
        """Whether each new row lies between its parents: no noise, and gaps that are weights."""
        are_weights = np.all(self.gaps >= 0, axis=1) & (self.gaps.sum(axis=1) <= 1)
        between: NDArray[np.bool_] = are_weights & ~self.is_noisy
        return between

    @property
    def is_copy(self) -> bool:
        """Whether every new row is its base unchanged."""
        told = self._codes is None and self.offsets is None and self.origins is None
        return told and self.parents.shape[1] == 1

    @property
    def nbytes(self) -> int:
        """Memory that it takes, in bytes, without what groups of rows share."""
        arrays: list[Any] = [self.parents, self.gaps, self._codes, self.offsets]
        # A class that all rows share is one number.
        arrays.append(self.klass if self.klass.strides != (0,) else None)
        if self.origins is not None:
            arrays += [self.origins.source, self.origins.numbers, self.origins.places]
        return sum(array.nbytes for array in arrays if array is not None)

    def renumbered(self, numbers: NDArray[np.int64]) -> Lineage:
        """Return the same rows with parents that are called ``numbers[parent]``."""
        return Lineage(
            self.klass, numbers[self.parents], self.gaps, self._codes, self.offsets, self.origins
        )

    @classmethod
    def empty(cls) -> Lineage:
        """Return the lineage of no rows."""
        return cls(np.empty(0, np.int64), np.empty((0, 1), np.int64), np.empty((0, 0)))

    @classmethod
    def concatenate(
        cls, pieces: Sequence[Lineage], codes: NDArray[np.int32] | None = None
    ) -> Lineage:
        """Join lineages that were drawn for one table, in the given order.

        What only some pieces have is written out for the others: parents of weight zero, offsets of
        zero, and the categories of the base.

        Parameters
        ----------
        pieces : sequence of Lineage
            What was drawn.
        codes : ndarray of shape (n_rows, n_categorical), int32, optional
            Categories of the table; needed where only some pieces have voted ones.
        """
        pieces = [piece for piece in pieces if len(piece)]
        if len(pieces) <= 1:
            return pieces[0] if pieces else cls.empty()
        n_parents = max(piece.parents.shape[1] for piece in pieces)
        pieces = [piece.with_parents(n_parents) for piece in pieces]

        def joined(
            own: list[NDArray[Any] | None], absent: Callable[[Lineage], NDArray[Any]]
        ) -> NDArray[Any] | None:
            if all(part is None for part in own):
                return None
            return np.concatenate(
                [absent(p) if part is None else part for p, part in zip(pieces, own, strict=True)]
            )

        def base_codes(piece: Lineage) -> NDArray[np.int32]:
            if codes is None:
                raise ValueError(
                    "only some of the lineages have voted categories: pass the table's codes, "
                    "which are those of the others"
                )
            return codes[piece.base]

        keyed = [piece.origins is not None and piece.origins.votes for piece in pieces]
        # Votes are told in numbers where those of any piece are.
        voted = None if all(keyed) else joined([piece.codes for piece in pieces], base_codes)
        width = max((p.offsets.shape[1] for p in pieces if p.offsets is not None), default=0)
        origins = None
        if any(piece.origins is not None for piece in pieces):
            origins = Origins.concatenate([(piece.origins, len(piece)) for piece in pieces])
        return cls(
            np.concatenate([piece.klass for piece in pieces]),
            np.concatenate([piece.parents for piece in pieces]),
            np.concatenate([piece.gaps for piece in pieces]),
            voted,
            joined(
                [piece.offsets for piece in pieces], lambda piece: np.zeros((len(piece), width))
            ),
            origins,
        )

    def with_parents(self, n_parents: int) -> Lineage:
        """Return the same rows, written with more parents of weight zero."""
        extra = n_parents - self.parents.shape[1]
        return Lineage(
            self.klass,
            np.column_stack([self.parents] + [self.base] * extra),
            np.column_stack([self.gaps, np.zeros((len(self), extra))]),
            self._codes,
            self.offsets,
            self.origins,
        )
