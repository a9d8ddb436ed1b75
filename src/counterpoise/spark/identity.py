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

from counterpoise.errors import InvalidInputError
from counterpoise.spark.columns import SparkSheet, at

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
    sheet : SparkSheet
        The table.
    key : str, optional
        A column whose values differ from row to row. Without one, a row is known by two 64-bit
        hashes of its values; rows that are equal in all of them are interchangeable.
    """

    def __init__(self, sheet: SparkSheet, key: str | None):
        self.sheet = sheet
        self.position = None if key is None else sheet.position_of(key, "key")
        if self.position is not None:
            found = sheet.types[self.position]
            if not isinstance(found, _KEY_TYPES):
                raise InvalidInputError(
                    f"key={key!r} is a column of type {found.simpleString()}; a key is a column "
                    "of whole numbers, decimals, text, dates or times that differ from row to row"
                )

    @property
    def names(self) -> list[str]:
        """Names of the columns that `columns` returns."""
        return ["id0"] if self.position is not None else ["id0", "id1"]

    @property
    def type(self) -> T.DataType:
        """Spark's type of what provenance shows of an identity."""
        return T.LongType() if self.position is None else self.sheet.types[self.position]

    def columns(self) -> list[Column]:
        """Return the identity as columns of `SparkSheet.plain`."""
        if self.position is not None:
            return [at(self.position).alias("id0")]
        hashed = [at(j) for j, t in enumerate(self.sheet.types) if not isinstance(t, _NOT_HASHED)]
        return [
            F.xxhash64(*hashed).alias("id0"),
            F.xxhash64(F.lit("counterpoise"), *hashed).alias("id1"),
        ]

    def sort(self, table: pa.Table) -> pa.Table:
        """Return a collected table in the order of its identities."""
        return table.sort_by([(name, "ascending") for name in self.names])

    def check(self, table: pa.Table) -> None:
        """Raise `InvalidInputError` unless the keys of a sorted table are there and differ."""
        if self.position is None:
            return
        name, keys = self.sheet.names[self.position], table["id0"].combine_chunks()
        if keys.null_count:
            raise InvalidInputError(
                f"key={name!r} is missing in {keys.null_count} rows of the classes that grow: a "
                "key tells every row from every other"
            )
        again = pc.equal(keys[1:], keys[:-1])
        if len(again) and pc.any(again).as_py():
            value = keys[int(pc.index(again, True).as_py())].as_py()
            raise InvalidInputError(
                f"key={name!r} has the value {value!r} in several rows of the classes that grow: a "
                "key tells every row from every other; leave it out to take a hash of each row"
            )
