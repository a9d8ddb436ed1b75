"""Read the table in a file, whole."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from counterpoise.errors import InvalidInputError
from counterpoise.files.columnar import ColumnarFile, read_columnar
from counterpoise.files.delimited import DelimitedFile, read_delimited
from counterpoise.files.places import STANDARD, Place
from counterpoise.raw import RawTable, read_raw

__all__ = ["find_source", "read_file", "read_place", "understand", "with_pandas_index"]


def read_file(
    source: str,
    target: str,
    *,
    categorical: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    input_format: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> RawTable:
    """Read a file as a pyarrow table with its target found and every column given a role.

    Parameters
    ----------
    source : str
        Path of the input; "-" for standard input.
    target : str
        The column with the classes.
    categorical, ignore : iterable of str, optional
        See `counterpoise.balance`.
    input_format, delimiter, encoding : str, optional
        See `counterpoise.files.balance_file`.

    Raises
    ------
    InvalidInputError
        If the file or its table cannot be used.
    """
    place = find_source(source, input_format)
    named = list(categorical) if categorical is not None else None
    table = understand(read_place(place, delimiter, encoding), named, place)
    return read_raw(table, target, categorical=named, ignore=with_pandas_index(ignore, table))


def find_source(path: str, given: str | None = None) -> Place:
    """Return the place of an input, or raise the system's own error if it is no file."""
    if path != STANDARD and stat.S_ISDIR(os.stat(path).st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    return Place.of(path, given)


def read_place(
    place: Place, delimiter: str | None = None, encoding: str | None = None
) -> DelimitedFile | ColumnarFile:
    """Return what a file holds and how it is stored."""
    if not place.is_text:
        if place.is_standard:
            return read_columnar(sys.stdin.buffer.read(), place)
        with open(place.path, "rb"):  # says best why a file cannot be opened
            return read_columnar(place.path, place)
    if place.is_standard:
        raw = sys.stdin.buffer.read()
    else:
        with open(place.path, "rb") as file:
            raw = file.read()
    return read_delimited(_decompressed(raw, place), place, delimiter, encoding)


def understand(
    read: DelimitedFile | ColumnarFile, categorical: list[str] | None, place: Place
) -> pa.Table:
    """Return the table of a file that was read, its text understood as numbers and dates."""
    table = read.understood(categorical or ()) if isinstance(read, DelimitedFile) else read.table
    if len(table.column_names) == 1:
        raise InvalidInputError(
            f"{place.name} has one column only, {table.column_names[0]!r}: it needs a target and "
            "another" + ("; say what separates them with --delimiter" if place.is_text else "")
        )
    return table


def with_pandas_index(ignore: Any, table: pa.Table) -> Any:
    """Return the columns to ignore and those that are the index of a pandas frame."""
    try:
        pandas = json.loads(table.schema.metadata[b"pandas"])
        index = [name for name in pandas["index_columns"] if name in table.column_names]
    except (KeyError, ValueError, TypeError):
        return ignore
    if not index:
        return ignore
    named = [] if ignore is None or isinstance(ignore, str) else list(ignore)
    return list(dict.fromkeys([*named, *index]))


def _decompressed(raw: bytes, place: Place) -> bytes:
    if place.compression is None:
        return raw
    try:
        with pa.CompressedInputStream(pa.BufferReader(raw), place.compression) as stream:
            return stream.read()
    except (pa.ArrowException, OSError, EOFError) as error:
        raise InvalidInputError(
            f"{place.name} cannot be unpacked with {place.compression}: it is truncated or damaged"
        ) from error
