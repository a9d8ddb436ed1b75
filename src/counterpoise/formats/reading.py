"""Find the table that a path names, and read it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypedDict, Unpack

import pyarrow as pa

from counterpoise.errors import InvalidInputError, Note
from counterpoise.formats.columnar.arrow_ipc import ArrowSource
from counterpoise.formats.columnar.parquet import ParquetSource
from counterpoise.formats.folders import is_pattern, list_parts
from counterpoise.formats.hidden import scratch_file
from counterpoise.formats.location import STANDARD, Place, check_address
from counterpoise.formats.source import BATCH_ROWS, Source
from counterpoise.formats.text.blocks import BLOCK_BYTES, LONGEST_RECORD
from counterpoise.formats.text.delimited import DelimitedSource
from counterpoise.formats.text.json_lines import JsonLinesSource
from counterpoise.formats.text.text_source import TextSource
from counterpoise.formats.unchanged import Watch
from counterpoise.plan.progress import SILENT, Progress
from counterpoise.targets.labelled_table import LabelledTable, read_labelled

__all__ = ["find_source", "open_source", "read_file", "read_whole", "with_pandas_index"]


def read_file(
    source: str | os.PathLike[str],
    target: str,
    *,
    categorical: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    input_format: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    missing: Iterable[str] | None = None,
    longest_record: float = LONGEST_RECORD,
) -> LabelledTable:
    """Read a file as a pyarrow table with its target found and every column given a role.

    Parameters
    ----------
    source : str or path
        Path of the input; "-" for standard input.
    target : str
        The column with the classes.
    categorical, ignore : iterable of str, optional
        See `counterpoise.balance`.
    input_format, delimiter, encoding, missing, longest_record
        See `counterpoise.files.balance_file`.

    Raises
    ------
    InvalidInputError
        If the file or its table cannot be used.
    """
    place = find_source(os.fspath(source), input_format)
    named = list(categorical) if categorical is not None else None
    with open_source(
        place,
        named,
        delimiter=delimiter,
        encoding=encoding,
        missing=missing,
        longest_record=longest_record,
        target=target,
    ) as opened:
        table = read_whole(opened)
        opened.watch.end()
    ignored = with_pandas_index(ignore, table.schema)
    return read_labelled(table, target, categorical=named, ignore=ignored)


def find_source(path: str, given: str | None = None) -> Place:
    """Return the place of an input, or raise the system's own error if there is nothing.

    A folder or a pattern (``data/*.parquet``) stands for the Parquet files in it.
    """
    if path != STANDARD:
        check_address(path)
    if path != STANDARD and not os.path.lexists(path) and not is_pattern(path):
        Place.of(path, given)  # what cannot be read in any case is told before it is missed
    if path != STANDARD and (is_pattern(path) or stat.S_ISDIR(os.stat(path).st_mode)):
        if given not in (None, "parquet"):
            raise InvalidInputError(
                f"'{path}' stands for several files, which are read as parts of one table only if "
                "they are Parquet",
                remedy="join them first",
                parameter="source",
            )
        return Place(path, "parquet")
    return Place.of(path, given)


class Reading(TypedDict, total=False):
    """How a file is read, where it does not say so itself."""

    delimiter: str | None
    """What separates the fields of a CSV; found out by default."""
    encoding: str | None
    """Encoding of a text that is not UTF-8 or UTF-16."""
    header: bool
    """Whether the first record of a CSV names its columns."""
    missing: Iterable[str] | None
    """Which texts say that a value is missing, see `counterpoise.files.balance_file`."""
    longest_record: float
    """MiB that a record of a text may have."""
    batch_rows: int
    """How many rows to read at a time."""
    block_bytes: int
    """How many bytes of a text to read at a time."""


def _text_source(place: Place, path: str, reading: Reading) -> TextSource:
    """Return the source of a text, not understood yet."""
    missing = reading.get("missing")
    how: dict[str, Any] = {
        "block_bytes": reading.get("block_bytes", BLOCK_BYTES),
        "longest": reading.get("longest_record", LONGEST_RECORD),
        "missing": None if missing is None else list(missing),
    }
    encoding = reading.get("encoding")
    if not place.is_delimited:
        return JsonLinesSource(place, path, encoding, **how)
    header = reading.get("header", True)
    return DelimitedSource(place, path, reading.get("delimiter"), encoding, header=header, **how)


@contextlib.contextmanager
def open_source(
    place: Place,
    as_text: Sequence[str] | None = None,
    *,
    progress: Progress = SILENT,
    target: str | None = None,
    scan: bool = False,
    **reading: Unpack[Reading],
) -> Iterator[Source]:
    """Open the table of a file, its columns understood.

    Parameters
    ----------
    place : Place
        Where it is. What can be read only once is kept on disk in the meantime.
    as_text : sequence of str, optional
        Columns of a text to leave as they are written.
    progress : Progress
        Told of what takes long.
    target : str, optional
        The column with the classes.
    scan : bool
        Whether all rows will be looked at: a text is then, as far as that can be, understood and
        scanned in one pass.
    **reading
        See `Reading`.

    Raises
    ------
    InvalidInputError
        If it cannot be read, or has only one column.
    """
    with contextlib.ExitStack() as stack:
        path = stack.enter_context(_rereadable(place, progress))
        parts = list_parts(path) if place.format == "parquet" else []
        watch = Watch([part.path for part in parts] or [path])
        stack.enter_context(watch.blaming())
        source: Source
        batch_rows = reading.get("batch_rows", BATCH_ROWS)
        if place.is_text:
            text = _text_source(place, path, reading)
            text.understand(as_text or (), progress, target, scan)
            source = text
        elif reading.get("missing") is not None:
            raise InvalidInputError(
                f"{place.name} is {place.format}, where a missing value is null",
                joint=": ",
                needed="--missing is for texts",
                then=", so ",
                remedy="leave it out",
                parameter="missing",
            )
        elif place.format == "parquet":
            source = ParquetSource(place, parts, batch_rows)
            for note in source.notes:
                progress.note(note)
        else:
            source = ArrowSource(place, path, batch_rows)
        source.watch = watch
        if len(source.schema) <= 1:
            found = "one column only, " + repr(source.schema.names[0]) if len(source.schema) else ""
            raise InvalidInputError(
                f"{place.name} has {found or 'no columns'}",
                joint=": ",
                needed="it needs a target and another",
                then="; ",
                remedy="say what separates them with --delimiter" if place.is_delimited else None,
            )
        yield source


def read_whole(source: Source) -> pa.Table:
    """Return a source's table in memory."""
    table = pa.Table.from_batches(source.batches(), source.schema)
    return table.unify_dictionaries()


def with_pandas_index(ignore: Any, schema: pa.Schema) -> Any:
    """Return the columns to ignore and those that are the index of a pandas frame.

    Parameters
    ----------
    ignore : list of columns, "auto" or None
        What the user says.
    schema : pyarrow.Schema
        Of the table.
    """
    try:
        pandas = json.loads(schema.metadata[b"pandas"])
        index = [name for name in pandas["index_columns"] if name in schema.names]
    except (KeyError, ValueError, TypeError):
        return ignore
    if not index:
        return ignore
    named = [] if ignore is None or isinstance(ignore, str) else list(ignore)
    return list(dict.fromkeys([*named, *index]))


@contextlib.contextmanager
def _rereadable(place: Place, progress: Progress) -> Iterator[str]:
    """Yield a path that can be read again: of a copy, if the place is a pipe."""
    if not place.is_standard and not _is_pipe(place.path):
        yield place.path
        return
    if place.is_standard and sys.stdin is None:
        raise InvalidInputError(
            "standard input is closed",
            remedy="name a file, or send the table there",
            parameter="source",
        )
    with scratch_file() as path:
        progress.stage(f"Reading {place.name}")
        try:
            with open(path, "wb") as copy:
                if place.is_standard:
                    shutil.copyfileobj(sys.stdin.buffer, copy)
                else:
                    with open(place.path, "rb") as pipe:
                        shutil.copyfileobj(pipe, copy)
        except OSError as error:
            error.filename = error.filename or path  # the disk that is full is that of the copy
            raise
        size = os.path.getsize(path)
        progress.note(
            Note(
                "kept on disk",
                f"{place.name} can be read only once: {size:,} bytes are kept in "
                f"{tempfile.gettempdir()} until the end",
            )
        )
        yield path


def _is_pipe(path: str) -> bool:
    if is_pattern(path):
        return False
    mode = os.stat(path).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode)
