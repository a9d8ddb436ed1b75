"""Balance a table in a file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from numpy.typing import NDArray

from counterpoise.engines.stream.growing import grow_in_batches
from counterpoise.engines.stream.offers import NeedsWholeTable, streams
from counterpoise.engines.stream.paths import Places
from counterpoise.engines.stream.request import FileRequest
from counterpoise.engines.stream.whole import balance_whole
from counterpoise.errors import InvalidInputError
from counterpoise.formats.atomic import open_destination
from counterpoise.formats.digest import Digest
from counterpoise.formats.location import Place, plain_path
from counterpoise.formats.partitions import check_partition_columns, open_folder
from counterpoise.formats.reading import open_source, with_pandas_index
from counterpoise.formats.source import BATCH_ROWS, Source
from counterpoise.formats.split import PartOf, divide
from counterpoise.formats.text.blocks import BLOCK_BYTES, LONGEST_RECORD
from counterpoise.formats.text.text_source import TextSource
from counterpoise.formats.writing import (
    NewRows,
    Output,
    compressing,
    stored_types,
    write_rows,
)
from counterpoise.plan.progress import SILENT, Progress
from counterpoise.plan.request import Request
from counterpoise.plan.summary import Summary
from counterpoise.scans.column_scan import ScannedColumns
from counterpoise.stages.recipe import Recipe

if TYPE_CHECKING:
    from counterpoise.report import Sample

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
    digest : str, optional
        SHA-256 of the input; None before it was read.
    test_output : str, optional
        Where the rows were written that were left untouched for the test.
    n_test : int
        How many these are.
    page : str, optional
        Path of the report, where one was asked for.
    """

    input: str
    output: str
    balance: Summary
    digest: str | None = None
    test_output: str | None = None
    n_test: int = 0
    page: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain values, for JSON."""
        return {
            "input": self.input,
            "output": self.output,
            "input_digest": self.digest,
            **(
                {"test_output": self.test_output, "n_test": self.n_test} if self.test_output else {}
            ),
            **({"report": self.page} if self.page is not None else {}),
            **self.balance.to_dict(),
        }

    def about(self) -> dict[str, Any]:
        """Return what the metadata of the output says of how it was made."""
        told = self.to_dict()
        names = ["version", "method", "target", "ratio", "k", "scale", "clean"]
        names += [*self.balance.options, "seed"]
        return {name: told[name] for name in [*names, "input_digest"] if name in told}


def balance_file(
    source: str,
    output: str | None = None,
    *,
    target: str = "Class",
    method: str | Recipe = "auto",
    ratio: float = 1.0,
    k: int = 5,
    scale: str | None = "standard",
    seed: int | None = None,
    categorical: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    mark: str | None = None,
    clean: str = "all",
    svm_rows: int | None = None,
    options: Mapping[str, Any] | None = None,
    rng: str = "numpy",
    input_format: str | None = None,
    output_format: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    header: bool = True,
    missing: Iterable[str] | None = None,
    longest_record: float = LONGEST_RECORD,
    sample: int | None = None,
    split: float | None = None,
    test_output: str | None = None,
    shuffle: bool = False,
    partition_by: Iterable[str] | None = None,
    force: bool = False,
    page: str | None = None,
    stream: bool | None = None,
    memory: int | None = None,
    progress: Progress = SILENT,
    batch_rows: int = BATCH_ROWS,
    block_bytes: int = BLOCK_BYTES,
) -> FileSummary:
    """Balance the table in a file, and write it to another, whole or not at all.

    Original rows of a CSV, TSV or JSON lines are written byte for byte as they were read; new ones
    are spelled in the manner of each column. Parquet and Arrow keep schema and metadata.

    Parameters
    ----------
    source : str
        Path of the input; "-" for standard input.
    output : str, optional
        Path of the output; "-" for standard output. By default the input's name with "-balanced"
        before the extension, or standard output for standard input.
    target : str, default="Class"
        The column with the classes.
    method, ratio, k, scale, seed
        See `balance`.
    categorical, ignore : iterable of str, optional
        Columns to take for categories, and to carry along, see `balance`.
    mark : str, optional
        Name of a new last column that says whether a row is new.
    clean, svm_rows
        Which rows may be removed, and on how many a machine is fitted, see `balance`.
    options : mapping, optional
        Parameters that are the method's own, by name.
    rng : {"numpy", "counter"}, default="numpy"
        Where random numbers come from, see `balance`.
    input_format, output_format : {"csv", "tsv", "jsonl", "parquet", "arrow"}, optional
        Formats, where the extensions do not say.
    delimiter : str, optional
        What separates the fields of a CSV; found out by default.
    encoding : str, optional
        Encoding of a text that is not UTF-8 or UTF-16.
    header : bool, default=True
        Whether the first record of a CSV names its columns; otherwise they are called "1", "2", ...
    missing : iterable of str, optional
        Which texts say that a value is missing, besides the empty one: ``["?"]``, or ``[]`` where
        "NA" is Namibia. By default "NA", "?", "null" and their like do. In columns of numbers and
        dates these do in any case, unless the column is the target or `categorical`. For texts.
    longest_record : float, default=64
        MiB that a record of a text may have. A quote that is left open, or another file than it
        seems to be, is noticed so before it takes all memory.
    sample : int, optional
        Balance only so many rows, drawn at random within each class; for a try.
    split : float, optional
        Share of the rows to leave untouched for the test, drawn at random within each class.
        Only the others are balanced, and units and roles are told from them alone.
    test_output : str, optional
        Where to write the rows for the test; by default the input's name with "-test" before the
        extension. In the format of the output.
    shuffle : bool, default=False
        Write the rows in random order, by way of the disk, so that whoever reads them in order
        meets all classes. By default the original rows come first.
    partition_by : iterable of str, optional
        Columns whose values name the folders that the rows are written to, as Parquet: the output
        is then a folder such as ``calls/year=2024/part-0.parquet``, with at most 500 files.
    force : bool, default=False
        Whether to replace an output that exists.
    page : str, optional
        Path of a report to write as well: a page of HTML that shows what was made, from a sample
        of the rows.
    stream : bool, optional
        Whether to work without the whole table in memory. By default it is in memory only where
        a stage of the method, or scale="robust", asks more than a file read in batches can tell;
        an error names the stage. The output is the same.
    memory : int, optional
        Bytes that a table in memory may take, with all that is done to it; half of the machine's
        by default.
    progress : Progress, optional
        Told of each stage and how far it is.
    batch_rows, block_bytes : int
        How many rows, or bytes of a text, to read at a time.

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
    as_text = None if categorical is None else list(categorical)
    request = FileRequest(
        source=plain_path(source, 0),
        output=None if output is None else plain_path(output, 1),
        table=Request(
            target=target,
            method=method,
            ratio=ratio,
            k=k,
            scale=scale,
            seed=seed,
            rng=rng,
            clean=clean,
            options={**(options or {}), "svm_rows": svm_rows},
            categorical=as_text,
            ignore=ignore,
            mark=mark,
        ),
        as_text=as_text,
        sample=sample,
        split=split,
        test_output=test_output,
        shuffle=shuffle,
        partition_by=list(partition_by or ()),
        force=force,
        page=page,
        stream=stream,
        memory=memory,
        progress=progress,
        input_format=input_format,
        output_format=output_format,
        reading={
            "delimiter": delimiter,
            "encoding": encoding,
            "header": header,
            "missing": missing,
            "longest_record": longest_record,
            "batch_rows": batch_rows,
            "block_bytes": block_bytes,
        },
    )
    return _balance(request, Places.of(request))


