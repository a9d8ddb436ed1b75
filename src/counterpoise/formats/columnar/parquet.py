"""Parquet: read by row groups and columns, written as it was stored."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from counterpoise.errors import InvalidInputError, Note
from counterpoise.formats.columnar.unifying import as_type, unify_schemas
from counterpoise.formats.folders import (
    Part,
    key_schema,
    partition_schema,
    plain_type,
    without_partitions,
)
from counterpoise.formats.location import Place
from counterpoise.formats.sink import CHUNK_ROWS, Sink, rechunked, writable
from counterpoise.formats.source import BATCH_ROWS, Source, readable
from counterpoise.scans.working_types import as_stored, as_working, working_schema

__all__ = ["GROUP_BYTES", "ParquetSink", "ParquetSource"]

# Rows of a row group where the input does not say: pyarrow's own default.
_GROUP_ROWS = 1 << 20

# A row group is held in memory while it is written: wide tables get shorter ones.
GROUP_BYTES = 1 << 28

_READ_AHEAD = 1 << 20

# What an encrypted footer ends with, and by how much a signed one is longer than what it says.
_ENCRYPTED = b"PARE"
_SIGNATURE_BYTES = 28


class ParquetSource(Source):
    """One Parquet file, or several that hold parts of one table.

    Parameters
    ----------
    place : Place
        Where it is.
    parts : list of Part
        The files, in order.
    batch_rows : int
        Rows to read at a time.

    Raises
    ------
    InvalidInputError
        If a file cannot be read, or the files are not of one table.
    """

    def __init__(self, place: Place, parts: list[Part], batch_rows: int = BATCH_ROWS):
        self.place = place
        self.batch_rows = batch_rows
        self._is_one = len(parts) == 1
        self._int96_unit = self._unit_of_int96(parts)
        stored: list[pa.Schema] = []
        kinds, self._n_rows = None, 0
        for part in parts:
            opened = self._open(part.path)
            if not stored:
                with readable(self._place_of(part.path), "Parquet"):
                    self.storage = _storage(opened)
                kinds = partition_schema(opened.schema_arrow.metadata)
            stored.append(without_partitions(opened.schema_arrow))
            self._n_rows += opened.metadata.num_rows
        keys = key_schema(parts, [*stored, *([kinds] if kinds else [])])
        constants = [self._told(part, own, keys) for part, own in zip(parts, stored, strict=True)]
        schemas = [_with(own, told) for own, told in zip(stored, constants, strict=True)]
        schema = unify_schemas(schemas, [part.path for part in parts])
        self.schema, self.stored = working_schema(schema)
        self.notes = _notes(place, schemas, schema)
        self._files = [
            _File(part.path, own, told, schema)
            for part, own, told in zip(parts, stored, constants, strict=True)
        ]

    @property
    def paths(self) -> list[str]:
        return [file.path for file in self._files]

    @property
    def size(self) -> tuple[int | None, str]:
        return self._n_rows, "rows"

    def batches(self, columns: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        wanted = list(range(len(self.schema))) if columns is None else list(columns)
        schema = pa.schema([self.schema.field(j) for j in wanted])
        for file in self._files:
            opened = self._open(file.path)
            if not opened.metadata.num_rows:
                continue
            n_rows = 0
            with readable(self._place_of(file.path), "Parquet"):
                for batch in opened.iter_batches(
                    self.batch_rows, columns=file.stored_names(wanted), use_threads=True
                ):
                    n_rows += batch.num_rows
                    # Offsets in a damaged file may point anywhere; used, they would end the
                    # process.
                    batch.validate(full=True)
                    yield as_working(file.fitted(batch, wanted), schema)
                if n_rows != opened.metadata.num_rows:
                    raise pa.ArrowInvalid(f"{n_rows} of {opened.metadata.num_rows} rows were found")

    def _told(self, part: Part, stored: pa.Schema, keys: pa.Schema) -> dict[str, pa.Scalar]:
        """Return the columns that a file's folders tell and it does not hold itself."""
        told: dict[str, pa.Scalar] = {}
        for key in keys:
            is_held = key.name in stored.names
            if key.name in part.keys and is_held:
                self._check_agreement(part, stored, key.name)
            elif key.name in part.keys:
                told[key.name] = _value_of(part, key)
            elif not is_held:
                raise InvalidInputError(
                    f"'{part.path}' is in no folder that tells {key.name!r}, as other files of "
                    f"{self.place.name} are",
                    remedy="give files of the same depth",
                )
        return told

    def _check_agreement(self, part: Part, stored: pa.Schema, name: str) -> None:
        """Raise `InvalidInputError` unless a file holds in a column what its folder tells."""
        if stored.names.count(name) == 1:
            kind = plain_type(stored.field(name).type)
            with readable(self._place_of(part.path), "Parquet"):
                opened = self._open(part.path)
                batches = opened.iter_batches(self.batch_rows, columns=[name])
                found = {v for b in batches for v in b.column(name).cast(kind).to_pylist()}
            with contextlib.suppress(InvalidInputError):
                if found <= {_value_of(part, pa.field(name, kind)).as_py()}:
                    return
        text = part.keys[name]
        raise InvalidInputError(
            f"the column {name!r} of '{part.path}' holds something else than its folder tells, "
            f"{'nothing' if text is None else repr(text)}",
            remedy="rename the column or the folder",
        )

    def _unit_of_int96(self, parts: list[Part]) -> str:
        """Return a unit in which the old form of times, of 96 bits, is read as it is.

        Nanoseconds are what it counts, and they wrap around in the years 1677 and 2262: years that
        stand for "never", such as 9999, need microseconds.
        """
        limits = pa.array([-(2**63), 2**63 - 1]).cast(pa.timestamp("ns"))
        least, greatest = limits.cast(pa.timestamp("us"), safe=False)
        for part in parts:
            opened = self._open(part.path, "us")
            names = _int96_columns(opened.schema)
            if not names:
                continue
            with readable(self._place_of(part.path), "Parquet"):
                for batch in opened.iter_batches(self.batch_rows, columns=names):
                    for column in batch.columns:
                        found = pc.min_max(column.cast(pa.timestamp("us")))
                        if found["min"].is_valid and not (
                            pc.greater(found["min"], least).as_py()
                            and pc.less(found["max"], greatest).as_py()
                        ):
                            return "us"
        return "ns"

    def _open(self, path: str, int96_unit: str | None = None) -> Any:
        import pyarrow.parquet as pq

        with open(path, "rb") as file:  # says best why a file cannot be opened
            length, magic = _end_of(file)
        if magic == _ENCRYPTED:
            raise _is_encrypted(path)
        with readable(self._place_of(path), "Parquet"):
            opened = pq.ParquetFile(
                pa.OSFile(os.fsencode(path)),  # a path may look like the address of something else
                pre_buffer=False,
                buffer_size=_READ_AHEAD,
                page_checksum_verification=True,
                coerce_int96_timestamp_unit=int96_unit or self._int96_unit,
            )
            _ = opened.schema_arrow.names  # raises where they are no text
        if length == opened.metadata.serialized_size + _SIGNATURE_BYTES:
            raise _is_encrypted(path)
        return opened

    def _place_of(self, path: str) -> Place:
        # The path of what could be read only once is that of a copy, which tells nobody anything.
        is_copy = self.place.is_standard or not os.path.isfile(self.place.path)
        is_copy = is_copy and self._is_one and not os.path.isdir(self.place.path)
        return self.place if is_copy else Place(path, "parquet")


