"""Balance a table in a file."""

from __future__ import annotations

import contextlib
import glob
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.engines.memory.balancing import Balanced, Settings, Summary, balance_table
from counterpoise.engines.stream.growing import STREAMING, NeedsWholeTable, grow_in_batches
from counterpoise.errors import InvalidInputError, Setting
from counterpoise.formats.atomic import check_destination, open_destination
from counterpoise.formats.digest import Digest
from counterpoise.formats.distinct import RunPath, check_distinct
from counterpoise.formats.folders import is_pattern
from counterpoise.formats.location import STANDARD, Place, beside, plain_path
from counterpoise.formats.partitions import check_folder, check_partition_columns, open_folder
from counterpoise.formats.reading import find_source, open_source, with_pandas_index
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
from counterpoise.methods.registry import find_method
from counterpoise.plan.progress import SILENT, Progress
from counterpoise.scans.column_scan import ScannedSheet

if TYPE_CHECKING:
    from counterpoise.report import Sample

__all__ = ["FileSummary", "balance_file", "input_paths", "paths_of_run"]


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
        names = ["version", "method", "target", "ratio", "k", "scale", "clean", "svm_rows", "seed"]
        return {name: told[name] for name in [*names, "input_digest"] if name in told}


def balance_file(
    source: str,
    output: str | None = None,
    *,
    target: str = "Class",
    method: str = "auto",
    ratio: float = 1.0,
    k: int = 5,
    scale: str | None = "standard",
    seed: int | None = None,
    categorical: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    mark: str | None = None,
    clean: str = "all",
    svm_rows: int | None = None,
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
        the method or its options need that: those that clean all classes, k-means, "svm" without
        `svm_rows`, and scale="robust". The output is the same.
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
    settings = Settings.of(method, ratio, k, scale, seed, rng, clean, svm_rows)
    source = plain_path(source, 0)
    output = None if output is None else plain_path(output, 1)
    partitions = list(partition_by or ())
    paths = paths_of_run(
        source, output, partitions, split, test_output, page, input_format, output_format
    )
    check_distinct(paths, force)
    origin = find_source(source, input_format)
    if partitions:
        goal = Place.of(_folder_name(source, output), output_format, default="parquet")
        check_folder(goal, force)
    else:
        goal = Place.of(
            beside(source) if output is None else output, output_format, default=origin.format
        )
        check_destination(goal, force)
    page_place = _page_place(page, force)
    test_goal = goal
    if split is None and test_output is not None:
        raise InvalidInputError(
            Setting("test_output", test_output),
            " is for the rows that split leaves out: say which share of them, or leave it out",
        )
    if split is not None:
        test_goal = _test_place(source, test_output, goal, origin, force)
    columns = list(categorical) if categorical is not None else None
    streams = _streams(settings, stream)
    with (
        open_source(
            origin,
            columns,
            delimiter=delimiter,
            encoding=encoding,
            header=header,
            missing=missing,
            longest_record=longest_record,
            batch_rows=batch_rows,
            block_bytes=block_bytes,
            progress=progress,
            target=target,
            scan=streams and sample is None and split is None,
        ) as opened,
        _digest_of(opened) as digest,
    ):
        check_partition_columns(partitions, opened.schema)
        if goal.format != origin.format:
            stored_types(opened, goal)
        elif isinstance(opened, TextSource):
            opened.check_rewritable()
        ignored = with_pandas_index(ignore, opened.schema)
        training: Source = opened
        test: PartOf | None = None
        if sample is not None or split is not None:
            position = ScannedSheet(opened.schema, 0).position_of(target, "target")
            training, test = divide(
                opened, position, sample=sample, split=split, seed=settings.seed, progress=progress
            )
        asked: dict[str, Any] = {"categorical": columns, "ignore": ignored, "mark": mark}

        def planned(summary: Summary) -> None:
            progress.planned(FileSummary(source, goal.path, summary))

        leaf = None
        kept: NDArray[Any] | None = None
        if streams:
            try:
                grown = grow_in_batches(
                    training, target, settings, planned=planned, progress=progress, **asked
                )
                summary, new, kept = grown.summary, grown.new, grown.kept
                if page_place is not None:
                    leaf = _page_of(grown.sample(), summary, origin)
            except NeedsWholeTable as error:
                if stream:
                    raise InvalidInputError(
                        *error.args, " needs the whole table in memory: leave stream out"
                    ) from error
                streams = False
        if not streams:
            table, balanced = _balance_in_memory(
                training, target, settings, memory, planned=planned, progress=progress, **asked
            )
            summary, new, kept = _new_rows(table, balanced, mark)
            if page_place is not None:
                from counterpoise.report import Sample

                leaf = _page_of(Sample.from_balanced(table, balanced), summary, origin)
        n_rows = sum(summary.before.values()) - summary.n_removed + new.n_new
        progress.stage(f"Writing '{goal.path}'", total=n_rows)
        told = FileSummary(source, goal.path, summary, digest.finish(), page=page)
        if test is not None:
            told = replace(told, test_output=test_goal.path, n_test=test.n_rows)
        # The files take their names one after the other when all of them are written.
        with contextlib.ExitStack() as files:
            if page_place is not None and leaf is not None:
                files.enter_context(open_destination(page_place, force)).write(leaf)
            opening: Any = open_folder if partitions else open_destination
            file = files.enter_context(opening(goal, force))
            rows = Output(training, new, goal, mark, partitions)
            _write(rows, file, n_rows, told, kept, progress, shuffle)
            if test is not None:
                progress.stage(f"Writing '{test_goal.path}'", total=test.n_rows)
                file = files.enter_context(open_destination(test_goal, force))
                nothing = replace(new, n_new=0, schema=opened.schema)
                rows = Output(test, nothing, test_goal, None)
                _write(rows, file, test.n_rows, told, None, progress, False)
            # From here on the input may be replaced, by the output itself if that was asked for.
            opened.watch.end()
    return told


def paths_of_run(
    source: str,
    output: str | None = None,
    partition_by: Iterable[str] = (),
    split: float | None = None,
    test_output: str | None = None,
    page: str | None = None,
    input_format: str | None = None,
    output_format: str | None = None,
) -> list[RunPath]:
    """Return the files that `balance_file` reads and writes, those without a name included.

    Parameters
    ----------
    source, output, partition_by, split, test_output, page, input_format, output_format
        See `balance_file`.
    """
    if output is None:
        output = _folder_name(source, None) if partition_by else beside(source)
    paths = [*input_paths(source), RunPath("output", output)]
    if split is not None and test_output is None and STANDARD not in (source, output):
        with contextlib.suppress(InvalidInputError, OSError):  # told again where it is opened
            origin = find_source(source, input_format)
            goal = Place.of(output, output_format, default=origin.format)
            test_output = _test_name(source, goal, origin)
    others = {"test_output": test_output, "page": page}
    return [*paths, *(RunPath(name, path) for name, path in others.items() if path is not None)]


def input_paths(source: str) -> list[RunPath]:
    """Return the files that an input names: one, or those that are called like a pattern."""
    named = glob.glob(source, recursive=True) if is_pattern(source) else [source]
    return [RunPath("input", path, written=False) for path in named]


def _folder_name(source: str, output: str | None) -> str:
    """Return the folder that a partitioned output goes to."""
    if output is None and source != STANDARD:
        root, _, extension = beside(source, "-balanced").rpartition(".")
        output = root if root and os.sep not in extension else f"{source}-balanced"
    return output or STANDARD


def _test_name(source: str, goal: Place, origin: Place) -> str:
    """Return the default name for the rows of the test, with the extension of their format."""
    name = beside(source, "-test")
    if goal.format == origin.format and goal.compression == origin.compression:
        return name
    stem = name.removesuffix(".gz").removesuffix(".zst")
    ending = {"gzip": ".gz", "zstd": ".zst", None: ""}[goal.compression]
    return f"{os.path.splitext(stem)[0]}.{goal.format}{ending}"


def _test_place(source: str, given: str | None, goal: Place, origin: Place, force: bool) -> Place:
    """Return where the rows for the test go; raise `InvalidInputError` if that cannot be."""
    if given is None and STANDARD in (source, goal.path):
        raise InvalidInputError("the rows for the test need a file: name it with test_output")
    place = Place.of(given or _test_name(source, goal, origin), goal.format)
    if place.is_standard:
        raise InvalidInputError(
            Setting("test_output", place.path), " is standard output: name another file"
        )
    check_destination(place, force, "--test-output")
    return place


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


def _streams(settings: Settings, stream: bool | None) -> bool:
    """Return whether the method's new rows are drawn without the whole table in memory."""
    name = _method_name(settings)
    able = name in STREAMING or bool(settings.svm_rows) or settings.clean == "growing"
    possible = able and (settings.scale != "robust" or name in ("smoten", "random"))
    if stream and not possible:
        raise InvalidInputError(
            Setting("scale", "robust") if able else Setting("method", name),
            " needs the whole table in memory: leave stream out, or take ",
            *_that_streams(name),
        )
    return possible if stream is None else stream


def _method_name(settings: Settings) -> str:
    return "smote" if settings.method == "auto" else find_method(settings.method).name


def _that_streams(name: str) -> list[str | Setting]:
    """Return what can be done on a table of any size instead, as parts of a message."""
    others = f"one of {', '.join(STREAMING)}, in the units standard or none"
    if name == "svm":
        fewer = Setting("svm_rows", 20000)
        return [fewer, ", which fits its machine on that number of rows, or ", others]
    if name in ("smoteenn", "smotetomek"):
        less = Setting("clean", "growing")
        return [less, ", which removes rows of the classes that grow only, or ", others]
    return [others]


def _page_place(page: str | None, force: bool) -> Place | None:
    if page is None:
        return None
    from counterpoise.report import check_report_path

    return check_report_path(page, force)


def _page_of(sample: Sample, summary: Summary, origin: Place) -> bytes:
    from counterpoise.report import Report, judge_sample, render

    told = summary.to_dict()
    judged = judge_sample(sample, told)
    return render(Report.of_balance(told, sample, source=origin.path, quality=judged)).encode()


def _balance_in_memory(
    source: Source,
    target: str,
    settings: Settings,
    memory: int | None,
    *,
    categorical: list[Any] | None,
    ignore: list[Any] | None,
    mark: str | None,
    planned: Callable[[Summary], None],
    progress: Progress,
) -> tuple[pa.Table, Balanced]:
    """Read a table that fits into memory, and balance it."""
    progress.stage(f"Reading {source.place.name}", *source.size)
    table = _read_within(source, memory or _memory_at_hand() // 2, settings, progress)
    progress.stage("Looking for neighbours and making new rows")
    balanced = balance_table(
        table,
        target,
        method=settings.method,
        ratio=settings.ratio,
        k=settings.k,
        scale=settings.scale,
        seed=settings.seed,
        categorical=categorical,
        ignore=ignore,
        mark=mark,
        clean=settings.clean,
        svm_rows=settings.svm_rows,
        rng=settings.rng,
        planned=planned,
    )
    return table, balanced


def _new_rows(
    table: pa.Table, balanced: Balanced, mark: str | None
) -> tuple[Summary, NewRows, NDArray[np.int64] | None]:
    """Return what is to be written of a table that was balanced in memory."""
    result, kept = balanced.table, balanced.kept
    if mark is not None:
        result = result.drop_columns([mark])
    made = result.slice(len(kept))
    dictionaries = {
        j: column.chunk(0).dictionary
        for j, column in enumerate(table.columns)
        if pa.types.is_dictionary(column.type)
    }
    new = NewRows(made.num_rows, made.schema, lambda i, j: made.slice(i, j - i), dictionaries)
    everything = len(kept) == table.num_rows and bool(np.all(kept == np.arange(len(kept))))
    return balanced.summary, new, None if everything else kept


# The table, its numbers, the output and the neighbour search, in units of the table.
_COPIES = 4


def _read_within(source: Source, memory: int, settings: Settings, progress: Progress) -> pa.Table:
    """Return the whole table; raise `InvalidInputError` if it would take too much memory."""
    batches, size = [], 0
    for batch in source.batches():
        batches.append(batch)
        size += batch.nbytes
        progress.advance(source.done(batch))
        if size * _COPIES > memory:
            total, unit = source.size
            seen = sum(source.done(b) for b in batches) if unit == "rows" else 0
            needed = size * _COPIES * (total / seen if total and seen else 1)
            name = _method_name(settings)
            units = (" with ", Setting("scale", settings.scale)) if name in STREAMING else ()
            raise InvalidInputError(
                Setting("method", settings.method),
                *units,
                f" compares all rows of {source.place.name} with each other in memory, which "
                f"takes {'' if total and seen else 'more than '}{needed / 2**30:.1f} GiB, and "
                f"{memory / 2**30:.1f} GiB may be used: give it more with memory, or take ",
                *_that_streams(name),
            )
    return pa.Table.from_batches(batches, source.schema).unify_dictionaries()


def _memory_at_hand() -> int:
    """Return the machine's memory in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@contextlib.contextmanager
def _digest_of(source: Source) -> Iterator[Digest]:
    digest = Digest(source.paths)
    try:
        yield digest
    finally:
        digest.stop()
