"""Any table in, the same kind out."""

from __future__ import annotations

import copy
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy import sparse

from counterpoise import SMOTE, RandomOverSampler, RandomUnderSampler
from shared import family
from shared.grids import in_turn

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

each_method = pytest.mark.parametrize("make", family.NUMERIC.values(), ids=family.NUMERIC)
each_dense = pytest.mark.parametrize("contain", family.DENSE.values(), ids=family.DENSE)
CONTAINERS = {**family.DENSE, **family.SPARSE}


def with_zeros():
    X, y = family.overlapping()
    X[np.abs(X) < 0.3] = 0
    return X, y


def same_type(found, given):
    if sparse.issparse(given):
        return type(found) is type(given) and found.dtype == given.dtype
    if isinstance(given, list):
        return isinstance(found, list) and isinstance(found[0], list)
    if isinstance(given, np.ndarray):
        return isinstance(found, np.ndarray) and found.dtype == given.dtype
    if isinstance(given, pd.DataFrame):
        return isinstance(found, pd.DataFrame) and (found.dtypes == given.dtypes).all()
    return type(found) is type(given) and found.schema == given.schema


@pytest.mark.parametrize(("name", "container"), in_turn(family.NUMERIC, family.DENSE, 4))
def test_the_same_values_in_any_container_give_the_same_rows_in_that_container(name, container):
    make, contain = family.NUMERIC[name], family.DENSE[container]
    X, y = family.overlapping()
    expected, expected_y = make().fit_resample(X, y)
    given = contain(X)
    found, found_y = make().fit_resample(given, y)
    assert same_type(found, given)
    np.testing.assert_array_equal(family.numbers(found), expected)
    np.testing.assert_array_equal(found_y, expected_y)


# Not ROSE: its noise fills the zeros alike, but is drawn for all columns.
@pytest.mark.parametrize(
    ("name", "container"),
    in_turn([name for name in family.NUMERIC if name != "ROSE"], family.SPARSE, 2),
)
def test_the_same_values_in_a_sparse_table_give_the_same_rows(name, container):
    make, contain = family.NUMERIC[name], family.SPARSE[container]
    X, y = with_zeros()
    expected, expected_y = make().fit_resample(X, y)
    given = contain(X)
    found, found_y = make().fit_resample(given, y)
    assert same_type(found, given)
    np.testing.assert_allclose(family.numbers(found), expected, atol=1e-12)
    np.testing.assert_array_equal(found_y, expected_y)


@pytest.mark.parametrize(("name", "container"), in_turn(family.NUMERIC, CONTAINERS, 5))
def test_the_input_is_never_changed(name, container):
    X, y = with_zeros()
    given, given_y = CONTAINERS[container](X), y.copy()
    before = copy.deepcopy(given)
    family.NUMERIC[name]().fit_resample(given, given_y)
    np.testing.assert_array_equal(family.numbers(given), family.numbers(before))
    np.testing.assert_array_equal(given_y, y)


@pytest.mark.parametrize("make", family.OVER.values(), ids=family.OVER)
def test_original_rows_come_first_and_keep_every_bit(make):
    X, y = family.overlapping()
    X[0, 0], X[1, 0], X[2, 1] = -0.0, 5e-324, np.nextafter(1, 2)
    found, found_y = make().fit_resample(X, y)
    assert found[: len(X)].tobytes() == X.tobytes()
    assert found_y[: len(y)].tobytes() == y.tobytes()


@pytest.mark.parametrize("payload", [0x7FF8000000000123, 0xFFF8000000000001])
def test_original_missing_values_keep_the_payload_of_their_nan(payload):
    X, y = family.overlapping()
    X[:4, 2] = np.array([payload], np.uint64).view(np.float64)
    found, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(X, y)
    assert found[: len(X)].tobytes() == X.tobytes()


