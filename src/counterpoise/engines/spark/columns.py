"""The columns of a DataFrame as `balance` sees them: by position, with a kind, checked by type."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.errors import InvalidInputError
from counterpoise.tables.column_profiles import ColumnProfile, Kind
from counterpoise.tables.columns import Columns

__all__ = ["SparkFrame", "at", "kind_of"]

_KINDS: tuple[tuple[Kind, tuple[type, ...]], ...] = (
    ("text", (T.StringType, T.CharType, T.VarcharType)),
    ("bool", (T.BooleanType,)),
    ("integer", (T.ByteType, T.ShortType, T.IntegerType, T.LongType)),
    ("float", (T.FloatType, T.DoubleType, T.DecimalType)),
    ("time", (T.DateType, T.TimestampType, T.TimestampNTZType, T.DayTimeIntervalType)),
)


def kind_of(data_type: T.DataType) -> Kind:
    """Return the kind of a Spark type, as `ColumnProfile` calls them."""
    for kind, types in _KINDS:
        if isinstance(data_type, types):
            return kind
    return "other"


def at(position: int) -> Column:
    """Return a column of `SparkFrame.plain` by its position."""
    return F.col(f"c{position}")


class SparkFrame(Columns):
    """The columns of a DataFrame, by position, whose profiles come from jobs of its own.

    Parameters
    ----------
    df : DataFrame
        The table, target and ids included.
    """

    def __init__(self, df: DataFrame):
        self.native = df
        self.names: list[str] = list(df.columns)
        self.types = [field.dataType for field in df.schema.fields]
        # Positions serve as names, because Spark allows dots, spaces and the same name twice.
        self.plain = df.toDF(*(f"c{j}" for j in range(len(self.names))))
        self._profiles: dict[int, ColumnProfile] = {}

    def profile(self, position: int) -> ColumnProfile:
        return self._profiles[position]

    def learn(self, profiles: dict[int, ColumnProfile], n_rows: int) -> None:
        """Take what jobs found out about the columns."""
        self._profiles.update(profiles)
        self.n_rows = n_rows

    def check_names(self) -> None:
        """Raise `InvalidInputError` if two columns share a name."""
        seen: set[str] = set()
        for name in self.names:
            if name in seen:
                raise InvalidInputError(
                    f"the DataFrame has several columns {name!r}",
                    remedy="rename all but one (toDF)",
                )
            seen.add(name)
