"""A column's values as Python's objects and as plain floats, for what only looks at them."""

from __future__ import annotations

from typing import Any, Literal

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from counterpoise.tables.numbers import missing_values

__all__ = ["array_of", "objects_of", "quantities_of"]


def array_of(column: Any) -> NDArray[Any]:
    """Return a column as an array: of objects unless it is one already."""
    if isinstance(column, np.ndarray):
        return column
    return np.asarray(_as_series(column).to_list(), dtype=object)


def objects_of(column: Any) -> NDArray[np.object_]:
    """Return a column's values as objects, each of them one; shape (n_rows,)."""
    return _objects(_as_series(column).to_list())


def quantities_of(column: Any) -> tuple[Literal["number", "time"], NDArray[np.float64]]:
    """Return a column's kind and its values, NaN where missing; times and durations in seconds."""
    series = _as_series(column)
    dtype = series.dtype
    if dtype in (nw.Date, nw.Datetime):
        moments = series.cast(nw.Datetime("ms")) if dtype == nw.Date else series
        stamps = moments.dt.timestamp("ms")
        return "time", _floats(stamps.to_list()) / 1000
    if dtype == nw.Duration:
        return "number", _floats(series.dt.total_milliseconds().to_list()) / 1000
    return "number", _floats(series.to_list())


def _floats(values: list[Any]) -> NDArray[np.float64]:
    objects = _objects(values)
    objects[missing_values(objects)] = np.nan
    return objects.astype(np.float64)


def _objects(values: list[Any]) -> NDArray[np.object_]:
    objects = np.empty(len(values), object)
    objects[:] = values
    return objects


def _as_series(column: Any) -> nw.Series[Any]:
    """Return a column of any library, or of a numpy array, as narwhals sees it."""
    if isinstance(column, np.ndarray):
        import pyarrow as pa

        column = pa.chunked_array([pa.array(column)])
    return nw.from_native(column, series_only=True)
