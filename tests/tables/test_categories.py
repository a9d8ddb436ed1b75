"""A column of categories as codes."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise import SMOTENC
from counterpoise.tables import read_table
from counterpoise.tables.categories import category_codes, sorted_codes

anything = st.one_of(
    st.none(),
    st.text(max_size=2),
    st.integers(-3, 3),
    st.floats(width=16),
    st.tuples(st.booleans()),
)


@given(st.lists(anything, max_size=12))
def test_codes_stand_for_the_values_and_exemplars_are_their_first_rows(values):
    column = np.empty(len(values), object)
    column[:] = values
    codes, categories, exemplars = category_codes(column)
    for row, value in enumerate(values):
        if value is None or value != value:
            assert codes[row] == -1
        else:
            assert categories[codes[row]] == value
            assert values.index(value) == exemplars[codes[row]]
    assert len(categories) == len(exemplars) == len(set(codes.tolist()) - {-1})


@pytest.mark.parametrize(
    "dtype", ["i1", "u1", ">i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "?"]
)
@given(st.data())
def test_numbers_of_every_type_are_told_apart_up_to_the_ends_of_the_type(dtype, data):
    # A difference in the numbers' own type wraps: in int8 even where they can be counted.
    column = data.draw(arrays(dtype, st.integers(0, 30)))
    codes, categories, exemplars = category_codes(column)
    values = column.tolist()
    assert categories.tolist() == sorted({v for v in values if v == v})
    for value, code in zip(values, codes.tolist(), strict=True):
        assert (code < 0) == (value != value)
        assert code < 0 or categories[code] == value
    assert [values.index(v) for v in categories.tolist()] == exemplars.tolist()


@given(st.lists(st.text(max_size=2)))
def test_texts_are_coded_alike_in_every_type(values):
    column = np.array(values, dtype="U2")
    codes, categories, exemplars = category_codes(column)
    as_objects = category_codes(column.astype(object))
    np.testing.assert_array_equal(codes, as_objects[0])
    assert categories.tolist() == as_objects[1].tolist() == sorted(set(column.tolist()))
    np.testing.assert_array_equal(exemplars, as_objects[2])


def test_values_that_no_row_has_and_repeated_ones_leave_no_trace():
    codes, categories, exemplars = sorted_codes(
        np.array([3, 1, -1, 0, 4]), ["b", "a", "unused", "b", None]
    )
    assert codes.tolist() == [1, 0, -1, 1, -1]
    assert categories.tolist() == ["a", "b"]
    assert exemplars.tolist() == [1, 0]


@pytest.mark.parametrize("values", [[1, 2.5, 0], [3, 1, 2], [0.5, np.nan, 0.25]])
@pytest.mark.parametrize("make", [pd.Series, lambda v: pl.Series(v, strict=False)])
def test_numbers_may_be_categories(make, values):
    values = [float(v) for v in values]
    column = make(values)
    frame = pd.DataFrame({"a": column}) if isinstance(column, pd.Series) else pl.DataFrame([column])
    rows, coding = read_table(frame).encode([0])
    present = sorted(v for v in values if v == v)
    assert coding.categories[0].tolist() == present
    assert rows.codes[:, 0].tolist() == [present.index(v) if v == v else -1 for v in values]


@pytest.mark.parametrize("library", ["pandas", "pandas object", "polars", "pyarrow"])
def test_a_million_texts_are_coded_in_well_under_a_second(library):
    texts = np.random.default_rng(0).choice([f"place {i}" for i in range(200)], 1_000_000)
    frame = {
        "pandas": lambda: pd.DataFrame({"a": pd.Series(texts, dtype="str")}),
        "pandas object": lambda: pd.DataFrame({"a": texts.astype(object)}),
        "polars": lambda: pl.DataFrame({"a": texts.tolist()}),
        "pyarrow": lambda: pa.table({"a": texts.tolist()}),
    }[library]()
    spent = []
    for _ in range(2):
        start = time.perf_counter()
        rows, coding = read_table(frame).encode("auto")
        spent.append(time.perf_counter() - start)
    assert coding.categories[0].tolist() == sorted({*texts.tolist()})
    assert (coding.categories[0][rows.codes[:, 0]] == texts).all()
    assert min(spent) < 2.0  # 0.05 to 0.3 on an idle machine


def test_categories_may_be_tuples_beside_a_column_that_mixes_types():
    frame = pd.DataFrame({"x": np.arange(12.0)})
    frame["pair"] = [(i % 3, "a") for i in range(12)]
    frame["mixed"] = pd.Series([1 if i % 2 else "one" for i in range(12)], dtype=object)
    y = np.repeat([0, 1], [8, 4])
    found, _ = SMOTENC(["pair", "mixed"], k_neighbors=2, random_state=0).fit_resample(frame, y)
    assert len(found) == 16
    assert set(found["pair"]) <= set(frame["pair"])
