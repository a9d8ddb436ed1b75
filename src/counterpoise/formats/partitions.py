"""Parquet in folders that are named after values, as Hive, Spark and DuckDB read them."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from counterpoise.errors import InvalidInputError, Setting
from counterpoise.formats.atomic import sync_folder, take_rights, taken
from counterpoise.formats.columnar.parquet import ParquetSink
from counterpoise.formats.folders import MISSING, folder_name, plain_type, with_partitions
from counterpoise.formats.hidden import hidden_beside, removed_afterwards, take_name
from counterpoise.formats.location import Place
from counterpoise.formats.sink import Sink, rechunked

__all__ = [
    "MOST_PARTITIONS",
    "PartitionedSink",
    "check_folder",
    "check_partition_columns",
    "open_folder",
]

MOST_PARTITIONS = 500
"""Folders that one output may have: each has a file open until the end."""

# Bytes of a file's name that the usual file systems have room for.
_LONGEST_NAME = 255

# Rows that may wait in memory in all folders together for their row groups to be whole.
_MOST_WAITING = 1 << 20


def check_partition_columns(names: Sequence[str], schema: pa.Schema) -> None:
    """Raise `InvalidInputError` unless the values of these columns can name folders."""
    for name in names:
        if schema.names.count(name) != 1:
            known = ", ".join(map(repr, schema.names[:8]))
            raise InvalidInputError(
                Setting("partition_by", name),
                " is no column of the table, or several",
                needed=(f"it has {known}", " and more" if len(schema) > 8 else ""),
                remedy=None,
            )
        kind = plain_type(schema.field(name).type)
        if not _names_folders(kind):
            raise InvalidInputError(
                Setting("partition_by", name),
                f" holds {kind}, which folders are not named after",
                remedy="take a column of texts, whole numbers, dates or booleans",
            )
        if len(os.fsencode(folder_name(name, ""))) > _LONGEST_NAME:
            raise InvalidInputError(
                f"partition_by={name[:40]!r}...: the column's name is too long for that of a "
                "folder",
                remedy="rename the column, or take another",
                parameter="partition_by",
            )
    if len(set(names)) < len(names):
        raise InvalidInputError(
            f"partition_by names a column twice: {', '.join(names)}",
            remedy=None,
            parameter="partition_by",
        )
    if names and len(names) >= len(schema):
        raise InvalidInputError(
            "partition_by names all columns",
            remedy="leave at least one for the files",
            parameter="partition_by",
        )


def check_folder(place: Place, force: bool) -> None:
    """Raise `InvalidInputError` if a folder must not or cannot be written.

    With `force` a folder is replaced only if there is nothing but Parquet files in it, so that a
    slip does not cost anybody more than that.
    """
    path = place.path
    if place.is_standard or place.format != "parquet":
        raise InvalidInputError(
            "partition_by writes a folder of Parquet files",
            remedy="name a folder with --output",
            parameter="output",
        )
    parent = os.path.dirname(os.path.realpath(path))
    if not os.path.isdir(parent):
        raise InvalidInputError(
            f"the output's folder '{parent}' does not exist",
            remedy="create it first",
            parameter="output",
        )
    if not os.access(parent, os.W_OK | os.X_OK):
        raise InvalidInputError(
            f"the output's folder '{parent}' cannot be written to (permission denied)",
            remedy="choose another with --output",
            parameter="output",
        )
    if not os.path.lexists(path):
        return
    if not os.path.isdir(path):
        raise InvalidInputError(
            f"the output '{path}' is a file, and partition_by writes a folder",
            remedy="choose another name",
            parameter="output",
        )
    others = [name for name in _files_in(path) if not name.endswith((".parquet", "_SUCCESS"))]
    if others:
        raise InvalidInputError(
            f"the output '{path}' is a folder that holds other things than Parquet files, such as "
            f"'{others[0]}'",
            remedy="choose another name",
            parameter="output",
        )
    if not force and os.listdir(path):
        raise InvalidInputError(
            f"the output '{path}' exists already",
            remedy="choose another name with --output, or replace it with --force",
            parameter="output",
        )


@contextlib.contextmanager
def open_folder(place: Place, force: bool) -> Iterator[str]:
    """Make a folder that takes its name only when all is written and on the disk.

    Until then the files are in a hidden folder beside it, which is removed if anything goes wrong.

    Parameters
    ----------
    place : Place
        Where to write.
    force : bool
        Whether to replace a folder that exists.
    """
    path = os.path.realpath(place.path)
    with removed_afterwards(hidden_beside(path)) as hidden:
        # Nobody may look into it meanwhile who may not look into the one that it replaces.
        os.mkdir(hidden, 0o700 if os.path.exists(path) else 0o777)
        yield hidden
        for folder, _, names in os.walk(hidden):
            for name in names:
                _sync_file(os.path.join(folder, name))
            sync_folder(folder)
        take_rights(path, hidden)
        _narrow(path, hidden)
        _take_name(hidden, path, place, force)
    sync_folder(os.path.dirname(path))


def _narrow(path: str, new: str) -> None:
    """Let nobody read the files of a new folder who could not read all of those it replaces."""
    narrowest = 0o666
    for name in _files_in(path):
        with contextlib.suppress(OSError):
            narrowest &= os.stat(os.path.join(path, name)).st_mode
    for name in _files_in(new):
        file = os.path.join(new, name)
        os.chmod(file, os.stat(file).st_mode & (narrowest | 0o200))


def _take_name(hidden: str, path: str, place: Place, force: bool) -> None:
    check_folder(place, force)  # something may have appeared in the meantime
    take_name(hidden, path)
    taken.append(path)


class PartitionedSink(Sink):
    """A folder of Parquet files, one for each combination of values.

    Parameters
    ----------
    folder : str
        Where to.
    schema : pyarrow.Schema
        What will be written.
    names : sequence of str
        The columns whose values name the folders, outermost first.
    storage : dict
        How the input was stored, see `ParquetSink`.
    """

    def __init__(
        self, folder: str, schema: pa.Schema, names: Sequence[str], storage: dict[str, Any]
    ):
        self._folder = folder
        self._names = list(names)
        self._storage = storage
        kinds = pa.schema([(n, plain_type(schema.field(n).type)) for n in names])
        fields = [field for field in schema if field.name not in self._names]
        self._schema = with_partitions(pa.schema(fields, schema.metadata), kinds)
        self._made: set[str] = set()
        self._chunks = rechunked(schema)
        self._parts: dict[tuple[str, ...], tuple[BinaryIO, ParquetSink]] = {}

    def write(self, rows: pa.Table) -> None:
        for piece in self._chunks.add(rows):
            self._divide(piece)

    def close(self) -> None:
        for piece in self._chunks.rest():
            self._divide(piece)
        for file, sink in self._parts.values():
            sink.close()
            file.close()

    def abandon(self) -> None:
        """Close the files, whatever is in them."""
        for file, sink in self._parts.values():
            sink.abandon()
            with contextlib.suppress(OSError):
                file.close()

    def _divide(self, piece: pa.Table) -> None:
        """Write the rows of a piece, in their order, to the files they belong to."""
        keys = [self._folders_of(piece.column(name).combine_chunks(), name) for name in self._names]
        combined = np.zeros(piece.num_rows, np.int64)
        for codes, texts in keys:
            combined = combined * len(texts) + codes
        order = np.argsort(combined, kind="stable")
        cuts = np.flatnonzero(np.diff(combined[order])) + 1
        ordered = piece.drop_columns(self._names).take(pa.array(order))
        for start, stop in zip([0, *cuts], [*cuts, len(order)], strict=True):
            key = tuple(texts[codes[order[start]]] for codes, texts in keys)
            self._part(key).write(ordered.slice(start, stop - start))
        waiting = [sink for _, sink in self._parts.values()]
        while sum(sink.n_waiting for sink in waiting) > _MOST_WAITING:
            max(waiting, key=lambda sink: sink.n_waiting).flush()

    def _folders_of(self, column: Any, name: str) -> tuple[np.ndarray, list[str]]:
        """Return a number for each row and, by these, the names of folders."""
        plain = column.cast(plain_type(column.type))
        encoded = plain.dictionary_encode(null_encoding="encode")
        values = encoded.dictionary.cast(pa.string()).to_pylist()
        for value, what in (("", "an empty text"), (MISSING, f"the text {MISSING}")):
            if value in values:
                raise InvalidInputError(
                    Setting("partition_by", name),
                    f": the column holds {what}, which the name of a folder cannot tell from a "
                    "missing value",
                    remedy="replace it, or take another column",
                )
        texts = [folder_name(name, value) for value in values]
        return encoded.indices.to_numpy().astype(np.int64), texts

    def _part(self, key: tuple[str, ...]) -> ParquetSink:
        if key not in self._parts:
            if len(self._parts) == MOST_PARTITIONS:
                raise InvalidInputError(
                    Setting("partition_by", ",".join(self._names)),
                    f" makes more than {MOST_PARTITIONS} folders",
                    remedy="take columns with fewer different values",
                )
            folder = self._folder
            for name in key:
                folder = os.path.join(folder, name)
                self._make(folder)
            file = open(os.path.join(folder, "part-0.parquet"), "xb")  # noqa: SIM115
            self._parts[key] = file, ParquetSink(file, self._schema, self._storage)
        return self._parts[key][1]

    def _make(self, folder: str) -> None:
        """Make a folder, unless it was made before for the very same value."""
        if folder in self._made:
            return
        name = os.path.basename(folder)
        try:
            os.mkdir(folder)
        except FileExistsError as error:
            raise InvalidInputError(
                f"partition_by={','.join(self._names)}: this file system takes the folder "
                f"{name!r} for one of another value, because it does not tell such letters apart",
                remedy="take another column, or write elsewhere",
                parameter="partition_by",
            ) from error
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            raise InvalidInputError(
                f"partition_by={','.join(self._names)}: a folder named {name[:40]!r}... would "
                f"have a name of {len(os.fsencode(name))} bytes, which is too long for this file "
                "system",
                remedy="take another column",
                parameter="partition_by",
            ) from error
        self._made.add(folder)


def _names_folders(kind: pa.DataType) -> bool:
    able = (pa.types.is_string, pa.types.is_integer, pa.types.is_boolean, pa.types.is_date)
    return any(is_able(kind) for is_able in able)


def _files_in(path: str) -> Iterator[str]:
    for folder, _, names in os.walk(path):
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), path)


def _sync_file(path: str) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())
