"""Missing values, categories by value, sparse rows, batches: the same distance, exactly."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imblearn.metrics.pairwise import ValueDifferenceMetric as Oracle
from scipy import sparse
from sklearn.base import clone

from counterpoise.errors import InvalidInputError
from counterpoise.neighbors import (
    MixedMetric,
    NeighborIndex,
    ValueDifferenceMetric,
    nearest_in_batches,
)
from shared import brute_force as brute
from shared.grids import examples

shapes = st.tuples(st.integers(2, 150), st.integers(1, 9), st.integers(0, 2**32 - 1))
quick = settings(max_examples=examples(25), deadline=None)


def with_holes(rng, rows, share=0.3):
    rows = rows.astype(float)
    rows[rng.random(rows.shape) < share] = np.nan
    return rows


@given(shape=shapes, k=st.integers(1, 9), whole=st.booleans())
@quick
def test_missing_numbers_are_left_out_and_the_rest_rescaled(shape, k, whole):
    n, d, seed = shape
    rng = np.random.default_rng(seed)
    rows = with_holes(rng, rng.integers(0, 4, (n, d)) if whole else rng.normal(size=(n, d)))
    brute.check_own(NeighborIndex().fit(rows), rows, min(k, n - 1))


def test_missing_numbers_are_measured_as_scikit_learn_measures_them():
    from sklearn.metrics.pairwise import nan_euclidean_distances

    rng = np.random.default_rng(0)
    rows = with_holes(rng, rng.normal(size=(200, 6)))
    distances, neighbours = NeighborIndex(5).fit(rows).kneighbors()
    expected = np.nan_to_num(nan_euclidean_distances(rows), nan=np.inf)
    np.testing.assert_allclose(distances, np.take_along_axis(expected, neighbours, axis=1))


def test_rows_without_a_common_coordinate_come_last_by_number():
    rows = np.array([[1.0, np.nan], [np.nan, 2.0], [3.0, np.nan], [np.nan, 0.0]])
    distances, neighbours = NeighborIndex(3).fit(rows).kneighbors()
    assert neighbours[0].tolist() == [2, 1, 3]
    assert distances[0].tolist() == [np.sqrt(8.0), np.inf, np.inf]


@given(shape=shapes, k=st.integers(1, 9), holes=st.booleans())
@quick
def test_missing_codes_are_left_out_like_missing_numbers(shape, k, holes):
    n, d, seed = shape
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, d))
    rows = with_holes(rng, rows) if holes else rows
    codes = rng.integers(-1, 3, size=(n, 2)).astype(np.int32)
    index = NeighborIndex(metric=MixedMetric(0.5)).fit(rows, codes=codes)
    brute.check_own(index, rows, min(k, n - 1), codes)


@given(shape=shapes, k=st.integers(1, 9), least=st.sampled_from([0, -1]))
@quick
def test_categories_are_compared_by_value_exactly(shape, k, least):
    n, c, seed = shape
    rng = np.random.default_rng(seed)
    codes = rng.integers(least, 4, size=(n, c)).astype(np.int32)
    metric = ValueDifferenceMetric([rng.dirichlet(np.ones(3), size=4) for _ in range(c)])
    rows = np.empty((n, 0))
    index = NeighborIndex(metric=metric).fit(rows, codes=codes)
    brute.check_own(index, rows, min(k, n - 1), codes)


def test_the_value_difference_is_that_of_imbalanced_learn():
    rng = np.random.default_rng(1)
    codes, target = rng.integers(0, 5, size=(120, 4)), rng.integers(0, 3, 120)
    oracle = Oracle(k=1, r=2).fit(codes, target)
    metric = ValueDifferenceMetric(list(oracle.proba_per_class_))
    index = NeighborIndex(120, metric=metric).fit(np.empty((120, 0)), codes=codes.astype(np.int32))
    found, order = index.kneighbors(np.empty((120, 0)), codes=codes.astype(np.int32))
    expected = np.take_along_axis(oracle.pairwise(codes), order, axis=1)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@given(shape=shapes, k=st.integers(1, 9), density=st.sampled_from([0.0, 0.1, 0.5]))
@quick
def test_sparse_rows_have_the_neighbours_of_the_same_rows_dense(shape, k, density):
    n, d, seed = shape
    rng = np.random.default_rng(seed)
    rows = np.where(rng.random((n, d)) < density, rng.normal(size=(n, d)), 0.0)
    index = NeighborIndex().fit(sparse.csr_matrix(rows))
    brute.check_own(index, rows, min(k, n - 1))
    brute.same(index.kneighbors(rows, 1), index.kneighbors(sparse.csr_matrix(rows), 1))


@given(shape=shapes, k=st.integers(1, 9), cuts=st.lists(st.integers(0, 150), max_size=3))
@quick
def test_batches_give_the_answer_of_one_table(shape, k, cuts):
    n, d, seed = shape
    rows = np.random.default_rng(seed).integers(0, 5, size=(n, d)).astype(float)
    whole, batched = NeighborIndex(min(k, n - 1)).fit(rows), NeighborIndex(min(k, n - 1))
    for batch in np.split(rows, sorted(min(cut, n) for cut in cuts)):
        batched.partial_fit(batch)
    assert batched.n_samples_fit_ == n
    brute.same(batched.kneighbors(), whole.kneighbors())


@given(shape=shapes, k=st.integers(1, 9), cuts=st.lists(st.integers(0, 150), max_size=6))
@quick
def test_a_table_that_comes_in_batches_has_the_same_neighbours(shape, k, cuts):
    n, d, seed = shape
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 4, size=(n, d)).astype(float)
    codes = rng.integers(-1, 3, size=(n, 2)).astype(np.int32)
    exclude = np.where(rng.random(n) < 0.5, rng.integers(0, n, n), -1)
    exclude[0] = 0
    metric, k = MixedMetric(2.0), min(k, n - 1)
    whole = NeighborIndex(k, metric=metric).fit(rows, codes=codes)
    cuts = sorted(min(cut, n) for cut in cuts)
    batches = zip(np.split(rows, cuts), np.split(codes, cuts), strict=True)
    found = nearest_in_batches(batches, rows, k, codes=codes, exclude=exclude, metric=metric)
    brute.same(found, whole.kneighbors(rows, codes=codes, exclude=exclude))


def test_an_index_answers_the_same_after_pickling_and_cloning():
    rows = np.random.default_rng(0).normal(size=(3000, 6))
    index = NeighborIndex(4, metric=MixedMetric(2.0), n_jobs=1).fit(rows)
    expected = index.kneighbors()
    brute.same(pickle.loads(pickle.dumps(index)).kneighbors(), expected)
    copied = clone(index)
    assert copied.get_params() == index.get_params()
    brute.same(copied.fit(rows).kneighbors(), expected)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: NeighborIndex(5).fit([[0.0], [1.0]]).kneighbors(), "lower n_neighbors to 1"),
        (
            lambda: NeighborIndex(3).fit([[0.0], [1.0]]).kneighbors([[0.0]]),
            "lower n_neighbors to 2",
        ),
        (lambda: NeighborIndex().fit([[np.inf], [1.0]]), "infinite"),
        (lambda: NeighborIndex(1).fit([[0.0], [1.0]]).kneighbors([[-np.inf]]), "infinite"),
        (
            lambda: NeighborIndex(1).fit([[0.0], [1.0]]).kneighbors([[0.0, 1.0]]),
            "2 numeric columns",
        ),
        (lambda: NeighborIndex(0).fit([[0.0], [1.0]]).kneighbors(), "whole number"),
        (lambda: NeighborIndex().fit([0.0, 1.0]), "two, rows"),
        (lambda: NeighborIndex(metric="cosine").fit([[0.0]]), "not known"),
        (lambda: NeighborIndex().fit([[0.0]], codes=[[0]]), "use MixedMetric"),
        (
            lambda: NeighborIndex(metric=ValueDifferenceMetric([np.eye(2)])).fit(
                np.empty((1, 0)), codes=[[2]]
            ),
            "2 categories",
        ),
        (lambda: NeighborIndex(1).fit([[0.0], [1.0]]).kneighbors([[0.0]], exclude=[2]), "exclude"),
    ],
)
def test_what_cannot_be_answered_is_said_plainly(ask, message):
    with pytest.raises(InvalidInputError, match=message):
        ask()
