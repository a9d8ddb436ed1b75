"""The bytes of a text in blocks that end where records end."""

from __future__ import annotations

import codecs
import contextlib
import itertools
import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from counterpoise.errors import InvalidInputError, Setting
from counterpoise.formats.location import Place
from counterpoise.formats.text.encodings import RoundTrip, find_encoding
from counterpoise.formats.text.records import count_lines, find_records

__all__ = ["BLOCK_BYTES", "BOM", "LONGEST_RECORD", "TextFile", "shortened"]

BLOCK_BYTES = 1 << 23
"""Bytes that are read at a time. The output does not depend on it."""

LONGEST_RECORD = 64
"""MiB that a record may have, unless the user says otherwise."""

# Arrow reads a block that holds one such record, and counts its bytes in 32 bits.
_LONGEST_POSSIBLE = 512

BOM = codecs.BOM_UTF8
"""What Arrow takes for a byte order mark at the start of any block, and leaves out."""

_STARTS = {
    b"\x1f\x8b": ("gzip", "name it with .gz at its end"),
    b"\x28\xb5\x2f\xfd": ("zstd", "name it with .zst at its end"),
    b"PAR1": ("Parquet", "name it .parquet, or say --input-format parquet"),
    b"ARROW1": ("Arrow", "name it .arrow, or say --input-format arrow"),
    b"PK\x03\x04": ("ZIP or a spreadsheet", "unpack it, or save it from the spreadsheet as CSV"),
}


