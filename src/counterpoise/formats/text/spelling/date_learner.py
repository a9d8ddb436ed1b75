"""Find out whether texts are dates or times of one format."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from counterpoise.formats.text.spelling.forms import Moments, moments_of
from counterpoise.formats.text.spelling.texts import ROWS_THAT_EXCLUDE, any_matches

__all__ = ["DateLearner"]

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
        for part in (present[:ROWS_THAT_EXCLUDE], present):
            self._formats = [f for f in self._formats if _has_years(moments_of(part, f, None))]
        if self._formats:
            self._find_bare(present)
        if self._unit is not None and moments_of(present, self._first, self._unit) is None:
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
        self._bare_days = self._bare_days or any_matches(present, r"(^|[-/.])\d([-/. T]|$)")
        self._bare_hours = self._bare_hours or any_matches(present, r"[ T]\d:")


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
