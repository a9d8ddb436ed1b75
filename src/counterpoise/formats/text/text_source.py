"""What texts have in common: their records pass through as they are written."""

from __future__ import annotations

import codecs
import os
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from counterpoise.errors import InvalidInputError
from counterpoise.formats.location import Place
from counterpoise.formats.sink import Sink
from counterpoise.formats.source import Source
from counterpoise.formats.text.blocks import TextFile
from counterpoise.plan.progress import Progress

__all__ = ["LINE", "TextSink", "TextSource", "arrow_memory", "binary_array"]

LINE = pa.schema([pa.field("line", pa.large_binary())])
"""Records as they are written, each with its line break."""


class TextSource(Source):
    """A text whose records are rows.

    Parameters
    ----------
    place : Place
        Where it is.
    path : str
        The file to read.
    encoding : str, optional
        How the file is encoded, see `TextFile`.
    block_bytes : int
        Bytes to read at a time.
    longest : float
        MiB that a record may have.
    """

    def __init__(
        self, place: Place, path: str, encoding: str | None, block_bytes: int, longest: float
    ):
        self.place = place
        self.storage: dict[str, Any] = {}
        self._text = TextFile(place, path, encoding, block_bytes, longest)
        self._block_size = 0

    @property
    def encoding(self) -> str:
        """How the file is encoded."""
        return self._text.encoding

    @property
    def byte_order_mark(self) -> bytes:
        """What stands before the text."""
        return self._text.byte_order_mark

    @property
    def paths(self) -> list[str]:
        return [self._text.path]

    @property
    def size(self) -> tuple[int | None, str]:
        if self.place.compression is not None or self.encoding != "utf-8":
            return None, "bytes"
        return os.stat(self._text.path).st_size, "bytes"

    def done(self, batch: pa.RecordBatch) -> int:
        return self._block_size

    def check_rewritable(self) -> None:
        """Raise `InvalidInputError` unless the encoding gives the file's own bytes again."""
        self._text.check_rewritable()

    @abstractmethod
    def understand(
        self,
        as_text: Sequence[str],
        progress: Progress,
        target: str | None = None,
        scan: bool = False,
    ) -> None:
        """Find out what each column holds and how it is written.

        Parameters
        ----------
        as_text : sequence of str
            Columns to leave as they are written, because they are categories.
        progress : Progress
            Told of the stage.
        target : str, optional
            The column with the classes.
        scan : bool
            Whether the columns may be scanned in the same pass.
        """

    @abstractmethod
    def lines(self, mark: str | None = None) -> Iterator[pa.Table]:
        """Yield the original records as they are written, in the columns of `LINE`.

        Parameters
        ----------
        mark : str, optional
            If there is to be a column that says whether a row is new, it is added to each.
        """

    @abstractmethod
    def first_line(self, mark: str | None = None) -> bytes:
        """Return what stands above the records as it is written, its line break included."""

    @abstractmethod
    def spell(self, new: pa.Table, mark: str | None = None) -> pa.Table:
        """Return new rows in the manner of each column, in the columns of `LINE`."""


class TextSink(Sink):
    """A text that is written record by record.

    Parameters
    ----------
    file : binary file
        Where to.
    header : bytes
        What comes first.
    encoding : str
        How to encode it.
    byte_order_mark : bytes
        What stands before the header, already encoded.
    """

    def __init__(
        self,
        file: BinaryIO,
        header: bytes,
        encoding: str = "utf-8",
        byte_order_mark: bytes = b"",
    ):
        self._file = file
        self._file.write(byte_order_mark)
        self._encoding = encoding
        self._encoder = codecs.getincrementalencoder(encoding)()
        self._put(header)

    def write(self, rows: pa.Table) -> None:
        for chunk in rows.column(0).chunks:
            offsets = np.frombuffer(chunk.buffers()[1], np.int64)
            start, stop = offsets[chunk.offset], offsets[chunk.offset + len(chunk)]
            data = chunk.buffers()[2]
            if data is not None and stop > start:
                self._put(data.slice(int(start), int(stop - start)))

    def close(self) -> None:
        self._file.write(self._encoder.encode("", final=True))

    def _put(self, data: Any) -> None:
        if self._encoding == "utf-8":
            self._file.write(data)
            return
        try:
            self._file.write(self._encoder.encode(bytes(data).decode()))
        except UnicodeEncodeError as error:
            raise InvalidInputError(
                f"the output cannot be encoded as {self._encoding}: {error}",
                remedy=None,
                parameter="encoding",
            ) from error


def arrow_memory(data: bytes) -> pa.Buffer:
    """Return bytes in memory of Arrow's own.

    The last of Arrow's threads lets go of what it read. If that is Python's, and the interpreter is
    already gone, it ends the process with an abort.
    """
    buffer = pa.allocate_buffer(len(data))
    pa.FixedSizeBufferWriter(buffer).write(data)
    return buffer


def binary_array(offsets: Any, data: bytes) -> pa.Array:
    """Return pieces of bytes as an array that shares them.

    Parameters
    ----------
    offsets : ndarray of shape (n_pieces + 1,)
        Where each piece begins, and where the last one ends.
    data : bytes
        The bytes.
    """
    buffers = [None, pa.py_buffer(offsets.astype(np.int64)), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.large_binary(), len(offsets) - 1, buffers)
