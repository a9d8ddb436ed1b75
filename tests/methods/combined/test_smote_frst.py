"""Claims about SMOTE-FRST-2T: how far rows are from other classes."""

import numpy as np
import pytest

from counterpoise import SMOTE, SMOTEFRST2T
from counterpoise.errors import SamplingWarning, UnsuitableTableError


def overlapping(n=100, n_minority=25, seed=0, n_columns=4):
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(n, n_columns)), rng.normal(size=(n_minority, n_columns)) + 1])
    return X * np.array([1.0, 100.0, 0.01, 5.0])[:n_columns], np.repeat([0, 1], [n, n_minority])


def belonging(rows, others, ranges):
    """By how much rows belong to the positive region, one by one."""
    return np.array([min(1, (np.abs(others - row) / ranges).sum(axis=1).min()) for row in rows])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_new_rows_belong_by_gamma_s_and_rows_that_stay_by_gamma_m(rng):
    X, y = overlapping()
    sampler = SMOTEFRST2T(random_state=0, gamma_s=0.33, gamma_m=0.3, attempts=40, rng=rng)
    grown, target = sampler.fit_resample(X, y)
    ranges = np.ptp(X, axis=0)
    made = grown[sampler.is_synthetic_]
    assert len(made) == 75
    assert belonging(made, X[:100], ranges).min() >= 0.33
    plain = SMOTE(random_state=0, rng=rng).fit_resample(X, y)[0][125:]
    assert belonging(plain, X[:100], ranges).min() < 0.33
    # What leaves is near to a row of the minority, new ones included; all others stay.
    minority = grown[target == 1]
    stays = belonging(X[:100], minority, ranges) >= 0.3
    assert 0 < stays.sum() < 100
    np.testing.assert_array_equal(grown[target == 0], X[:100][stays])
    np.testing.assert_array_equal(minority[:25], X[100:])


def test_without_thresholds_it_is_smote():
    X, y = overlapping()
    grown, _ = SMOTEFRST2T(random_state=0, gamma_s=0, gamma_m=0).fit_resample(X, y)
    np.testing.assert_array_equal(grown, SMOTE(random_state=0).fit_resample(X, y)[0])


def test_no_more_is_asked_of_new_rows_than_half_of_the_class_s_own_rows_reach():
    X, y = overlapping(n_columns=2)
    ranges = np.ptp(X, axis=0)
    least = np.median(belonging(X[100:], X[:100], ranges))
    assert least < 0.3
    sampler = SMOTEFRST2T(random_state=0, gamma_s=0.9, attempts=40)
    made = sampler.fit_resample(X, y)[0][sampler.is_synthetic_]
    assert len(made) == 75
    assert least <= belonging(made, X[:100], ranges).min() < 0.9


def test_rows_that_were_never_far_enough_are_told_and_the_class_keeps_its_own():
    X, y = overlapping(n_columns=1)
    sampler = SMOTEFRST2T(random_state=0, gamma_m=0.01, attempts=1)
    with pytest.warns(SamplingWarning, match=r"not the 75 asked for.*lower gamma_s"):
        grown, target = sampler.fit_resample(X, y)
    np.testing.assert_array_equal(grown[target == 1][:25], X[100:])


def test_a_class_is_not_removed_as_a_whole():
    X, y = overlapping(n_columns=1)
    X[:100] = X[100:101]
    with pytest.raises(UnsuitableTableError, match="all 100 rows of class 0"):
        SMOTEFRST2T(random_state=0, gamma_s=0, gamma_m=0.5).fit_resample(X, y)
