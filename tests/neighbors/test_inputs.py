"""What rows may be given to the index: the columns it was fitted with, and real numbers."""

import warnings

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy import sparse

from counterpoise import InvalidInputError
from counterpoise.neighbors import MixedMetric, NeighborIndex, nearest_in_batches

X = np.random.default_rng(0).normal(size=(30, 2))
FRAMES = {
    "pandas": lambda names: pd.DataFrame(X, columns=names),
    "polars": lambda names: pl.DataFrame(X, schema=names),
    "pyarrow": lambda names: pa.table(dict(zip(names, X.T, strict=True))),
}
each_frame = pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
ASK = {
    "kneighbors": lambda index, rows: index.kneighbors(rows),
    "radius_neighbors": lambda index, rows: index.radius_neighbors(rows),
    "kneighbors_graph": lambda index, rows: index.kneighbors_graph(rows),
    "radius_neighbors_graph": lambda index, rows: index.radius_neighbors_graph(rows),
    "partial_fit": lambda index, rows: index.partial_fit(rows),
    "nearest_in_batches": lambda index, rows: nearest_in_batches(
        [FRAMES["pandas"](["a", "b"])], rows, 2
    ),
}
each_question = pytest.mark.parametrize("ask", ASK.values(), ids=ASK)


@each_frame
@each_question
def test_columns_in_another_order_are_refused(frame, ask):
    index = NeighborIndex(2).fit(frame(["a", "b"]))
    assert index.feature_names_in_.tolist() == ["a", "b"]
    with pytest.raises(InvalidInputError, match=r"feature names should match.*in the same order"):
        ask(index, frame(["b", "a"]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ask(index, frame(["a", "b"]))


@each_frame
@each_question
def test_columns_of_another_name_are_refused(frame, ask):
    index = NeighborIndex(2).fit(frame(["a", "b"]))
    with pytest.raises(InvalidInputError, match=r"unseen at fit time: 'c'; .*now missing: 'b'"):
        ask(index, frame(["a", "c"]))


def test_rows_without_names_are_taken_by_position_with_a_warning():
    named, plain = NeighborIndex(2).fit(FRAMES["pandas"](["a", "b"])), NeighborIndex(2).fit(X)
    with pytest.warns(UserWarning, match="have no feature names"):
        named.kneighbors(X)
    with pytest.warns(UserWarning, match="fitted without"):
        plain.kneighbors(FRAMES["polars"](["a", "b"]))
    assert not hasattr(plain, "feature_names_in_")
    assert not hasattr(named.fit(X), "feature_names_in_")


def test_numbered_columns_have_no_names():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        NeighborIndex(2).fit(pd.DataFrame(X)).kneighbors(X)
    years = NeighborIndex(2).fit(pd.DataFrame(X, columns=[2024, 2025]))
    with pytest.raises(InvalidInputError, match="same order"):
        years.kneighbors(pd.DataFrame(X, columns=[2025, 2024]))


HIDDEN = np.ma.masked_greater(X, 0.5)
NO_NUMBERS = {
    "mask": (HIDDEN, "mask"),
    "imaginary parts": (X + 1j, "complex"),
    "sparse imaginary parts": (sparse.csr_matrix(X + 1j), "complex"),
    "imaginary objects": ((X + 1j).astype(object), "real numbers"),
    "text": (X.astype(str), "texts"),
    "text in a frame": (pd.DataFrame({"a": ["1", "2"]}), "texts"),
    "times": (np.array([["2024-01-01"]], "M8[s]"), "times"),
    "times in a frame": (pd.DataFrame({"a": [pd.Timestamp(0)], "b": [1.0]}), "no numbers"),
    "durations": (np.array([[1]], "m8[s]"), "durations"),
    "rows of different lengths": ([[1.0], [1.0, 2.0]], "same length"),
    "None": (None, "the table is None"),
    "a dict": ({"a": 1}, "the table is"),
    "a text": ("abc", "the table is 'abc'"),
    "one column": (X[:, 0], "reshape"),
    "infinity": (np.array([[np.inf]]), "infinite"),
    "beyond float64": (np.full((2, 1), np.longdouble("1e400")), "infinite"),
}


@pytest.mark.parametrize(("rows", "message"), NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_what_is_no_real_number_is_refused(rows, message):
    with pytest.raises(InvalidInputError, match=message):
        NeighborIndex(1).fit(rows)


@pytest.mark.parametrize(
    "codes",
    [
        np.full((30, 1), 0.7),
        np.full((30, 1), np.nan),
        np.full((30, 1), 2**40),
        np.full((30, 1), -5),
        np.full((30, 1), "a"),
        np.full((30, 1), True),
        np.ma.masked_equal(np.arange(30)[:, None], 3),
        "abc",
        {},
    ],
    ids=repr,
)
def test_codes_are_whole_numbers(codes):
    with pytest.raises(InvalidInputError, match="codes"):
        NeighborIndex(1, metric=MixedMetric(1.0)).fit(X, codes=codes)


@pytest.mark.parametrize(
    "exclude",
    [np.full(30, 0.7), np.full(30, -5), np.full(30, 99), ["a"] * 30, [2**70] * 30, 3, {}],
    ids=repr,
)
def test_excluded_rows_are_row_numbers(exclude):
    index = NeighborIndex(1).fit(X)
    with pytest.raises(InvalidInputError, match="exclude"):
        index.kneighbors(X, exclude=exclude)
    with pytest.raises(InvalidInputError, match="exclude"):
        index.radius_neighbors(X, exclude=exclude)
    with pytest.raises(InvalidInputError, match="exclude"):
        nearest_in_batches([X], X, 1, exclude=exclude)


def test_codes_and_exclusions_come_with_the_rows_they_belong_to():
    index = NeighborIndex(1).fit(X)
    with pytest.raises(InvalidInputError, match="codes is given without X"):
        index.kneighbors(codes=np.zeros((30, 1), int))
    with pytest.raises(InvalidInputError, match="exclude is given without X"):
        index.radius_neighbors(exclude=np.zeros(30, int))