class TextFile:
    """A text, decompressed and in UTF-8, read as often as needed.

    Parameters
    ----------
    place : Place
        Where it is from, for messages, and how it is compressed.
    path : str
        The file to read.
    encoding : str, optional
        How it is encoded, where the user says it; otherwise what a byte order mark says, or UTF-8.
    block_bytes : int
        Bytes to read at a time.
    longest : float
        MiB that a record may have, with its line break and blank lines before it.

    Attributes
    ----------
    encoding : str
        How it is encoded, without a byte order mark.
    byte_order_mark : bytes
        What stands before the text, as it is encoded.
    n_above : int
        How many records stand above the rows: the header.
    """

    def __init__(
        self,
        place: Place,
        path: str,
        encoding: str | None = None,
        block_bytes: int = BLOCK_BYTES,
        longest: float = LONGEST_RECORD,
    ):
        if not 0 < longest <= _LONGEST_POSSIBLE:
            raise InvalidInputError(
                Setting("longest_record", longest),
                " cannot be used",
                joint=": ",
                needed=f"it must be more than 0 and at most {_LONGEST_POSSIBLE} (MiB)",
                remedy=None,
            )
        self.place = place
        self.path = path
        self.block_bytes = block_bytes
        self.longest = int(longest * 2**20)
        self.n_above = 0
        with self._opened() as file:
            start = file.read(8)
        if encoding is None:
            self._check_text(start)
        self.encoding, self.byte_order_mark = find_encoding(start, encoding)
        self.checked = False
        """Whether a whole pass has shown that it can be decoded."""
        self._again: RoundTrip | None = None

    def check_rewritable(self) -> None:
        """Raise `InvalidInputError` unless the encoding gives the file's own bytes again.

        Known after a whole pass. Some encodings write one character in several ways.
        """
        if self._again is None or self._again.differs_in is None:
            return
        raise InvalidInputError(
            f"{self.place.name}, line {self._again.differs_in}: {self.encoding} would not write "
            "this line with the bytes that it has",
            joint=", and ",
            needed="original rows must stay as they are",
            remedy=f"make it UTF-8 first (iconv -f {self.encoding} -t utf-8), or write to "
            ".parquet or .jsonl",
            parameter="encoding",
        )

    def pieces(self) -> Iterator[bytes]:
        """Yield the text in UTF-8, without a byte order mark, cut anywhere."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        plain = self.encoding == "utf-8"
        again = None if plain or self.checked else RoundTrip(self.encoding)
        n_lines = 1
        with self._opened() as file:
            file.read(len(self.byte_order_mark))
            while True:
                raw = file.read(self.block_bytes)
                text = raw
                if not (plain and self.checked):
                    try:
                        decoded = decoder.decode(raw, final=not raw)
                        text = raw if plain else decoded.encode()
                    except UnicodeError as error:
                        raise self._undecodable(error, n_lines) from error
                    if again is not None:
                        again.add(raw, decoded, n_lines)
                if not raw:
                    self._again = again or self._again
                    if text:
                        yield text
                    return
                if not self.checked:
                    if b"\0" in text:
                        raise InvalidInputError(
                            f"{self.place.name} holds zero bytes, so it is no {self.place.format} "
                            "text",
                            remedy="check the file, or say its --input-format or --encoding",
                        )
                    n_lines += count_lines(text)
                yield text

    def blocks(self, delimiter: bytes | None) -> Iterator[bytes]:
        """Yield the text in blocks of whole records, each record with its line break.

        Without a delimiter every line is a record, whatever quotes are in it.

        Blank lines come with the record that follows them; at the end of the text they are left
        out, and a line break that is missing there is added.

        Raises
        ------
        InvalidInputError
            If a record is too long, or a quote is open at the end.
        """
        waiting, enough, n_blocks = b"", 0, 0
        for piece in self.pieces():
            waiting = waiting + piece if waiting else piece
            if len(waiting) < enough:
                continue
            end = _end_of_records(waiting, delimiter)
            if end:
                self._check_lengths(waiting[:end], delimiter, n_blocks)
                yield waiting[:end]
                waiting, enough = waiting[end:], 0
                n_blocks += 1
            elif len(waiting) > self.longest:
                raise self._too_long(waiting, 0, delimiter, n_blocks)
            else:  # a long record is not looked through again for every piece of it
                enough = min(2 * len(waiting), self.longest + 1)
        last = waiting.rstrip(b"\r\n")
        if last if delimiter is not None else last.strip():
            ending = waiting[len(last) :]
            if delimiter is None:
                last += ending[: ending.find(b"\n") + 1] or ending + b"\n"
            else:
                last += ending[: _break_length(ending, 0)] or b"\n"
            if delimiter is not None and b'"' in last:
                self._check_quotes(last, delimiter, n_blocks)
            self._check_lengths(last, delimiter, n_blocks)
            yield last
        self.checked = True

    def whereabouts(
        self, block: bytes, position: int, delimiter: bytes | None, n_blocks: int
    ) -> str:
        """Return which row and line a position in a block is of, for messages.

        Parameters
        ----------
        block : bytes
            The block.
        position : int
            A position in it.
        delimiter : bytes or None
            See `blocks`.
        n_blocks : int
            How many blocks come before.
        """
        n_records, n_lines = -self.n_above, 1
        for before in itertools.islice(self.blocks(delimiter), n_blocks):
            n_records += _count_records(before, delimiter)
            n_lines += count_lines(before)
        head = block[:position]
        line = n_lines + count_lines(head)
        if delimiter is None:
            return f"line {line}"
        records = find_records(block, delimiter)
        row = n_records + int(np.searchsorted(records.starts, position, side="right"))
        return f"row {row} (line {line})" if row > 0 else f"the header (line {line})"

    def _check_lengths(self, block: bytes, delimiter: bytes | None, n_blocks: int) -> None:
        """Raise `InvalidInputError` if a record of a block is too long."""
        if len(block) <= self.longest:
            return
        if delimiter is None:
            ends = np.flatnonzero(np.frombuffer(block, np.uint8) == 0x0A) + 1
        else:
            ends = find_records(block, delimiter).ends_with_break
        starts = np.concatenate([[0], ends[:-1]])
        long = np.flatnonzero(ends - starts > self.longest)
        if len(long):
            raise self._too_long(block, int(starts[long[0]]), delimiter, n_blocks)

    def _too_long(
        self, block: bytes, start: int, delimiter: bytes | None, n_blocks: int
    ) -> InvalidInputError:
        start += len(block[start:]) - len(block[start:].lstrip(b"\r\n"))
        why = "check its line breaks"
        quote = None if delimiter is None else find_records(block[start:], delimiter).open_quote
        if quote is not None:
            start += quote
            why = "a quote is opened there and not closed: close it"
        where = self.whereabouts(block, start, delimiter, n_blocks)
        most = f"{self.longest / 2**20:.4g} MiB"
        return InvalidInputError(
            f"{self.place.name}, {where}: the record is longer than {most}",
            remedy=f"{why}, or allow longer records with --longest-record",
            parameter="longest_record",
        )

    def _check_quotes(self, last: bytes, delimiter: bytes, n_blocks: int) -> None:
        """Raise `InvalidInputError` if a quote stays open until the end of the text."""
        position = find_records(last, delimiter).open_quote
        if position is not None:
            where = self.whereabouts(last, position, delimiter, n_blocks)
            raise InvalidInputError(
                f"{self.place.name}, {where}: a quote is opened and never closed: "
                f"{shortened(last[position : position + 240])}",
                remedy=None,
            )

    @contextlib.contextmanager
    def _opened(self) -> Iterator[Any]:
        with open(self.path, "rb") as file:  # says best why a file cannot be opened
            if self.place.compression is None:
                yield file
                return
        try:
            with pa.CompressedInputStream(
                pa.OSFile(os.fsencode(self.path)), self.place.compression
            ) as stream:
                yield stream
        except (pa.ArrowException, OSError, EOFError) as error:
            if isinstance(error, MemoryError) or getattr(error, "errno", None) is not None:
                raise
            raise InvalidInputError(
                f"{self.place.name} cannot be unpacked with {self.place.compression}: it is "
                "truncated or damaged",
                remedy=None,
            ) from error

    def _check_text(self, start: bytes) -> None:
        """Raise `InvalidInputError` if the first bytes say that it is something else."""
        for known, (what, todo) in _STARTS.items():
            if start.startswith(known):
                raise InvalidInputError(
                    f"{self.place.name} holds {what}, not {self.place.format}", remedy=todo
                )

    def _undecodable(self, error: UnicodeError, n_lines: int) -> InvalidInputError:
        kind = "UTF-8" if self.encoding == "utf-8" else self.encoding
        what = f"the text is not {kind}"
        if isinstance(error, UnicodeDecodeError):
            n_lines += error.object[: error.start].count(b"\n")
            byte = error.object[error.start] if error.start < len(error.object) else 0
            what = f"byte 0x{byte:02x} is no {kind} text"
        return InvalidInputError(
            f"{self.place.name}, line {n_lines}: {what}",
            remedy="say how the file is encoded, for example --encoding latin-1 or --encoding "
            "cp1252",
            parameter="encoding",
        )


def shortened(text: bytes) -> str:
    """Return the start of a text in one line, for messages."""
    start = text.decode(errors="ignore").replace("\r", "\\r").replace("\n", "\\n")
    return start[:60] + "…" if len(start) > 60 else start


def _count_records(block: bytes, delimiter: bytes | None) -> int:
    return block.count(b"\n") if delimiter is None else len(find_records(block, delimiter))


def _end_of_records(data: bytes, delimiter: bytes | None) -> int:
    """Return where the last record ends of which it is certain that it is whole, or 0."""
    if delimiter is None:
        filled = len(data[: data.rfind(b"\n") + 1].rstrip())
        return data.find(b"\n", filled) + 1 if filled else 0
    if b'"' not in data:
        last = data.rfind(b"\n")
        # Between \r and \n is no end of a record: whether there is a \n the next block tells.
        last = last if last >= 0 else data.rfind(b"\r", 0, len(data) - 1)
        end = len(data[: last + 1].rstrip(b"\r\n"))
        return end + _break_length(data, end) if end else 0
    records = find_records(data, delimiter)
    if len(records) < 2:
        return 0
    end = int(records.ends[-2])
    return end + _break_length(data, end)


def _break_length(data: bytes, position: int) -> int:
    """Return the length of the line break at a position; 0 where there is none."""
    if data[position : position + 2] == b"\r\n":
        return 2
    return int(data[position : position + 1] in (b"\r", b"\n"))
