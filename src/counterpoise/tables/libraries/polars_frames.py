"""polars dataframes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Context, Decimal
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from counterpoise.core.grids import time_units
from counterpoise.tables.column_profiles import Kind
from counterpoise.tables.libraries.base import Library
from counterpoise.tables.numbers import NotNumbersError, NumericColumn, read_numbers, read_whole
from counterpoise.tables.times import DAY

__all__ = ["PolarsLibrary"]

# Python's own context rounds to 28 digits.
_EXACT = Context(prec=40)


class PolarsLibrary(Library[pl.DataFrame, pl.Series]):
    """polars."""

    name = "polars"

    def names(self, frame: pl.DataFrame) -> list[str]:
        return list(frame.columns)

    def column(self, frame: pl.DataFrame, position: int) -> pl.Series:
        return frame.to_series(position)

    def kind(self, column: pl.Series) -> Kind:
        dtype = column.dtype
        if dtype == pl.String:
            return "text"
        if dtype in (pl.Categorical, pl.Enum):
            return "category"
        if dtype == pl.Boolean:
            return "bool"
        if dtype.is_integer():
            return "integer"
        if dtype.is_float() or dtype.is_decimal():
            return "float"
        if dtype.is_temporal():
            return "time"
        return "object" if dtype == pl.Object else "other"

    def numbers(self, column: pl.Series) -> NumericColumn:
        dtype = column.dtype
        units: tuple[int, ...] = ()
        if dtype == pl.Null:
            return read_numbers(np.full(len(column), np.nan))
        if dtype == pl.Object:
            return read_numbers(_objects(column))
        if dtype.is_decimal():
            return _read_large(column.to_physical(), dtype.scale, dtype.precision)  # type: ignore[attr-defined]
        if _is_wide(dtype):
            found = _read_large(column, 0, 38)
            is_unsigned = dtype.is_unsigned_integer()
            return replace(found, bounds=(0.0, found.bounds[1])) if is_unsigned else found
        if dtype.is_temporal():
            column = column.to_physical()
            units = time_units(_unit_of(dtype))
        elif dtype.is_float():  # half precision is not known to all versions
            column = column if dtype in (pl.Float32, pl.Float64) else column.cast(pl.Float32)
        elif not (dtype.is_integer() or dtype == pl.Boolean):
            present = column.drop_nulls()
            if self.is_category(column) and len(present):
                raise NotNumbersError.of(present[0])
            raise NotNumbersError(f"values of type {dtype}")
        missing = None
        if column.null_count():
            missing = column.is_null().to_numpy()
            column = column.fill_null(False if dtype == pl.Boolean else 0)
        found = read_numbers(column.to_numpy(), missing, units=units)
        return replace(found, bounds=(0.0, DAY["ns"] - 1.0)) if dtype == pl.Time else found

    def factorize(self, column: pl.Series) -> tuple[NDArray[np.integer], Sequence[Any]]:
        if column.dtype == pl.Object:
            raise TypeError("objects have no order in polars")
        distinct = column.unique(maintain_order=True).drop_nulls()
        numbered = pl.DataFrame(
            {"value": distinct, "number": np.arange(len(distinct), dtype=np.int32)}
        )
        coded = pl.DataFrame({"value": column}).join(
            numbered, on="value", how="left", maintain_order="left"
        )
        return coded["number"].fill_null(-1).to_numpy(), distinct.to_list()

    def take(self, column: pl.Series, rows: NDArray[np.int64]) -> pl.Series:
        return column.gather(rows)

    def write(self, numbers: NDArray[Any], column: pl.Series) -> pl.Series:
        dtype = column.dtype
        if dtype.is_decimal():
            scale = -dtype.scale  # type: ignore[attr-defined]
            exact = [Decimal(n).scaleb(scale, _EXACT) for n in numbers.tolist()]
            return pl.Series(column.name, exact, dtype=dtype)
        if numbers.dtype == object and dtype != pl.Object:  # whole numbers of 128 bits
            return pl.Series(column.name, numbers.tolist(), dtype=dtype)
        fresh = pl.Series(column.name, numbers, dtype=pl.Object if dtype == pl.Object else None)
        return fresh.cast(dtype)

    def choose(self, mask: NDArray[np.bool_], yes: pl.Series, no: pl.Series) -> pl.Series:
        return yes.zip_with(pl.Series(mask), no)

    def append(self, frame: pl.DataFrame, columns: list[Any], base: NDArray[Any]) -> pl.DataFrame:
        named = [c.alias(n) for c, n in zip(columns, frame.columns, strict=True)]
        return pl.concat([frame, pl.DataFrame(named)])

    def take_rows(self, frame: pl.DataFrame, rows: NDArray[np.int64]) -> pl.DataFrame:
        return frame[rows]

    def take_columns(self, frame: pl.DataFrame, positions: Sequence[int]) -> pl.DataFrame:
        return frame.select([frame.columns[j] for j in positions])

    def with_missing(
        self, column: pl.Series, kept: NDArray[np.int64] | None, n_new: int
    ) -> pl.Series:
        own = column if kept is None else column.gather(kept)
        return pl.concat([own, pl.Series(column.name, [None] * n_new, dtype=column.dtype)])

    def join(
        self, frame: pl.DataFrame, columns: list[Any], mark: str | None, like: pl.DataFrame
    ) -> pl.DataFrame:
        names = frame.columns if mark is None else [*frame.columns, mark]
        return pl.DataFrame([pl.Series(n, c) for n, c in zip(names, columns, strict=True)])


def _is_wide(dtype: pl.DataType) -> bool:
    return dtype.is_integer() and str(dtype).endswith("128")


def _objects(column: pl.Series) -> NDArray[Any]:
    objects = np.empty(len(column), object)
    objects[:] = column.to_list()
    return objects


def _read_large(column: pl.Series, digits: int, most: int) -> NumericColumn:
    """Return whole numbers of the last of some digits, which may have 128 bits, as floats."""
    missing = column.is_null().to_numpy() if column.null_count() else None
    if missing is not None:
        column = column.fill_null(0)
    try:
        numbers = column.cast(pl.Int64).to_numpy()
    except pl.exceptions.InvalidOperationError:
        numbers = _objects(column)
    return read_whole(numbers, missing, 10**digits, 10**most - 1)


def _unit_of(dtype: pl.DataType) -> str:
    """Return what the values of a temporal type are counted in."""
    if dtype == pl.Date:
        return "D"
    return "ns" if dtype == pl.Time else dtype.time_unit  # type: ignore[attr-defined]
