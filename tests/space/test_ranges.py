"""Claims about distances in ranges, against sums that are made one by one."""

import numpy as np
import pytest
from scipy import sparse

from counterpoise.core.rows import Rows
from counterpoise.space.ranges import NearestInRanges, half_ranges


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
    for distance in (3.0, 1.0, 0.6, 0.4, 0.2, 0.0):
        near = NearestInRanges(rows.take(slice(0, 40)), rows.take(slice(40, 70)), ranges / 2)
        np.testing.assert_array_equal(near.beyond(distance), wanted > distance)
    np.testing.assert_allclose(near.distances(), wanted)
    again = NearestInRanges(rows.take(slice(0, 40)), rows.take(slice(40, 70)), ranges / 2)
    np.testing.assert_allclose(again.distances(), wanted)
    assert 0 < (wanted > 0.3).sum() < 40


def test_sparse_rows_are_as_far_apart_as_dense_ones():
    rng = np.random.default_rng(1)
    dense = rng.normal(size=(60, 4)) * (rng.random((60, 4)) < 0.5)
    none = np.empty((60, 0), np.int32)
    found = []
    for numeric in (dense, sparse.csr_matrix(dense)):
        rows = Rows(numeric, none)
        half = half_ranges(rows)
        near = NearestInRanges(rows.take(slice(0, 30)), rows.take(slice(30, 60)), half)
        found.append([half, near.beyond(0.3), near.beyond(0.5)])
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other)


def test_ranges_of_constant_empty_and_huge_columns_divide_without_harm():
    numbers = np.array([[7.0, np.nan, -1.5e308], [7.0, np.nan, 1.5e308]])
    half = half_ranges(Rows(numbers, np.empty((2, 0), np.int32)))
    np.testing.assert_allclose(half, [0.5, 0.5, 1.5e308])
