"""Claims about noise that is drawn where rows are made."""

import numpy as np
import pytest

from counterpoise.core.displacement import LikeParents, Site, TowardsPoints
from counterpoise.core.grids import decimals
from counterpoise.core.ragged import Ragged
from counterpoise.core.words import Words

POINTS = np.array([[10.0, 0.0], [0.0, 10.0]])


def site(parents, places):
    n = len(places)
    alone = np.asarray(parents)[:, np.newaxis]
    return Site(Words(3, 1), np.arange(n), np.asarray(places), alone, np.empty((n, 0)))


@pytest.mark.parametrize("reach", [1.0, 0.5])
def test_rows_go_a_uniform_share_of_the_way_to_a_point_of_their_own(reach):
    move = TowardsPoints(POINTS, Ragged(np.array([0, 0, 1]), np.array([0, 1, 3, 3])), reach)
    places = np.repeat([0, 1, 2], 2000)
    offsets = move.offsets(site(np.zeros((6000, 2)), places), 2)
    assert (offsets[:2000, 1] == 0).all()
    share = offsets[:2000, 0] / 10
    np.testing.assert_allclose(share.mean(), reach / 2, atol=0.02)
    assert 0 <= share.min() < share.max() < reach
    both = offsets[2000:4000] != 0
    np.testing.assert_allclose(both.mean(axis=0), 0.5, atol=0.05)
    assert (both.sum(axis=1) == 1).all()
    assert (offsets[4000:] == 0).all()


def test_a_value_that_is_missing_at_either_end_stays():
    points = np.array([[1.0, np.nan, 5.0]])
    move = TowardsPoints(points, Ragged.of(np.array([[0]])))
    offsets = move.offsets(site([[0.0, 1.0, np.nan]], [0]), 3)
    assert offsets[0, 0] > 0
    assert (offsets[0, 1:] == 0).all()


def test_ends_as_far_apart_as_numbers_are_give_no_infinity():
    points = np.array([[1.7e308]])
    move = TowardsPoints(points, Ragged.of(np.array([[0]] * 9)), 0.5)
    offsets = move.offsets(site(np.full((9, 1), -1.7e308), np.arange(9)), 1)
    assert np.isfinite(offsets).all()


def rounded(parents, gap=0.37, step=0.0, few=False):
    """Return what new rows of some parents are after rounding."""
    parents = np.asarray(parents, float)
    n, n_parents, n_columns = parents.shape
    gaps = np.full((n, n_parents - 1), gap)
    at = Site(Words(3, 1), np.arange(n), np.arange(n), parents, gaps)
    return at.mixtures + LikeParents(np.full(n_columns, step), np.full(n_columns, few)).offsets(
        at, n_columns
    )


def test_a_value_has_the_decimals_of_its_first_parent():
    first = [[13.5, 7.25, 3.0], [13.57, 7.5, 4.5]]
    found = rounded([[row, [17.123, 5.123, 6.123]] for row in first])
    np.testing.assert_array_equal(decimals(found.round(9)), [[1, 2, 0], [2, 1, 1]])


def test_a_value_of_another_magnitude_has_those_of_the_nearest_parent():
    found = rounded([[[9.504], [13.54]]], gap=0.9)  # 13.1364
    assert found[0, 0] == pytest.approx(13.14)


def test_a_value_between_heaps_goes_to_the_nearest():
    assert rounded([[[48.0], [60.0], [60.0]]], gap=0.4)[0, 0] == 60.0  # 57.6
    assert rounded([[[48.0], [60.0], [61.0]]], gap=0.4)[0, 0] == 58.0


def test_a_column_of_few_values_gets_no_others():
    assert rounded([[[48.0], [60.0], [61.0]]], gap=0.4, few=True)[0, 0] == 60.0  # 58.0


def test_no_decimal_is_lost_to_a_zero_and_steps_are_kept():
    assert rounded([[[1.25], [1.41]]], gap=0.31)[0, 0] == pytest.approx(1.29)  # 1.2996
    found = rounded([[[70.75], [90.0]]], gap=0.01, step=0.05)  # 70.94
    assert found[0, 0] == pytest.approx(70.95)
    assert rounded([[[70.75], [90.0]]], gap=0.007, step=0.05)[0, 0] == pytest.approx(70.85)


def test_a_sum_has_the_decimals_of_the_number_that_it_stands_for():
    assert rounded([[[56.230000000000004], [61.0]]], gap=0.123)[0, 0] == 56.82  # 56.81671


def test_values_without_last_decimal_and_gaps_are_left_alone():
    parents = np.random.default_rng(0).normal(size=(5, 3, 2))
    parents[0, 0, 1] = np.nan
    parents[1, 1, 0] = np.nan
    at = Site(Words(3, 1), np.arange(5), np.arange(5), parents, np.full((5, 2), 0.3))
    assert (LikeParents(np.zeros(2), np.zeros(2, bool)).offsets(at, 2) == 0).all()
    assert np.isnan(at.mixtures).sum() == 1


def test_single_precision_is_read_as_such():
    parents = np.array([[[13.5]], [[13.54]]], np.float32).astype(np.float64)
    np.testing.assert_array_equal(decimals(parents[:, 0]), [[1], [2]])
