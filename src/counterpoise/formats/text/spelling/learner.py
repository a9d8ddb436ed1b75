"""Find out how a column of text is spelled, a block of rows at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from counterpoise.formats.text.spelling.date_learner import DateLearner
from counterpoise.formats.text.spelling.forms import Spelling, Text, Whole
from counterpoise.formats.text.spelling.markers import USUAL, Markers
from counterpoise.formats.text.spelling.number_learner import NumberLearner
from counterpoise.formats.text.spelling.numbers import is_odd, is_plain, is_simple
from counterpoise.formats.text.spelling.texts import any_matches, bytes_of, cast

__all__ = ["SpellingLearner", "understand"]


def understand(text: Any, *, comma: bool = False) -> tuple[Any, Spelling]:
    """Return what a column of text holds, and how it spells it.

    Parameters
    ----------
    text : array or chunked array of string
        The column as it is written.
    comma : bool, default=False
        Whether a comma may be a decimal point.

    Returns
    -------
    values : array or chunked array
        Whole numbers, floats, dates or times if all values that are not missing are such; text
        otherwise. Whole numbers with leading zeros are text, because they are codes.
    spelling : Spelling
        How new values are to be written.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from counterpoise.formats.text.spelling.learner import understand
    >>> values, spelling = understand(pa.chunked_array([["1.50", "?", "2.25"]]))
    >>> values.to_pylist(), spelling.write(pa.array([1.875, None])).to_pylist()
    ([1.5, None, 2.25], ['1.88', '?'])
    """
    learner = SpellingLearner(comma=comma)
    for chunk in text.chunks if isinstance(text, pa.ChunkedArray) else [text]:
        learner.add(chunk)
    spelling = learner.finish()
    return spelling.read(text), spelling


class SpellingLearner:
    """Finds out how a column is spelled whose rows pass once.

    Parameters
    ----------
    comma : bool, default=False
        Whether a comma may be a decimal point.
    markers : Markers, optional
        What says that a value is missing.

    Attributes
    ----------
    odd : bool
        Whether numbers are written in a way that new ones may not have: with a plus, blanks,
        exponents, or some with a point and some without.
    signed : bool
        Whether all of them have a sign, and some a plus.
    """

    def __init__(self, *, comma: bool = False, markers: Markers = USUAL):
        self.odd = False
        self._all_signed, self._any_plus = True, False
        self._markers = markers
        self._may_comma = comma
        self._missing: dict[str, int] = {}
        self._first: str | None = None
        self._whole = True
        self._coded = False  # whole numbers with leading zeros are codes
        self._readings = {False: NumberLearner()}
        if comma:
            self._readings[True] = NumberLearner()
        self._commas = False
        self._dates: DateLearner | None = None

    def add(self, text: pa.Array) -> pa.Array | None:
        """Take the next rows, as they are written; return their numbers, if all are plain ones."""
        plain = cast(text, pa.float64()) if is_plain(text, self._markers) else None
        present = (self._without_missing(text) if plain is None else text).drop_null()
        if not len(present):
            return plain
        simple = plain is not None and is_simple(text)
        self.odd = self.odd or (not simple and is_odd(text, trimmed=plain is not None))
        if self._all_signed:
            self._find_signs(present)
        if self._first is None:
            self._first = present[0].as_py()
            # Where a comma is a decimal point, the day comes before the month.
            self._dates = DateLearner(self._first, day_first=self._may_comma)
        if self._whole:
            self._whole = cast(present, pa.int64()) is not None
            self._coded |= self._whole and any_matches(present, r"^-?0[0-9xX]")
        if self._may_comma:
            self._commas |= any_matches(present, r"^[^.]*,[^.,]*$")
        for commas, reading in self._readings.items():
            if commas:
                reading.add(pc.replace_substring(present, ",", "."))
            elif simple:
                reading.add_simple(present, plain)
            else:
                reading.add(present, plain)
        assert self._dates is not None
        if plain is None:
            self._dates.add(present)
        else:
            self._dates.exclude()
        return plain

    @property
    def signed(self) -> bool:
        return self._all_signed and self._any_plus

    def _find_signs(self, present: pa.Array) -> None:
        offsets, data = bytes_of(present)
        first = data.take(offsets[:-1], mode="clip")
        plus = first == 0x2B
        self._all_signed = bool((plus | (first == 0x2D)).all())
        self._any_plus = self._any_plus or bool(plus.any())

    def finish(self) -> Spelling:
        """Return how the column is spelled."""
        return replace(self._found(), markers=self._markers)

    def _found(self) -> Spelling:
        if self._first is None:
            return Text(self._marker(self._markers.texts))
        marker = self._marker(self._markers.numbers)
        if self._whole and not self._coded:
            return Whole(marker)
        number = None if self._whole else self._readings[self._commas].finish(marker, self._commas)
        if number is not None:
            return number
        assert self._dates is not None
        moments = self._dates.finish(marker)
        if moments is not None:
            return moments
        return Text(self._marker(self._markers.texts))

    def _without_missing(self, text: pa.Array) -> pa.Array:
        trimmed = pc.utf8_trim_whitespace(text)
        missing = pc.is_in(trimmed, value_set=pa.array(self._markers.numbers))
        if pc.any(missing).as_py():
            for entry in pc.value_counts(text.filter(missing)).to_pylist():
                marker = entry["values"]
                self._missing[marker] = self._missing.get(marker, 0) + entry["counts"]
        return pc.if_else(missing, pa.scalar(None, pa.string()), trimmed)

    def _marker(self, markers: tuple[str, ...]) -> str:
        """Return the most frequent way to say that a value is missing."""
        said = {m: n for m, n in self._missing.items() if m.strip() in markers}
        return max(said, key=lambda m: said[m]) if said else ""
