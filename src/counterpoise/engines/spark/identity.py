"""Which row is which, wherever it lies: by a key column or by a stable hash.

Rows of a DataFrame have no order. Everything here that needs one (which seed is the tenth, which
of two equally near rows comes first) takes the order of the rows' identities.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.engines.spark.columns import SparkFrame, at
from counterpoise.errors import InvalidInputError, Setting

__all__ = ["Identity"]

_KEY_TYPES = (
    T.ByteType,
    T.ShortType,
    T.IntegerType,
    T.LongType,
    T.DecimalType,
    T.StringType,
    T.DateType,
    T.TimestampType,
    T.TimestampNTZType,
)
_NOT_HASHED = (T.MapType, T.VariantType)


class Identity:
    """The identity of the rows of a DataFrame.

    Parameters
    ----------
    frame : SparkFrame
        The table.
    key : str, optional
        A column whose values differ from row to row. Without one, a row is known by two 64-bit
        hashes of its values; rows that are equal in all of them are interchangeable.
    """

    def __init__(self, frame: SparkFrame, key: str | None):
        self.frame = frame
        self.position = None if key is None else frame.position_of(key, "key")
        if self.position is not None:
            found = frame.types[self.position]
            if not isinstance(found, _KEY_TYPES):
                raise InvalidInputError(
                    Setting("key", key),
                    f" is a column of type {found.simpleString()}",
                    needed="a key is a column of whole numbers, decimals, text, dates or times "
                    "that differ from row to row",
                    remedy=None,
                )

    @property
    def names(self) -> list[str]:
        """Names of the columns that `columns` returns."""
        return ["id0"] if self.position is not None else ["id0", "id1"]

    @property
    def type(self) -> T.DataType:
        """Spark's type of what provenance shows of an identity."""
        return T.LongType() if self.position is None else self.frame.types[self.position]

    def columns(self) -> list[Column]:
        """Return the identity as columns of `SparkFrame.plain`."""
        if self.position is not None:
            return [at(self.position).alias("id0")]
        hashed = [at(j) for j, t in enumerate(self.frame.types) if not isinstance(t, _NOT_HASHED)]
        return [
            F.xxhash64(*hashed).alias("id0"),
            # Spark's hash passes over what is missing: (1, null) and (null, 1) have the same.
            F.xxhash64(*(column.isNull() for column in hashed), *hashed).alias("id1"),
        ]

    def sort(self, table: pa.Table) -> pa.Table:
        """Return a collected table in the order of its identities."""
        return table.sort_by([(name, "ascending") for name in self.names])

    def check_everywhere(self) -> None:
        """Raise `InvalidInputError` unless the keys of all rows are there and differ.

        It shuffles the keys, and nothing else of the rows.
        """
        if self.position is None:
            return
        counted = self.frame.plain.groupBy(*self.columns()).agg(F.count("*").alias("n"))
        self.check_wrong(counted.where("n > 1 or id0 is null").limit(1).toArrow(), "of the table")

    def check_wrong(self, wrong: pa.Table, where: str = "of the classes that grow") -> None:
        """Raise `InvalidInputError` if there is a row whose key is missing or that of another.

        Parameters
        ----------
        wrong : pyarrow Table
            Such rows, with their keys as ``id0``.
        where : str
            Which rows were looked at.
        """
        if not len(wrong) or self.position is None:
            return
        name, value = self.frame.names[self.position], wrong["id0"][0].as_py()
        found = (
            "is missing in rows" if value is None else f"has the value {value!r} in several rows"
        )
        raise InvalidInputError(
            Setting("key", name),
            f" {found} {where}",
            joint=": ",
            needed="a key tells every row from every other",
            then="; ",
            remedy="leave it out to take a hash of each row",
        )

    def check(self, table: pa.Table) -> None:
        """Raise `InvalidInputError` unless the keys of a sorted table are there and differ."""
        if self.position is None:
            return
        keys = table["id0"].combine_chunks()
        again = pc.fill_null(pc.equal(keys[1:], keys[:-1]), True)
        wrong = pa.concat_arrays([pa.array([False]), again]) if len(keys) > 1 else keys.is_null()
        self.check_wrong(table.filter(pc.or_(wrong, keys.is_null())))