class _File:
    """One file of a table.

    Parameters
    ----------
    path : str
        Where it is.
    stored : pyarrow.Schema
        Its columns.
    constants : dict of str to pyarrow.Scalar
        Columns that its folders tell.
    schema : pyarrow.Schema
        The table's columns, in which those of the file are to come.
    """

    def __init__(
        self, path: str, stored: pa.Schema, constants: dict[str, pa.Scalar], schema: pa.Schema
    ):
        self.path = path
        self._stored = stored
        self._constants = constants
        self._schema = schema
        # Only a table whose files have all the same columns may have two of one name.
        self._repeats = len(set(stored.names)) < len(stored)
        self.fitted(pa.RecordBatch.from_pylist([], stored), range(len(schema)))

    def stored_names(self, wanted: Sequence[int]) -> list[str] | None:
        """Return the names of the stored ones of these columns; None to read all columns."""
        if self._repeats:
            return None
        known = set(self._stored.names)
        return [name for j in wanted if (name := self._schema.names[j]) in known]

    def fitted(self, batch: pa.RecordBatch, wanted: Sequence[int]) -> pa.RecordBatch:
        """Return rows of the file in columns of the table.

        Raises
        ------
        InvalidInputError
            If a value has no place in the type that the files have in common.
        """
        fields = [self._schema.field(j) for j in wanted]
        arrays = [self._column(batch, j, field) for j, field in zip(wanted, fields, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields))

    def _column(self, batch: pa.RecordBatch, position: int, field: pa.Field) -> pa.Array:
        if self._repeats:
            return batch.column(position)
        place = batch.schema.get_field_index(field.name)
        if place >= 0:
            column = batch.column(place)
        elif field.name in self._constants:
            column = pa.repeat(self._constants[field.name], batch.num_rows)
        else:
            return pa.nulls(batch.num_rows, field.type)
        try:
            return as_type(column, field.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise InvalidInputError(
                f"column {field.name!r} holds {column.type} in '{self.path}', and not all its "
                f"values are {field.type} as in other files ({_first_line(error)})",
                remedy="store the column alike in all files",
            ) from error


class ParquetSink(Sink):
    """A Parquet file that is written by row groups.

    Parameters
    ----------
    file : binary file
        Where to.
    schema : pyarrow.Schema
        What will be written.
    storage : dict
        How the input was stored, if it was Parquet.
    about : dict of bytes to bytes
        Metadata to add to the file.
    """

    def __init__(
        self,
        file: BinaryIO,
        schema: pa.Schema,
        storage: dict[str, Any],
        about: dict[bytes, bytes] | None = None,
    ):
        import pyarrow.parquet as pq

        options = dict(storage)
        self._group_rows = min(options.pop("row_group_size", _GROUP_ROWS), _group_rows(schema))
        self._writer = pq.ParquetWriter(file, schema, **options)
        self._schema = schema
        self._about = about or {}
        self._waiting: list[pa.Table] = []
        self._n_waiting = 0
        self._chunks = rechunked(schema, self._piece_rows)

    def write(self, rows: pa.Table) -> None:
        for piece in self._chunks.add(as_stored(rows, self._schema)):
            self._take(piece)

    def close(self) -> None:
        for piece in self._chunks.rest():
            self._take(piece)
        self._write_group()
        if self._about:
            self._writer.add_key_value_metadata(
                {key.decode(): value.decode() for key, value in self._about.items()}
            )
        self._writer.close()

    @property
    def n_waiting(self) -> int:
        """Rows in memory whose row group is not whole yet."""
        return self._n_waiting + self._chunks.n_waiting

    def flush(self) -> None:
        """Write the rows that wait as a row group of their own."""
        for piece in self._chunks.rest():
            self._take(piece)
        self._write_group()

    def abandon(self) -> None:
        """End the file whatever is missing, because it will be removed."""
        with contextlib.suppress(pa.ArrowException, OSError, ValueError):
            self._writer.close()

    def _piece_rows(self) -> int:
        """Return the rows of the next piece: pieces end where row groups do."""
        n_rows: int = min(CHUNK_ROWS, self._group_rows - self._n_waiting)
        return n_rows

    def _take(self, piece: pa.Table) -> None:
        self._waiting.append(piece)
        self._n_waiting += piece.num_rows
        if self._n_waiting == self._group_rows:
            self._write_group()

    def _write_group(self) -> None:
        if self._waiting:
            group = pa.concat_tables(self._waiting)
            self._waiting, self._n_waiting = [], 0
            with writable("Parquet"):
                self._writer.write_table(group, row_group_size=self._group_rows)


def _with(stored: pa.Schema, constants: dict[str, pa.Scalar]) -> pa.Schema:
    told = [pa.field(name, value.type) for name, value in constants.items()]
    return pa.schema([*stored, *told], metadata=stored.metadata)


def _notes(place: Place, schemas: list[pa.Schema], whole: pa.Schema) -> list[Note]:
    """Return what the user is to know of columns that not all files have."""
    known = [set(schema.names) for schema in schemas]
    counts = {name: sum(name in names for names in known) for name in whole.names}
    return [
        Note(
            "column not in all files",
            f"column {name!r} is in {n} of the {len(schemas)} files of {place.name}: it is missing "
            "in the rows of the others",
        )
        for name, n in counts.items()
        if n < len(schemas)
    ]


def _value_of(part: Part, key: pa.Field) -> pa.Scalar:
    """Return the value that a file's folder tells of a column."""
    text = part.keys[key.name]
    try:
        return as_type(pa.array([text], pa.string()), key.type)[0]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InvalidInputError(
            f"the folder of '{part.path}' tells {text!r} of the column {key.name!r}, which holds "
            f"{key.type}",
            remedy="rename the folder",
        ) from error


def _int96_columns(schema: Any) -> list[str]:
    """Return the columns of a Parquet schema whose times are stored in the old form."""
    leaves = [schema.column(i) for i in range(len(schema))]
    return [
        leaf.path for leaf in leaves if leaf.physical_type == "INT96" and leaf.path == leaf.name
    ]


def _end_of(file: BinaryIO) -> tuple[int, bytes]:
    """Return how long a file says that its footer is, and the letters at its end."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - 8, 0))
    end = file.read(8)
    return int.from_bytes(end[:4], "little"), end[4:]


def _is_encrypted(path: str) -> InvalidInputError:
    # Asked about an encrypted column, Arrow ends the process where it has no key.
    return InvalidInputError(
        f"'{path}' is encrypted, in whole or in some columns, and its keys are not known here",
        remedy="decrypt it first",
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _group_rows(schema: pa.Schema) -> int:
    widths = [
        getattr(field.type, "bit_width", 0) if _is_fixed(field.type) else 256 for field in schema
    ]
    return max(1 << 14, GROUP_BYTES * 8 // max(sum(widths), 1))


def _is_fixed(kind: pa.DataType) -> bool:
    return bool(pa.types.is_primitive(kind))


def _storage(file: Any) -> dict[str, Any]:
    """Return how a file is stored, in the words of `ParquetWriter`."""
    storage: dict[str, Any] = {}
    metadata = file.metadata
    if not metadata.num_row_groups or not metadata.num_columns:
        return storage
    # Writers may begin with a row group that has no rows, and end with one that has few.
    sizes = [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)]
    largest = sizes.index(max(sizes))
    group = metadata.row_group(largest)
    # Asked how a column is stored in a way that it does not know, Arrow ends the process; asked
    # for a row, it says so.
    next(file.iter_batches(1, row_groups=[largest]), None)
    columns = [group.column(j) for j in range(group.num_columns)]
    codecs = {c.path_in_schema: _codec(c.compression) for c in columns}
    same = len(set(codecs.values())) == 1
    storage["compression"] = next(iter(codecs.values())) if same else codecs
    # A dictionary that held hardly less than the values themselves need not be tried again.
    worth = [c.path_in_schema for c in columns if c.has_dictionary_page and not _overflowed(c)]
    storage["use_dictionary"] = worth or False
    if metadata.num_row_groups > 1 and group.num_rows:
        storage["row_group_size"] = group.num_rows
    return storage


def _codec(name: str) -> str:
    return {"UNCOMPRESSED": "none", "LZ4_RAW": "lz4"}.get(name, name.lower())


def _overflowed(column: Any) -> bool:
    width = {"DOUBLE": 8, "INT64": 8, "FLOAT": 4, "INT32": 4}.get(column.physical_type)
    if width is None:
        return False
    return bool(column.total_uncompressed_size > 0.85 * width * column.num_values > 1 << 16)
