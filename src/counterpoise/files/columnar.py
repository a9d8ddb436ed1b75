"""Parquet and Arrow IPC: schema, metadata and the way of storing are kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa

from counterpoise.errors import InvalidInputError
from counterpoise.files.places import Place

__all__ = ["ColumnarFile", "read_columnar", "write_columnar"]


@dataclass(frozen=True)
class ColumnarFile:
    """A table and how its file stores it.

    Parameters
    ----------
    table : pyarrow.Table
        The table.
    options : dict
        What `write_columnar` passes on, so that the output is stored like the input.
    """

    table: pa.Table
    options: dict[str, Any]


def read_columnar(raw: bytes | str, place: Place) -> ColumnarFile:
    """Read a Parquet or Arrow IPC file.

    Parameters
    ----------
    raw : bytes or str
        The file's bytes or its path.
    place : Place
        Where it is from, for messages, and its format.

    Raises
    ------
    InvalidInputError
        If the file is damaged or of another format.
    """
    read = _read_parquet if place.format == "parquet" else _read_arrow
    try:
        found = read(raw)
        # Offsets in a damaged file may point anywhere; used, they would end the process.
        found.table.validate(full=True)
        return found
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        what = "Parquet" if place.format == "parquet" else "Arrow IPC"
        reason = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else "no data"
        raise InvalidInputError(
            f"{place.name} cannot be read as {what} ({reason}): it is truncated, damaged or of "
            "another format; make it again, or say its --input-format"
        ) from error


def write_columnar(
    sink: BinaryIO, table: pa.Table, place: Place, options: dict[str, Any] | None = None
) -> None:
    """Write a table as Parquet or Arrow IPC.

    Parameters
    ----------
    sink : binary file
        Where to.
    table : pyarrow.Table
        What to write.
    place : Place
        Its format.
    options : dict, optional
        How the input was stored, if it was of the same format.
    """
    table = _with_longer_range(table)
    options = dict(options or {})
    if place.format == "parquet":
        import pyarrow.parquet as pq

        pq.write_table(table, sink, **options)
        return
    table = table.unify_dictionaries()
    stream = options.pop("stream", False)
    default = "lz4" if place.path.lower().endswith(".feather") else None
    writing = pa.ipc.IpcWriteOptions(compression=options.get("compression", default))
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(sink, table.schema, options=writing) as writer:
        writer.write_table(table, max_chunksize=1 << 16)


def _read_parquet(raw: bytes | str) -> ColumnarFile:
    import pyarrow.parquet as pq

    file = pq.ParquetFile(_source(raw), page_checksum_verification=True)
    options: dict[str, Any] = {}
    metadata = file.metadata
    if metadata.num_row_groups and metadata.num_columns:
        group = metadata.row_group(0)
        codec = group.column(0).compression
        options["compression"] = "none" if codec == "UNCOMPRESSED" else codec.lower()
        if metadata.num_row_groups > 1:
            options["row_group_size"] = group.num_rows
    return ColumnarFile(file.read(), options)


def _read_arrow(raw: bytes | str) -> ColumnarFile:
    source = _source(raw)
    try:
        table = pa.ipc.open_file(source).read_all()
        return ColumnarFile(table.unify_dictionaries(), {})
    except pa.ArrowInvalid:
        source.seek(0)
        try:
            table = pa.ipc.open_stream(source).read_all()
        except pa.ArrowInvalid as error:
            raise pa.ArrowInvalid(f"neither its file nor its stream form: {error}") from error
        return ColumnarFile(table.unify_dictionaries(), {"stream": True})


def _source(raw: bytes | str) -> Any:
    return pa.BufferReader(raw) if isinstance(raw, bytes) else pa.OSFile(raw)


def _with_longer_range(table: pa.Table) -> pa.Table:
    """Return the table with pandas' range index, if its metadata has one, as long as the table."""
    metadata = dict(table.schema.metadata or {})
    try:
        pandas = json.loads(metadata[b"pandas"])
        for index in pandas["index_columns"]:
            if isinstance(index, dict) and index.get("kind") == "range":
                index["stop"] = index["start"] + table.num_rows * index["step"]
    except (KeyError, ValueError, TypeError):
        return table
    metadata[b"pandas"] = json.dumps(pandas).encode()
    return table.replace_schema_metadata(metadata)
