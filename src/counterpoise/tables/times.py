"""Dates, times and durations as Python's objects, which numpy counts and pandas refines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["DAY", "Times", "read_times"]

DAY = {"s": 86_400, "ms": 86_400 * 10**3, "us": 86_400 * 10**6, "ns": 86_400 * 10**9}
"""Units of a day, in which a time of day is counted."""

_UNITS = ("ns", "us", "ms", "s", "m", "h", "D", "W", "M", "Y")


@dataclass(frozen=True)
class Times:
    """Objects as numpy's times or durations, and the way back.

    Parameters
    ----------
    values : ndarray of shape (n,), datetime64 or timedelta64
        The objects; those with a time zone in UTC.
    as_object : callable
        From an item of ``values.tolist()`` to such an object.
    bounds : tuple of float
        The least and the greatest count of which there is such an object.
    """

    values: NDArray[Any]
    as_object: Callable[[Any], Any]
    bounds: tuple[float, float] = (-np.inf, np.inf)


def read_times(objects: list[Any]) -> Times | None:
    """Return objects as times; None if they are not times of one kind and of one zone at most."""

    def all_are(*types: type) -> bool:
        return all(isinstance(v, types) for v in objects)

    if not objects:
        return None
    if all_are(np.datetime64) or all_are(np.timedelta64):
        values = np.array(objects)
        kind, unit = type(objects[0]), np.datetime_data(values.dtype)[0]
        return Times(values, lambda count: kind(count, unit))
    if all_are(datetime):
        return _read_moments(objects)
    if all_are(date) and not any(isinstance(v, datetime) for v in objects):
        values = np.array(objects, "M8[D]")
        return Times(values, lambda day: day, _counts(date.min, date.max, "M8[D]"))
    if all_are(timedelta):
        if not any(_is_pandas(v) for v in objects):
            return Times(np.array(objects, "m8[us]"), lambda duration: duration)
        values, make = _finest(objects, "Timedelta", "m8")
        return Times(values, make)
    if all_are(time) and all(v.tzinfo is None for v in objects):
        # A time of day is the duration since midnight.
        since = [datetime.combine(date.min, v) - datetime.min for v in objects]
        values = np.array(since, "m8[us]")
        return Times(values, lambda since: (datetime.min + since).time(), (0.0, DAY["us"] - 1.0))
    return None


def _read_moments(objects: list[datetime]) -> Times | None:
    zone = objects[0].tzinfo
    if any(str(v.tzinfo) != str(zone) for v in objects):
        return None
    if any(_is_pandas(v) for v in objects):
        values, make = _finest(objects, "Timestamp", "M8")
        if zone is None:
            return Times(values, make)
        return Times(values, lambda count: make(count).tz_localize("UTC").tz_convert(zone))
    bounds = _counts(datetime.min, datetime.max, "M8[us]")
    if zone is None:
        return Times(np.array(objects, "M8[us]"), lambda moment: moment, bounds)
    values = np.array([v.astimezone(UTC).replace(tzinfo=None) for v in objects], "M8[us]")
    bounds = bounds[0] + DAY["us"], bounds[1] - DAY["us"]  # a zone is less than a day away
    return Times(values, lambda moment: moment.replace(tzinfo=UTC).astimezone(zone), bounds)


def _finest(objects: list[Any], name: str, kind: str) -> tuple[NDArray[Any], Callable[[Any], Any]]:
    """Return pandas' objects in the finest of their units, and how to make such objects."""
    import pandas as pd

    make = getattr(pd, name)
    refined = [make(v) for v in objects]  # the others are Python's
    unit = min((v.unit for v in refined), key=_UNITS.index)
    try:
        values = [v.as_unit(unit).asm8 for v in refined]
    except ValueError:  # a nanosecond is too fine for years as distant as these
        unit = "us"
        values = [v.as_unit(unit).asm8 for v in refined]
    count = np.datetime64 if kind == "M8" else np.timedelta64
    return np.array(values, f"{kind}[{unit}]"), lambda number: make(count(number, unit))


def _counts(least: Any, greatest: Any, dtype: str) -> tuple[float, float]:
    first, last = np.array([least, greatest], dtype).view(np.int64).tolist()
    return float(first), float(np.nextafter(float(last), 0))


def _is_pandas(value: Any) -> bool:
    return type(value).__module__.startswith("pandas")
