"""The columns of a DataFrame as `balance` sees them: by position, with a kind, checked by type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.errors import InvalidInputError
from counterpoise.tables.sheet import ColumnFacts, Sheet

__all__ = ["SparkSheet", "at", "kind_of"]

_KINDS: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("text", (T.StringType, T.CharType, T.VarcharType)),
    ("bool", (T.BooleanType,)),
    ("integer", (T.ByteType, T.ShortType, T.IntegerType, T.LongType)),
    ("float", (T.FloatType, T.DoubleType, T.DecimalType)),
    ("time", (T.DateType, T.TimestampType, T.TimestampNTZType, T.DayTimeIntervalType)),
)


def kind_of(data_type: T.DataType) -> str:
    """Return the kind of a Spark type, as `ColumnFacts` calls them."""
    for kind, types in _KINDS:
        if isinstance(data_type, types):
            return kind
    return "other"


def at(position: int) -> Column:
    """Return a column of `SparkSheet.plain` by its position."""
    return F.col(f"c{position}")


class SparkSheet(Sheet):
    """A DataFrame as a sheet whose facts come from jobs of its own.

    Parameters
    ----------
    df : DataFrame
        The table, target and ids included.
    """

    def __init__(self, df: DataFrame):
        self.native = df
        self.names = list(df.columns)
        self.types = [field.dataType for field in df.schema.fields]
        # Positions serve as names, because Spark allows dots, spaces and the same name twice.
        self.plain = df.toDF(*(f"c{j}" for j in range(len(self.names))))
        self._facts: dict[int, ColumnFacts] = {}

    def facts(self, position: int) -> ColumnFacts:
        return self._facts[position]

    def learn(self, facts: dict[int, ColumnFacts], n_rows: int) -> None:
        """Take what jobs found out about the columns."""
        self._facts.update(facts)
        self.n_rows = n_rows

    def column(self, position: int) -> Column:
        return at(position)

    def select(self, positions: Sequence[int]) -> DataFrame:
        return self.plain.select(*map(at, positions))

    def assemble(self, *args: Any) -> Any:
        raise NotImplementedError(
            "Spark appends rows by a union, see counterpoise.engines.spark.new_rows"
        )

    def check_names(self) -> None:
        """Raise `InvalidInputError` if two columns share a name."""
        seen: set[str] = set()
        for name in self.names:
            if name in seen:
                raise InvalidInputError(
                    f"the DataFrame has several columns {name!r}: rename all but one (toDF)"
                )
            seen.add(name)
