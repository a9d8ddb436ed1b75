"""A table on Spark with a column of each type."""

import datetime
from decimal import Decimal

import pyarrow as pa
from pyspark.sql import types as T
from pyspark.sql.pandas.types import to_arrow_schema

TYPES = {
    "tiny": "tinyint",
    "small": "smallint",
    "whole": "int",
    "long": "bigint",
    "single": "float",
    "double": "double",
    "price": "decimal(12,2)",
    "day": "date",
    "moment": "timestamp",
    "local": "timestamp_ntz",
    "span": "interval day to second",
}
IGNORED = {"list": "array<int>", "map": "map<string,int>", "pair": "struct<a:int>", "raw": "binary"}


def typed(spark):
    """Return a table with a column of each type, some values missing."""
    start = datetime.datetime(2024, 3, 1, 12)
    records = []
    for i in range(120):
        record = {
            "tiny": i % 50, "small": i * 7, "whole": i * 1000, "long": 2**60 + i * 3,
            "single": i / 3, "double": i / 7, "price": Decimal(i * 37) / 100,
            "day": start.date() + datetime.timedelta(days=i),
            "moment": start + datetime.timedelta(hours=i * 5),
            "local": start + datetime.timedelta(hours=i * 5),
            "span": datetime.timedelta(minutes=i * 11),
            "list": [i], "map": {"a": i}, "pair": (i,), "raw": b"x",
            "flag": i % 3 == 0, "city": "ABC"[i % 3], "y": "rare" if i < 20 else "usual",
        }  # fmt: skip
        for name in ("whole", "double", "price", "day", "moment", "city"):
            if i % 17 == len(name):
                record[name] = None
        records.append(record)
    names = ", ".join(f"{name} {kind}" for name, kind in {**TYPES, **IGNORED}.items())
    schema = T.StructType.fromDDL(names + ", flag boolean, city string, y string not null")
    # Of Arrow's a table needs no Python worker to become Spark's.
    given = pa.Table.from_pylist(records, to_arrow_schema(schema, timezone="UTC"))
    return spark.createDataFrame(given, schema)
