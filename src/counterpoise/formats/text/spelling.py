"""How a column of text spells its values: read as numbers or dates, written in the same manner."""

from __future__ import annotations

import datetime
import functools
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

__all__ = [
    "MISSING",
    "MISSING_NUMBERS",
    "DateLearner",
    "Decimals",
    "Markers",
    "Moments",
    "Spelling",
    "SpellingLearner",
    "Text",
    "Whole",
    "understand",
    "with_plus",
]

MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "<NA>", "#N/A", "?")
"""What says in any column that a value is missing."""

MISSING_NUMBERS = (*MISSING, "None", "none", "na", "-nan", "-NaN", "#NA", "-", "--", ".")
"""What says so in a column of numbers or dates; in a column of text these are values."""


@dataclass(frozen=True)
class Markers:
    """The texts that say that a value is missing.

    Parameters
    ----------
    texts : tuple of str
        In a column of text.
    numbers : tuple of str
        In a column of numbers or dates.
    """

    texts: tuple[str, ...] = MISSING
    numbers: tuple[str, ...] = MISSING_NUMBERS

    @classmethod
    def of(cls, missing: Iterable[str] | None, exact: bool) -> Markers:
        """Return the texts that say so where the user says which.

        The empty text always does.

        Parameters
        ----------
        missing : iterable of str or None
            What the user says; None for the usual ones.
        exact : bool
            Whether no other does in numbers and dates either: in a target, and in what the user
            calls a category, "NA" among numbers may be one more value. Elsewhere it is none.
        """
        if missing is None:
            return cls()
        texts = tuple(dict.fromkeys(["", *(text.strip() for text in missing)]))
        return cls(texts, texts if exact else tuple(dict.fromkeys([*texts, *MISSING_NUMBERS])))

    @functools.cached_property
    def any_number(self) -> bool:
        """Whether a number says so, such as -999."""
        own = pa.array([text for text in self.numbers if text not in MISSING_NUMBERS], pa.string())
        return any(_cast(own[i : i + 1], pa.float64()) is not None for i in range(len(own)))


_USUAL = Markers()

# Beyond this many digits after the point the shortest form of a number serves.
_MOST_DECIMALS = 15

# Beyond this many digits altogether, those of a float that is written out in full mean nothing.
_MOST_EXACT = 10**15

# Most formats of dates are out of the question after the first few rows.
_ROWS_THAT_EXCLUDE = 50

