"""Balance a table at a path that Spark reads."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import DataFrame, SparkSession

from counterpoise.balancing import Summary
from counterpoise.errors import InvalidInputError
from counterpoise.spark.balancing import balance

__all__ = ["balance_path"]

_FORMATS = ("parquet", "orc", "json", "csv", "tsv")


def balance_path(
    source: str,
    output: str,
    *,
    input_format: str | None = None,
    output_format: str | None = None,
    force: bool = False,
    report: Callable[[str], None] = lambda stage: None,
    session: SparkSession | None = None,
    **options: Any,
) -> Summary:
    """Balance the table at a path and write it to another.

    Parameters
    ----------
    source, output : str
        Paths or addresses that Spark knows: files, folders, ``s3a://...``, ``hdfs://...``.
    input_format, output_format : {"parquet", "orc", "json", "csv", "tsv"}, optional
        Formats, where no extension says them; the output's is the input's, and that is Parquet.
    force : bool, default=False
        Whether to replace an output that exists.
    report : callable, optional
        Called with the name of each stage as it begins.
    session : SparkSession, optional
        What to run it with; by default the active one, or a new one.
    **options
        Passed to `counterpoise.spark.balance`.

    Returns
    -------
    Summary
        What was done.

    Raises
    ------
    InvalidInputError
        If the input, the output or an option cannot be used.
    """
    reads = _format_of(source, input_format, "parquet", "input-format")
    writes = _format_of(output, output_format, reads, "format")
    if os.path.realpath(source) == os.path.realpath(output):
        raise InvalidInputError(
            "the output is the input, which Spark reads while it writes: give another path"
        )
    if os.path.exists(output) and not force:
        raise InvalidInputError(f"the output '{output}' exists already: use --force to replace it")
    report("Starting Spark")
    # Workers must run the Python that has counterpoise.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = session or SparkSession.builder.appName("counterpoise").getOrCreate()
    try:
        report(f"Counting '{source}'")
        df = _read(session, source, reads)
        balanced, summary = balance(df, return_summary=True, **options)
        report(f"Writing '{output}'")
        writer = balanced.write.mode("overwrite" if force else "error")
        if writes in ("csv", "tsv"):
            writer = writer.option("header", True)
        if writes == "tsv":
            writer = writer.option("sep", "\t")
        writer.format("csv" if writes == "tsv" else writes).save(output)
    except AnalysisException as error:
        raise InvalidInputError(f"Spark cannot do this: {_first_line(error)}") from error
    except PySparkException as error:
        raise OSError(None, f"Spark failed: {_first_line(error)}") from error
    return summary


def _read(session: SparkSession, path: str, kind: str) -> DataFrame:
    reader = session.read
    if kind in ("csv", "tsv"):
        reader = reader.option("header", True).option("inferSchema", True)
    if kind == "tsv":
        reader = reader.option("sep", "\t")
    return reader.format("csv" if kind == "tsv" else kind).load(path)


def _format_of(path: str, given: str | None, default: str, option: str) -> str:
    if given is None:
        stem = path.rstrip("/").removesuffix(".gz")
        found = stem.rsplit(".", 1)[-1].lower() if "." in stem.rsplit("/", 1)[-1] else default
        return found if found in _FORMATS else default
    if given not in _FORMATS:
        raise InvalidInputError(
            f"--{option} {given} is not there on Spark: use one of {', '.join(_FORMATS)}"
        )
    return given


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]
