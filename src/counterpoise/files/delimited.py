"""CSV and TSV: original records pass through byte for byte, new ones are spelled like them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError
from counterpoise.files.places import Place
from counterpoise.files.records import Records, find_records
from counterpoise.files.spelling import Spelling, Text, understand

__all__ = ["DelimitedFile", "read_delimited", "write_delimited"]

_DELIMITERS = (",", ";", "\t", "|")
_BOM = b"\xef\xbb\xbf"
_MARKED = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_STARTS = {
    b"\x1f\x8b": ("gzip", "name it with .gz at its end"),
    b"\x28\xb5\x2f\xfd": ("zstd", "name it with .zst at its end"),
    b"PAR1": ("Parquet", "name it .parquet, or say --input-format parquet"),
    b"ARROW1": ("Arrow", "name it .arrow, or say --input-format arrow"),
    b"PK\x03\x04": ("ZIP or a spreadsheet", "unpack it, or save it from the spreadsheet as CSV"),
}
_SAMPLE = 20  # records that the delimiter is told from
_BLOCK = 1 << 16  # records written at a time


@dataclass(frozen=True)
class DelimitedFile:
    """A delimited text and what it holds.

    Parameters
    ----------
    records : Records
        The header and the rows as they are written.
    delimiter : str
        What separates fields.
    encoding : str
        How the file is encoded; "utf-8-sig" is UTF-8 with a byte order mark.
    names : list of str
        Names of the columns.
    texts : list of chunked array of string
        The columns as they are written, without quotes.
    byte_order_mark : bytes
        What stands before the text in UTF-16.
    """

    records: Records
    delimiter: str
    encoding: str
    names: list[str]
    texts: list[pa.ChunkedArray]
    byte_order_mark: bytes = b""
    spellings: list[Spelling] = field(default_factory=list)

    def understood(self, as_text: Sequence[str] = ()) -> pa.Table:
        """Return the columns as numbers, dates and text, and remember how they were spelled.

        Parameters
        ----------
        as_text : sequence of str
            Columns to leave as they are written, because they are categories.
        """
        self.spellings.clear()
        columns = []
        for name, text in zip(self.names, self.texts, strict=True):
            values, spelling = understand(text, comma=self.delimiter != ",")
            if name in as_text and not isinstance(spelling, Text):
                missing = pa.scalar(None, pa.string())
                values = pc.if_else(values.is_null(), missing, text)
                spelling = Text(spelling.missing)
            columns.append(values)
            self.spellings.append(spelling)
        return pa.table(columns, names=self.names)

    def write(
        self, sink: BinaryIO, kept: NDArray[np.int64], new: pa.Table, mark: str | None
    ) -> None:
        """Write the original records at the given rows as they are, then new ones.

        Parameters
        ----------
        sink : binary file
            Where to.
        kept : ndarray of int64
            Which original rows to write, in which order.
        new : table of n_new rows
            The new rows, columns as in `understood`.
        mark : str, optional
            Name of a last column that says whether a row is new.
        """
        newline = self.records.newline
        tail = [b"", b"", b""]
        if mark is not None:
            texts = (_quoted(mark, self.delimiter), "False", "True")
            tail = [(self.delimiter + text).encode() for text in texts]
        sink.write(self.byte_order_mark)
        put = self._encoding_into(sink)
        if mark is None and np.array_equal(kept, np.arange(len(self.records) - 1)):
            put(self.records.data[: self.records.ends[-1]] + newline)
        else:
            put(self.records[0] + tail[0] + newline)
            for block in self._originals(kept, tail[1] + newline):
                put(block)
        for batch in new.to_batches(max_chunksize=_BLOCK):
            lines = self._spell(pa.Table.from_batches([batch]))
            put(b"".join(line + tail[2] + newline for line in lines))

    def _encoding_into(self, sink: BinaryIO) -> Callable[[bytes], Any]:
        """Return a function that writes UTF-8 text in the file's own encoding."""
        if self.encoding == "utf-8":
            return sink.write
        encoder = codecs.getincrementalencoder(self.encoding)()

        def put(data: bytes) -> None:
            try:
                sink.write(encoder.encode(data.decode()))
            except UnicodeEncodeError as error:
                raise InvalidInputError(
                    f"the output cannot be encoded as {self.encoding}: {error}"
                ) from error

        return put

    def _originals(self, kept: NDArray[np.int64], ending: bytes) -> Iterator[bytes]:
        """Yield original records, each with an ending, in blocks."""
        starts, ends = self.records.starts[1:], self.records.ends[1:]
        data = self.records.data
        for i in range(0, len(kept), _BLOCK):
            rows = kept[i : i + _BLOCK]
            spans = zip(starts[rows].tolist(), ends[rows].tolist(), strict=True)
            yield b"".join(data[start:end] + ending for start, end in spans)

    def _spell(self, new: pa.Table) -> list[bytes]:
        """Return new rows as records without line breaks."""
        always = self._quoted_columns()
        columns = [
            _quote(spelling.write(column), self.delimiter, quoted)
            for spelling, column, quoted in zip(self.spellings, new.columns, always, strict=True)
        ]
        joined = pc.binary_join_element_wise(*columns, self.delimiter)
        return joined.cast(pa.binary()).to_pylist()

    def _quoted_columns(self) -> list[bool]:
        """Return which columns are quoted in the first row, although they need not be."""
        d = re.escape(self.delimiter)
        fields = re.findall(rf'(?:^|{d})("?)(?:[^"]|"")*?\1(?={d}|$)', self.records[1].decode())
        if len(fields) != len(self.names):
            return [False] * len(self.names)
        return [quote == '"' for quote in fields]