# Years of two digits would be read as the first century's.
_FIRST_YEAR = 1000

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
    markers : Markers
        What else says so.
    """

    missing: str
    markers: Markers = field(default=_USUAL, kw_only=True)

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
            return _present(text, self.markers).cast(pa.int64())
        if self.large:
            return _without_fraction(_present(text, self.markers)).cast(pa.int64())
        return _floats(_present(text, self.markers), self.comma).cast(pa.int64())

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
        if not self.comma and isinstance(text, pa.Array) and _is_plain(text, self.markers):
            values = _cast(text, pa.float64())
            if values is not None:
                return values
        return _floats(_present(text, self.markers), self.comma)

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
        return _moments(_present(text, self.markers), self.format, self.unit)

    def spell(self, values: pa.Array) -> pa.Array:
        text = pc.strftime(values, format=self.format)
        if self.bare_days:  # twice: each match takes the mark that the next begins with
            for _ in range(2):
                text = pc.replace_substring_regex(text, r"(^|[-/.])0(\d)([-/. T]|$)", r"\1\2\3")
        if self.bare_hours:
            text = pc.replace_substring_regex(text, r"([ T])0(\d:)", r"\1\2")
        return text


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
    >>> from counterpoise.formats.text.spelling import understand
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

    def __init__(self, *, comma: bool = False, markers: Markers = _USUAL):
        self.odd = False
        self._all_signed, self._any_plus = True, False
        self._markers = markers
        self._may_comma = comma
        self._missing: dict[str, int] = {}
        self._first: str | None = None
        self._whole = True
        self._coded = False  # whole numbers with leading zeros are codes
        self._readings = {False: _Decimal(), True: _Decimal()} if comma else {False: _Decimal()}
        self._commas = False
        self._dates: DateLearner | None = None

    def add(self, text: pa.Array) -> pa.Array | None:
        """Take the next rows, as they are written; return their numbers, if all are plain ones."""
        is_plain = _is_plain(text, self._markers)
        plain = _cast(text, pa.float64()) if is_plain else None
        present = (self._without_missing(text) if plain is None else text).drop_null()
        if not len(present):
            return plain
        simple = plain is not None and _is_simple(text)
        self.odd = self.odd or (not simple and _is_odd(text, trimmed=plain is not None))
        if self._all_signed:
            self._find_signs(present)
        if self._first is None:
            self._first = present[0].as_py()
            # Where a comma is a decimal point, the day comes before the month.
            self._dates = DateLearner(self._first, day_first=self._may_comma)
        if self._whole:
            self._whole = _cast(present, pa.int64()) is not None
            self._coded |= self._whole and _any(present, r"^-?0[0-9xX]")
        if self._may_comma:
            self._commas |= _any(present, r"^[^.]*,[^.,]*$")
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
        offsets, data = _bytes_of(present)
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


class DateLearner:
    """Finds out whether texts are dates or times of one format.

    Parameters
    ----------
    first : str
        The first of them.
    day_first : bool
        Whether the day comes before the month where both are possible.
    """

    def __init__(self, first: str, day_first: bool = False):
        self._first = first
        self._formats = _formats_like(first, day_first)
        self._unit = _unit_of(first)
        self._bare_days = self._bare_hours = False

    def add(self, present: pa.Array) -> None:
        """Take the next texts, null where they are missing."""
        for part in (present[:_ROWS_THAT_EXCLUDE], present):
            self._formats = [f for f in self._formats if _has_years(_moments(part, f, None))]
        if self._formats:
            self._find_bare(present)
        if self._unit is not None and _moments(present, self._first, self._unit) is None:
            self._unit = None

    def exclude(self) -> None:
        """Take texts of which it is known that they are no dates, such as numbers."""
        self._formats, self._unit = [], None

    def finish(self, marker: str) -> Moments | None:
        """Return how they are spelled; None if they are no dates."""
        if self._formats:
            return Moments(
                marker,
                self._formats[0],
                bare_days=self._bare_days,
                bare_hours=self._bare_hours,
            )
        if self._unit is None:
            return None
        separator = "T" if "T" in self._first else " "
        zulu = "Z" * self._first.endswith("Z")
        return Moments(marker, f"%Y-%m-%d{separator}%H:%M:%S{zulu}", self._unit)

    def _find_bare(self, present: pa.Array) -> None:
        """Note days, months and hours of one digit that no zero stands before."""
        whole = len(datetime.datetime(2000, 1, 1).strftime(self._formats[0]))
        if pc.min(pc.binary_length(present)).as_py() >= whole:
            return
        self._bare_days = self._bare_days or _any(present, r"(^|[-/.])\d([-/. T]|$)")
        self._bare_hours = self._bare_hours or _any(present, r"[ T]\d:")


class _Decimal:
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
            values = _floats_of_present(text)
        if values is None or _leading_zero(text):
            self.possible = False
            return
        if _has_any_byte(text, b"eEnN"):  # exponents, infinities
            self._exponents = True
        if self._exponents:
            return
        fewest, most = _digits(text)
        self._fewest, self._most = min(self._fewest, fewest), max(self._most, most)
        self._largest = max(self._largest, pc.max(pc.abs(values)).as_py())
        if self._all_whole:
            self._all_whole = pc.all(pc.equal(values, pc.round(values))).as_py()
            if self._largest >= 2**53:  # where a float has no place for a fraction
                self._all_whole &= _cast(_without_fraction(text), pa.int64()) is not None

    def add_simple(self, text: pa.Array, values: Any) -> None:
        """Do what `add` does with numbers that have neither an exponent nor a plus."""
        offsets, data = _bytes_of(text)
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


def _present(text: Any, markers: Markers) -> Any:
    """Return numbers or dates as they are written, null where they are missing."""
    if isinstance(text, pa.ChunkedArray):
        if not text.num_chunks:
            return text
        return pa.chunked_array([_present(chunk, markers) for chunk in text.chunks])
    if _is_plain(text, markers) and _cast(text, pa.float64()) is not None:
        return text
    trimmed = pc.utf8_trim_whitespace(text)
    missing = pc.is_in(trimmed, value_set=pa.array(markers.numbers))
    return pc.if_else(missing, pa.scalar(None, pa.string()), trimmed)


def _without_fraction(text: Any) -> Any:
    """Return numbers without a sign or a fraction that says nothing."""
    return pc.replace_substring_regex(text, r"^\+|[.,]0*$", "")


def _floats(text: Any, comma: bool) -> Any:
    if comma:
        text = pc.replace_substring(text, ",", ".")
    values = _floats_of_present(text)
    return values if values is not None else text.cast(pa.float64())  # raises


def _floats_of_present(text: Any) -> Any:
    values = _cast(text, pa.float64())
    return values if values is not None else _cast(pc.utf8_ltrim(text, "+"), pa.float64())


def _moments(text: Any, pattern: str, unit: str | None) -> Any:
    """Return dates or times, or None if a text is none of this form."""
    if unit is not None:
        return _cast(pc.utf8_rtrim(text, "Z"), pa.timestamp(unit))
    values = pc.strptime(text, format=pattern, unit="s", error_is_null=True)
    if values.null_count > text.null_count:
        return None
    return values.cast(pa.date32()) if ":" not in pattern and "H" not in pattern else values


def _has_years(moments: Any) -> bool:
    """Return whether texts were read as dates or times, of years of four digits."""
    if moments is None:
        return False
    first = pc.min(pc.year(moments)).as_py()
    return first is None or first >= _FIRST_YEAR


def _formats_like(first: str, day_first: bool) -> list[str]:
    """Return the formats that a column may have whose first value is this one."""
    if not first[:1].isdigit() or not any(c in first for c in "-/."):
        return []
    formats = _DATES if ":" not in first else _TIMES
    if day_first:
        return sorted(formats, key=lambda f: f.startswith("%m"))
    return list(formats)


def _unit_of(first: str) -> str | None:
    """Return the unit of an ISO time's fractions of a second."""
    if not first[:1].isdigit() or "-" not in first or ":" not in first or "." not in first:
        return None
    return {3: "ms", 6: "us", 9: "ns"}.get(len(first.rstrip("Z").rpartition(".")[2]))


