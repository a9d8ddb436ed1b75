"""Write original and new rows, in the form of the output."""

from __future__ import annotations

import gzip
import io
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError
from counterpoise.formats.columnar.arrow_ipc import ArrowSink
from counterpoise.formats.columnar.parquet import ParquetSink
from counterpoise.formats.location import Place
from counterpoise.formats.partitions import PartitionedSink
from counterpoise.formats.row_choice import pick
from counterpoise.formats.shuffling import shuffled
from counterpoise.formats.sink import CHUNK_ROWS, Sink
from counterpoise.formats.source import Source, ahead
from counterpoise.formats.text.delimited import header_of_table, lines_of_table
from counterpoise.formats.text.json_text import json_lines_of_table
from counterpoise.formats.text.text_source import TextSink
from counterpoise.formats.unchanged import changed
from counterpoise.plan.progress import Progress
from counterpoise.scans.working_types import empty_table

__all__ = ["NewRows", "Output", "compressing", "stored_types", "write_rows"]


@dataclass(frozen=True)
class NewRows:
    """What is to be written after the original rows.

    Parameters
    ----------
    n_new : int
        How many new rows there are.
    schema : pyarrow.Schema
        Columns of original and new rows.
    make : callable
        From a first row and the one after the last to these new rows as a table.
    dictionaries : dict of int to pyarrow.Array
        All categories of each dictionary column, in one order for the whole output.
    """

    n_new: int
    schema: pa.Schema
    make: Callable[[int, int], pa.Table]
    dictionaries: dict[int, pa.Array]


