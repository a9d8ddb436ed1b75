"""Find out whether texts are numbers with a point, and with how many digits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterpoise.formats.text.spelling.forms import Decimals, Spelling, Whole
from counterpoise.formats.text.spelling.numbers import (
    fewest_and_most_digits,
    floats_of_present,
    has_any_byte,
    has_leading_zero,
    without_fraction,
)
from counterpoise.formats.text.spelling.texts import bytes_of, cast

__all__ = ["NumberLearner"]

# Beyond this many digits after the point the shortest form of a number serves.
_MOST_DECIMALS = 15


class NumberLearner:
    """A column read as numbers with a point."""

    def __init__(self) -> None:
        self.possible = True
        self._exponents = False
        self._fewest, self._most = 10**6, 0
        self._largest = 0.0
        self._all_whole = True

    def add(self, text: pa.Array, values: pa.Array | None = None) -> None:
        if not self.possible:
            return
        if values is None:
            values = floats_of_present(text)
        if values is None or has_leading_zero(text):
            self.possible = False
            return
        if has_any_byte(text, b"eEnN"):  # exponents, infinities
            self._exponents = True
        if self._exponents:
            return
        fewest, most = fewest_and_most_digits(text)
        self._fewest, self._most = min(self._fewest, fewest), max(self._most, most)
        self._largest = max(self._largest, pc.max(pc.abs(values)).as_py())
        if self._all_whole:
            self._all_whole = pc.all(pc.equal(values, pc.round(values))).as_py()
            if self._largest >= 2**53:  # where a float has no place for a fraction
                self._all_whole &= cast(without_fraction(text), pa.int64()) is not None

    def add_simple(self, text: pa.Array, values: Any) -> None:
        """Do what `add` does with numbers that have neither an exponent nor a plus."""
        offsets, data = bytes_of(text)
        points = np.flatnonzero(data[offsets[0] : offsets[-1]] == 0x2E) + offsets[0]
        if not self.possible or self._all_whole or len(points) < len(text):
            self.add(text, values)
            return
        # Each has one point, so that what stands before it and behind it is soon counted.
        numbers = values.to_numpy()
        before = points - offsets[:-1] - np.signbit(numbers)
        long = np.flatnonzero(before >= 2)
        if len(long) and (data[points[long] - before[long]] == 0x30).any():
            self.possible = False
            return
        if self._exponents:
            return
        after = offsets[1:] - points - 1
        self._fewest = min(self._fewest, int(after.min()))
        self._most = max(self._most, int(after.max()))
        self._largest = max(self._largest, -float(numbers.min()), float(numbers.max()))

    def finish(self, marker: str, comma: bool) -> Spelling | None:
        if not self.possible:
            return None
        if self._exponents:
            return Decimals(marker, None, comma=comma)
        fewest, most = self._fewest, self._most
        large = self._largest >= 2**53
        if self._all_whole and (not large or most):
            suffix = "." + "0" * most if fewest == most and most and not comma else ""
            return Whole(marker, suffix, True, comma, large)
        if not most:  # more digits than a number holds: an account, say, and no quantity
            return None
        if most > _MOST_DECIMALS:
            return Decimals(marker, None, comma=comma)
        return Decimals(marker, most, fewest == most, comma)
