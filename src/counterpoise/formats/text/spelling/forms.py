"""How a column of text spells its values: read as numbers or dates, written in the same manner."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from counterpoise.formats.text.spelling.markers import USUAL, Markers
from counterpoise.formats.text.spelling.numbers import (
    floats_of,
    is_plain,
    present_only,
    without_fraction,
)
from counterpoise.formats.text.spelling.texts import cast

__all__ = ["Decimals", "Moments", "Spelling", "Text", "Whole", "moments_of"]

# Beyond this many digits altogether, those of a float that is written out in full mean nothing.
_MOST_EXACT = 10**15


@dataclass(frozen=True)
class Spelling(ABC):
    """How one column spells its values.

    Parameters
    ----------
    missing : str
        What stands for a missing value.
    markers : Markers
        What else says so.
    """

    missing: str
    markers: Markers = field(default=USUAL, kw_only=True)

    @property
    def manner(self) -> tuple[Any, ...]:
        """All that `read` depends on."""
        return (type(self),)

    @abstractmethod
    def read(self, text: Any) -> Any:
        """Return what a text says; null where it says that the value is missing."""

    @abstractmethod
    def spell(self, values: pa.Array) -> pa.Array:
        """Return values as text; missing ones stay null."""

    def write(self, values: Any) -> pa.Array:
        """Return values of shape (n_new,) as text, missing ones in the column's own way."""
        if isinstance(values, pa.ChunkedArray):
            values = values.combine_chunks()
        return pc.fill_null(self.spell(values), self.missing)


@dataclass(frozen=True)
class Text(Spelling):
    """Any text."""

    def read(self, text: Any) -> Any:
        said = pa.array(self.markers.texts)
        missing = pc.is_in(pc.utf8_trim_whitespace(text), value_set=said)
        return pc.if_else(missing, pa.scalar(None, pa.string()), text)

    def spell(self, values: pa.Array) -> pa.Array:
        return values.cast(pa.string())


@dataclass(frozen=True)
class Whole(Spelling):
    """Whole numbers.

    Parameters
    ----------
    suffix : str
        What follows each of them, such as ".0".
    fraction : bool
        Whether they are written with a point, as in "2.0".
    comma : bool
        Whether the point is a comma.
    large : bool
        Whether some with a point are larger than floats tell apart.
    """

    suffix: str = ""
    fraction: bool = False
    comma: bool = False
    large: bool = False

    @property
    def manner(self) -> tuple[Any, ...]:
        return (type(self), self.fraction, self.comma, self.large)

    @property
    def may_differ(self) -> bool:
        """Whether originals may be written in another way than new ones: "2.0", or "2"."""
        return self.fraction and not self.suffix

    def read(self, text: Any) -> Any:
        if not self.fraction:
            return present_only(text, self.markers).cast(pa.int64())
        if self.large:
            return without_fraction(present_only(text, self.markers)).cast(pa.int64())
        return floats_of(present_only(text, self.markers), self.comma).cast(pa.int64())

    def spell(self, values: pa.Array) -> pa.Array:
        text = values.cast(pa.string())
        return pc.binary_join_element_wise(text, self.suffix, "") if self.suffix else text


@dataclass(frozen=True)
class Decimals(Spelling):
    """Numbers with a fraction.

    Parameters
    ----------
    digits : int or None
        Most digits after the point that the column has. None where it uses exponents or more
        digits than numbers carry; then the shortest form that reads back as the same number is
        written.
    padded : bool
        Whether all values have as many digits, so that "1.50" keeps its zero.
    comma : bool
        Whether the point is a comma.
    """

    digits: int | None = None
    padded: bool = False
    comma: bool = False

    @property
    def manner(self) -> tuple[Any, ...]:
        return (type(self), self.comma)

    def read(self, text: Any) -> Any:
        if not self.comma and isinstance(text, pa.Array) and is_plain(text, self.markers):
            values = cast(text, pa.float64())
            if values is not None:
                return values
        return floats_of(present_only(text, self.markers), self.comma)

    def spell(self, values: pa.Array) -> pa.Array:
        text = self._written_out(values)
        return pc.replace_substring(text, ".", ",") if self.comma else text

    def _written_out(self, values: pa.Array) -> pa.Array:
        if self.digits is None:
            return values.cast(pa.string())
        largest = pc.max(pc.abs(values)).as_py() or 0.0
        if not largest * 10**self.digits < _MOST_EXACT:
            return values.cast(pa.string())
        # The values have no more digits: they are rounded where they are made, see `grids`.
        text = values.cast(pa.decimal128(38, self.digits)).cast(pa.string())
        return text if self.padded else pc.utf8_rtrim(pc.utf8_rtrim(text, "0"), ".")


@dataclass(frozen=True)
class Moments(Spelling):
    """Dates and times of one format.

    Parameters
    ----------
    format : str
        As for `strftime`.
    unit : str, optional
        Unit of the fractions of a second that follow.
    bare_days, bare_hours : bool
        Whether days and months, or hours, of one digit are written without a zero before it.
    """

    format: str = "%Y-%m-%d"
    unit: str | None = None
    bare_days: bool = False
    bare_hours: bool = False

    @property
    def manner(self) -> tuple[Any, ...]:
        return (type(self), self.format, self.unit)

    def read(self, text: Any) -> Any:
        return moments_of(present_only(text, self.markers), self.format, self.unit)

    def spell(self, values: pa.Array) -> pa.Array:
        text = pc.strftime(values, format=self.format)
        if self.bare_days:  # twice: each match takes the mark that the next begins with
            for _ in range(2):
                text = pc.replace_substring_regex(text, r"(^|[-/.])0(\d)([-/. T]|$)", r"\1\2\3")
        if self.bare_hours:
            text = pc.replace_substring_regex(text, r"([ T])0(\d:)", r"\1\2")
        return text


def moments_of(text: Any, pattern: str, unit: str | None) -> Any:
    """Return dates or times, or None if a text is none of this form."""
    if unit is not None:
        return cast(pc.utf8_rtrim(text, "Z"), pa.timestamp(unit))
    values = pc.strptime(text, format=pattern, unit="s", error_is_null=True)
    if values.null_count > text.null_count:
        return None
    return values.cast(pa.date32()) if ":" not in pattern and "H" not in pattern else values
