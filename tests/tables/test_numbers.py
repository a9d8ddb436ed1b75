"""A column of numbers as floats and back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.core.lineage import Lineage
from counterpoise.tables.numbers import (
    NotNumbersError,
    missing_values,
    read_numbers,
    whole_bounds,
)

TYPES = ["i1", "u1", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "?", "M8[s]", "M8[ns]", "m8[us]"]


def came_back(column):
    """Return what a column becomes when all of its values are new ones with themselves as base."""
    read = read_numbers(column)
    rows = np.arange(len(column))
    lineage = Lineage(np.zeros(len(rows), np.int64), rows[:, np.newaxis], np.empty((len(rows), 0)))
    numbers, source = read.restore(read.values, lineage)
    numbers = numbers.copy()
    if source is not None:
        taken = source >= 0
        numbers[taken] = column[source[taken]]
    return numbers


@pytest.mark.parametrize("dtype", TYPES)
@given(st.data())
def test_every_value_comes_back_bit_for_bit(dtype, data):
    elements = {"elements": st.floats(allow_infinity=False, width=np.dtype(dtype).itemsize * 8)}
    options = elements if dtype[0] == "f" else {}
    column = data.draw(arrays(dtype, st.integers(0, 20), **options))
    assert came_back(column).tobytes() == column.tobytes()


OBJECTS = {
    "bools": st.booleans(),
    "whole": st.integers(-(2**90), 2**90),
    "floats": st.floats(allow_infinity=False, allow_nan=False),
    "decimals": st.decimals(allow_infinity=False, allow_nan=False, places=3),
    "dates": st.dates(),
    "times": st.datetimes(),
    "times with a zone": st.datetimes(
        dt.datetime(1, 1, 3), dt.datetime(9999, 12, 29), timezones=st.just(dt.UTC)
    ),
    "times with a zone of many offsets": st.datetimes(
        dt.datetime(1971, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(ZoneInfo("Asia/Tokyo"))
    ),
    "times of day": st.times(),
    "Timestamps": st.integers(-(2**62), 2**62).map(lambda ns: pd.Timestamp(ns)),
    "Timestamps with a zone": st.integers(0, 2**62).map(
        lambda ns: pd.Timestamp(ns, tz="Europe/Berlin")
    ),
    "Timestamps of seconds": st.integers(0, 2**36).map(
        lambda s: pd.Timestamp(np.datetime64(s, "s"))
    ),
    "Timedeltas": st.integers(-(2**62), 2**62).map(lambda ns: pd.Timedelta(ns)),
    "numpy's days": st.integers(-(10**6), 10**6).map(lambda n: np.datetime64(n, "D")),
    "numpy's durations": st.integers(-(10**9), 10**9).map(lambda n: np.timedelta64(n, "ms")),
    "numpy's int8": st.integers(-128, 127).map(np.int8),
    "numpy's uint64": st.integers(0, 2**64 - 1).map(np.uint64),
    "numpy's float32": st.floats(width=32, allow_infinity=False, allow_nan=False).map(np.float32),
    "numpy's bools": st.booleans().map(np.bool_),
    "durations": st.timedeltas(dt.timedelta(days=-(10**5)), dt.timedelta(days=10**5)),
}


@pytest.mark.parametrize("kind", OBJECTS)
@settings(deadline=None)  # the first of a zone reads a file
@given(st.data())
def test_every_object_comes_back_as_it_was(kind, data):
    values = data.draw(st.lists(st.none() | OBJECTS[kind], max_size=20))
    column = np.empty(len(values), object)
    column[:] = values
    found = came_back(column).tolist()
    assert found == values
    assert [type(v) for v in found] == [type(v) for v in values]
    zones = [[str(getattr(v, "tzinfo", None)) for v in some] for some in (found, values)]
    assert zones[0] == zones[1]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["a", 1], "'a' in row 0"),
        ([None, 1.5, b"x"], "b'x' in row 2"),
        ([Decimal(1), dt.date(2024, 1, 1)], "datetime.date"),
        ([dt.time(1, tzinfo=dt.UTC)], "in row 0"),
        ([dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 1, tzinfo=dt.UTC)], "several kinds"),
        ([dt.datetime(2024, 1, 1), dt.date(2024, 1, 1)], "several kinds"),
        ([[1]], r"\[1\] in row 0"),
        ([1j], "1j in row 0"),
    ],
)
def test_objects_that_are_no_numbers_are_named(values, found):
    column = np.empty(len(values), object)
    column[:] = values
    with pytest.raises(NotNumbersError, match=found):
        read_numbers(column)


@pytest.mark.parametrize("dtype", ["i1", "u1", "i4", "u4", "i8", "u8"])
def test_bounds_are_within_the_type_also_where_no_float_is_its_end(dtype):
    lowest, highest = whole_bounds(np.dtype(dtype))
    info = np.iinfo(dtype)
    assert int(lowest) == info.min
    assert int(highest) <= info.max
    assert int(np.nextafter(highest, np.inf)) > info.max - 1 or highest == info.max


def test_differences_of_large_numbers_are_exact():
    start = 2**62
    read = read_numbers(np.array([start, start + 1, start + 7]))
    assert read.values.tolist() == [0.0, 1.0, 7.0]
    assert read.precise is None
    spread = read_numbers(np.array([-(2**62), 2**62 + 1]))
    assert spread.precise is not None


NEW_OBJECTS = {
    "dates": (dt.date(2024, 1, 1), dt.date(2024, 1, 3), dt.date(2024, 1, 2)),
    "times": (dt.datetime(2024, 1, 1, 6), dt.datetime(2024, 1, 1, 8), dt.datetime(2024, 1, 1, 7)),
    "times through the night in which clocks go on": (
        dt.datetime(2024, 3, 31, 1, tzinfo=ZoneInfo("Europe/Berlin")),
        dt.datetime(2024, 3, 31, 5, tzinfo=ZoneInfo("Europe/Berlin")),
        dt.datetime(2024, 3, 31, 3, 30, tzinfo=ZoneInfo("Europe/Berlin")),
    ),
    "Timestamps": (pd.Timestamp(5), pd.Timestamp(9), pd.Timestamp(7)),
    "Timestamps with a zone": (
        pd.Timestamp(5, tz="Asia/Tokyo"),
        pd.Timestamp(9, tz="Asia/Tokyo"),
        pd.Timestamp(7, tz="Asia/Tokyo"),
    ),
    "a Timestamp among times": (
        pd.Timestamp("2024-01-01"), dt.datetime(2024, 1, 3), pd.Timestamp("2024-01-02"),
    ),
    "Timestamps too distant for nanoseconds": (
        pd.Timestamp(0), pd.Timestamp("4000-01-01"), pd.Timestamp("2984-12-31"),
    ),
    "Timedeltas": (pd.Timedelta(5), pd.Timedelta(9), pd.Timedelta(7)),
    "times of day": (dt.time(6), dt.time(7), dt.time(6, 30)),
    "numpy's hours": (np.timedelta64(1, "h"), np.timedelta64(3, "h"), np.timedelta64(2, "h")),
}  # fmt: skip


@pytest.mark.parametrize(("first", "last", "middle"), NEW_OBJECTS.values(), ids=NEW_OBJECTS)
def test_a_new_time_lies_between_its_parents_and_is_of_their_type(first, last, middle):
    column = np.empty(2, object)
    column[:] = [first, last]
    read = read_numbers(column)
    halfway = Lineage(np.array([0]), np.array([[0, 1]]), np.array([[0.5]]))
    numbers, source = read.restore(read.values.mean(keepdims=True), halfway)
    assert source is None or source.tolist() == [-1]
    assert numbers[0] == middle
    assert type(numbers[0]) is type(middle)
    assert getattr(numbers[0], "tzinfo", None) == getattr(middle, "tzinfo", None)


def test_what_says_that_a_time_is_missing_is_known_of_every_type():
    column = np.array([np.datetime64("NaT"), pd.NaT, None, np.datetime64("2024-01-01")], object)
    assert np.isnan(read_numbers(column).values).tolist() == [True, True, True, False]


def test_all_that_says_that_a_value_is_missing_is_known():
    values = np.array(
        [None, np.nan, np.float32("nan"), pd.NA, pd.NaT, Decimal("nan"), "", 0], object
    )
    assert missing_values(values).tolist() == [True] * 6 + [False] * 2


@pytest.mark.parametrize(
    "value", [10**400, Decimal("1e400"), Decimal("1e-400"), Fraction(10**400, 3)], ids=str
)
def test_numbers_beyond_all_floats_are_refused_with_what_to_do(value):
    column = np.empty(2, object)
    column[:] = [value, value]
    with pytest.raises(NotNumbersError, match=r"300|308") as caught:
        read_numbers(column)
    assert "column" in caught.value.remedy