def _cast(text: pa.Array, wanted: pa.DataType) -> pa.Array | None:
    """Return texts as values of a type, or None if one of them is none."""
    try:
        # Arrow words an error for every text that is none, so a few are tried before all.
        text[:_ROWS_THAT_EXCLUDE].cast(wanted)
        return text.cast(wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _any(text: pa.Array, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(text, pattern)).as_py())


def _bytes_of(text: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Return where each text begins (and the last ends), and the bytes of all."""
    offsets = np.frombuffer(text.buffers()[1], np.int32)[text.offset : text.offset + len(text) + 1]
    data = text.buffers()[2]
    return offsets, np.frombuffer(data or b"", np.uint8)


def _is_plain(text: pa.Array, markers: Markers) -> bool:
    """Return whether nothing is blank, and none of what numbers are not made of is there.

    If such texts can be read as numbers, no value is missing among them.
    """
    if text.null_count or not len(text) or markers.any_number:
        return False
    offsets, data = _bytes_of(text)
    used = data[offsets[0] : offsets[-1]]
    return (
        bool(len(used))
        and int(used.min()) > 0x20
        and int(used.max()) < 0x6E
        and not (used == 0x4E).any()
    )


def _is_simple(text: pa.Array) -> bool:
    """Return whether plain numbers have neither a plus nor a letter."""
    offsets, data = _bytes_of(text)
    used = data[offsets[0] : offsets[-1]]
    return int(used.min()) > 0x2B and int(used.max()) < 0x45


def with_plus(text: pa.Array, values: Any) -> pa.Array:
    """Return numbers as they are written, with a plus before those that have no sign.

    Parameters
    ----------
    text : array of shape (n_new,), string
        How they are written without it.
    values : array or chunked array of shape (n_new,)
        The numbers: what is missing gets no plus.
    """
    present = values.is_valid()
    if isinstance(present, pa.ChunkedArray):
        present = present.combine_chunks()
    bare = pc.and_(present, pc.match_substring_regex(text, r"^[0-9.]"))
    return pc.if_else(bare, pc.binary_join_element_wise("+", text, ""), text)


def _is_odd(text: pa.Array, trimmed: bool) -> bool:
    """Return whether there is a plus, an exponent, or a blank at an end of a text."""
    offsets, data = _bytes_of(text)
    used = data[offsets[0] : offsets[-1]].tobytes()
    if any(byte in used for byte in (b"+", b"e", b"E")):
        return True
    return not trimmed and _n_bytes(pc.utf8_trim_whitespace(text)) < len(used)


def _n_bytes(text: pa.Array) -> int:
    offsets, _ = _bytes_of(text)
    return int(offsets[-1] - offsets[0])


def _has_any_byte(text: pa.Array, wanted: bytes) -> bool:
    offsets, data = _bytes_of(text)
    used = data[offsets[0] : offsets[-1]]
    # Most columns of numbers have no letter at all.
    return (
        bool(len(used))
        and int(used.max()) >= min(wanted)
        and bool(np.isin(used, list(wanted)).any())
    )


def _leading_zero(text: pa.Array) -> bool:
    """Return whether a number begins with a zero that another digit follows."""
    offsets, data = _bytes_of(text)
    starts, ends = offsets[:-1], offsets[1:]
    first = data.take(starts, mode="clip")
    signed = (first == 0x2B) | (first == 0x2D)
    if signed.any():
        starts = starts + signed
        first = data.take(starts, mode="clip")
    starts = starts[(first == 0x30) & (ends - starts >= 2)]
    second = data[starts + 1]
    return bool(((second >= 0x30) & (second <= 0x39)).any())


def _digits(text: pa.Array) -> tuple[int, int]:
    """Return the fewest and the most digits after the point."""
    offsets, data = _bytes_of(text)
    points = np.flatnonzero(data[offsets[0] : offsets[-1]] == 0x2E) + offsets[0]
    if not len(points):
        return 0, 0
    # A number has one point at most.
    if len(points) == len(text):
        after = offsets[1:] - points - 1
        return int(after.min()), int(after.max())
    after = offsets[np.searchsorted(offsets, points, side="right")] - points - 1
    return 0, int(after.max())
