"""What the kernel writes of rows, against numpy: new ones, copies; and whether all are complete."""

from __future__ import annotations

from threading import Thread

import numpy as np
import pytest

from counterpoise.core.grids import FREE, Grid, grid_table
from counterpoise.kernel import _kernel
from counterpoise.neighbors.inputs import look

SIZES = [(1, 1), (7, 3), (5000, 30), (70_001, 13), (40_000, 30)]
"""From less than a piece of work to several huge pages, none of them a whole number of pages."""


def written(table, parents, gaps, n_threads, offsets=None, grid=None, lead=0):
    """Return what the kernel writes, somewhere within a larger array whose rest stays."""
    n, d = len(parents), table.shape[1]
    room = np.full((n + 2 * lead, d), -7, table.dtype)
    out = room[lead : lead + n]
    may_miss = bool(np.isnan(table).any())
    _kernel.materialise(table, parents, gaps, offsets, grid, may_miss, n_threads, out)
    around = np.concatenate([room[:lead], room[lead + n :]])
    assert (around == -7).all()
    return out


@pytest.mark.parametrize("n_threads", [1, 2, 5])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", SIZES)
def test_each_new_row_is_written_once_and_nothing_else(shape, dtype, n_threads):
    n, d = shape
    rng = np.random.default_rng(n)
    table = rng.normal(size=(50, d)).astype(dtype)
    parents = rng.integers(0, 50, (n, 2))
    gaps = rng.random((n, 1))
    found = written(table, parents, gaps, n_threads, lead=3)
    base, partner = table[parents[:, 0]], table[parents[:, 1]]
    # The difference is the table's own, as imbalanced-learn rounds it; the sum is float64's.
    wanted = (base.astype(np.float64) - gaps * (base - partner)).astype(dtype)
    wanted = np.clip(wanted, np.minimum(base, partner), np.maximum(base, partner))
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("n_threads", [1, 3])
def test_several_partners_offsets_missing_and_whole_numbers(n_threads):
    n, d = 30_000, 20
    rng = np.random.default_rng(1)
    table = rng.integers(-9, 9, (60, d)).astype(float)
    table[rng.random(table.shape) < 0.1] = np.nan
    parents = rng.integers(0, 60, (n, 4))
    gaps = rng.random((n, 3)) / 3
    offsets = rng.normal(size=(n, d))
    whole = np.arange(d) % 2 == 0
    grid = grid_table([Grid().row(-8.0, 8.0) if is_whole else FREE for is_whole in whole])
    found = written(table, parents, gaps, n_threads, offsets, grid)
    wanted = table[parents[:, 0]].copy()
    for j in range(3):
        step = table[parents[:, 0]] - table[parents[:, j + 1]]
        wanted -= gaps[:, [j]] * np.where(np.isnan(step), 0, step)
    wanted += offsets
    wanted[:, whole] = np.clip(np.rint(wanted[:, whole]), -8, 8)
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("shape", SIZES)
def test_a_copy_is_finished_by_whoever_comes(shape):
    source = np.random.default_rng(2).normal(size=shape)
    room = np.zeros((len(source) + 2, shape[1]))
    copy = _kernel.RowCopy(source, room[1:-1])
    helpers = [Thread(target=copy.work, args=(n,)) for n in (1, 2)]
    for helper in helpers:
        helper.start()
    copy.work(2)
    for helper in helpers:
        helper.join()
    np.testing.assert_array_equal(room[1:-1], source)
    assert not room[[0, -1]].any()


def test_a_copy_into_other_room_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        _kernel.RowCopy(np.zeros((4, 2)), np.zeros((4, 3)))
    with pytest.raises(ValueError, match="do not fit"):
        _kernel.RowCopy(np.zeros((4, 2)), np.zeros((8, 2), np.float32))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("place", [0, 15, 16, 4097, 299_999])
def test_a_single_value_that_is_no_number_is_found(dtype, place):
    block = np.random.default_rng(3).normal(size=(10_000, 30)).astype(dtype)
    assert look(block)[:2] == (False, False)
    for value, found in [
        (np.nan, (True, False)),
        (np.inf, (False, True)),
        (-np.inf, (False, True)),
    ]:
        block.ravel()[place] = value
        assert look(block)[:2] == found
    block.ravel()[[place, place - 1]] = [np.inf, -np.inf]  # whose sum is NaN
    assert look(block)[:2] == (False, True)


def test_numbers_whose_sum_overflows_are_numbers():
    assert look(np.full((1000, 3), np.finfo(np.float64).max))[:2] == (False, False)
    assert look(np.full((1000, 3), -np.finfo(np.float32).max, np.float32))[:2] == (False, False)
