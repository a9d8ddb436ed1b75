"""The same table and the same target in whatever holds tables and targets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

ARROW_TYPES = {
    "whole": pa.int64(),
    "tiny": pa.int8(),
    "number": pa.float64(),
    "bool": pa.bool_(),
    "day": pa.date32(),
    "moment": pa.timestamp("us"),
    "duration": pa.duration("us"),
    "decimal": pa.decimal128(12, 2),
    "text": pa.string(),
    "category": pa.dictionary(pa.int32(), pa.string()),
}
VOTED = ("text", "category")


@dataclass(frozen=True)
class Column:
    """A column as Python objects; None where a value is missing."""

    name: str
    kind: str
    values: list[Any]

    @property
    def misses(self) -> bool:
        return None in self.values


def drawn_column(kind: str, name: str, rng: np.random.Generator, n: int, missing: bool) -> Column:
    """Return a column whose numbers floats tell exactly."""
    small = rng.integers(-12, 13, n).tolist()
    start = dt.datetime(2024, 2, 28, 12)
    make: dict[str, Callable[[int], Any]] = {
        "whole": lambda v: v * 7,
        "tiny": lambda v: v * 10,
        "number": lambda v: v / 4,
        "bool": lambda v: v > 0,
        "day": lambda v: start.date() + dt.timedelta(days=v),
        "moment": lambda v: start + dt.timedelta(hours=v),
        "duration": lambda v: dt.timedelta(minutes=v),
        "decimal": lambda v: Decimal(v * 25).scaleb(-2),
        "text": lambda v: "äbc"[v % 3],
        "category": lambda v: ["", "y y", "z,z"][v % 3],
    }
    values = [make[kind](v) for v in small]
    if missing:
        values = [None if hole else v for v, hole in zip(values, rng.random(n) < 0.12, strict=True)]
    return Column(name, kind, values)


def as_arrow(columns: list[Column]) -> pa.Table:
    arrays = [pa.array(c.values, ARROW_TYPES[c.kind]) for c in columns]
    return pa.table(arrays, names=[c.name for c in columns])


def as_chunked(columns: list[Column]) -> pa.Table:
    table = as_arrow(columns)
    third = max(len(table) // 3, 1)
    return pa.concat_tables([table[:third], table[third:third], table[third:]])


def as_objects(columns: list[Column]) -> np.ndarray:
    table = np.empty((len(columns[0].values), len(columns)), object)
    for j, column in enumerate(columns):
        table[:, j] = column.values
    return table


def as_pandas(columns: list[Column]) -> pd.DataFrame:
    kinds = {"category": "category", "moment": "M8[us]", "duration": "m8[us]"}
    kinds |= {"day": "O", "decimal": "O"}
    frame = pd.DataFrame(index=range(len(columns[0].values)))
    for c in columns:
        dtype = kinds.get(c.kind)
        if c.kind in ("bool", "tiny"):
            dtype = "O" if c.misses else {"bool": "bool", "tiny": "int8"}[c.kind]
        frame[c.name] = pd.Series(c.values, dtype=dtype)
    return frame


def as_nullable(columns: list[Column]) -> pd.DataFrame:
    kinds = {"whole": "Int64", "tiny": "Int8", "number": "Float64", "bool": "boolean"}
    kinds |= {"text": "string"}
    frame = as_pandas(columns)
    for c in columns:
        if c.kind in kinds:
            frame[c.name] = pd.Series(c.values, dtype=kinds[c.kind])
    return frame


def as_pandas_arrow(columns: list[Column]) -> pd.DataFrame:
    return as_arrow(columns).to_pandas(types_mapper=pd.ArrowDtype)


INDICES: dict[str, Callable[[int], pd.Index]] = {
    "range": lambda n: pd.RangeIndex(n),
    "backwards": lambda n: pd.RangeIndex(5 * n, 0, -5),
    "texts": lambda n: pd.Index([f"r{i % 7}-{i}" for i in range(n)], name="row"),
    "dates": lambda n: pd.date_range("2024-01-01", periods=n, freq="D"),
    "floats": lambda n: pd.Index(np.arange(n) / 2),
    "levels": lambda n: pd.MultiIndex.from_arrays([np.arange(n) % 3, np.arange(n)]),
    "repeated": lambda n: pd.Index(np.zeros(n, np.int64)),
    "mixed": lambda n: pd.Index([i if i % 2 else str(i) for i in range(n)], dtype=object),
}

TABLES: dict[str, Callable[[list[Column]], Any]] = {
    "objects": as_objects,
    "lists": lambda columns: as_objects(columns).tolist(),
    "pandas": as_pandas,
    "pandas nullable": as_nullable,
    "pandas Arrow": as_pandas_arrow,
    "polars": lambda columns: pl.from_arrow(as_arrow(columns)),
    "pyarrow": as_arrow,
    "pyarrow chunked": as_chunked,
}


def can_hold(name: str, columns: list[Column]) -> bool:
    """Return whether a container keeps whole numbers whole where some are missing."""
    return name != "pandas" or not any(c.misses and c.kind == "whole" for c in columns)


def canonical(value: Any) -> Any:
    """Return a value as it is the same from every container."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, pd.Timedelta):
        value = value.to_pytimedelta()
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return Fraction(value)
    return value


