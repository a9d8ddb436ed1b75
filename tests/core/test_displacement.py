"""Claims about noise that is drawn where rows are made."""

import numpy as np
import pytest

from counterpoise.core.displacement import Site, TowardsPoints
from counterpoise.core.ragged import Ragged
from counterpoise.core.words import Words

POINTS = np.array([[10.0, 0.0], [0.0, 10.0]])


def site(parents, places):
    n = len(places)
    return Site(Words(3, 1), np.arange(n), np.asarray(places), np.asarray(parents)[:, np.newaxis])


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