def read_delimited(
    raw: bytes, place: Place, delimiter: str | None = None, encoding: str | None = None
) -> DelimitedFile:
    """Read a delimited text.

    Parameters
    ----------
    raw : bytes
        The file.
    place : Place
        Where it is from, for messages; its format decides whether a delimiter is looked for.
    delimiter : str, optional
        What separates fields, where the user says it.
    encoding : str, optional
        How the file is encoded, where the user says it; otherwise UTF-8, or UTF-16 with a byte
        order mark.

    Raises
    ------
    InvalidInputError
        If the text is empty, not in its encoding, or a row has too many or too few fields.
    """
    data, encoding = _decode(raw, place, encoding)
    if not data.strip():
        raise InvalidInputError(f"{place.name} is empty: it needs a header and rows")
    if delimiter is None:
        delimiter = "\t" if place.format == "tsv" else _sniff(data)
    records = find_records(data, delimiter.encode())
    names = next(csv.reader(io.StringIO(records[0].decode(), newline=""), delimiter=delimiter))
    if len(records) == 1:
        raise InvalidInputError(
            f"{place.name} has a header ({', '.join(names[:8])}) but no rows: there is nothing to "
            "balance"
        )
    _check_last_quote(records, delimiter, place)
    texts = _read_texts(records, len(names), delimiter, place)
    mark = raw[:2] if encoding in _MARKED.values() and raw[:2] in _MARKED else b""
    return DelimitedFile(records, delimiter, encoding, names, texts, mark)


