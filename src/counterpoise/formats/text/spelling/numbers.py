"""How texts of numbers look, told from their bytes, and the numbers that they say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterpoise.formats.text.spelling.markers import Markers
from counterpoise.formats.text.spelling.texts import bytes_of, cast

__all__ = [
    "fewest_and_most_digits",
    "floats_of",
    "floats_of_present",
    "has_any_byte",
    "has_leading_zero",
    "is_odd",
    "is_plain",
    "is_simple",
    "present_only",
    "with_plus",
    "without_fraction",
]


def present_only(text: Any, markers: Markers) -> Any:
    """Return numbers or dates as they are written, null where they are missing."""
    if isinstance(text, pa.ChunkedArray):
        if not text.num_chunks:
            return text
        return pa.chunked_array([present_only(chunk, markers) for chunk in text.chunks])
    if is_plain(text, markers) and cast(text, pa.float64()) is not None:
        return text
    trimmed = pc.utf8_trim_whitespace(text)
    missing = pc.is_in(trimmed, value_set=pa.array(markers.numbers))
    return pc.if_else(missing, pa.scalar(None, pa.string()), trimmed)


def without_fraction(text: Any) -> Any:
    """Return numbers without a sign or a fraction that says nothing."""
    return pc.replace_substring_regex(text, r"^\+|[.,]0*$", "")


def floats_of(text: Any, comma: bool) -> Any:
    if comma:
        text = pc.replace_substring(text, ",", ".")
    values = floats_of_present(text)
    return values if values is not None else text.cast(pa.float64())  # raises


def floats_of_present(text: Any) -> Any:
    values = cast(text, pa.float64())
    return values if values is not None else cast(pc.utf8_ltrim(text, "+"), pa.float64())


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


def is_plain(text: pa.Array, markers: Markers) -> bool:
    """Return whether nothing is blank, and none of what numbers are not made of is there.

    If such texts can be read as numbers, no value is missing among them.
    """
    if text.null_count or not len(text) or markers.any_number:
        return False
    offsets, data = bytes_of(text)
    used = data[offsets[0] : offsets[-1]]
    return (
        bool(len(used))
        and int(used.min()) > 0x20
        and int(used.max()) < 0x6E
        and not (used == 0x4E).any()
    )


def is_simple(text: pa.Array) -> bool:
    """Return whether plain numbers have neither a plus nor a letter."""
    offsets, data = bytes_of(text)
    used = data[offsets[0] : offsets[-1]]
    return int(used.min()) > 0x2B and int(used.max()) < 0x45


def is_odd(text: pa.Array, trimmed: bool) -> bool:
    """Return whether there is a plus, an exponent, or a blank at an end of a text."""
    offsets, data = bytes_of(text)
    used = data[offsets[0] : offsets[-1]].tobytes()
    if any(byte in used for byte in (b"+", b"e", b"E")):
        return True
    return not trimmed and _n_bytes(pc.utf8_trim_whitespace(text)) < len(used)


def _n_bytes(text: pa.Array) -> int:
    offsets, _ = bytes_of(text)
    return int(offsets[-1] - offsets[0])


def has_any_byte(text: pa.Array, wanted: bytes) -> bool:
    offsets, data = bytes_of(text)
    used = data[offsets[0] : offsets[-1]]
    # Most columns of numbers have no letter at all.
    return (
        bool(len(used))
        and int(used.max()) >= min(wanted)
        and bool(np.isin(used, list(wanted)).any())
    )


def has_leading_zero(text: pa.Array) -> bool:
    """Return whether a number begins with a zero that another digit follows."""
    offsets, data = bytes_of(text)
    starts, ends = offsets[:-1], offsets[1:]
    first = data.take(starts, mode="clip")
    signed = (first == 0x2B) | (first == 0x2D)
    if signed.any():
        starts = starts + signed
        first = data.take(starts, mode="clip")
    starts = starts[(first == 0x30) & (ends - starts >= 2)]
    second = data[starts + 1]
    return bool(((second >= 0x30) & (second <= 0x39)).any())


def fewest_and_most_digits(text: pa.Array) -> tuple[int, int]:
    """Return the fewest and the most digits after the point."""
    offsets, data = bytes_of(text)
    points = np.flatnonzero(data[offsets[0] : offsets[-1]] == 0x2E) + offsets[0]
    if not len(points):
        return 0, 0
    # A number has one point at most.
    if len(points) == len(text):
        after = offsets[1:] - points - 1
        return int(after.min()), int(after.max())
    after = offsets[np.searchsorted(offsets, points, side="right")] - points - 1
    return 0, int(after.max())
