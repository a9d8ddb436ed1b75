"""Where the rows of an output go, a piece at a time."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator

import pyarrow as pa

from counterpoise.errors import InvalidInputError

__all__ = ["CHUNK_ROWS", "Rechunked", "Sink", "rechunked", "writable"]

CHUNK_ROWS = 1 << 16
"""Rows of the pieces that are encoded together."""


@contextlib.contextmanager
def writable(kind: str) -> Iterator[None]:
    """Turn what Arrow says of values that a format has no room for into `InvalidInputError`."""
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InvalidInputError(
            f"the rows cannot be written as {kind} ({str(error).splitlines()[0].rstrip('.')})",
            remedy="write another format, or leave the column out",
        ) from error


class Sink(ABC):
    """An output that takes rows from first to last."""

    @abstractmethod
    def write(self, rows: pa.Table) -> None:
        """Write the next rows."""

    @abstractmethod
    def close(self) -> None:
        """Write what is still waiting, and the end of the file; the file itself stays open."""

    def abandon(self) -> None:
        """Let go of what was opened, where the output is given up."""
        return


class Rechunked:
    """Rows in pieces of given lengths, whatever the lengths in which they come.

    Encoders cut pages where the pieces end that they are given, so that without this the bytes of
    an output would depend on how its input was read.

    Parameters
    ----------
    schema : pyarrow.Schema
        The columns.
    next_length : callable
        Asked before each piece for how long it is to be.
    """

    def __init__(self, schema: pa.Schema, next_length: Callable[[], int]):
        self._schema = schema
        self._next_length = next_length
        self._waiting: list[pa.Table] = []
        self._n_waiting = 0

    @property
    def n_waiting(self) -> int:
        """Rows of the piece that is not whole yet."""
        return self._n_waiting

    def add(self, rows: pa.Table) -> Iterator[pa.Table]:
        """Take the next rows and yield the pieces that are whole, each one chunk long."""
        self._waiting.append(rows)
        self._n_waiting += rows.num_rows
        length = self._next_length()
        if self._n_waiting < length:
            return
        table = pa.concat_tables(self._waiting)
        start = 0
        while table.num_rows - start >= length:
            piece = table.slice(start, length)
            start += length
            self._waiting, self._n_waiting = [table.slice(start)], table.num_rows - start
            yield piece.combine_chunks()
            length = self._next_length()

    def rest(self) -> Iterator[pa.Table]:
        """Yield the last piece, if there is one."""
        if self._n_waiting:
            table = pa.concat_tables(self._waiting)
            self._waiting, self._n_waiting = [], 0
            yield table.combine_chunks()


def rechunked(schema: pa.Schema, length: int | Callable[[], int] = CHUNK_ROWS) -> Rechunked:
    """Return a `Rechunked` of pieces of one length, or of those a function tells."""
    return Rechunked(schema, length if callable(length) else lambda: length)
