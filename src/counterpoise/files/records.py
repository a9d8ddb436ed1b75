"""Where the records of delimited text begin and end, so that they pass on byte for byte."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Records", "find_records"]

_QUOTE, _NEWLINE, _RETURN = 0x22, 0x0A, 0x0D


@dataclass(frozen=True)
class Records:
    """The records of a delimited text, blank lines left out.

    Parameters
    ----------
    data : bytes
        The text.
    starts, ends : ndarray of shape (n_records,), int64
        Where each record begins, and where it ends before its line break.
    """

    data: bytes
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, record: int) -> bytes:
        return self.data[self.starts[record] : self.ends[record]]

    @property
    def newline(self) -> bytes:
        """The line break after the first record."""
        after = self.data[self.ends[0] : self.ends[0] + 2]
        if after.startswith(b"\r"):
            return b"\r\n" if after == b"\r\n" else b"\r"
        return b"\n"

    def line(self, record: int) -> int:
        """Return the number of the line in which a record begins, counted from 1."""
        before = self.data[: self.starts[record]]
        return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def find_records(data: bytes, delimiter: bytes) -> Records:
    """Find the records of a text whose fields may be quoted and then hold line breaks.

    A quote counts only at the start of a field; a doubled quote within quotes is one of the text.

    Parameters
    ----------
    data : bytes
        The text, in UTF-8.
    delimiter : bytes
        What separates fields.

    Examples
    --------
    >>> from counterpoise.files.records import find_records
    >>> records = find_records(b'a,b\\n1,"two\\nlines"\\n', b",")
    >>> [records[i] for i in range(len(records))]
    [b'a,b', b'1,"two\\nlines"']
    """
    characters = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(characters == _QUOTE)
    if len(quotes) and not _open_fields(characters, quotes, ord(delimiter)):
        return _find_slowly(data, delimiter)
    breaks = np.flatnonzero((characters == _NEWLINE) | (characters == _RETURN))
    if len(quotes):
        # An even number of quotes before it: the break is outside all of them.
        breaks = breaks[np.searchsorted(quotes, breaks) % 2 == 0]
    ends = np.append(breaks, len(data))
    starts = np.concatenate([[0], breaks + 1])
    kept = starts < ends  # leaves out blank lines, and the nothing between \r and \n
    return Records(data, starts[kept], ends[kept])


def _open_fields(characters: NDArray[np.uint8], quotes: NDArray[np.int64], delimiter: int) -> bool:
    """Return whether every quote that opens stands at the start of a field.

    Then counting quotes tells what is inside. The first, third, ... quote opens, or follows its
    predecessor at once (a doubled quote), if all those before it do so.
    """
    opening = quotes[::2]
    before = characters[np.maximum(opening - 1, 0)]
    allowed = np.isin(before, [delimiter, _NEWLINE, _RETURN, _QUOTE])
    return bool(np.all(allowed | (opening == 0)))


def _find_slowly(data: bytes, delimiter: bytes) -> Records:
    d = re.escape(delimiter)
    field = rb'(?:"(?:[^"]|"")*+"?+)?+[^' + d + rb"\r\n]*+"
    record = re.compile(field + rb"(?:" + d + field + rb")*+")
    spans, position = [], 0
    while position < len(data):
        end = record.match(data, position).end()  # type: ignore[union-attr]
        if end > position:
            spans.append((position, end))
        position = end + 1
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    return Records(data, starts, ends)
