"""Tables in files: CSV, TSV, JSON lines, Parquet and Arrow IPC in and out, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from counterpoise.engines.stream.balancing import FileSummary, balance_request
from counterpoise.engines.stream.request import FileRequest, PageMaker
from counterpoise.formats.location import Place, plain_path
from counterpoise.formats.reading import read_file
from counterpoise.formats.source import BATCH_ROWS
from counterpoise.formats.text.blocks import BLOCK_BYTES, LONGEST_RECORD
from counterpoise.plan.look import warn_of_findings
from counterpoise.plan.progress import SILENT, Progress
from counterpoise.plan.request import Request, with_option
from counterpoise.stages.recipe import Recipe

__all__ = ["FileSummary", "Place", "Progress", "balance_file", "read_file"]


def balance_file(
    source: str | os.PathLike[str],
    output: str | os.PathLike[str] | None = None,
    *,
    target: str = "Class",
    method: str | Recipe = "auto",
    ratio: float | Mapping[Any, float] = 1.0,
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
    test_output: str | os.PathLike[str] | None = None,
    shuffle: bool = False,
    partition_by: Iterable[str] | None = None,
    force: bool = False,
    page: str | os.PathLike[str] | None = None,
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
    source : str or path
        Path of the input; "-" for standard input.
    output : str or path, optional
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
    test_output : str or path, optional
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
    page : str or path, optional
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
    from counterpoise.diagnosis import critical_of_sample

    as_text = None if categorical is None else list(categorical)
    request = FileRequest(
        source=plain_path(os.fspath(source), 0),
        output=None if output is None else plain_path(os.fspath(output), 1),
        table=Request(
            target=target,
            method=method,
            ratio=ratio,
            k=k,
            scale=scale,
            seed=seed,
            rng=rng,
            clean=clean,
            options=with_option(options, "svm_rows", svm_rows),
            categorical=as_text,
            ignore=ignore,
            mark=mark,
        ),
        as_text=as_text,
        sample=sample,
        split=split,
        test_output=None if test_output is None else os.fspath(test_output),
        shuffle=shuffle,
        partition_by=list(partition_by or ()),
        force=force,
        page=None if page is None else os.fspath(page),
        pages=None if page is None else _pages(),
        look=critical_of_sample,
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
    request.table.check_not_a_sampler()
    told = balance_request(request)
    if progress is SILENT:  # nobody else is there to tell of it
        warn_of_findings(told.balance)
    return told


def _pages() -> PageMaker:
    """Return what makes reports, which is imported where one is asked for."""
    from counterpoise.report.of_files import Pages

    return Pages()
