"""CSV and TSV on Spark: read by what their columns hold, as files on one machine are."""

from __future__ import annotations

from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from counterpoise.formats.text.spelling.markers import MISSING, MISSING_NUMBERS

__all__ = ["SEPARATORS", "read_text", "write_text"]

SEPARATORS = {"csv": ",", "tsv": "\t"}

_TIME = r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?"
# From the narrowest type to the widest: a pattern, because casts take "1f" for a number as well.
_TYPES = (
    ("bigint", r"[+-]?\d+"),
    ("double", r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"),
    ("date", r"\d{4}-\d{2}-\d{2}"),
    ("timestamp_ntz", _TIME),
)


def read_text(session: SparkSession, path: str, kind: str) -> DataFrame:
    """Return a table of text whose columns have the types that all their values allow.

    What says that a value is missing is that of `counterpoise.files`: "NA", "?", ...

    Parameters
    ----------
    session : SparkSession
        What reads it.
    path : str
        The file or folder; a header names the columns.
    kind : {"csv", "tsv"}
        Its format.
    """
    raw = _with_quotes(session.read, kind).csv(path)
    names = raw.columns
    plain = raw.toDF(*(f"c{j}" for j in range(len(names))))
    wanted = []
    for j in range(len(names)):
        text = F.trim(F.col(f"c{j}"))
        number = F.when(~text.isin(*MISSING_NUMBERS), text)
        wanted.append(F.count(number).alias(f"n{j}"))
        for kind_, pattern in _TYPES:
            fits = number.rlike(f"^{pattern}$") & number.try_cast(kind_).isNotNull()
            wanted.append(F.count_if(fits).alias(f"{kind_}{j}"))
    found = plain.agg(*wanted).first()
    columns = [
        _typed(F.col(f"c{j}"), j, {} if found is None else found.asDict()).alias(name)
        for j, name in enumerate(names)
    ]
    typed: DataFrame = plain.select(*columns)
    return typed


def _typed(column: Column, j: int, found: dict[str, int]) -> Column:
    text = F.trim(column)
    n_present = found.get(f"n{j}")
    for kind, _ in _TYPES:
        if n_present and found[f"{kind}{j}"] == n_present:
            return F.when(~text.isin(*MISSING_NUMBERS), text).try_cast(kind)
    return F.when(~text.isin(*MISSING), column)


def write_text(balanced: DataFrame, path: str, kind: str, mode: str) -> None:
    """Write a table as text with a header.

    Parameters
    ----------
    balanced : DataFrame
        The table.
    path : str
        The folder to write.
    kind : {"csv", "tsv"}
        The format.
    mode : {"error", "overwrite"}
        What to do if it exists.
    """
    _with_quotes(balanced.write.mode(mode), kind).csv(path)


def _with_quotes(io: Any, kind: str) -> Any:
    # A quote within quotes is doubled, as everywhere but in Spark's defaults.
    return io.options(header=True, sep=SEPARATORS[kind], quote='"', escape='"')
