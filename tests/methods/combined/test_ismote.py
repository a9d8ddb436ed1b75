"""Claims about ISMOTE: which rows come, which rows leave, and how many."""

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist

from counterpoise import ISMOTE


def table(n=60, n_minority=12, seed=0):
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(n, 2)), rng.normal(size=(n_minority, 2)) + 2])
    return X, np.repeat([0, 1], [n, n_minority])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize(
    ("weight", "ratio", "wanted"),
    [(0.5, 1.0, [36, 36]), (1.0, 1.0, [60, 60]), (0.25, 1.0, [24, 24]), (0.5, 0.5, [42, 21])],
)
def test_both_classes_meet_where_the_weight_says(weight, ratio, wanted, rng):
    X, y = table()
    sampler = ISMOTE(random_state=0, weight=weight, sampling_strategy=ratio, rng=rng)
    target = sampler.fit_resample(X, y)[1]
    assert np.bincount(target).tolist() == wanted
    assert sampler.sampling_strategy_ == {1: wanted[1] - 12}


@pytest.mark.parametrize("scale", [None, "standard"])
def test_the_rows_that_stay_are_nearest_to_the_minority_on_average(scale):
    X, y = table()
    X *= [1.0, 100.0]
    sampler = ISMOTE(random_state=0, scale=scale)
    grown, target = sampler.fit_resample(X, y)
    points = X / (X.std(axis=0) if scale else 1.0)
    means = cdist(points[:60], points[60:]).mean(axis=1)
    np.testing.assert_array_equal(grown[target == 0], X[np.sort(np.argsort(means)[:36])])
    np.testing.assert_array_equal(grown[target == 1][:12], X[60:])


def test_a_new_row_is_no_farther_from_its_seed_than_the_seed_s_partner():
    X, y = table()
    sampler = ISMOTE(random_state=0, sampling_strategy={1: 500})
    made = sampler.fit_resample(X, y)[0][-244:]
    seed, partner = sampler.lineage_.parents.T
    radius = np.linalg.norm(X[partner] - X[seed], axis=1)
    depth = np.linalg.norm(made - X[seed], axis=1) / radius
    assert depth.max() <= 1 + 1e-9
    # Uniform in a circle: the squared depth is uniform from 0 to 1; and both sides are reached.
    np.testing.assert_allclose((depth**2).mean(), 0.5, atol=0.06)
    along = ((made - X[seed]) * (X[partner] - X[seed])).sum(axis=1)
    assert 0.35 < (along < 0).mean() < 0.65


def test_of_three_classes_only_the_one_that_does_not_grow_is_thinned():
    X, y = table()
    X, y = np.vstack([X, X[:20] + 9]), np.append(y, np.full(20, 2))
    target = ISMOTE(random_state=0).fit_resample(X, y)[1]
    assert np.bincount(target).tolist() == [40, 36, 40]


def test_new_rows_come_last_even_if_the_minority_is_the_first_class():
    X, y = table()
    sampler = ISMOTE(random_state=0)
    grown, _ = sampler.fit_resample(pd.DataFrame(X), np.where(y, "a", "b"))
    assert sampler.is_synthetic_.tolist() == [False] * 48 + [True] * 24
    assert len(grown) == 72
