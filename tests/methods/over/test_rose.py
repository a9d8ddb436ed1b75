"""Claims about ROSE, against the kernels of its paper."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import ROSE, RandomOverSampler
from counterpoise.errors import InvalidInputError


def table(n=90, n_minority=25, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3)) * [1.0, 50.0, 0.01]
    return X, np.repeat([0, 1], [n - n_minority, n_minority])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_the_bandwidth_counts_the_rows_of_the_class(rng):
    X, y = table()
    sampler = ROSE(random_state=0, sampling_strategy={1: 4025}, rng=rng)
    made = sampler.fit_resample(X, y)[0][len(X) :]
    bandwidth = (4 / ((3 + 2) * 25)) ** (1 / (3 + 4))
    noise = (made - X[sampler.lineage_.base]) / (bandwidth * X[y == 1].std(axis=0))
    for column in noise.T:
        assert stats.kstest(column, "norm").pvalue > 1e-4


def test_it_is_random_oversampling_with_another_bandwidth():
    X, y = table()
    n, p = len(X), X.shape[1]
    factor = (n / 25) ** (1 / (p + 4))
    made = ROSE(random_state=0, rng="counter").fit_resample(X, y)[0]
    other = RandomOverSampler(random_state=0, shrinkage=factor, rng="counter")
    other = other.fit_resample(X, y)[0]
    np.testing.assert_allclose(made, other)


def test_shrinkage_scales_the_noise_of_each_class():
    X, _ = table()
    y = np.repeat([0, 1, 2], [60, 20, 10])
    sampler = ROSE(random_state=0, shrinkage={1: 0.0, 2: 1.0})
    X_new, y_new = sampler.fit_resample(X, y)
    moved = (X_new[90:] != X[sampler.lineage_.base]).all(axis=1)
    np.testing.assert_array_equal(moved, y_new[90:] == 2)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_whole_new_table_has_the_old_one_s_size_and_none_of_its_rows(rng):
    X, y = table(n=91)
    sampler = ROSE(random_state=0, replace_all=True, rng=rng)
    X_new, y_new = sampler.fit_resample(X, y)
    assert sorted(np.bincount(y_new)) == [45, 46]
    assert sampler.is_synthetic_.all()
    assert not set(X_new[:, 0]) & set(X[:, 0])
    np.testing.assert_array_equal(y[sampler.lineage_.base], y_new)
    assert len(sampler.provenance_) == 91


def test_a_new_table_has_the_shares_that_are_asked_for():
    X, y = table()
    _, y_new = ROSE(random_state=0, replace_all=True, sampling_strategy=0.5).fit_resample(X, y)
    np.testing.assert_array_equal(np.bincount(y_new), [60, 30])


def test_a_class_of_one_row_is_refused_and_not_copied():
    X, _ = table()
    with pytest.raises(InvalidInputError, match=r"has 1 row.*use RandomOverSampler"):
        ROSE().fit_resample(X, np.repeat([0, 1], [89, 1]))
