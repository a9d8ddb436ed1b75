"""CSV and TSV: original records pass through byte for byte, new ones are spelled like them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError
from counterpoise.formats.location import Place
from counterpoise.formats.source import ahead
from counterpoise.formats.text.blocks import BLOCK_BYTES, BOM, LONGEST_RECORD, shortened
from counterpoise.formats.text.column_survey import ColumnSurvey, RepeatedTexts
from counterpoise.formats.text.originals import OddFields, OwnTexts, TextCounts
from counterpoise.formats.text.records import Records, count_lines, find_records, split_fields
from counterpoise.formats.text.spelling.forms import Moments, Spelling, Text, Whole
from counterpoise.formats.text.spelling.markers import Markers
from counterpoise.formats.text.spelling.numbers import with_plus
from counterpoise.formats.text.text_source import LINE, TextSource, arrow_memory, binary_array
from counterpoise.formats.unchanged import changed
from counterpoise.parameters.threads import count_threads
from counterpoise.plan.progress import Progress

__all__ = ["DelimitedSource", "header_of_table", "lines_of_table"]

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 20  # records that the delimiter is told from
_HEAD_BYTES = 1 << 16


class DelimitedSource(TextSource):
    """A CSV or TSV file.

    Parameters
    ----------
    place : Place
        Where it is; its format decides whether a delimiter is looked for.
    path : str
        The file to read.
    delimiter : str, optional
        What separates fields, where the user says it.
    encoding : str, optional
        How the file is encoded, see `TextFile`.
    header : bool
        Whether the first record names the columns; otherwise they are called "1", "2", ...
    block_bytes : int
        Bytes to read at a time.
    longest : float
        MiB that a record may have, see `TextFile`.
    missing : sequence of str, optional
        Which texts say that a value is missing, besides the empty one; the usual ones by default.

    Attributes
    ----------
    delimiter : str
        What separates fields.
    names : list of str
        The columns.
    spellings : list of Spelling
        How each column is written, once it was understood.
    """

    def __init__(
        self,
        place: Place,
        path: str,
        delimiter: str | None = None,
        encoding: str | None = None,
        *,
        header: bool = True,
        block_bytes: int = BLOCK_BYTES,
        longest: float = LONGEST_RECORD,
        missing: Sequence[str] | None = None,
    ):
        super().__init__(place, path, encoding, block_bytes, longest)
        self._text.n_above = int(header)
        head = self._head()
        if delimiter is None:
            delimiter = "\t" if place.format == "tsv" else _sniff(head, len(head) < _HEAD_BYTES)
        self.delimiter = delimiter
        first = next(self._text.blocks(delimiter.encode()), b"")
        records = find_records(first, delimiter.encode())
        if not len(records):
            raise InvalidInputError(
                f"{place.name} is empty",
                joint=": ",
                needed="it needs a header and rows",
                remedy=None,
            )
        fields = [f.value.decode() for f in split_fields(records[0], delimiter.encode())]
        self.names = fields if header else [str(j + 1) for j in range(len(fields))]
        self.newline = records.newline
        below = int(records.starts[1]) if len(records) > 1 else len(first)
        self.header = first[:below] if header else b""
        self._missing = missing
        self._target: int | None = None
        self._target_texts = RepeatedTexts()
        self._odd_columns: list[int] = []
        self._signed: list[int] = []
        self._has_odd_quotes = False

    def understand(
        self,
        as_text: Sequence[str],
        progress: Progress,
        target: str | None = None,
        scan: bool = False,
    ) -> None:
        """Find out what each column holds and how it is written.

        Parameters
        ----------
        as_text : sequence of str
            Columns to leave as they are written, because they are categories.
        progress : Progress
            Told of the stage.
        target : str, optional
            The column with the classes.
        scan : bool
            Whether what the columns hold is to be found out in the same pass, see `scans`.

        Raises
        ------
        InvalidInputError
            If the text is not in its encoding, or a row has too many or too few fields.
        """
        progress.stage(f"Looking through {self.place.name}", *self.size)
        surveys = [
            ColumnSurvey(
                name,
                comma=self.delimiter != ",",
                scans=scan and name not in as_text,
                markers=Markers.of(self._missing, exact=name == target or name in as_text),
            )
            for name in self.names
        ]
        repeated = None
        if target in self.names and target not in as_text:
            repeated = self.names.index(target)
        n_rows = 0
        with ThreadPoolExecutor(count_threads(None)) as workers:
            for block, texts in ahead(self._parsed(None, check=True), 1):
                n_rows += texts.num_rows
                list(workers.map(_survey, surveys, texts.columns))
                if repeated is not None:
                    self._target_texts.add(texts.column(repeated).chunk(0), len(block))
                progress.advance(len(block))
        if not n_rows:
            raise InvalidInputError(
                f"{self.place.name} has a header ({', '.join(self.names[:8])}) but no rows: there "
                "is nothing to balance",
                remedy=None,
            )
        self.spellings: list[Spelling] = []
        for name, survey in zip(self.names, surveys, strict=True):
            spelling = survey.finish()
            if name in as_text and not isinstance(spelling, Text):
                spelling = _AsWritten(spelling)
            self.spellings.append(spelling)
        self._signed = [j for j, survey in enumerate(surveys) if survey.signed]
        self._odd_columns = [
            j
            for j, (survey, spelling) in enumerate(zip(surveys, self.spellings, strict=True))
            if not isinstance(spelling, Text | Moments) and j != repeated
            if survey.odd or (isinstance(spelling, Whole) and spelling.may_differ)
        ]
        self.scans = {j: s.scan for j, s in enumerate(surveys) if s.scan is not None}
        self._target = repeated if self._target_texts.counts.possible else None
        nothing = pa.array([], pa.string())
        self.schema = pa.schema(
            [
                pa.field(name, spelling.read(nothing).type)
                for name, spelling in zip(self.names, self.spellings, strict=True)
            ]
        )

    def batches(self, columns: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        wanted = list(range(len(self.names))) if columns is None else list(columns)
        schema = pa.schema([self.schema.field(j) for j in wanted])
        if wanted == [self._target]:
            for values, size in self._target_texts.read(self.spellings[wanted[0]]):
                self._block_size = size
                yield pa.RecordBatch.from_arrays([values], schema=schema)
            return
        with ThreadPoolExecutor(count_threads(None)) as workers:
            for block, texts in ahead(self._parsed(wanted), 1):
                self._block_size = len(block)
                yield self._understood(texts, wanted, schema, workers)

    def picked(
        self, columns: Sequence[int], chosen: NDArray[np.bool_]
    ) -> Iterator[tuple[pa.RecordBatch, int]]:
        schema = pa.schema([self.schema.field(j) for j in columns])
        n_seen = 0
        with ThreadPoolExecutor(count_threads(None)) as workers:
            for block in ahead(self._blocks(), 1):
                lines = self._lines_of(block)
                mask = chosen[n_seen : n_seen + len(lines)]
                n_seen += len(lines)
                if len(mask) < len(lines):
                    raise changed(self.place.name)
                batch = pa.RecordBatch.from_pylist([], schema=schema)
                if mask.any():
                    # Other lines need not even be cut into fields.
                    kept = lines if mask.all() else lines.filter(pa.array(mask))
                    texts = self._parse(bytes(_contents(kept)), list(columns), 0)
                    batch = self._understood(texts, columns, schema, workers)
                yield batch, len(block)
        if n_seen < len(chosen):
            raise changed(self.place.name)

    def _understood(
        self, texts: pa.Table, columns: Sequence[int], schema: pa.Schema, workers: Any
    ) -> pa.RecordBatch:
        spellings = [self.spellings[j] for j in columns]
        arrays = list(workers.map(_read, spellings, texts.columns))
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def lines(self, mark: str | None = None) -> Iterator[pa.Table]:
        """Yield the original records as they are written, in the columns of `LINE`.

        Parameters
        ----------
        mark : str, optional
            If there is to be a column that says whether a row is new, it is added to each.
        """
        tail = b"" if mark is None else (self.delimiter + "False").encode()
        for block in self._blocks():
            yield pa.table([self._lines_of(block, tail)], LINE)

    def first_line(self, mark: str | None = None) -> bytes:
        """Return the header as it is written, its line break included."""
        if mark is None or not self.header:
            return self.header
        name = _quoted(mark, self.delimiter)
        return self.header.rstrip(b"\r\n") + (self.delimiter + name).encode() + self.newline

    def spell(self, new: pa.Table, mark: str | None = None) -> pa.Table:
        """Return new rows in the manner of each column, in the columns of `LINE`."""
        always = self._always_quoted
        columns = []
        for j, (spelling, values) in enumerate(zip(self.spellings, new.columns, strict=True)):
            text = spelling.write(values)
            if j in self._signed and not isinstance(spelling, Text):
                text = with_plus(text, values)
            if j in self._own_texts:
                text = self._own_texts[j].spell(values, text)
            written = _quote(text, self.delimiter, always[j])
            columns.append(self._odd_fields.spell(j, text, written))
        return _joined(columns, self.delimiter, self.newline, None if mark is None else "True")

    @functools.cached_property
    def _own_texts(self) -> dict[int, OwnTexts]:
        """How originals write their values, where that need not be how new ones are written."""
        counts = {j: TextCounts() for j in self._odd_columns}
        for _, texts in self._parsed(self._odd_columns) if counts else ():
            for j, column in zip(self._odd_columns, texts.columns, strict=True):
                counts[j].add(column.chunk(0))
            if not any(each.possible for each in counts.values()):
                break
        if self._target is not None:
            counts[self._target] = self._target_texts.counts
        own = {j: each.own(self.spellings[j]) for j, each in counts.items()}
        return {j: texts for j, texts in own.items() if texts is not None}

    @functools.cached_property
    def _odd_fields(self) -> OddFields:
        """Fields of text whose quotes new rows keep as they are."""
        found = OddFields([j for j, s in enumerate(self.spellings) if isinstance(s, Text)])
        if self._has_odd_quotes:
            found.add(self._records_of(block) for block in self._blocks())
        return found

    def _records_of(self, block: bytes) -> Records:
        return find_records(block, self.delimiter.encode())

    def _lines_of(self, block: bytes, tail: bytes = b"") -> pa.Array:
        return _line_array(block, self.delimiter.encode(), tail, self.newline)

    def _blocks(self) -> Iterator[bytes]:
        """Yield the text below the header in blocks of whole records."""
        skip = len(self.header)
        for block in self._text.blocks(self.delimiter.encode()):
            body = block[skip:] if skip else block
            skip = 0
            if body and (body[0] not in b"\r\n" or body.strip(b"\r\n")):
                yield body

    def _parsed(
        self, columns: list[int] | None, check: bool = False
    ) -> Iterator[tuple[bytes, pa.Table]]:
        """Yield the blocks and their columns as they are written."""
        n_rows = 0
        for block in self._blocks():
            if check:
                self._check_header(block, n_rows)
            texts = self._parse(block, columns, n_rows, check)
            n_rows += texts.num_rows
            yield block, texts

    def _head(self) -> bytes:
        head = b""
        for piece in self._text.pieces():
            head += piece
            if len(head) >= _HEAD_BYTES:
                break
        if not head.strip():
            raise InvalidInputError(
                f"{self.place.name} is empty",
                joint=": ",
                needed="it needs a header and rows",
                remedy=None,
            )
        return head[:_HEAD_BYTES]

    def _parse(
        self, block: bytes, columns: list[int] | None, n_before: int, check: bool = False
    ) -> pa.Table:
        """Return columns of a block as they are written, without quotes, each of one chunk."""
        names = [str(j) for j in range(len(self.names))]
        has_quotes = b'"' in block
        bad: list[Any] = []
        content = BOM + block if block.startswith(BOM) else block

        def note(row: Any) -> str:
            bad.append(row)
            return "skip"

        def parse(handler: Callable[[Any], str] | None) -> pa.Table:
            # Threads only without a handler: the last of Arrow's threads lets go of Python's
            # function when the interpreter may already be gone, which ends the process with an
            # abort. And only a single thread counts the rows.
            return pa.csv.read_csv(
                pa.BufferReader(arrow_memory(content)),
                read_options=pa.csv.ReadOptions(
                    column_names=names, use_threads=handler is None, block_size=len(content) + 1
                ),
                parse_options=pa.csv.ParseOptions(
                    delimiter=self.delimiter,
                    newlines_in_values=has_quotes,
                    invalid_row_handler=handler,
                ),
                convert_options=pa.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    include_columns=None if columns is None else [str(j) for j in columns],
                    strings_can_be_null=False,
                    check_utf8=False,
                ),
            )

        records = self._records_of(block) if check and has_quotes else None
        if records is not None:
            self._check_quotes(records, n_before)
        try:
            table = parse(None)
        except pa.ArrowInvalid:
            parse(note)
            if not bad:
                raise
            raise self._ragged(block, bad, n_before) from None
        if records is not None and table.num_rows != len(records):
            raise InvalidInputError(
                f"{self.place.name}: {table.num_rows} rows were read where {len(records)} begin, "
                f"below row {n_before}; a quote may be left open",
                remedy=None,
            )
        return table.combine_chunks()

    def _check_quotes(self, records: Records, n_before: int) -> None:
        """Raise `InvalidInputError` if a quote seems to be left open."""
        self._has_odd_quotes = self._has_odd_quotes or not records.regular
        found = records.half_open_quote()
        if found is not None:
            record, position = found
            line = self._lines_before(n_before) + records.line(position)
            raise InvalidInputError(
                f"{self.place.name}, row {n_before + record + 1} (line {line}): a quote is opened "
                "and closed in the middle of another field, some lines below, so its own end is "
                f"missing: {shortened(records.data[position : position + 240])}",
                remedy=None,
            )

    def _check_header(self, block: bytes, n_before: int) -> None:
        """Raise `InvalidInputError` if a row is the header again."""
        header = self.header.strip(b"\r\n")
        if not header or header not in block:
            return
        alone = re.compile(rb"(?<![^\r\n])" + re.escape(header) + rb"(?![^\r\n])")
        for match in alone.finditer(block):
            position, records = match.start(), self._records_of(block)
            record = int(np.searchsorted(records.starts, position))
            if record < len(records) and records.starts[record] == position:
                line = self._lines_before(n_before) + records.line(position)
                raise InvalidInputError(
                    f"{self.place.name}, row {n_before + record + 1} (line {line}) is the header "
                    "again, as where files were joined",
                    remedy="remove the line",
                )

    def _ragged(self, block: bytes, bad: list[Any], n_before: int) -> InvalidInputError:
        row = bad[0]
        place = "a row"
        if row.number is not None:
            records = self._records_of(block)
            line = self._lines_before(n_before) + records.line(int(records.starts[row.number - 1]))
            place = f"row {n_before + row.number} (line {line})"
        more = f"; {len(bad)} rows are like this" if len(bad) > 1 else ""
        start = shortened(row.text[:240].encode())
        if "\n" in row.text or "\r" in row.text:
            more += " (the row goes over several lines: is a quote left open?)"
        return InvalidInputError(
            f"{self.place.name}, {place}: {row.actual_columns} "
            f"field{'s' * (row.actual_columns != 1)} where the header has {row.expected_columns}, "
            f"{self._first_without(row.actual_columns)}: {start}{more}",
            then=". ",
            remedy="Correct the row, or say the separator with --delimiter",
        )

    def _first_without(self, n_fields: int) -> str:
        """Return what the first field too many, or the first column without a field, is."""
        if n_fields > len(self.names):
            return f"so that field {len(self.names) + 1} belongs to no column"
        return f"so that column {self.names[n_fields]!r} has none"

    def _lines_before(self, n_rows: int) -> int:
        """Return the lines above the block before which there are so many rows."""
        lines, seen = count_lines(self.header), 0
        for block in self._blocks():
            if seen >= n_rows:
                break
            seen += len(self._records_of(block))
            lines += count_lines(block)
        return lines

    @functools.cached_property
    def _always_quoted(self) -> list[bool]:
        """Which columns are quoted in the first row, although they need not be."""
        row = self._records_of(next(self._blocks()))[0]
        return [field.inner is not None for field in split_fields(row, self.delimiter.encode())]


class _AsWritten(Text):
    """Numbers or dates that are left as they are written, because they are categories."""

    def __init__(self, spelling: Spelling):
        super().__init__(spelling.missing, markers=spelling.markers)
        object.__setattr__(self, "_spelling", spelling)

    def read(self, text: Any) -> Any:
        absent = self._spelling.read(text).is_null()  # type: ignore[attr-defined]
        return pc.if_else(absent, pa.scalar(None, pa.string()), text)


def lines_of_table(table: pa.Table, place: Place) -> pa.Table:
    """Return rows that were no delimited text before, in the columns of `LINE`.

    Dates are written in ISO form, missing values are empty.
    """
    delimiter = delimiter_of(place)
    columns = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        try:
            text = column.cast(pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise InvalidInputError(
                f"column {name!r} holds {column.type}, which {place.format} cannot",
                remedy="write to .parquet or .arrow, or leave the column out",
            ) from error
        columns.append(_quote(pc.fill_null(text, ""), delimiter, False))
    return _joined(columns, delimiter, b"\n", None)


def header_of_table(schema: pa.Schema, place: Place) -> bytes:
    """Return the header for `lines_of_table`."""
    delimiter = delimiter_of(place)
    return delimiter.join(_quoted(name, delimiter) for name in schema.names).encode() + b"\n"


def delimiter_of(place: Place) -> str:
    """Return what separates the fields of an output that was no delimited text before."""
    return "\t" if place.format == "tsv" else ","


def _survey(survey: ColumnSurvey, column: pa.ChunkedArray) -> None:
    for chunk in column.chunks:
        survey.add(chunk)


def _contents(lines: pa.Array) -> Any:
    """Return the bytes of lines that follow each other."""
    offsets = np.frombuffer(lines.buffers()[1], np.int64)
    start, stop = int(offsets[lines.offset]), int(offsets[lines.offset + len(lines)])
    return lines.buffers()[2].slice(start, stop - start)


def _read(spelling: Spelling, column: pa.ChunkedArray) -> pa.Array:
    values = spelling.read(column.chunk(0))
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def _line_array(block: bytes, delimiter: bytes, tail: bytes, newline: bytes) -> pa.Array:
    """Return the records of a block, each with its line break, and a tail before that."""
    if not tail and b'"' not in block and b"\r" not in block and not block.startswith(b"\n"):
        ends = np.flatnonzero(np.frombuffer(block, np.uint8) == 0x0A) + 1
        offsets = np.concatenate([[0], ends])
        if np.diff(offsets).min() > 1:  # no blank line
            return binary_array(offsets, block)
    records = find_records(block, delimiter)
    if not tail:
        # Blank lines belong to the record that follows them.
        return binary_array(np.concatenate([[0], records.ends_with_break]), block)
    spans = zip(records.starts.tolist(), records.ends.tolist(), strict=True)
    return pa.array([block[start:end] + tail + newline for start, end in spans], pa.large_binary())


def _joined(columns: list[Any], delimiter: str, newline: bytes, last: str | None) -> pa.Table:
    wide = [column.cast(pa.large_string()) for column in columns]
    if last is not None:
        wide.append(pa.scalar(last, pa.large_string()))
    lines = pc.binary_join_element_wise(*wide, pa.scalar(delimiter, pa.large_string()))
    ending = pa.scalar(newline.decode(), pa.large_string())
    lines = pc.binary_join_element_wise(lines, ending, pa.scalar("", pa.large_string()))
    return pa.table([lines.cast(pa.large_binary())], schema=LINE)


def _sniff(head: bytes, whole: bool) -> str:
    """Return the delimiter that splits the first records alike, into the most fields."""
    best, most = ",", 1
    for delimiter in _DELIMITERS:
        records = find_records(head, delimiter.encode())
        n = len(records) if whole else max(len(records) - 1, 1)
        lines = [records[i] for i in range(min(n, _SAMPLE))]
        sizes = [sum(1 for _ in split_fields(line, delimiter.encode())) for line in lines]
        if sizes and sizes[0] > most and sizes.count(sizes[0]) > len(sizes) / 2:
            best, most = delimiter, sizes[0]
    return best


def _quoted(text: str, delimiter: str) -> str:
    if not any(c in text for c in (delimiter, '"', "\n", "\r")):
        return text
    return '"' + text.replace('"', '""') + '"'


def _quote(text: Any, delimiter: str, always: bool) -> Any:
    """Return texts with quotes where they need them, or around all."""
    if not always:
        needed = pc.match_substring_regex(text, f'[{re.escape(delimiter)}"\r\n]')
        if not pc.any(needed).as_py():
            return text
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")
    return quoted if always else pc.if_else(needed, quoted, text)
