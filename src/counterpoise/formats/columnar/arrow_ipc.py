"""Arrow IPC: files and streams of record batches."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import pyarrow as pa

from counterpoise.errors import InvalidInputError
from counterpoise.formats.location import Place
from counterpoise.formats.sink import Sink, rechunked, writable
from counterpoise.formats.source import BATCH_ROWS, Source, readable
from counterpoise.scans.working_types import as_stored, as_working, working_schema

__all__ = ["ArrowSink", "ArrowSource"]


class ArrowSource(Source):
    """An Arrow IPC file, or a stream that was saved to one.

    Parameters
    ----------
    place : Place
        Where it is.
    path : str
        The file to read.
    batch_rows : int
        Rows to read at a time; batches that are longer are cut.
    """

    def __init__(self, place: Place, path: str, batch_rows: int = BATCH_ROWS):
        self.place = place
        self._path = path
        self.batch_rows = batch_rows
        with open(path, "rb") as opened:  # says best why a file cannot be opened
            if opened.read(4) == b"FEA1":
                raise InvalidInputError(
                    f"{place.name} is Feather of version 1, which nobody writes any more",
                    remedy="write it again as version 2, with pyarrow.feather.write_feather",
                )
        with readable(place, "Arrow IPC"):
            self.storage = {"stream": not self._is_file()}
            with pa.OSFile(os.fsencode(path)) as file:
                schema = self._reader(file).schema
                _ = schema.names  # raises where they are no text
        self.schema, self.stored = working_schema(schema)

    @property
    def paths(self) -> list[str]:
        return [self._path]

    def batches(self, columns: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        wanted = list(range(len(self.schema))) if columns is None else list(columns)
        schema = pa.schema([self.schema.field(j) for j in wanted])
        with readable(self.place, "Arrow IPC"), pa.OSFile(os.fsencode(self._path)) as file:
            reader = self._reader(file, sorted(set(wanted)))
            place = {j: i for i, j in enumerate(sorted(set(wanted)))}
            n_batches = None if self.storage["stream"] else reader.num_record_batches
            for whole in self._whole_batches(reader, n_batches):
                # Offsets in a damaged file may point anywhere; used, they would end the process.
                whole.validate(full=True)
                arrays = [whole.column(place[j]) for j in wanted]
                batch = pa.RecordBatch.from_arrays(arrays, [str(j) for j in wanted])
                batch = as_working(batch, schema)
                for start in range(0, batch.num_rows, self.batch_rows):
                    yield batch.slice(start, self.batch_rows)

    @staticmethod
    def _whole_batches(reader: Any, n_batches: int | None) -> Iterator[pa.RecordBatch]:
        if n_batches is None:
            yield from reader
            return
        for i in range(n_batches):
            yield reader.get_batch(i)

    def _is_file(self) -> bool:
        with pa.OSFile(os.fsencode(self._path)) as file:
            try:
                pa.ipc.open_file(file)
            except pa.ArrowInvalid:
                return False
            return True

    def _reader(self, file: Any, columns: list[int] | None = None) -> Any:
        options = pa.ipc.IpcReadOptions(included_fields=columns or [])
        if not self.storage["stream"]:
            return pa.ipc.open_file(file, options=options)
        try:
            return pa.ipc.open_stream(file, options=options)
        except pa.ArrowInvalid as error:
            raise pa.ArrowInvalid(f"neither its file nor its stream form: {error}") from error


class ArrowSink(Sink):
    """An Arrow IPC file or stream.

    Parameters
    ----------
    file : binary file
        Where to.
    schema : pyarrow.Schema
        What will be written.
    stream : bool
        Whether to write the form for streams.
    compression : str, optional
        How the batches are compressed.
    """

    def __init__(
        self,
        file: BinaryIO,
        schema: pa.Schema,
        *,
        stream: bool = False,
        compression: str | None = None,
    ):
        options = pa.ipc.IpcWriteOptions(compression=compression)
        make = pa.ipc.new_stream if stream else pa.ipc.new_file
        self._writer = make(file, schema, options=options)
        self._schema = schema
        self._chunks = rechunked(schema)

    def write(self, rows: pa.Table) -> None:
        for piece in self._chunks.add(as_stored(rows, self._schema)):
            self._put(piece)

    def close(self) -> None:
        for piece in self._chunks.rest():
            self._put(piece)
        self._writer.close()

    def _put(self, piece: pa.Table) -> None:
        with writable("Arrow IPC"):
            self._writer.write_table(piece)
