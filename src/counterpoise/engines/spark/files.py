"""Balance a table at a path that Spark reads."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

from py4j.protocol import Py4JError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import DataFrame, SparkSession

from counterpoise.engines.spark.balancing import balance_frame
from counterpoise.engines.spark.request import SparkRequest
from counterpoise.engines.spark.texts import SEPARATORS, read_text, write_text
from counterpoise.engines.stream.balancing import FileSummary
from counterpoise.errors import EngineError, InvalidInputError
from counterpoise.formats.atomic import take_rights, taken
from counterpoise.formats.distinct import RunPath, check_distinct
from counterpoise.formats.hidden import hidden_beside, removed_afterwards, take_name
from counterpoise.plan.look import Look
from counterpoise.plan.progress import SILENT, Progress
from counterpoise.plan.summary import Summary

__all__ = ["balance_path", "start_session"]

_FORMATS = ("parquet", "orc", "json", "csv", "tsv")


def start_session() -> SparkSession:
    """Return the active session or a new one.

    Raises
    ------
    InvalidInputError
        If Spark does not start.
    """
    # Workers must run the Python that has counterpoise.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        return SparkSession.builder.appName("counterpoise").getOrCreate()
    except PySparkException as error:
        raise InvalidInputError(
            f"Spark did not start ({_first_line(error)})",
            joint=": ",
            needed="it needs Java 17 or later, in JAVA_HOME or on the PATH",
            remedy=None,
        ) from error


def balance_path(
    source: str,
    output: str,
    *,
    input_format: str | None = None,
    output_format: str | None = None,
    force: bool = False,
    progress: Progress = SILENT,
    session: SparkSession | None = None,
    look: Look | None = None,
    **options: Any,
) -> FileSummary:
    """Balance the table at a path and write it to another.

    On a file system of this machine the output takes its name when it is whole. Elsewhere Spark
    writes it in place, and marks it with ``_SUCCESS`` when it is.

    Parameters
    ----------
    source, output : str
        Paths or addresses that Spark knows: files, folders, ``s3a://...``, ``hdfs://...``.
    input_format, output_format : {"parquet", "orc", "json", "csv", "tsv"}, optional
        Formats, where no extension says them; the output's is the input's, and that is Parquet.
    force : bool, default=False
        Whether to replace an output that exists.
    progress : Progress, optional
        Told of each stage as it begins, and what is planned.
    session : SparkSession, optional
        What to run it with; by default the active one, or a new one.
    look : callable, optional
        What finds critical faults in a sample of the original rows.
    **options
        As for `counterpoise.spark.balance`.

    Returns
    -------
    FileSummary
        What was done.

    Raises
    ------
    InvalidInputError
        If the input, the output or an option cannot be used.
    EngineError
        If Spark fails for a reason that is in neither.
    """
    request = SparkRequest(**options)
    reads = _format_of(source, input_format, "parquet", "input-format")
    writes = _format_of(output, output_format, reads, "format")
    if session is None:
        progress.stage("Starting Spark")
        session = start_session()
    is_local = _is_local(session, output)
    if is_local:
        _check_places(source, output, force)

    def planned(summary: Summary) -> None:
        progress.planned(FileSummary(source, output, summary))

    try:
        progress.stage(f"Reading '{source}'")
        df = _read(session, source, reads)
        balanced, summary = balance_frame(df, request, planned, look)
        progress.stage(f"Writing '{output}'")
        with _whole_or_not(output) if is_local else contextlib.nullcontext(output) as place:
            _write(balanced, place, writes, force)
    except AnalysisException as error:
        if error.getCondition() == "PATH_NOT_FOUND":
            raise InvalidInputError(
                f"the input '{source}' does not exist, or not where Spark looks for it",
                remedy="check its name and folder",
                parameter="source",
            ) from error
        raise InvalidInputError(
            f"Spark cannot do this: {_first_line(error)}", remedy=None
        ) from error
    except (PySparkException, Py4JError) as error:
        if "CANNOT_MERGE_SCHEMA" in str(error):
            raise InvalidInputError(
                f"the files of '{source}' hold a column in types that have none in common "
                f"({_first_line(error)})",
                remedy="store it alike in all of them",
            ) from error
        raise EngineError(f"Spark failed: {_first_line(error)}", remedy=None) from error
    return FileSummary(source, output, summary)


def _read(session: SparkSession, path: str, kind: str) -> DataFrame:
    if kind in SEPARATORS:
        return read_text(session, path, kind)
    reader = session.read.format(kind)
    if kind in ("parquet", "orc"):
        # Otherwise columns that the first file does not have would be left out without a word.
        reader = reader.option("mergeSchema", "true")
    return reader.load(path)


def _write(balanced: DataFrame, path: str, kind: str, force: bool) -> None:
    mode = "overwrite" if force else "error"
    if kind in SEPARATORS:
        write_text(balanced, path, kind, mode)
    else:
        balanced.write.mode(mode).format(kind).save(path)


def _format_of(path: str, given: str | None, default: str, option: str) -> str:
    if given is None:
        stem = path.rstrip("/").removesuffix(".gz")
        found = stem.rsplit(".", 1)[-1].lower() if "." in stem.rsplit("/", 1)[-1] else default
        return found if found in _FORMATS else default
    if given not in _FORMATS:
        raise InvalidInputError(
            f"--{option} {given} is not there on Spark",
            remedy=f"use one of {', '.join(_FORMATS)}",
            parameter="input_format" if option == "input-format" else "output_format",
        )
    return given


def _is_local(session: SparkSession, path: str) -> bool:
    """Return whether a path is one of this machine's files."""
    if "://" in path:
        return False
    try:
        configuration = session.sparkContext._jsc.hadoopConfiguration()
        return str(configuration.get("fs.defaultFS")).startswith("file:")
    except PySparkException:  # a server of Connect, which may be anywhere
        return False


def _check_places(source: str, output: str, force: bool) -> None:
    """Raise `InvalidInputError` unless the output can be written beside the input."""
    # Spark reads the one while it writes the other.
    paths = [RunPath("input", source, written=False), RunPath("output", output)]
    check_distinct(paths, in_place=False)
    if os.path.exists(output) and not force:
        raise InvalidInputError(
            f"the output '{output}' exists already",
            remedy="use --force to replace it",
            parameter="output",
        )
    folder = os.path.dirname(os.path.realpath(output))
    if not os.path.isdir(folder):
        raise InvalidInputError(
            f"the folder '{folder}' of the output does not exist",
            remedy="create it",
            parameter="output",
        )


@contextlib.contextmanager
def _whole_or_not(path: str) -> Iterator[str]:
    """Yield the name of a folder to write, which takes that of `path` if nothing goes wrong."""
    real = os.path.realpath(path)
    # Spark reads no file whose name begins with a dot, should this one be left by a power cut.
    with removed_afterwards(hidden_beside(real)) as hidden:
        # Nobody may look into it meanwhile who may not look into what it replaces.
        os.mkdir(hidden, 0o700 if os.path.exists(real) else 0o777)
        draft = os.path.join(hidden, "whole")
        yield draft
        if os.path.isdir(real):
            take_rights(real, draft)
        take_name(draft, real)
        taken.append(real)


def _first_line(error: Exception) -> str:
    """Return the line of an error that says what is wrong: Java's come with a trace below."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    caused = [line for line in lines if line.startswith("Caused by: ")]
    if caused and (not lines or lines[0].startswith("An error occurred while calling")):
        return caused[-1].removeprefix("Caused by: ")
    return lines[0] if lines else type(error).__name__