def rows_of(table: Any) -> list[list[Any]]:
    """Return the rows of any table, each value canonical."""
    if isinstance(table, pa.Table):
        columns = [c.to_pylist() for c in table.columns]
    elif isinstance(table, pl.DataFrame):
        columns = [s.to_list() for s in table.get_columns()]
    elif isinstance(table, pd.DataFrame):
        columns = [table.iloc[:, j].tolist() for j in range(table.shape[1])]
    else:
        return [[canonical(v) for v in row] for row in table]
    return [[canonical(v) for v in row] for row in zip(*columns, strict=True)]


def types_of(table: Any) -> Any:
    """Return the types of a table's columns, as its own library tells them."""
    if isinstance(table, pa.Table):
        return table.schema
    if isinstance(table, pl.DataFrame):
        return table.schema
    if isinstance(table, pd.DataFrame):
        return [(n, d) for n, d in table.dtypes.items()]
    return [type(v) for v in table[0]] if isinstance(table, list) else table.dtype


def _series(values: list[Any], index: Any = None) -> pd.Series:
    return pd.Series(values, index=index)


TARGETS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "numpy": lambda y: np.array(y),
    "objects": lambda y: np.array(y, object),
    "Series": _series,
    "Series of categories": lambda y: pd.Series(y, dtype="category"),
    "Series of objects": lambda y: pd.Series(y, dtype=object),
    "Series of Arrow": lambda y: pd.Series(pd.array(pa.array(y), pd.ArrowDtype(pa.array(y).type))),
    "nullable": lambda y: pd.Series(y).convert_dtypes(),
    "frame": lambda y: pd.DataFrame({"y": y}),
    "column": lambda y: np.array(y).reshape(-1, 1),
    "polars": lambda y: pl.Series("y", y),
    "polars frame": lambda y: pl.DataFrame({"y": y}),
    "polars categories": lambda y: pl.Series("y", [str(v) for v in y], dtype=pl.Categorical),
    "pyarrow": lambda y: pa.array(y),
    "pyarrow chunked": lambda y: pa.chunked_array([pa.array(y[:3]), pa.array(y[3:])]),
    "pyarrow dictionary": lambda y: pa.array(y).dictionary_encode(),
}


def labels_of(y: Any) -> list[Any]:
    """Return the labels of any target as plain values."""
    if isinstance(y, pd.DataFrame):
        y = y.iloc[:, 0]
    if isinstance(y, pl.DataFrame):
        y = y.to_series()
    if isinstance(y, pa.Array | pa.ChunkedArray):
        return y.to_pylist()
    if isinstance(y, pl.Series):
        return y.to_list()
    if isinstance(y, np.ndarray):
        return y.ravel().tolist()
    return [canonical(v) if isinstance(v, np.generic) else v for v in y]