class _Work(Protocol):
    """What becomes of a table, in memory or not."""

    @property
    def summary(self) -> Summary:
        """What was done."""

    @property
    def new(self) -> NewRows:
        """The new rows, as they are written."""

    @property
    def kept(self) -> NDArray[Any] | None:
        """Which original rows stay; None for all."""

    def sample(self) -> Sample:
        """Return the rows that a report looks at."""


def _balance(request: FileRequest, places: Places) -> FileSummary:
    """Read, balance and write the table of a request."""
    in_batches = streams(request.table, request.stream)
    whole = request.sample is None and request.split is None
    with (
        open_source(
            places.origin,
            request.as_text,
            **request.reading,
            progress=request.progress,
            target=request.table.target,
            scan=in_batches and whole,
        ) as opened,
        _digest_of(opened) as digest,
    ):
        check_partition_columns(request.partition_by, opened.schema)
        if places.goal.format != places.origin.format:
            stored_types(opened, places.goal)
        elif isinstance(opened, TextSource):
            opened.check_rewritable()
        ignored = with_pandas_index(request.table.ignore, opened.schema)
        request = replace(request, table=replace(request.table, ignore=ignored))
        training, test = _divided(opened, request)
        work = _work(training, request, places, in_batches)
        leaf = None if places.page is None else _page_of(work, places.origin)
        summary, new = work.summary, work.new
        n_rows = sum(summary.before.values()) - summary.n_removed + new.n_new
        request.progress.stage(f"Writing '{places.goal.path}'", total=n_rows)
        told = FileSummary(
            request.source, places.goal.path, summary, digest.finish(), page=request.page
        )
        if test is not None and places.test is not None:
            told = replace(told, test_output=places.test.path, n_test=test.n_rows)
        rows = Output(training, new, places.goal, request.table.mark, request.partition_by)
        _write_files(rows, work.kept, n_rows, test, leaf, told, request, places)
    return told


