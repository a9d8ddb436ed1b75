"""Rows of a table as numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from counterpoise.core.grids import FREE, Grid, grid_table
from counterpoise.core.rows import Rows

NUMBERS = np.array([[1.0, 0.0], [np.nan, np.nan], [np.nan, 3.0]])
CODES = np.array([[0], [-1], [1]], np.int32)


@pytest.mark.parametrize("make", [np.array, sparse.csr_matrix])
def test_rows_are_taken_and_joined(make):
    rows = Rows(make(NUMBERS), CODES, grid_table([Grid().row(), FREE]))
    part = rows.take(np.array([2, 0]))
    joined = part.append(rows)
    assert (len(rows), len(part), len(joined)) == (3, 2, 5)
    numbers = joined.numeric.toarray() if joined.is_sparse else joined.numeric
    np.testing.assert_array_equal(numbers, np.vstack([NUMBERS[[2, 0]], NUMBERS]))
    np.testing.assert_array_equal(joined.codes[:, 0], [1, 0, 0, -1, 1])
    assert joined.grid is rows.grid
    assert joined.is_sparse == rows.is_sparse


@pytest.mark.parametrize("make", [np.array, sparse.csr_matrix])
def test_missing_numbers_are_found(make):
    assert Rows(make(NUMBERS), CODES).has_missing
    assert not Rows(make(np.nan_to_num(NUMBERS)), CODES).has_missing
    assert not Rows(make(np.empty((3, 0))), CODES).has_missing


def test_a_row_is_blank_if_neither_number_nor_category_is_known():
    assert Rows(NUMBERS, CODES).blank.tolist() == [False, True, False]
    assert Rows(NUMBERS, np.empty((3, 0), np.int32)).blank.tolist() == [False, True, False]
    assert Rows(np.empty((3, 0)), CODES).blank.tolist() == [False, True, False]
