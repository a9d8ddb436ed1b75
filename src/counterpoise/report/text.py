"""Values as a reader sees them: short, on one line, and never longer than a page can bear."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

__all__ = [
    "MOST_LISTED",
    "JsonObject",
    "Section",
    "date_of",
    "number",
    "percent",
    "plain",
    "score",
    "signed",
]

JsonObject = Mapping[str, Any]
"""Plain values by name, as `to_dict` of a summary, diagnosis, quality or comparison returns."""

Section = dict[str, Any]
"""Values by name, as a template draws them."""

MOST_LISTED = 400
"""Columns that a table of columns lists."""

LONGEST = 60
"""Characters of a name or value that are shown; the rest is an ellipsis."""

_MISSING = "missing"
_MINUS = "\N{MINUS SIGN}"


def plain(value: object, longest: int = LONGEST) -> str:
    """Return a value as one short line of text.

    Control characters, line breaks and lone surrogates, which a page cannot hold or which would
    hide what is there, become spaces or replacement characters.

    Parameters
    ----------
    value : object
        A column's name or a value of the table.
    longest : int
        The most characters to return.

    Examples
    --------
    >>> from counterpoise.report.text import plain
    >>> plain("two\\nlines"), plain(None), plain(2.50000001), plain("x" * 99, 5)
    ('two lines', 'missing', '2.5', 'xxxx…')
    """
    if value is None:
        return _MISSING
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return number(value)
    text = "".join(_shown(c) for c in str(value)[: longest + 1])
    return text if len(text) <= longest else text[: longest - 1] + "…"


def number(value: float | None, digits: int = 4) -> str:
    """Return a number with at most so many significant digits, thousands apart.

    Examples
    --------
    >>> from counterpoise.report.text import number
    >>> number(1234567.0), number(0.000123456), number(-2.0), number(float("nan"))
    ('1,234,567', '0.0001235', '−2', 'missing')
    """
    if value is None or math.isnan(value):
        return _MISSING
    if math.isinf(value):
        return "∞" if value > 0 else f"{_MINUS}∞"
    size = abs(value)
    if value == round(value) and size < 1e15:
        text = f"{size:,.0f}"
    elif 1e-4 <= size < 1e6:
        decimals = max(0, digits - 1 - math.floor(math.log10(size)))
        text = f"{size:,.{decimals}f}"
        if decimals:
            text = text.rstrip("0").rstrip(".")
    else:
        text = f"{size:.{digits}g}"
    return _MINUS + text if value < 0 else text


def score(value: float | None) -> str:
    """Return a score with three decimals, so that a column of them lines up."""
    if value is None or not math.isfinite(value) or abs(value) >= 1000:
        return number(value)
    return f"{value:,.3f}".replace("-", _MINUS)


def signed(value: float, digits: int = 3) -> str:
    """Return a difference with its sign."""
    text = score(value) if digits == 3 else number(value, digits)
    return f"+{text}" if value > 0 else text


def percent(share: float) -> str:
    """Return a share in per cent, with a digit more where it is small.

    Examples
    --------
    >>> from counterpoise.report.text import percent
    >>> percent(0.5), percent(0.0477), percent(0.00001), percent(0.9999)
    ('50 %', '4.8 %', '<0.1 %', '>99.9 %')
    """
    if math.isnan(share):
        return _MISSING
    if 0 < share < 0.001:
        return "<0.1 %"
    if 0.999 < share < 1:
        return ">99.9 %"
    hundreds = 100 * share
    return f"{hundreds:.1f} %" if 0 < hundreds < 10 and hundreds % 1 else f"{hundreds:.0f} %"


def date_of(seconds: float, span: float) -> str:
    """Return a point in time, as precisely as a span of so many seconds needs."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return number(seconds)
    if span > 4 * 365 * 86400:
        return f"{moment:%Y-%m}"
    return f"{moment:%Y-%m-%d}" if span > 3 * 86400 else f"{moment:%m-%d %H:%M}"


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\t\r\n\v\f\u2028\u2029\x85":
        return " "
    return "\N{REPLACEMENT CHARACTER}" if category in ("Cc", "Cs") else character
