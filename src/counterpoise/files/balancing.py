"""Balance a table in a file."""

from __future__ import annotations

import contextlib
import gzip
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa

from counterpoise.balancing import Balanced, Summary, balance_table
from counterpoise.errors import InvalidInputError
from counterpoise.files.atomic import check_destination, open_destination
from counterpoise.files.columnar import ColumnarFile, write_columnar
from counterpoise.files.delimited import DelimitedFile, write_delimited
from counterpoise.files.places import Place, beside
from counterpoise.files.reading import find_source, read_place, understand, with_pandas_index

__all__ = ["FileSummary", "balance_file"]


@dataclass(frozen=True)
class FileSummary:
    """What `balance_file` did.

    Parameters
    ----------
    input, output : str
        Paths; "-" for standard input and output.
    balance : Summary
        What was done to the table.
    page : str, optional
        Path of the report, where one was asked for.
    """

    input: str
    output: str
    balance: Summary
    page: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain values, for JSON."""
        report = {"report": self.page} if self.page is not None else {}
        return {"input": self.input, "output": self.output, **report, **self.balance.to_dict()}


def balance_file(
    source: str,
    output: str | None = None,
    *,
    target: str = "Class",
    categorical: Iterable[str] | None = None,
    mark: str | None = None,
    input_format: str | None = None,
    output_format: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    force: bool = False,
    page: str | None = None,
    report: Callable[[str], None] = lambda stage: None,
    **options: Any,
) -> FileSummary:
    """Balance the table in a file, and write it to another, whole or not at all.

    Original rows of a CSV or TSV are written byte for byte as they were read; new ones are spelled
    in the manner of each column. Parquet and Arrow keep schema and metadata.

    Parameters
    ----------
    source : str
        Path of the input; "-" for standard input.
    output : str, optional
        Path of the output; "-" for standard output. By default the input's name with "-balanced"
        before the extension, or standard output for standard input.
    target : str, default="Class"
        The column with the classes.
    categorical : iterable of str, optional
        Columns to take for categories, see `balance`.
    mark : str, optional
        Name of a new last column that says whether a row is new.
    input_format, output_format : {"csv", "tsv", "parquet", "arrow"}, optional
        Formats, where the extensions do not say.
    delimiter : str, optional
        What separates the fields of a CSV; found out by default.
    encoding : str, optional
        Encoding of a CSV or TSV that is not UTF-8 or UTF-16.
    force : bool, default=False
        Whether to replace an output that exists.
    page : str, optional
        Path of a report to write as well: a page of HTML that shows what was made.
    report : callable, optional
        Called with the name of each stage as it begins.
    **options
        Passed to `balance`: method, ratio, k, scale, seed, ignore.

    Returns
    -------
    FileSummary
        What was done, and where the output is.

    Raises
    ------
    InvalidInputError
        If the input, the output or an option cannot be used. Nothing is written then.

    Examples
    --------
    >>> import os, tempfile
    >>> from counterpoise.files import balance_file
    >>> path = os.path.join(tempfile.mkdtemp(), "pupils.csv")
    >>> with open(path, "w") as file:
    ...     _ = file.write("hours,passed\\n" + "8.5,yes\\n7.0,yes\\n6.5,yes\\n1.5,no\\n2.0,no\\n")
    >>> summary = balance_file(path, target="passed", k=1, seed=0)
    >>> with open(summary.output) as file:
    ...     print(file.read().splitlines()[-1])
    1.8,no
    """
    origin = find_source(source, input_format)
    goal = Place.of(
        beside(source) if output is None else output, output_format, default=origin.format
    )
    check_destination(goal, origin, force)
    page_place = _page_place(page, goal, force)
    report(f"Reading {origin.name}")
    read = read_place(origin, delimiter, encoding)
    columns = list(categorical) if categorical is not None else None
    table = understand(read, columns, origin)
    report("Looking for neighbours and making new rows")
    options["ignore"] = with_pandas_index(options.get("ignore"), table)
    balanced = balance_table(table, target, categorical=columns, mark=mark, **options)
    # Both or none: the page takes its name after the table has taken its own.
    with contextlib.ExitStack() as stack:
        if page_place is not None:
            report(f"Writing '{page_place.path}'")
            leaf = stack.enter_context(open_destination(page_place, force))
            leaf.write(_page_of(table, balanced, origin))
        report(f"Writing '{goal.path}'")
        with open_destination(goal, force) as sink:
            _write(_compressing(sink, goal), read, balanced, origin, goal, mark)
    return FileSummary(source, goal.path, balanced.summary, page)


def _page_place(page: str | None, goal: Place, force: bool) -> Place | None:
    if page is None:
        return None
    from counterpoise.report import check_report_path

    if os.path.realpath(page) == os.path.realpath(goal.path):
        raise InvalidInputError(
            f"the report and the table would both be '{page}': choose another name with --report"
        )
    return check_report_path(page, force)


def _page_of(table: pa.Table, balanced: Balanced, origin: Place) -> bytes:
    from counterpoise.report import Report, Sample, render

    sample = Sample.from_balanced(table, balanced)
    return render(
        Report.of_balance(balanced.summary.to_dict(), sample, source=origin.path)
    ).encode()


def _compressing(sink: BinaryIO, place: Place) -> Any:
    if place.compression is None:
        return sink
    if place.compression == "gzip":
        return gzip.GzipFile("", "wb", fileobj=sink, mtime=0)
    return pa.CompressedOutputStream(pa.PythonFile(sink, "w"), place.compression)


def _write(
    sink: Any,
    read: DelimitedFile | ColumnarFile,
    balanced: Balanced,
    origin: Place,
    goal: Place,
    mark: str | None,
) -> None:
    table, kept = balanced.table, balanced.kept
    if isinstance(read, DelimitedFile) and goal.format == origin.format:
        new = table.slice(len(kept))
        if mark is not None:
            new = new.drop_columns([mark])
        read.write(sink, kept, new, mark)
    elif goal.is_text:
        write_delimited(sink, table, goal)
    else:
        stored = read.options if isinstance(read, ColumnarFile) else None
        write_columnar(sink, table, goal, stored if goal.format == origin.format else None)
    if goal.compression is not None:
        sink.close()