class Output:
    """The rows of an output, in the form of its format.

    Text that goes to text of the same format passes through as it is written; everything else as
    columns.

    Parameters
    ----------
    source : Source
        The original rows.
    new : NewRows
        The new ones.
    goal : Place
        Where to, and in which format.
    mark : str, optional
        Name of a last column that says whether a row is new.
    partition_by : sequence of str
        Columns whose values name folders; then the output is a folder.
    """

    def __init__(
        self,
        source: Source,
        new: NewRows,
        goal: Place,
        mark: str | None,
        partition_by: Sequence[str] = (),
    ):
        self.source: Any = source
        self.new = new
        self.goal = goal
        self.mark = mark
        self.partition_by = partition_by
        self.passes_text = goal.is_text and source.place.format == goal.format

    def originals(self) -> Iterator[pa.Table]:
        """Yield the original rows, first to last."""
        if self.passes_text:
            yield from self.source.lines(self.mark)
            return
        for batch in self.source.batches():
            yield self._formed(pa.Table.from_batches([batch]), False)

    def made(self) -> Iterator[pa.Table]:
        """Yield the new rows, first to last."""
        for start in range(0, self.new.n_new, CHUNK_ROWS):
            table = self.new.make(start, min(start + CHUNK_ROWS, self.new.n_new))
            if self.passes_text:
                yield self.source.spell(table, self.mark)
            else:
                yield self._formed(table, True)

    def sink(self, file: Any, n_rows: int, about: dict[str, Any]) -> Sink:
        """Return where rows go.

        Parameters
        ----------
        file : binary file, or path of a folder
            Where to.
        n_rows : int
            How many rows will come.
        about : dict
            What the metadata of formats that have any says of how the output was made.
        """
        if self.passes_text:
            return TextSink(
                file,
                self.source.first_line(self.mark),
                self.source.encoding,
                self.source.byte_order_mark,
            )
        if self.goal.is_text:
            header = header_of_table(self._columns(), self.goal)
            return TextSink(file, header if self.goal.is_delimited else b"")
        schema = _with_metadata(self._stored_columns(), n_rows, about)
        same = self.goal.format == self.source.place.format
        storage = dict(self.source.storage) if same else {}
        if self.partition_by:
            return PartitionedSink(file, schema, self.partition_by, storage)
        if self.goal.format == "parquet":
            return ParquetSink(file, schema, storage)
        if self.goal.path.lower().endswith(".feather"):
            storage["compression"] = "lz4"
        return ArrowSink(file, schema, **storage)

    def _columns(self) -> pa.Schema:
        schema = self.new.schema
        if self.mark is not None:
            schema = schema.append(pa.field(self.mark, pa.bool_()))
        return schema

    def _stored_columns(self) -> pa.Schema:
        """Return the columns in the types of the file."""
        types = {
            j: _numbering(kind, len(self.new.dictionaries.get(j, ())))
            for j, kind in stored_types(self.source, self.goal).items()
        }
        return _with_types(self._columns(), types)

    def _formed(self, table: pa.Table, is_new: bool) -> pa.Table:
        columns = [
            self._recoded(j, column) if j in self.new.dictionaries else column
            for j, column in enumerate(table.columns)
        ]
        if self.mark is not None:
            columns.append(pa.repeat(pa.scalar(is_new), table.num_rows))
        table = pa.Table.from_arrays(columns, schema=self._columns())
        return _as_text(table, self.goal) if self.goal.is_text else table

    def _recoded(self, position: int, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """Return a dictionary column with the categories of the whole output."""
        dictionary = self.new.dictionaries[position]
        chunks = []
        for chunk in column.chunks:
            if chunk.dictionary.equals(dictionary):
                chunks.append(chunk)
                continue
            place = pc.index_in(chunk.dictionary, value_set=dictionary)
            indices = place.take(chunk.indices).cast(column.type.index_type)
            chunks.append(
                pa.DictionaryArray.from_arrays(indices, dictionary, ordered=column.type.ordered)
            )
        return pa.chunked_array(chunks, column.type)


def write_rows(
    output: Output,
    sink: Sink,
    n_rows: int,
    kept: NDArray[Any] | None,
    progress: Progress,
    shuffle: int | None = None,
) -> None:
    """Write the original rows that were kept, then the new ones.

    Parameters
    ----------
    output : Output
        The rows.
    sink : Sink
        Where they go.
    n_rows : int
        How many they are.
    kept : ndarray of int64 or of shape (n_rows,), bool, optional
        Original rows in the order in which they come out, or which of them stay; all by default.
    progress : Progress
        Told of each piece.
    shuffle : int, optional
        A seed, to write them in random order.

    Raises
    ------
    InvalidInputError
        If the input changed, so that there are more rows or fewer.
    """
    name = output.source.place.name
    originals = _chosen(output.originals(), kept, name)
    rows: Iterator[pa.Table] = itertools.chain(originals, output.made())
    if shuffle is not None:
        rows = shuffled(rows, n_rows, shuffle)
    n_written = 0
    try:
        for table in rows:
            sink.write(table)
            n_written += table.num_rows
            progress.advance(table.num_rows)
        if n_written != n_rows:
            raise changed(name)
        output.source.watch.check()
        sink.close()
    except BaseException:
        sink.abandon()
        raise


def _chosen(tables: Iterator[pa.Table], kept: NDArray[Any] | None, name: str) -> Iterator[pa.Table]:
    """Yield the rows of the given numbers, or those of a mask, of the input of a name."""
    if kept is None:
        yield from ahead(tables)
        return
    if kept.dtype == bool:
        n_seen = 0
        for table in ahead(tables):
            mask = kept[n_seen : n_seen + table.num_rows]
            n_seen += table.num_rows
            if len(mask) < table.num_rows:
                raise changed(name)
            yield table if mask.all() else pick(table, mask)
        return
    ordered = np.sort(kept)
    held: list[pa.Table] = []
    n_seen = 0
    ascending = bool(np.all(kept[1:] > kept[:-1]))
    for table in ahead(tables):
        first, last = np.searchsorted(ordered, [n_seen, n_seen + table.num_rows])
        part = pick(table, np.unique(ordered[first:last]) - n_seen)
        n_seen += table.num_rows
        if ascending:
            yield part
        else:
            held.append(part)
    if held:
        place = np.searchsorted(np.unique(ordered), kept)
        yield pick(pa.concat_tables(held), place)


def compressing(file: Any, place: Place) -> Any:
    """Return a file that compresses what goes into another, if the place says so."""
    if place.compression is None:
        return file
    if place.compression == "gzip":
        return gzip.GzipFile("", "wb", fileobj=file, mtime=0)
    return pa.CompressedOutputStream(pa.PythonFile(file, "w"), place.compression)


def _numbering(kind: pa.DataType, n_categories: int) -> pa.DataType:
    """Return a dictionary's type, its numbers wide enough for all categories of the output."""
    if not pa.types.is_dictionary(kind):
        return kind
    if n_categories - 1 <= np.iinfo(kind.index_type.to_pandas_dtype()).max:
        return kind
    return pa.dictionary(pa.int32(), kind.value_type, ordered=kind.ordered)


def stored_types(source: Source, goal: Place) -> dict[int, pa.DataType]:
    """Return the types of an output's columns that are worked on in others, by position.

    They are those of the input where the output's format has them. Asked before the work.

    Raises
    ------
    InvalidInputError
        If the output cannot hold a column.
    """
    if goal.is_text:
        _as_text(empty_table(source.schema), goal)
        return {}
    own = dict(source.stored)
    if goal.format == source.place.format or _is_writable(_with_types(source.schema, own), goal):
        return own
    for j, field in enumerate(source.schema):
        ways = dict.fromkeys([own.pop(j, field.type), field.type])
        able = [kind for kind in ways if _is_writable(pa.schema([("0", kind)]), goal)]
        if not able:
            raise InvalidInputError(
                f"column {field.name!r} holds {next(iter(ways))}, which {goal.format} cannot",
                remedy=f"write to .{'arrow' if goal.format == 'parquet' else 'parquet'}, or "
                "leave the column out",
            )
        if able[0] != field.type:
            own[j] = able[0]
    return own


def _is_writable(schema: pa.Schema, goal: Place) -> bool:
    """Return whether a format of columns has their types."""
    make: Any = ParquetSink if goal.format == "parquet" else ArrowSink
    try:
        schema = pa.schema([field.with_nullable(True) for field in schema])
        sink = make(io.BytesIO(), schema, {}) if make is ParquetSink else make(io.BytesIO(), schema)
        row = [pa.nulls(1, field.type) for field in schema]  # without rows more seems possible
        sink.write(pa.Table.from_arrays(row, schema=schema))
        sink.close()
    except (pa.ArrowException, OSError, InvalidInputError):
        return False
    return True


def _with_types(schema: pa.Schema, types: Mapping[int, pa.DataType]) -> pa.Schema:
    for j, kind in types.items():
        schema = schema.set(j, schema.field(j).with_type(kind))
    return schema


def _as_text(table: pa.Table, goal: Place) -> pa.Table:
    return lines_of_table(table, goal) if goal.is_delimited else json_lines_of_table(table)


def _with_metadata(schema: pa.Schema, n_rows: int, about: dict[str, Any]) -> pa.Schema:
    """Return the schema with what is known of the output, and pandas' range index as long as it."""
    metadata = dict(schema.metadata or {})
    try:
        pandas = json.loads(metadata[b"pandas"])
        for index in pandas["index_columns"]:
            if isinstance(index, dict) and index.get("kind") == "range":
                index["stop"] = index["start"] + n_rows * index["step"]
        metadata[b"pandas"] = json.dumps(pandas).encode()
    except (KeyError, ValueError, TypeError):
        pass
    metadata[b"counterpoise"] = json.dumps(about).encode()
    return schema.with_metadata(metadata)
