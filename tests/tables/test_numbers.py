"""A column of numbers as floats and back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.lineage import Lineage
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
    "durations": st.timedeltas(dt.timedelta(days=-(10**5)), dt.timedelta(days=10**5)),
}


@pytest.mark.parametrize("kind", OBJECTS)
@given(st.data())
def test_every_object_comes_back_as_it_was(kind, data):
    values = data.draw(st.lists(st.none() | OBJECTS[kind], max_size=20))
    column = np.empty(len(values), object)
    column[:] = values
    found = came_back(column).tolist()
    assert found == values
    assert [type(v) for v in found] == [type(v) for v in values]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["a", 1], "'a' in row 0"),
        ([None, 1.5, b"x"], "b'x' in row 2"),
        ([Decimal(1), dt.date(2024, 1, 1)], "datetime.date"),
        ([dt.datetime(2024, 1, 1, tzinfo=dt.UTC)], "in row 0"),
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


def test_all_that_says_that_a_value_is_missing_is_known():
    import pandas as pd

    values = np.array(
        [None, np.nan, np.float32("nan"), pd.NA, pd.NaT, Decimal("nan"), "", 0], object
    )
    assert missing_values(values).tolist() == [True] * 6 + [False] * 2
