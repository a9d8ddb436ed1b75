"""The bytes of a text in blocks that end where records end."""

from __future__ import annotations

import codecs
import contextlib
import os
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from counterpoise.errors import InvalidInputError
from counterpoise.files.places import Place
from counterpoise.files.records import find_records

__all__ = ["BLOCK_BYTES", "TextFile"]

BLOCK_BYTES = 1 << 23
"""Bytes that are read at a time. The output does not depend on it."""

_BOM = b"\xef\xbb\xbf"
_MARKED = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_STARTS = {
    b"\x1f\x8b": ("gzip", "name it with .gz at its end"),
    b"\x28\xb5\x2f\xfd": ("zstd", "name it with .zst at its end"),
    b"PAR1": ("Parquet", "name it .parquet, or say --input-format parquet"),
    b"ARROW1": ("Arrow", "name it .arrow, or say --input-format arrow"),
    b"PK\x03\x04": ("ZIP or a spreadsheet", "unpack it, or save it from the spreadsheet as CSV"),
}
_UTF8 = ("utf-8", "utf8", "utf-8-sig")


class TextFile:
    """A text, decompressed and in UTF-8, read as often as needed.

    Parameters
    ----------
    place : Place
        Where it is from, for messages, and how it is compressed.
    path : str
        The file to read.
    encoding : str, optional
        How it is encoded, where the user says it; otherwise UTF-8, or UTF-16 with a byte order
        mark.
    block_bytes : int
        Bytes to read at a time.

    Attributes
    ----------
    encoding : str
        How it is encoded; "utf-8-sig" is UTF-8 with a byte order mark.
    byte_order_mark : bytes
        What stands before the text in UTF-16.
    """

    def __init__(
        self,
        place: Place,
        path: str,
        encoding: str | None = None,
        block_bytes: int = BLOCK_BYTES,
    ):
        self.place = place
        self.path = path
        self.block_bytes = block_bytes
        with self._opened() as file:
            start = file.read(8)
        if encoding is None:
            self._check_text(start)
        self.byte_order_mark = b""
        if encoding is None or encoding.lower() in ("utf-16", "utf16"):
            encoding = _MARKED.get(start[:2], encoding)
            self.byte_order_mark = start[:2] if start[:2] in _MARKED else b""
        if encoding is None or encoding.lower() in _UTF8:
            encoding = "utf-8-sig" if start[:3] == _BOM else "utf-8"
        try:
            codecs.lookup(encoding)
        except LookupError as error:
            raise InvalidInputError(f"encoding {encoding!r} is not known to Python") from error
        self.encoding = encoding
        self.checked = False
        """Whether a whole pass has shown that it can be decoded."""

    def pieces(self) -> Iterator[bytes]:
        """Yield the text in UTF-8, without a byte order mark, cut anywhere."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        plain = self.encoding == "utf-8"
        n_lines = 1
        with self._opened() as file:
            while True:
                raw = file.read(self.block_bytes)
                text = raw
                if not (plain and self.checked):
                    try:
                        decoded = decoder.decode(raw, final=not raw)
                    except UnicodeDecodeError as error:
                        raise self._undecodable(error, n_lines) from error
                    if not plain:
                        text = decoded.lstrip("\ufeff").encode()
                if not raw:
                    if text:
                        yield text
                    return
                if not self.checked:
                    if b"\0" in text:
                        raise InvalidInputError(
                            f"{self.place.name} holds zero bytes, so it is no {self.place.format} "
                            "text: check the file, or say its --input-format or --encoding"
                        )
                    n_lines += text.count(b"\n")
                yield text

    def blocks(self, delimiter: bytes | None) -> Iterator[bytes]:
        """Yield the text in blocks of whole records, each record with its line break.

        Without a delimiter every line is a record, whatever quotes are in it.

        Blank lines come with the record that follows them; at the end of the text they are left
        out, and a line break that is missing there is added.
        """
        waiting, enough = b"", 0
        for piece in self.pieces():
            waiting = waiting + piece if waiting else piece
            if len(waiting) < enough:
                continue
            end = _end_of_records(waiting, delimiter)
            # A long record is not looked through again for every piece of it.
            enough = 0 if end else 2 * len(waiting)
            if end:
                yield waiting[:end]
                waiting = waiting[end:]
        self.checked = True
        last = waiting.rstrip(b"\r\n")
        if last.strip():
            ending = waiting[len(last) :]
            yield last + (ending[: _break_length(ending, 0)] or b"\n")

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
                "truncated or damaged"
            ) from error

    def _check_text(self, start: bytes) -> None:
        """Raise `InvalidInputError` if the first bytes say that it is something else."""
        for known, (what, todo) in _STARTS.items():
            if start.startswith(known):
                raise InvalidInputError(
                    f"{self.place.name} holds {what}, not {self.place.format}: {todo}"
                )

    def _undecodable(self, error: UnicodeDecodeError, n_lines: int) -> InvalidInputError:
        line = n_lines + error.object[: error.start].count(b"\n")
        kind = "UTF-8" if self.encoding.startswith("utf-8") else self.encoding
        byte = error.object[error.start] if error.start < len(error.object) else 0
        return InvalidInputError(
            f"{self.place.name}, line {line}: byte 0x{byte:02x} is no {kind} text: say how the "
            "file is encoded, for example --encoding latin-1 or --encoding cp1252"
        )


def _end_of_records(data: bytes, delimiter: bytes | None) -> int:
    """Return where the last record ends of which it is certain that it is whole, or 0."""
    if delimiter is None or b'"' not in data:
        last = data.rfind(b"\n")
        # Between \r and \n is no end of a record: whether there is a \n the next block tells.
        last = last if last >= 0 else data.rfind(b"\r", 0, len(data) - 1)
        end = last + 1
        while end and data[end - 1] in b"\r\n":
            end -= 1
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
