"""Parquet: read by row groups and columns, written as it was stored."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import pyarrow as pa

from counterpoise.errors import InvalidInputError
from counterpoise.files.places import Place
from counterpoise.files.sink import CHUNK_ROWS, Sink, rechunked
from counterpoise.files.source import BATCH_ROWS, Source, readable

__all__ = ["ParquetFile", "ParquetSink", "ParquetSource"]

# Rows of a row group where the input does not say: pyarrow's own default.
_GROUP_ROWS = 1 << 20

# A row group is held in memory while it is written: wide tables get shorter ones.
_GROUP_BYTES = 1 << 28

_READ_AHEAD = 1 << 20


@dataclass(frozen=True)
class ParquetFile:
    """One file of a table.

    Parameters
    ----------
    path : str
        Where it is.
    constants : dict
        Columns that its folder's name tells, such as ``year=2024``.
    """

    path: str
    constants: dict[str, Any] = field(default_factory=dict)


class ParquetSource(Source):
    """One Parquet file, or several that hold parts of one table.

    Parameters
    ----------
    place : Place
        Where it is.
    files : list of ParquetFile
        The parts, in order.
    batch_rows : int
        Rows to read at a time.
    """

    def __init__(self, place: Place, files: list[ParquetFile], batch_rows: int = BATCH_ROWS):
        self.place = place
        self.files = files
        self.batch_rows = batch_rows
        first = self._open(files[0])
        schema = first.schema_arrow
        self._n_stored = len(schema)
        for name, value in files[0].constants.items():
            schema = schema.append(pa.field(name, pa.scalar(value).type))
        self.schema = schema
        self._stored_names = first.schema_arrow.names
        self.storage = _storage(first.metadata)
        self._n_rows = sum(self._rows_of(file) for file in files)

    @property
    def paths(self) -> list[str]:
        return [file.path for file in self.files]

    @property
    def size(self) -> tuple[int | None, str]:
        return self._n_rows, "rows"

    def batches(self, columns: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        wanted = list(range(len(self.schema))) if columns is None else list(columns)
        schema = pa.schema([self.schema.field(j) for j in wanted])
        for file in self.files:
            with readable(self._place_of(file), "Parquet"):
                for batch in self._batches_of(file, wanted):
                    yield self._fitted(file, batch, schema)

    def _batches_of(self, file: ParquetFile, wanted: list[int]) -> Iterator[pa.RecordBatch]:
        opened = self._open(file)
        stored = [j for j in wanted if j < self._n_stored]
        if opened.metadata.num_rows == 0:
            return
        names = self._stored_names
        # A name that several columns have can only be told by reading all of them.
        repeated = len(set(names)) < len(names)
        chosen = None if repeated else [names[j] for j in stored]
        for batch in opened.iter_batches(self.batch_rows, columns=chosen, use_threads=True):
            # Offsets in a damaged file may point anywhere; used, they would end the process.
            batch.validate(full=True)
            arrays = []
            for j in wanted:
                if j >= self._n_stored:
                    field = self.schema.field(j)
                    value = pa.scalar(file.constants.get(field.name), field.type)
                    arrays.append(pa.repeat(value, batch.num_rows))
                else:
                    arrays.append(batch.column(j if repeated else self._place(batch, names[j])))
            yield pa.RecordBatch.from_arrays(arrays, [self.schema.field(j).name for j in wanted])

    @staticmethod
    def _place(batch: pa.RecordBatch, name: str) -> int:
        position = batch.schema.get_field_index(name)
        if position < 0:
            raise pa.ArrowInvalid(f"it has no column {name!r}, which the first file has")
        return position

    def _fitted(
        self, file: ParquetFile, batch: pa.RecordBatch, schema: pa.Schema
    ) -> pa.RecordBatch:
        """Return a batch in the types of the first file."""
        try:
            arrays = [
                column if column.type == field.type else column.cast(field.type)
                for column, field in zip(batch.columns, schema, strict=True)
            ]
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise InvalidInputError(
                f"'{file.path}' has other column types than '{self.files[0].path}' ({error}): "
                "give files of one table"
            ) from error
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def _open(self, file: ParquetFile) -> Any:
        import pyarrow.parquet as pq

        with open(file.path, "rb"):  # says best why a file cannot be opened
            pass
        with readable(self._place_of(file), "Parquet"):
            return pq.ParquetFile(
                file.path,
                pre_buffer=False,
                buffer_size=_READ_AHEAD,
                page_checksum_verification=True,
            )

    def _rows_of(self, file: ParquetFile) -> int:
        return self._open(file).metadata.num_rows

    def _place_of(self, file: ParquetFile) -> Place:
        if len(self.files) == 1 and not self.place.is_standard:
            return Place(file.path, "parquet")
        return self.place if len(self.files) == 1 else Place(file.path, "parquet")


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
        for piece in self._chunks.add(rows):
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

    def drop(self) -> None:
        """End the file whatever is missing, because it will be removed."""
        with contextlib.suppress(pa.ArrowException, OSError, ValueError):
            self._writer.close()

    def _piece_rows(self) -> int:
        """Return the rows of the next piece: pieces end where row groups do."""
        return min(CHUNK_ROWS, self._group_rows - self._n_waiting)

    def _take(self, piece: pa.Table) -> None:
        self._waiting.append(piece)
        self._n_waiting += piece.num_rows
        if self._n_waiting == self._group_rows:
            self._write_group()

    def _write_group(self) -> None:
        if self._waiting:
            group = pa.concat_tables(self._waiting)
            self._waiting, self._n_waiting = [], 0
            self._writer.write_table(group, row_group_size=self._group_rows)


def _group_rows(schema: pa.Schema) -> int:
    widths = [
        getattr(field.type, "bit_width", 0) if _is_fixed(field.type) else 256 for field in schema
    ]
    return max(1 << 14, _GROUP_BYTES * 8 // max(sum(widths), 1))


def _is_fixed(kind: pa.DataType) -> bool:
    return bool(pa.types.is_primitive(kind))


def _storage(metadata: Any) -> dict[str, Any]:
    """Return how a file is stored, in the words of `ParquetWriter`."""
    storage: dict[str, Any] = {}
    if not metadata.num_row_groups or not metadata.num_columns:
        return storage
    group = metadata.row_group(0)
    columns = [group.column(j) for j in range(group.num_columns)]
    codecs = {c.path_in_schema: _codec(c.compression) for c in columns}
    same = len(set(codecs.values())) == 1
    storage["compression"] = next(iter(codecs.values())) if same else codecs
    # A dictionary that held hardly less than the values themselves need not be tried again.
    worth = [c.path_in_schema for c in columns if c.has_dictionary_page and not _overflowed(c)]
    storage["use_dictionary"] = worth or False
    if metadata.num_row_groups > 1:
        storage["row_group_size"] = group.num_rows
    return storage


def _codec(name: str) -> str:
    return {"UNCOMPRESSED": "none", "LZ4_RAW": "lz4"}.get(name, name.lower())


def _overflowed(column: Any) -> bool:
    width = {"DOUBLE": 8, "INT64": 8, "FLOAT": 4, "INT32": 4}.get(column.physical_type)
    if width is None:
        return False
    return bool(column.total_uncompressed_size > 0.85 * width * column.num_values > 1 << 16)
