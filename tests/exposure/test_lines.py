"""Lines through new rows, and where they meet."""

from __future__ import annotations

import numpy as np
import pytest

from counterpoise import SMOTE
from counterpoise.exposure.lines import crossings, find_lines, straightness
from counterpoise.exposure.rebuilding import matches, rebuild


def star(n_rays=3, d=4, seed=0):
    """Return points on rays that leave one place."""
    rng = np.random.default_rng(seed)
    centre = rng.normal(size=d)
    rays = rng.normal(size=(n_rays, d))
    steps = rng.uniform(0.2, 1.0, size=(n_rays, 4, 1))
    return centre, (centre + steps * rays[:, np.newaxis]).reshape(-1, d)


def test_rays_meet_where_they_leave():
    centre, points = star()
    met = crossings(find_lines(points, 1e-15, 11), 1e-15)
    assert met.places == pytest.approx(centre[np.newaxis], abs=1e-9)
    assert met.n_lines.tolist() == [3]


def test_a_line_through_its_middle_leads_to_no_row():
    """Where lines cross between their points there is no row that they were drawn from."""
    steps = np.array([-1.0, -0.5, 0.5, 1.0])[:, np.newaxis]
    points = np.concatenate([steps * ray for ray in np.eye(3)])
    lines = find_lines(points, 1e-15, 11)
    assert len(lines) == 3
    assert len(crossings(lines, 1e-15).places) == 0


def test_random_points_have_no_lines():
    points = np.random.default_rng(0).normal(size=(300, 3))
    assert len(find_lines(points, 1e-15, 100)) == 0


def test_points_between_two_others_are_straight():
    rng = np.random.default_rng(0)
    ends = rng.normal(size=(2, 40, 3))
    middle = ends[0] + rng.uniform(0.1, 0.9, size=(40, 1)) * (ends[1] - ends[0])
    points = np.concatenate([*ends, middle])
    found = straightness(points, np.arange(120), 119)
    assert (found[80:] < 1e-12).all()
    assert (found[:80] > 1e-6).all()


@pytest.mark.parametrize("decimals", [None, 6])
def test_smotes_rows_are_rebuilt_from_its_new_ones(decimals):
    rng = np.random.default_rng(1)
    X = np.concatenate([rng.normal(size=(600, 5)), rng.normal(size=(40, 5)) + 1])
    X = X if decimals is None else X.round(decimals)
    y = np.repeat([0, 1], [600, 40])
    new = SMOTE(random_state=0).fit_resample(X, y)[0][640:]
    new = new if decimals is None else new.round(decimals)
    found = rebuild(new).rows
    hit, right = matches(found, X[600:], X[600:].std(axis=0))
    assert hit.mean() > 0.9
    assert right.mean() > 0.98


def test_rows_of_the_true_distribution_rebuild_nothing():
    assert len(rebuild(np.random.default_rng(0).normal(size=(500, 5))).rows) == 0


def test_rows_that_were_made_twice_are_taken_for_copies():
    rows = np.random.default_rng(0).normal(size=(30, 3))
    assert rebuild(np.concatenate([rows, rows[:4]])).rows.tolist() == sorted(rows[:4].tolist())
