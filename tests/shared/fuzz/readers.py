"""Files of any bytes: what Python's csv and json read there, or one clear error.

Each function takes bytes; the first few say how to read, the rest is the file. It raises where the
reader is wrong. `InvalidInputError` is an answer, any other exception is a finding.
"""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from counterpoise import InvalidInputError
from counterpoise.formats.location import Place
from counterpoise.formats.reading import open_source

_MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None
_FOLDER = tempfile.TemporaryDirectory(prefix="counterpoise-fuzz-", dir=_MEMORY)
FOLDER = Path(_FOLDER.name)
"""Where inputs are put to be read; it goes when the process ends."""

LARGEST = 4096  # bytes; small blocks of more would take long
BLOCKS = (1 << 23, 7, 16, 64, 300)
DELIMITERS = (None, ",", ";", "\t", "|")
ENCODINGS = (None, None, "latin-1", "utf-16", "utf-8-sig", "cp1252")
_MARKERS = "NA N/A n/a NaN nan NULL null <NA> #N/A ? None none na -nan -NaN #NA - -- ."
MISSING = {"", *_MARKERS.split()}


def _told(source: Any) -> tuple[Any, list[bytes], list[tuple[Any, ...]]]:
    """Return a text's columns, its records as they are written, and its values."""
    lines = [source.first_line()]
    for table in source.lines():
        lines += table.column(0).to_pylist()
    rows: list[tuple[Any, ...]] = []
    for batch in source.batches():
        batch.validate(full=True)
        rows += zip(*(column.to_pylist() for column in batch.columns), strict=True)
    return source.schema, lines, rows


def _read_text(path: Path, block_bytes: int, **options: Any) -> Any:
    """Return what a text tells, or the error."""
    try:
        place = Place.of(str(path))
        with open_source(place, block_bytes=block_bytes, **options) as source:
            return _told(source)
    except InvalidInputError as error:
        return error


def _same(read: Any, other: Any) -> bool:
    if isinstance(read, InvalidInputError) or isinstance(other, InvalidInputError):
        return isinstance(read, InvalidInputError) and isinstance(other, InvalidInputError)
    # Blank lines come with the record before or after them, as the blocks have it.
    return (read[0], b"".join(read[1]), repr(read[2])) == (
        other[0],
        b"".join(other[1]),
        repr(other[2]),
    )


def delimited(data: bytes) -> None:
    """A CSV: the records are those of Python's csv, and come out as they went in."""
    if not 4 < len(data) <= LARGEST:
        return
    block, delimiter, encoding, flags = data[:4]
    content = data[4:]
    options = {
        "delimiter": DELIMITERS[delimiter % len(DELIMITERS)],
        "encoding": ENCODINGS[encoding % len(ENCODINGS)],
        "header": flags % 4 != 3,
    }
    path = FOLDER / "table.csv"
    path.write_bytes(content)
    whole = _read_text(path, BLOCKS[0], **options)
    parts = _read_text(path, BLOCKS[block % len(BLOCKS)], **options)
    assert _same(whole, parts), f"blocks of other sizes give\n{whole}\nand\n{parts}"
    if isinstance(whole, InvalidInputError):
        return
    schema, lines, rows = whole
    text = _decoded(content, options["encoding"])
    if text is None:
        return
    found = b"".join(lines).decode()
    assert _kept(found, text), f"{text!r} came out as {found!r}"
    with open_source(Place.of(str(path)), **options) as source:
        used = source.delimiter
    expected = [r for r in csv.reader(io.StringIO(text, newline=""), delimiter=used) if r]
    if options["header"]:
        assert schema.names == expected.pop(0)
    assert len(rows) == len(expected) == len(lines) - 1
    for row, fields in zip(rows, expected, strict=True):
        assert len(row) == len(fields)
        for value, field, column in zip(row, fields, schema, strict=True):
            if value is None:
                assert field.strip() in MISSING, f"{field!r} is read as missing"
            elif pa.types.is_string(column.type):
                assert value == field, f"{field!r} is read as {value!r}"
            elif pa.types.is_integer(column.type):
                assert value == Decimal(field.strip().replace(",", "."))
            elif pa.types.is_floating(column.type):
                wanted = float(field.strip().replace(",", "."))
                assert value == wanted or (value != value and wanted != wanted)


