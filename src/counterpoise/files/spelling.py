"""How a column of text spells its values: read as numbers or dates, written in the same manner."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "MISSING",
    "MISSING_NUMBERS",
    "Decimals",
    "Moments",
    "Spelling",
    "Text",
    "Whole",
    "understand",
]

MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "<NA>", "#N/A", "?")
"""What says in any column that a value is missing."""

MISSING_NUMBERS = (*MISSING, "None", "none", "na", "-nan", "-NaN", "#NA", "-", "--", ".")
"""What says so in a column of numbers or dates; in a column of text these are values."""

# Beyond this many digits after the point the shortest form of a number serves.
_MOST_DECIMALS = 15

# Beyond this many digits altogether, those of a float that is written out in full mean nothing.
_MOST_EXACT = 10**15

_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")
_TIMES = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
)


@dataclass(frozen=True)
class Spelling(ABC):
    """How one column spells its values.

    Parameters
    ----------
    missing : str
        What stands for a missing value.
    """

    missing: str

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

    def spell(self, values: pa.Array) -> pa.Array:
        return values.cast(pa.string())


@dataclass(frozen=True)
class Whole(Spelling):
    """Whole numbers, with what follows each of them, such as ".0"."""

    suffix: str = ""

    def spell(self, values: pa.Array) -> pa.Array:
        text = values.cast(pa.string())
        return pc.binary_join_element_wise(text, self.suffix, "") if self.suffix else text


@dataclass(frozen=True)
class Decimals(Spelling):
    """Numbers with a fraction.

    Parameters
    ----------
    digits : int or None
        Most digits after the point that the column has: new values are rounded to as many. None
        where it uses exponents or more digits than numbers carry; then the shortest form that
        reads back as the same number is written.
    padded : bool
        Whether all values have as many digits, so that "1.50" keeps its zero.
    comma : bool
        Whether the point is a comma.
    """

    digits: int | None = None
    padded: bool = False
    comma: bool = False

    def spell(self, values: pa.Array) -> pa.Array:
        text = self._round(values)
        return pc.replace_substring(text, ".", ",") if self.comma else text

    def _round(self, values: pa.Array) -> pa.Array:
        if self.digits is None:
            return values.cast(pa.string())
        largest = pc.max(pc.abs(values)).as_py() or 0.0
        if not largest * 10**self.digits < _MOST_EXACT:
            return pc.round(values, self.digits).cast(pa.string())
        text = values.cast(pa.decimal128(38, self.digits)).cast(pa.string())
        return text if self.padded else pc.utf8_rtrim(pc.utf8_rtrim(text, "0"), ".")


@dataclass(frozen=True)
class Moments(Spelling):
    """Dates and times of one format."""

    format: str = "%Y-%m-%d"

    def spell(self, values: pa.Array) -> pa.Array:
        return pc.strftime(values, format=self.format)


def understand(text: pa.ChunkedArray, *, comma: bool = False) -> tuple[pa.ChunkedArray, Spelling]:
    """Return what a column of text holds, and how it spells it.

    Parameters
    ----------
    text : chunked array of string
        The column as it is written.
    comma : bool, default=False
        Whether a comma may be a decimal point.

    Returns
    -------
    values : chunked array
        Whole numbers, floats, dates or times if all values that are not missing are such; text
        otherwise. Whole numbers with leading zeros are text, because they are codes.
    spelling : Spelling
        How new values are to be written.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from counterpoise.files.spelling import understand
    >>> values, spelling = understand(pa.chunked_array([["1.50", "?", "2.25"]]))
    >>> values.to_pylist(), spelling.write(pa.array([1.875, None])).to_pylist()
    ([1.5, None, 2.25], ['1.88', '?'])
    """
    trimmed = pc.utf8_trim_whitespace(text)
    nothing = pa.scalar(None, pa.string())
    missing = pc.is_in(trimmed, value_set=pa.array(MISSING_NUMBERS))
    present = pc.if_else(missing, nothing, trimmed)
    if present.null_count < len(present):
        marker = _commonest(text, missing)
        understood = _read_numbers(present, marker, comma) or _read_moments(present, marker, comma)
        if understood is not None:
            return understood
    missing = pc.is_in(trimmed, value_set=pa.array(MISSING))
    return pc.if_else(missing, nothing, text), Text(_commonest(text, missing))


def _commonest(text: pa.ChunkedArray, missing: pa.ChunkedArray) -> str:
    """Return the most frequent way to say that a value is missing."""
    markers = text.filter(missing)
    if not len(markers):
        return ""
    counts = pc.value_counts(markers).to_pylist()
    return max(counts, key=lambda entry: entry["counts"])["values"]


def _read_numbers(
    text: pa.ChunkedArray, marker: str, comma: bool
) -> tuple[pa.ChunkedArray, Spelling] | None:
    whole = _cast(text, pa.int64())
    if whole is not None:
        # "007" is a code, and "0x1F" is nothing that a table means as a number.
        return None if _any(text, r"^-?0[0-9xX]") else (whole, Whole(marker))
    commas = comma and _any(text, r"^[^.]*,[^.,]*$")
    if commas:
        text = pc.replace_substring(text, ",", ".")
    values = _cast(pc.utf8_ltrim(text, "+"), pa.float64())
    if values is None or _any(text, r"^[+-]?0[0-9]"):
        return None
    return _tell_decimals(text, values, marker, bool(commas))


def _tell_decimals(
    text: pa.ChunkedArray, values: pa.ChunkedArray, marker: str, comma: bool
) -> tuple[pa.ChunkedArray, Spelling] | None:
    if _any(text, r"[eEnN]"):  # exponents, infinities
        return values, Decimals(marker, None, comma=comma)
    point = pc.find_substring(text, ".")
    after = pc.if_else(
        pc.less(point, 0), 0, pc.subtract(pc.subtract(pc.binary_length(text), point), 1)
    )
    fewest, most = pc.min_max(after).values()
    fewest, most = fewest.as_py(), most.as_py()
    extremes = [abs(v.as_py()) for v in pc.min_max(values).values()]
    if max(extremes) < 2**53 and pc.all(pc.equal(values, pc.round(values))).as_py():
        suffix = "." + "0" * most if fewest == most and most and not comma else ""
        return values.cast(pa.int64()), Whole(marker, suffix)
    if not most:  # more digits than a number holds: an account, say, and no quantity
        return None
    if most > _MOST_DECIMALS:
        return values, Decimals(marker, None, comma=comma)
    return values, Decimals(marker, most, fewest == most, comma)


def _read_moments(
    text: pa.ChunkedArray, marker: str, comma: bool
) -> tuple[pa.ChunkedArray, Spelling] | None:
    first = next(v for v in text.drop_null()[:1].to_pylist())
    if not first[:1].isdigit() or not any(c in first for c in "-/."):
        return None
    formats: tuple[str, ...] = _DATES if ":" not in first else _TIMES
    if comma:  # where a comma is a decimal point, the day comes before the month
        formats = tuple(sorted(formats, key=lambda f: f.startswith("%m")))
    for pattern in formats:
        values = pc.strptime(text, format=pattern, unit="s", error_is_null=True)
        if values.null_count == text.null_count:
            if ":" not in first:
                values = values.cast(pa.date32())
            return values, Moments(marker, pattern)
    return _read_fractions(text, first, marker)


def _read_fractions(
    text: pa.ChunkedArray, first: str, marker: str
) -> tuple[pa.ChunkedArray, Spelling] | None:
    """Read ISO times with fractions of a second."""
    zulu = first.endswith("Z")
    plain = pc.utf8_rtrim(text, "Z") if zulu else text
    digits = len(first.rstrip("Z").rpartition(".")[2])
    unit = {3: "ms", 6: "us", 9: "ns"}.get(digits)
    values = _cast(plain, pa.timestamp(unit)) if unit and "." in first else None
    if values is None:
        return None
    separator = "T" if "T" in first else " "
    return values, Moments(marker, f"%Y-%m-%d{separator}%H:%M:%S" + "Z" * zulu)


def _cast(text: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray | None:
    try:
        return text.cast(wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _any(text: pa.ChunkedArray, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(text, pattern)).as_py())
