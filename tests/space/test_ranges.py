"""Claims about distances in ranges, against sums that are made one by one."""

import numpy as np
import pytest
from scipy import sparse

from counterpoise.core.rows import Rows
from counterpoise.space.ranges import RangesIndex, half_ranges


def by_hand(numbers, codes, ranges, i, j):
    """The distance of two rows, column by column."""
    parts = [abs(a - b) / r for a, b, r in zip(numbers[i], numbers[j], ranges, strict=True)]
    parts += [
        np.nan if a < 0 or b < 0 else float(a != b) for a, b in zip(codes[i], codes[j], strict=True)
    ]
    present = [part for part in parts if not np.isnan(part)]
    return sum(present) * len(parts) / len(present) if present else np.inf


@pytest.mark.parametrize("missing", [0.0, 0.3])
@pytest.mark.parametrize("n_categorical", [0, 2])
def test_a_query_is_beyond_what_its_nearest_row_is_away_and_no_farther(missing, n_categorical):
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(70, 3)) * [1.0, 100.0, 0.01]
    codes = rng.integers(0, 3, (70, n_categorical)).astype(np.int32)
    numbers[rng.random(numbers.shape) < missing] = np.nan
    codes[rng.random(codes.shape) < missing] = -1
    rows = Rows(numbers, codes)
    ranges = np.nanmax(numbers, axis=0) - np.nanmin(numbers, axis=0)
    np.testing.assert_allclose(2 * half_ranges(rows), ranges)
    wanted = np.array(
        [min(by_hand(numbers, codes, ranges, i, j) for j in range(40, 70)) for i in range(40)]
    )
    index = RangesIndex(rows.take(slice(40, 70)), ranges / 2)
    queries = rows.take(slice(0, 40))
    np.testing.assert_allclose(index.distances(queries), wanted)
    for distance in (3.0, 1.0, 0.6, 0.4, 0.2, 0.0):
        np.testing.assert_array_equal(index.reached(queries, distance), wanted >= distance)
    assert 0 < (wanted > 0.3).sum() < 40


@pytest.mark.parametrize("n_threads", [1, 3])
@pytest.mark.parametrize(("n", "d", "c"), [(2000, 20, 0), (900, 8, 1), (3000, 1, 0), (700, 61, 3)])
def test_many_rows_are_as_far_as_if_all_were_compared(n, d, c, n_threads):
    rng = np.random.default_rng(d)
    numbers, codes = rng.normal(size=(n, d)), rng.integers(0, 5, (n, c)).astype(np.int32)
    numbers[::50, 0] = np.nan
    numbers[7] *= 40  # within its range the others are close together
    half = half_ranges(Rows(numbers[: n - 200], codes[: n - 200]))
    reference, queries = (
        Rows(numbers[part], codes[part]) for part in (slice(0, n - 200), slice(n - 200, n))
    )
    index = RangesIndex(reference, half, n_threads)
    apart = np.abs(queries.numeric[:, np.newaxis] - reference.numeric) / (2 * half)
    differs = queries.codes[:, np.newaxis] != reference.codes
    present = np.isfinite(apart).sum(axis=2) + c
    total = (np.nansum(apart, axis=2) + differs.sum(axis=2)) * (d + c) / np.maximum(present, 1)
    wanted = np.where(present > 0, total, np.inf).min(axis=1)
    np.testing.assert_allclose(index.distances(queries), wanted, rtol=1e-9, atol=1e-12)
    middle = float(np.median(wanted))
    near = index.distances(queries, middle)
    np.testing.assert_array_equal(near >= middle * (1 - 1e-12), wanted >= middle * (1 - 1e-12))
    assert (near[wanted >= middle] == index.distances(queries)[wanted >= middle]).all()


def test_sparse_rows_are_as_far_apart_as_dense_ones():
    rng = np.random.default_rng(1)
    dense = rng.normal(size=(60, 4)) * (rng.random((60, 4)) < 0.5)
    none = np.empty((60, 0), np.int32)
    found = []
    for numeric in (dense, sparse.csr_matrix(dense)):
        rows = Rows(numeric, none)
        half = half_ranges(rows)
        index = RangesIndex(rows.take(slice(30, 60)), half)
        queries = rows.take(slice(0, 30))
        found.append([half, index.distances(queries), index.reached(queries, 0.4)])
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other)


def test_ranges_of_constant_empty_and_huge_columns_divide_without_harm():
    numbers = np.array([[7.0, np.nan, -1.5e308], [7.0, np.nan, 1.5e308]])
    half = half_ranges(Rows(numbers, np.empty((2, 0), np.int32)))
    np.testing.assert_allclose(half, [0.5, 0.5, 1.5e308])