def _decoded(content: bytes, encoding: str | None) -> str | None:
    """Return a text as Python decodes it, without a byte order mark."""
    if encoding is None:
        marked = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
        encoding = marked.get(content[:2], "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeError:
        return None
    return text.removeprefix("\ufeff")


def _kept(found: str, text: str) -> bool:
    """Return whether a text came out as it was, but for its last line breaks."""
    return found.rstrip("\r\n") == text.rstrip("\r\n") and len(found) <= len(text) + 2


def json_lines(data: bytes) -> None:
    """JSON lines: the objects are those of Python's json, and come out as they went in."""
    if not 2 < len(data) <= LARGEST:
        return
    block, content = data[0], data[1:]
    path = FOLDER / "table.jsonl"
    path.write_bytes(content)
    whole = _read_text(path, BLOCKS[0])
    parts = _read_text(path, BLOCKS[block % len(BLOCKS)])
    assert _same(whole, parts), f"blocks of other sizes give\n{whole}\nand\n{parts}"
    objects = _objects(content)
    if isinstance(whole, InvalidInputError):
        return
    schema, lines, rows = whole
    text = _decoded(content, None)
    assert text is not None
    assert _kept(b"".join(lines).decode(), text)
    if objects is None:
        return  # what Arrow reads and Python does not: such as two objects in a line
    assert len(rows) == len(objects) == len(lines) - 1
    names = dict.fromkeys(name for each in objects for name in each)
    assert sorted(schema.names) == sorted(names)
    for row, each in zip(rows, objects, strict=True):
        for value, column in zip(row, schema, strict=True):
            wanted = each.get(column.name)
            if value is None or wanted is None:
                assert value is None, (value, wanted)
                assert wanted is None or _odd(wanted), (value, wanted)
            elif isinstance(wanted, bool) and pa.types.is_boolean(column.type):
                assert value == wanted
            elif isinstance(wanted, int | float) and not pa.types.is_string(column.type):
                if not pa.types.is_binary(column.type) and not pa.types.is_temporal(column.type):
                    near = value == wanted or abs(value - wanted) <= 1e-15 * abs(wanted)
                    assert near or (value != value and wanted != wanted)
            elif isinstance(wanted, str) and pa.types.is_string(column.type):
                assert value == wanted or json.loads(value) == wanted


def _odd(value: Any) -> bool:
    """Return whether a value may be read as missing."""
    return (isinstance(value, str) and value.strip() in MISSING) or value != value


def _objects(content: bytes) -> list[dict[str, Any]] | None:
    text = _decoded(content, None)
    if text is None:
        return None
    try:
        found = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None
    return found if all(isinstance(each, dict) for each in found) else None


def _read_columns(path: Path, batch_rows: int) -> None:
    """Read a columnar file, as the command would; only `InvalidInputError` is allowed."""
    try:
        with open_source(Place.of(str(path)), batch_rows=batch_rows) as source:
            n_rows = 0
            for batch in source.batches():
                batch.validate(full=True)
                assert batch.num_rows <= batch_rows
                n_rows += batch.num_rows
            if len(source.schema):
                assert sum(b.num_rows for b in source.batches([0])) == n_rows
    except InvalidInputError:
        pass


def parquet(data: bytes) -> None:
    """A Parquet file, damaged or not."""
    path = FOLDER / "table.parquet"
    path.write_bytes(data)
    _read_columns(path, 1 << 16)
    _read_columns(path, 3)


def arrow(data: bytes) -> None:
    """An Arrow IPC file or stream, damaged or not."""
    path = FOLDER / "table.arrow"
    path.write_bytes(data)
    _read_columns(path, 1 << 16)
    _read_columns(path, 3)


READERS: dict[str, Callable[[bytes], None]] = {
    "delimited": delimited,
    "json_lines": json_lines,
    "parquet": parquet,
    "arrow": arrow,
}
