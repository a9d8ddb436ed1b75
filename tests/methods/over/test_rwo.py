"""Claims about RWO-Sampling, against the walk of its paper."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import RWOSampling
from counterpoise.errors import InvalidInputError


def table(n=90, n_minority=25, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3)) * [1.0, 50.0, 0.01]
    return X, np.repeat([0, 1], [n - n_minority, n_minority])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_step_is_normal_with_the_column_s_deviation_over_the_root_of_the_class_s_rows(rng):
    X, y = table()
    sampler = RWOSampling(random_state=0, sampling_strategy={1: 4025}, rng=rng)
    made = sampler.fit_resample(X, y)[0][len(X) :]
    step = (made - X[sampler.lineage_.base]) / (X[y == 1].std(axis=0) / np.sqrt(25))
    for column in step.T:
        assert stats.kstest(column, "norm").pvalue > 1e-4
    assert np.abs(np.corrcoef(step.T) - np.eye(3)).max() < 0.08


def test_mean_and_variance_of_the_class_are_kept_as_the_paper_s_theorem_says():
    X, y = table()
    made = RWOSampling(random_state=1, sampling_strategy={1: 20_025}).fit_resample(X, y)[0][90:]
    old = X[y == 1]
    assert (np.abs(made.mean(axis=0) - old.mean(axis=0)) < 0.04 * old.std(axis=0)).all()
    np.testing.assert_allclose(made.var(axis=0), old.var(axis=0) * (1 + 1 / 25), rtol=0.05)


def test_the_noise_counts_the_rows_of_its_own_class_where_several_grow():
    X, _ = table()
    y = np.repeat([0, 1, 2], [60, 20, 10])
    sampler = RWOSampling(random_state=0, sampling_strategy={1: 3000, 2: 3000})
    X_new, y_new = sampler.fit_resample(X, y)
    step = X_new[90:] - X[sampler.lineage_.base]
    for klass, n in ((1, 20), (2, 10)):
        told = step[y_new[90:] == klass].std(axis=0) / X[y == klass].std(axis=0)
        np.testing.assert_allclose(told, 1 / np.sqrt(n), rtol=0.06)


def test_categories_of_a_row_stay_together():
    X, y = table()
    X[:, 1], X[:, 2] = np.arange(90) % 4, (np.arange(90) % 4) * 10
    made = RWOSampling(random_state=0, categorical_features=[1, 2]).fit_resample(X, y)[0][90:]
    assert (made[:, 2] == 10 * made[:, 1]).all()
    assert len(set(made[:, 1])) == 4


def test_a_class_of_one_row_is_refused_and_not_copied():
    X, _ = table()
    with pytest.raises(InvalidInputError, match=r"has 1 row.*use RandomOverSampler"):
        RWOSampling().fit_resample(X, np.repeat([0, 1], [89, 1]))


def test_a_table_without_numbers_is_refused():
    X, y = np.array([["a"], ["b"]] * 20, object), np.repeat([0, 1], [30, 10])
    with pytest.raises(InvalidInputError, match="no column of numbers"):
        RWOSampling(categorical_features=[0]).fit_resample(X, y)
