"""Where random numbers come from: one stream, or a counter."""

from __future__ import annotations

from functools import cached_property
from numbers import Integral
from typing import Any, Literal

import numpy as np
from numpy.random import MT19937, RandomState
from numpy.random.bit_generator import ISeedSequence
from sklearn.utils import check_random_state

from counterpoise.core.draws import CounterDraws, Draws, StreamDraws
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.core.words import Words, class_stream

__all__ = ["Rng", "Streams"]

Rng = Literal["numpy", "counter"]


class _NoEntropy(ISeedSequence):
    """What a generator begins with that is seeded at once.

    It takes the words one by one, as Python's numbers: those of an array take thirty times as long.
    """

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> Any:
        return [0] * n_words


_NO_ENTROPY = _NoEntropy()


class Streams:
    """Where random numbers come from.

    "numpy": streams in the order in which imbalanced-learn draws from them. Its SMOTE starts the
    stream of an integer seed anew for every class, and again for every further choice; its ADASYN
    goes on with one stream. With a `RandomState` both are the same.

    "counter": numbers that each new row has of its own, see `counterpoise.core.words.Words`.

    Parameters
    ----------
    random_state : int, RandomState or None
        The seed.
    rng : {"numpy", "counter"}
        Which of the two.
    """

    def __init__(self, random_state: int | RandomState | None, rng: str = "numpy"):
        self.counts = rng == "counter"
        if self.counts and not isinstance(random_state, Integral):
            random_state = int(check_random_state(random_state).randint(2**32, dtype=np.uint64))
        self.random_state = random_state

    @cached_property
    def continued(self) -> RandomState:
        """The stream that goes on from draw to draw."""
        return self.restarted()

    def restarted(self) -> RandomState:
        """Return the stream from its start (a `RandomState` or None only goes on)."""
        if not isinstance(self.random_state, Integral):
            given: RandomState = check_random_state(self.random_state)
            return given
        # A RandomState that is made with a seed asks the system for randomness first.
        stream = RandomState(MT19937(_NO_ENTROPY))
        stream.seed(int(self.random_state))
        return stream

    def of_class(self, klass: int) -> RandomState:
        """Return the stream for what a class draws once."""
        return class_stream(self.seed, klass) if self.counts else self.continued

    def draws(self, group: SeedGroup, restart: bool = True, attempt: int = 0) -> Draws:
        """Return what a group's new rows draw.

        Parameters
        ----------
        group : SeedGroup
            The seeds, and how many new rows they get.
        restart : bool, default=True
            Whether a stream starts anew for this group.
        attempt : int, default=0
            How often the rows were drawn before.
        """
        if self.counts:
            return CounterDraws(group, Words(self.seed, group.klass).again(attempt))
        stream = self.restarted() if restart and not attempt else self.continued
        return StreamDraws(group, stream, aside=self.restarted)

    @property
    def repeats(self) -> bool:
        """Whether what is fitted twice with this seed comes out the same."""
        return not isinstance(self.random_state, RandomState)

    @property
    def seed(self) -> int:
        """The seed as a number; only with a counter."""
        return int(self.random_state)  # type: ignore[arg-type]