def _divided(opened: Source, request: FileRequest) -> tuple[Source, PartOf | None]:
    """Return the rows that are balanced, and those that are left for the test if some are."""
    if request.sample is None and request.split is None:
        return opened, None
    return divide(
        opened,
        ScannedColumns(opened.schema.names, 0).position_of(request.table.target, "target"),
        sample=request.sample,
        split=request.split,
        seed=request.table.drawn_seed,
        progress=request.progress,
    )


def _work(source: Source, request: FileRequest, places: Places, in_batches: bool) -> _Work:
    """Balance a table, in batches if that can be."""

    def planned(summary: Summary) -> None:
        request.progress.planned(FileSummary(request.source, places.goal.path, summary))

    if in_batches:
        try:
            return grow_in_batches(source, request, planned)
        except NeedsWholeTable as error:
            if request.stream:
                raise InvalidInputError(
                    *error.args, " needs the whole table in memory: leave stream out"
                ) from error
    return balance_whole(source, request, planned)


def _page_of(work: _Work, origin: Place) -> bytes:
    """Return the report on what was made."""
    from counterpoise.report import Report, judge_sample, render

    told, sample = work.summary.to_dict(), work.sample()
    judged = judge_sample(sample, told)
    return render(Report.of_balance(told, sample, source=origin.path, quality=judged)).encode()


def _write_files(
    rows: Output,
    kept: NDArray[Any] | None,
    n_rows: int,
    test: PartOf | None,
    leaf: bytes | None,
    told: FileSummary,
    request: FileRequest,
    places: Places,
) -> None:
    """Write all files of a run, which take their names one after the other when all are there."""
    progress, force = request.progress, request.force
    with contextlib.ExitStack() as files:
        if places.page is not None and leaf is not None:
            files.enter_context(open_destination(places.page, force)).write(leaf)
        opening: Any = open_folder if request.partition_by else open_destination
        file = files.enter_context(opening(places.goal, force))
        _write(rows, file, n_rows, told, kept, progress, request.shuffle)
        if test is not None and places.test is not None:
            progress.stage(f"Writing '{places.test.path}'", total=test.n_rows)
            file = files.enter_context(open_destination(places.test, force))
            # The columns of the test are those of the whole input.
            nothing = replace(rows.new, n_new=0, schema=test.schema)
            _write(
                Output(test, nothing, places.test, None),
                file,
                test.n_rows,
                told,
                None,
                progress,
                False,
            )
        # From here on the input may be replaced, by the output itself if that was asked for.
        rows.source.watch.end()


def _write(
    rows: Output,
    file: Any,
    n_rows: int,
    told: FileSummary,
    kept: NDArray[Any] | None,
    progress: Progress,
    shuffle: bool,
) -> None:
    compressed = compressing(file, rows.goal)
    sink = rows.sink(compressed, n_rows, told.about())
    write_rows(rows, sink, n_rows, kept, progress, told.balance.seed if shuffle else None)
    if rows.goal.compression is not None:
        compressed.close()


@contextlib.contextmanager
def _digest_of(source: Source) -> Iterator[Digest]:
    digest = Digest(source.paths)
    try:
        yield digest
    finally:
        digest.stop()
