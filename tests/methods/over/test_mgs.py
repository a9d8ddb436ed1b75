"""Claims about Multivariate Gaussian SMOTE, against the distribution that its paper draws from."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import MGS


def one_neighbourhood(n_columns=3, k=6, seed=0):
    """A table whose minority is one row and its neighbours, so that all rows share them."""
    rng = np.random.default_rng(seed)
    minority = rng.normal(size=(k + 1, n_columns)) @ rng.normal(size=(n_columns, n_columns))
    X = np.vstack([rng.normal(size=(200, n_columns)) + 9, minority])
    return X, np.repeat([0, 1], [200, k + 1]), minority


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_new_rows_have_the_neighbourhood_s_mean_and_covariance(rng):
    X, y, minority = one_neighbourhood()
    sampler = MGS(k_neighbors=6, random_state=0, sampling_strategy={1: 40_007}, rng=rng)
    made = sampler.fit_resample(X, y)[0][len(X) :]
    mean, covariance = minority.mean(axis=0), np.cov(minority.T, bias=True)
    error = np.sqrt(np.diag(covariance) / len(made))
    assert (np.abs(made.mean(axis=0) - mean) < 5 * error).all()
    np.testing.assert_allclose(np.cov(made.T), covariance, rtol=0.05, atol=0.02)


def test_new_rows_are_normal_along_every_axis():
    X, y, minority = one_neighbourhood()
    sampler = MGS(k_neighbors=6, random_state=1, sampling_strategy={1: 20_007})
    made = sampler.fit_resample(X, y)[0][len(X) :]
    whitened = (made - minority.mean(axis=0)) @ np.linalg.inv(
        np.linalg.cholesky(np.cov(minority.T, bias=True))
    ).T
    for column in whitened.T:
        assert stats.kstest(column, "norm").pvalue > 1e-4


def test_weights_add_up_to_one_and_provenance_shows_all_parents():
    X, y, _ = one_neighbourhood()
    sampler = MGS(k_neighbors=4, random_state=0)
    sampler.fit_resample(X, y)
    np.testing.assert_allclose(sampler.lineage_.weights.sum(axis=1), 1)
    told = sampler.provenance_
    parents = ["base", "partner", "partner_2", "partner_3", "partner_4"]
    np.testing.assert_array_equal(told[parents], sampler.lineage_.parents)
    assert {f"{name}_weight" for name in parents} <= set(told)


@pytest.mark.parametrize(("n_columns", "k"), [(2, 5), (4, 5), (9, 10)])
def test_by_default_there_is_one_neighbour_more_than_columns_but_five_at_least(n_columns, k):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, n_columns)), np.repeat([0, 1], [150, 50])
    sampler = MGS(random_state=0)
    sampler.fit_resample(X, y)
    assert sampler.lineage_.parents.shape[1] == k + 1