@pytest.mark.parametrize("value", [0.1, -0.0, 1 / 3, 1e30, 1e-40])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_constant_column_of_floats_stays_constant_to_the_last_bit(value, dtype):
    X, y = family.overlapping()
    X = X.astype(dtype)
    X[:, 1] = value
    found, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(X, y)
    assert found.dtype == dtype
    assert found[:, 1].tobytes() == np.full(len(found), value, dtype).tobytes()


@pytest.mark.parametrize(
    "dtype", ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "g"]
)
def test_arrays_of_any_number_type_keep_it_and_their_range(dtype):
    X, y = family.overlapping()
    X = np.abs(X * 20).astype(dtype)
    sampler = SMOTE(k_neighbors=3, random_state=0)
    found, _ = sampler.fit_resample(X, y)
    assert found.dtype == X.dtype
    np.testing.assert_array_equal(found[: len(X)], X)
    members = X[y == 1]
    assert (found[len(X) :] >= members.min(axis=0)).all()
    assert (found[len(X) :] <= members.max(axis=0)).all()


def test_whole_numbers_are_rounded_to_the_nearest_and_not_cut():
    X, y = family.overlapping()
    X = (X * 10).astype(int)
    sampler = SMOTE(k_neighbors=3, random_state=0)
    found, _ = sampler.fit_resample(X, y)
    parents, gap = sampler.lineage_.parents, sampler.lineage_.gaps
    base, partner = X[parents[:, 0]], X[parents[:, 1]]
    exact = base + gap * (partner - base)
    np.testing.assert_array_equal(found[len(X) :], np.rint(exact))
    assert (found[len(X) :] != np.trunc(exact)).any()


@pytest.mark.parametrize("dtype", ["i8", "u8"])
def test_whole_numbers_beyond_the_exact_floats_keep_their_last_digit(dtype):
    X, y = family.overlapping()
    small = np.abs(X * 20).astype(dtype)
    large = small + np.array(2**60 + 1, dtype)
    constant = np.full((len(X), 1), 2**53 + 1, dtype)
    found, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(np.hstack([large, constant]), y)
    expected, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(small, y)
    np.testing.assert_array_equal(found[:, :-1] - np.array(2**60 + 1, dtype), expected)
    assert (found[:, -1] == 2**53 + 1).all()


def test_whole_numbers_never_leave_their_type_however_large_the_noise():
    X = np.array([[0, 255]] * 5 + [[255, 0]] * 20, np.uint8)
    y = np.repeat([1, 0], [5, 20])
    X[0] = [255, 0]
    for seed in range(5):
        sampler = RandomOverSampler(shrinkage=50.0, random_state=seed)
        found, _ = sampler.fit_resample(X, y)
        exact = X[sampler.lineage_.base] + sampler.lineage_.offsets
        np.testing.assert_array_equal(found[len(X) :], np.clip(np.rint(exact), 0, 255))


def test_bools_stay_bools():
    X, y = family.overlapping()
    X = X > 0
    found, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(X, y)
    assert found.dtype == bool
    assert len(np.unique(found[len(X) :])) == 2


def test_an_array_of_times_is_interpolated():
    X, y = family.overlapping()
    times = np.datetime64("2024-01-01", "s") + (X * 1e5).astype("m8[s]")
    found, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(times, y)
    assert found.dtype == times.dtype
    assert (found[len(X) :] >= times[y == 1].min(axis=0)).all()
    assert (found[len(X) :] <= times[y == 1].max(axis=0)).all()


def test_nested_lists_may_mix_texts_and_numbers():
    X = [["red", 1], ["blue", 2], ["red", 3]]
    found, found_y = RandomOverSampler(random_state=0).fit_resample(X, ["no", "yes", "no"])
    assert found == [*X, ["blue", 2]]
    assert found_y == ["no", "yes", "no", "yes"]


def test_nested_lists_come_back_as_lists_from_every_method():
    X, y = family.overlapping()
    found, _ = RandomUnderSampler(random_state=0).fit_resample(X.tolist(), y)
    assert isinstance(found, list)
    assert all(row in X.tolist() for row in found)


