"""polars dataframes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from counterpoise.tables.libraries.base import Library
from counterpoise.tables.numbers import NotNumbersError, NumericColumn, read_numbers

__all__ = ["PolarsLibrary"]


class PolarsLibrary(Library):
    """polars."""

    name = "polars"

    def names(self, frame: pl.DataFrame) -> list[str]:
        return list(frame.columns)

    def column(self, frame: pl.DataFrame, position: int) -> pl.Series:
        return frame.to_series(position)

    def is_category(self, column: pl.Series) -> bool:
        return column.dtype in (pl.Categorical, pl.Enum, pl.String)

    def numbers(self, column: pl.Series) -> NumericColumn:
        dtype = column.dtype
        exact = True
        if dtype == pl.Null:
            return read_numbers(np.full(len(column), np.nan))
        if dtype == pl.Object:
            objects = np.empty(len(column), object)
            objects[:] = column.to_list()
            return read_numbers(objects)
        if dtype.is_temporal():
            column = column.to_physical()
        elif dtype.is_decimal():
            column, exact = column.cast(pl.Float64), False
        elif dtype.is_integer() and str(dtype).endswith("128"):
            column, exact = _narrowed(column)
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
        return read_numbers(column.to_numpy(), missing, exact=exact)

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

    def write(self, numbers: NDArray, column: pl.Series) -> pl.Series:
        dtype = column.dtype
        fresh = pl.Series(column.name, numbers, dtype=pl.Object if dtype == pl.Object else None)
        if dtype.is_decimal():
            fresh = fresh.round(dtype.scale)  # type: ignore[attr-defined]
        elif dtype.is_integer() and fresh.dtype.is_float():
            fresh = fresh.round()
        return fresh.cast(dtype)

    def choose(self, mask: NDArray[np.bool_], yes: pl.Series, no: pl.Series) -> pl.Series:
        return yes.zip_with(pl.Series(mask), no)

    def append(self, frame: pl.DataFrame, columns: list[Any], base: NDArray) -> pl.DataFrame:
        named = [c.alias(n) for c, n in zip(columns, frame.columns, strict=True)]
        return pl.concat([frame, pl.DataFrame(named)])

    def select(self, frame: pl.DataFrame, rows: NDArray[np.int64]) -> pl.DataFrame:
        return frame[rows]


def _narrowed(column: pl.Series) -> tuple[pl.Series, bool]:
    """Return a column of 128-bit numbers, which numpy has not, in 64 bits; and whether all fit."""
    try:
        return column.cast(pl.Int64), True
    except pl.exceptions.InvalidOperationError:
        return column.cast(pl.Float64), False
