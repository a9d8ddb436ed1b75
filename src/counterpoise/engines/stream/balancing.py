"""Balance a table in a file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

from numpy.typing import NDArray

from counterpoise.engines.stream.growing import grow_in_batches
from counterpoise.engines.stream.offers import NeedsWholeTable, streams
from counterpoise.engines.stream.paths import Places
from counterpoise.engines.stream.request import FileRequest
from counterpoise.engines.stream.whole import balance_whole
from counterpoise.errors import InvalidInputError
from counterpoise.formats.atomic import open_destination
from counterpoise.formats.digest import Digest
from counterpoise.formats.partitions import check_partition_columns, open_folder
from counterpoise.formats.reading import open_source, with_pandas_index
from counterpoise.formats.source import Source
from counterpoise.formats.split import PartOf, divide
from counterpoise.formats.text.text_source import TextSource
from counterpoise.formats.writing import (
    NewRows,
    Output,
    compressing,
    stored_types,
    write_rows,
)
from counterpoise.plan.progress import Progress
from counterpoise.plan.sample import Sample
from counterpoise.plan.summary import Summary
from counterpoise.results.result import Result
from counterpoise.scans.column_scan import ScannedColumns

__all__ = ["FileSummary", "balance_request"]


@dataclass(frozen=True, repr=False)
class FileSummary(Result):
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

    _drawn_as: ClassVar[str] = "summary"

    input: str
    output: str
    balance: Summary
    digest: str | None = None
    test_output: str | None = None
    n_test: int = 0
    page: str | None = None

    @property
    def headline(self) -> str:
        """What was done in a few words."""
        return f"{self.output}: {self.balance.headline}"

    def __str__(self) -> str:
        return f"{self.input} -> {self.output}\n{self.balance}"

    def _records(self) -> list[dict[str, Any]]:
        """Return a line for each class."""
        return self.balance._records()

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


def balance_request(request: FileRequest) -> FileSummary:
    """Do what `counterpoise.files.balance_file` is asked for."""
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
        leaf = _page(work, request, places)
        summary, new = work.summary, work.new
        n_rows = sum(summary.before.values()) - summary.n_removed + new.n_new
        request.progress.stage(f"Writing '{places.goal.path}'", total=n_rows)
        told = FileSummary(
            request.source,
            places.goal.path,
            summary,
            digest.finish(),
            page=request.page,
        )
        if test is not None and places.test is not None:
            told = replace(told, test_output=places.test.path, n_test=test.n_rows)
        rows = Output(training, new, places.goal, request.table.mark, request.partition_by)
        _write_files(rows, work.kept, n_rows, test, leaf, told, request, places)
    return told


def _page(work: _Work, request: FileRequest, places: Places) -> bytes | None:
    """Return the page, where one is asked for, told from a sample that is read once more."""
    if places.page is None or request.pages is None:
        return None
    return request.pages.render(work.summary.to_dict(), work.sample(), places.origin.path)


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
                    *error.args, " needs the whole table in memory", remedy="leave stream out"
                ) from error
    return balance_whole(source, request, planned)


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
