"""A method fitted to a table, from which new rows are drawn without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.draws import CounterDraws, Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.core.words import Words
from counterpoise.errors import InvalidInputError

__all__ = ["Draft", "Drawing"]

# Rows that are drawn at once where only some of them are asked for.
_BLOCK = 1 << 16


class Drawing(Protocol):
    """What turns draws into lineages: the draw half of an interpolation."""

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        """Return the lineage of a group's new rows."""


class Draft:
    """Seeds, partners and what else drawing needs, fitted once and drawn from as often as wanted.

    It is small plain arrays, picklable, without the table. With ``rng="counter"`` any slice of any
    epoch, on any machine, has the rows of the whole. With ``rng="numpy"`` rows come in the order of
    one stream: they are drawn whole, once, and the draft holds them.

    Parameters
    ----------
    drawing : Drawing
        The interpolation.
    groups : sequence of SeedGroup
        The seeds, class after class.
    seed : int or None
        The seed of the counter; None where the rows were drawn from a stream.
    drawn : Lineage, optional
        The rows that were drawn when the table was looked at.
    accepted : bool, default=False
        Whether they were, because each had to be accepted.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.core.draft import Draft
    >>> from counterpoise.core.ragged import Ragged
    >>> from counterpoise.core.seed_groups import SeedGroup
    >>> from counterpoise.stages import Segment
    >>> partners = Ragged.of(np.array([[7, 9], [4, 9], [4, 7]]))
    >>> draft = Draft(Segment(), [SeedGroup(1, np.array([4, 7, 9]), 100, partners=partners)], 0)
    >>> whole = draft.lineage()
    >>> bool((draft.lineage(40, 60).parents == whole.parents[40:60]).all())
    True
    >>> bool((draft.lineage(epoch=1).gaps == whole.gaps).all())
    False
    """

    def __init__(
        self,
        drawing: Drawing,
        groups: Sequence[SeedGroup],
        seed: int | None,
        drawn: Lineage | None = None,
        accepted: bool = False,
    ):
        self.drawing = drawing
        self.groups = list(groups)
        self.seed = seed
        self.drawn = drawn
        self.accepted = accepted

    def __len__(self) -> int:
        if self.drawn is not None:
            return len(self.drawn)
        return sum(group.n_new for group in self.groups)

    @property
    def n_parents(self) -> int:
        """How many parents a new row has at most."""
        drawn = self.drawn
        if drawn is None:
            first = [
                Draft(self.drawing, [g.part(0, min(g.n_new, 1))], self.seed) for g in self.groups
            ]
            return max((one.lineage().parents.shape[1] for one in first if len(one)), default=1)
        n_parents: int = drawn.parents.shape[1]
        return n_parents

    @property
    def klass(self) -> NDArray[np.int64]:
        """The class code of each new row; shape (n_new,)."""
        if self.drawn is not None:
            return self.drawn.klass
        codes = [group.klass for group in self.groups]
        return np.repeat(np.array(codes, np.int64), [group.n_new for group in self.groups])

    def counts(self) -> dict[int, int]:
        """Return how many new rows there are of each class, by code."""
        found: dict[int, int] = {}
        if self.drawn is not None:
            codes, n_rows = np.unique(self.drawn.klass, return_counts=True)
            return dict(zip(codes.tolist(), n_rows.tolist(), strict=True))
        for group in self.groups:
            found[group.klass] = found.get(group.klass, 0) + group.n_new
        return found

    def lineage(self, start: int = 0, stop: int | None = None, epoch: int = 0) -> Lineage:
        """Return the new rows from number `start` to before `stop`.

        Parameters
        ----------
        start, stop : int
            Numbers of the rows, over all classes; all rows by default.
        epoch : int, default=0
            Another number gives other rows of the same draft.

        Raises
        ------
        InvalidInputError
            If another epoch is asked of rows that were drawn from a stream.
        """
        return Lineage.concatenate(list(self.pieces(start, stop, epoch)))

    def at(self, numbers: NDArray[np.int64], epoch: int = 0) -> Lineage:
        """Return the new rows of some ascending numbers, with no more than a block of others.

        Parameters
        ----------
        numbers : ndarray of shape (n_chosen,), int64
            Numbers of the rows, over all classes.
        epoch : int, default=0
            See `lineage`.
        """
        if self.drawn is not None and not epoch:
            return self.drawn[numbers]
        pieces = []
        for block in np.unique(numbers // _BLOCK).tolist():
            first, last = np.searchsorted(numbers, [block * _BLOCK, (block + 1) * _BLOCK])
            own = numbers[first:last]
            start, stop = int(own[0]), int(own[-1]) + 1
            pieces.append(self.lineage(start, stop, epoch)[own - start])
        return Lineage.concatenate(pieces)

    def pieces(self, start: int = 0, stop: int | None = None, epoch: int = 0) -> Iterator[Lineage]:
        """Yield the same group after group."""
        stop = len(self) if stop is None else min(stop, len(self))
        if self.drawn is not None:
            if epoch and self.accepted:
                raise InvalidInputError(
                    f"epoch={epoch} needs rows that are drawn without the table, and these were "
                    "accepted by looking at it",
                    remedy="fit again with another random_state",
                    parameter="epoch",
                )
            if epoch:
                raise InvalidInputError(
                    f"epoch={epoch} needs numbers that each row has of its own, and these rows "
                    "were drawn from one stream",
                    remedy="use rng='counter'",
                    parameter="epoch",
                )
            yield self.drawn[start:stop]
            return
        assert self.seed is not None
        first = 0
        for group in self.groups:
            low, high = max(start, first), min(stop, first + group.n_new)
            if low < high:
                part = group.part(low - first, high - first)
                words = Words(self.seed, group.klass, epoch)
                yield self.drawing.draw(part, CounterDraws(part, words))
            first += group.n_new