def _check_last_quote(records: Records, delimiter: str, place: Place) -> None:
    """Raise `InvalidInputError` if a quote is open at the end: the parser takes it for closed."""
    last = io.StringIO(records[len(records) - 1].decode(), newline="")
    try:
        list(csv.reader(last, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise _open_quote(place, records, len(records) - 1) from error


def write_delimited(sink: BinaryIO, table: pa.Table, place: Place) -> None:
    """Write a table that was no delimited text before.

    Parameters
    ----------
    sink : binary file
        Where to.
    table : table
        What to write; dates in ISO form, missing values empty.
    place : Place
        CSV or TSV.
    """
    delimiter = "\t" if place.format == "tsv" else ","
    columns = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        try:
            text = column.cast(pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise InvalidInputError(
                f"column {name!r} holds {column.type}, which {place.format} cannot: write to "
                ".parquet or .arrow, or leave the column out"
            ) from error
        columns.append(_quote(pc.fill_null(text, ""), delimiter, False))
    header = delimiter.join(_quoted(name, delimiter) for name in table.column_names)
    sink.write(header.encode() + b"\n")
    lines = pc.binary_join_element_wise(*columns, delimiter)
    for chunk in lines.chunks if isinstance(lines, pa.ChunkedArray) else [lines]:
        for i in range(0, len(chunk), _BLOCK):
            part = chunk.slice(i, _BLOCK).to_pylist()
            sink.write("".join(line + "\n" for line in part).encode())


def _decode(raw: bytes, place: Place, encoding: str | None) -> tuple[bytes, str]:
    """Return the text in UTF-8 without a byte order mark, and its encoding."""
    if encoding is None:
        _check_text(raw, place)
    if encoding is None or encoding.lower() in ("utf-16", "utf16"):
        encoding = _MARKED.get(raw[:2], encoding)
    if encoding is not None and encoding.lower() not in ("utf-8", "utf8", "utf-8-sig"):
        try:
            return raw.decode(encoding).lstrip("\ufeff").encode(), encoding
        except LookupError as error:
            raise InvalidInputError(f"encoding {encoding!r} is not known to Python") from error
        except UnicodeDecodeError as error:
            raise _undecodable(raw, place, error, encoding) from error
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise _undecodable(raw, place, error, "UTF-8") from error
    if b"\0" in raw:
        raise InvalidInputError(
            f"{place.name} holds zero bytes, so it is no {place.format} text: check the file, or "
            "say its --input-format or --encoding"
        )
    return (raw[3:], "utf-8-sig") if raw.startswith(_BOM) else (raw, "utf-8")


def _check_text(raw: bytes, place: Place) -> None:
    """Raise `InvalidInputError` if the first bytes say that it is something else."""
    for start, (what, todo) in _STARTS.items():
        if raw.startswith(start):
            raise InvalidInputError(f"{place.name} holds {what}, not {place.format}: {todo}")


def _undecodable(
    raw: bytes, place: Place, error: UnicodeDecodeError, encoding: str
) -> InvalidInputError:
    line = raw[: error.start].count(b"\n") + 1
    return InvalidInputError(
        f"{place.name}, line {line}: byte 0x{raw[error.start]:02x} is no {encoding} text: say how "
        "the file is encoded, for example --encoding latin-1 or --encoding cp1252"
    )


def _sniff(data: bytes) -> str:
    """Return the delimiter that splits the first records alike, into the most fields."""
    best, most = ",", 1
    head = data[: 1 << 16]
    for delimiter in _DELIMITERS:
        records = find_records(head, delimiter.encode())
        whole = len(records) if len(head) == len(data) else max(len(records) - 1, 1)
        lines = [records[i].decode(errors="replace") for i in range(min(whole, _SAMPLE))]
        sizes = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        if sizes and sizes[0] > most and sizes.count(sizes[0]) > len(sizes) / 2:
            best, most = delimiter, sizes[0]
    return best


def _read_texts(
    records: Records, n_columns: int, delimiter: str, place: Place
) -> list[pa.ChunkedArray]:
    """Return the columns below the header as they are written; each of shape (n_rows,)."""
    names = [str(j) for j in range(n_columns)]
    body = pa.py_buffer(records.data)[int(records.starts[1]) :]
    longest = int((records.ends - records.starts).max())
    bad: list[Any] = []

    def note(row: Any) -> str:
        bad.append(row)
        return "skip"

    def parse(handler: Callable[[Any], str] | None) -> pa.Table:
        # Threads only without a handler: the last of Arrow's threads lets go of Python's function
        # when the interpreter may already be gone, which ends the process with an abort. And only
        # a single thread counts the rows.
        return pa.csv.read_csv(
            pa.BufferReader(body),
            read_options=pa.csv.ReadOptions(
                column_names=names,
                use_threads=handler is None,
                block_size=max(1 << 20, 2 * longest + 2),
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=b'"' in records.data,
                invalid_row_handler=handler,
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )

    try:
        table = parse(None)
    except pa.ArrowInvalid:
        parse(note)
        if not bad:
            raise
        raise _ragged(bad, records, place) from None
    if table.num_rows != len(records) - 1:
        raise InvalidInputError(
            f"{place.name}: {table.num_rows} rows were read where {len(records) - 1} "
            "begin; a quote may be left open"
        )
    return table.columns


def _ragged(bad: list[Any], records: Records, place: Place) -> InvalidInputError:
    row = bad[0]
    line = records.line(row.number) if row.number is not None else None
    where = f"row {row.number}" + (f" (line {line})" if line is not None else "")
    more = f"; {len(bad)} rows are like this" if len(bad) > 1 else ""
    start = row.text.replace("\n", "\\n")
    start = start[:60] + "…" if len(start) > 60 else start
    return InvalidInputError(
        f"{place.name}, {where}: {row.actual_columns} field{'s' * (row.actual_columns != 1)} where "
        f"the header has {row.expected_columns}: {start}{more}. Correct the row, or say the "
        "separator with --delimiter"
    )


def _open_quote(place: Place, records: Records, record: int) -> InvalidInputError:
    start = records[record][:240].decode(errors="ignore").replace("\n", "\\n")[:60]
    return InvalidInputError(
        f"{place.name}, row {record} (line {records.line(record)}): a quote is opened and never "
        f"closed: {start}…"
    )


def _quoted(text: str, delimiter: str) -> str:
    if not any(c in text for c in (delimiter, '"', "\n", "\r")):
        return text
    return '"' + text.replace('"', '""') + '"'


def _quote(text: Any, delimiter: str, always: bool) -> Any:
    """Return texts with quotes where they need them, or around all."""
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")
    if always:
        return quoted
    needed = pc.match_substring_regex(text, f'[{re.escape(delimiter)}"\r\n]')
    return pc.if_else(needed, quoted, text)
