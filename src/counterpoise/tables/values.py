"""A column's values as Python's objects and as plain floats, for what only looks at them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
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
    dtype = getattr(column, "dtype", None)
    if isinstance(dtype, np.dtype) and dtype.kind in "fiu":  # an array, or a series over one
        return "number", np.asarray(column).astype(np.float64)
    series = _as_series(column)
    found = _of_arrow(series.to_native())
    if found is not None:
        return found
    dtype = series.dtype
    if dtype in (nw.Date, nw.Datetime):
        moments = series.cast(nw.Datetime("ms")) if dtype == nw.Date else series
        stamps = moments.dt.timestamp("ms")
        return "time", _floats(stamps.to_list()) / 1000
    if dtype == nw.Duration:
        return "number", _floats(series.dt.total_milliseconds().to_list()) / 1000
    if dtype.is_float() or dtype.is_integer():
        numbers = series.to_numpy()
        if numbers.dtype.kind in "fiu":  # and no object among them that stands for a gap
            return "number", numbers.astype(np.float64)
    values = series.to_list()
    is_moment = any(isinstance(value, date) for value in values)
    return "time" if is_moment else "number", _floats(values)


def _of_arrow(native: Any) -> tuple[Literal["number", "time"], NDArray[np.float64]] | None:
    """Return an Arrow column of days, times of day or decimals; None for any other column.

    narwhals refuses decimals with a negative scale.
    """
    if not hasattr(native, "type") or not hasattr(native, "cast"):
        return None
    import pyarrow as pa

    if pa.types.is_decimal(native.type):
        return "number", _floats(native.to_pylist())
    if pa.types.is_date(native.type):
        moments = native.cast(pa.timestamp("ms")).cast(pa.int64())
        return "time", _floats(moments.to_pylist()) / 1000
    if pa.types.is_time(native.type):
        width = pa.int32() if pa.types.is_time32(native.type) else pa.int64()
        a_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[native.type.unit]
        return "number", _floats(native.cast(width).to_pylist()) / a_second
    return None


def _floats(values: list[Any]) -> NDArray[np.float64]:
    objects = _objects(values)
    absent = missing_values(objects)
    objects[absent] = np.nan
    if any(isinstance(value, date | time | timedelta) for value in objects):
        objects[~absent] = [_seconds(value) for value in objects[~absent]]
    return objects.astype(np.float64)


def _seconds(value: Any) -> Any:
    """Return a moment, a time of day or a duration in seconds, and any other value as it is."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, time):
        return ((value.hour * 60 + value.minute) * 60 + value.second) + value.microsecond / 1e6
    if isinstance(value, date):
        start = value if isinstance(value, datetime) else datetime(*value.timetuple()[:3])
        return (start.replace(tzinfo=start.tzinfo or UTC)).timestamp()
    return value


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