def test_whole_numbers_in_an_array_of_objects_stay_whole_numbers():
    X, y = family.overlapping(n_columns=2)
    objects = np.empty((len(X), 3), object)
    objects[:, 0] = (X[:, 0] * 10).astype(int).tolist()
    objects[:, 1] = X[:, 1].tolist()
    objects[:, 2] = (X[:, 0] > 0).tolist()
    found, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(objects, y)
    assert [{type(v) for v in column} for column in found.T] == [{int}, {float}, {bool}]


@pytest.mark.parametrize("make", [sparse.coo_matrix, sparse.coo_array, sparse.lil_matrix])
def test_other_sparse_formats_come_back_as_csr(make):
    X, y = with_zeros()
    found, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(make(X), y)
    assert found.format == "csr"
    assert isinstance(found, sparse.sparray) == isinstance(make(X), sparse.sparray)
    expected, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(X, y)
    np.testing.assert_allclose(found.toarray(), expected, atol=1e-12)


@pytest.mark.parametrize("dtype", ["i1", "u2", "i8", "f4", "?"])
@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csc_array])
def test_sparse_tables_of_any_number_type_keep_it(make, dtype):
    X, y = with_zeros()
    X = np.abs(X * 5).astype(dtype)
    found, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(make(X), y)
    expected, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(X, y)
    assert found.dtype == X.dtype
    np.testing.assert_allclose(found.toarray().astype(float), expected.astype(float), rtol=1e-5)


def test_entries_of_a_sparse_table_may_be_repeated_or_unsorted():
    X, y = with_zeros()
    matrix = sparse.csr_matrix(X)
    halves = sparse.coo_matrix(
        (
            np.tile(matrix.data / 2, 2),
            (np.tile(matrix.tocoo().row, 2), np.tile(matrix.tocoo().col, 2)),
        ),
        shape=X.shape,
    )
    indptr = np.r_[0, np.cumsum(np.bincount(halves.row, minlength=len(X)))]
    order = np.argsort(halves.row, kind="stable")
    repeated = sparse.csr_matrix((halves.data[order], halves.col[order], indptr), shape=X.shape)
    assert repeated.nnz == 2 * matrix.nnz
    found, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(repeated, y)
    expected, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(X, y)
    np.testing.assert_allclose(found.toarray(), expected, atol=1e-12)


def test_a_float_array_in_c_order_is_used_in_place():
    from counterpoise.tables import read_table

    X, _ = family.overlapping()
    rows, _ = read_table(X).encode()
    assert np.shares_memory(rows.numeric, X)


def test_no_container_draws_a_warning():
    X, y = with_zeros()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for contain in (*family.DENSE.values(), *family.SPARSE.values()):
            SMOTE(k_neighbors=3, random_state=0).fit_resample(contain(X), y)


@each_dense
def test_target_and_table_agree_in_number_of_rows(contain):
    X, y = family.overlapping()
    for target in (y.tolist(), pd.Series(y), pl.Series(y), pa.array(y)):
        found, found_y = SMOTE(k_neighbors=3, random_state=0).fit_resample(contain(X), target)
        assert len(family.numbers(found)) == len(family.plain(found_y)) == 100


@each_method
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rows_are_the_same_where_a_large_array_is_copied_while_they_are_drawn(
    make, order, dtype, monkeypatch
):
    # Some methods make a few rows more or fewer than was planned.
    X, y = family.overlapping()
    X = np.asarray(X, dtype, order=order)
    small, _ = make().fit_resample(X, y)
    monkeypatch.setattr("counterpoise.tables.arrays._LARGE", 0)
    large, _ = make().fit_resample(X, y)
    np.testing.assert_array_equal(large, small)


def test_whole_numbers_in_a_list_stay_whole_beside_others():
    rows = [[1, 0.5, True], [2, 1.5, True], [9, 2.5, False], [4, 0.25, False], [90, 8.125, True]]
    found, _ = SMOTE(k_neighbors=1, random_state=0).fit_resample(rows, [0, 0, 0, 1, 1])
    assert found[:5] == rows
    assert [type(value) for value in found[5]] == [int, float, bool]
