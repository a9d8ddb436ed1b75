"""Claims about LoRAS, against a mixture of noisy copies that is made one by one."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import LoRAS, materialise
from counterpoise.core.lineage import Lineage
from counterpoise.core.rows import Rows


def one_neighbourhood(n_columns=4, k=5, seed=0):
    rng = np.random.default_rng(seed)
    minority = rng.normal(size=(k + 1, n_columns)) * np.array([1.0, 10.0, 0.1, 3.0])
    X = np.vstack([rng.normal(size=(100, n_columns)) + 9, minority])
    return X, np.repeat([0, 1], [100, k + 1]), minority


def by_hand(minority, n_affine, noise, n, rng):
    """The paper's algorithm: copy rows with noise, and mix some of the copies at random."""
    std = noise * minority.std(axis=0)
    copied = rng.integers(len(minority), size=(n, n_affine))
    copies = minority[copied] + rng.normal(size=(n, n_affine, minority.shape[1])) * std
    shares = rng.dirichlet(np.ones(n_affine), size=n)
    return np.einsum("na,nap->np", shares, copies)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize(("n_affine", "noise"), [(2, 0.0), (3, 0.5), (6, 2.0)])
def test_new_rows_are_distributed_as_mixtures_made_by_hand(n_affine, noise, rng):
    X, y, minority = one_neighbourhood()
    sampler = LoRAS(
        random_state=0, n_affine=n_affine, noise=noise, sampling_strategy={1: 8006}, rng=rng
    )
    made = sampler.fit_resample(X, y)[0][len(X) :]
    wanted = by_hand(minority, n_affine, noise, 8000, np.random.default_rng(1))
    for j in range(X.shape[1]):
        assert stats.ks_2samp(made[:, j], wanted[:, j]).pvalue > 1e-4
    unit = wanted.std(axis=0)
    np.testing.assert_allclose(np.cov((made / unit).T), np.cov((wanted / unit).T), atol=0.1)


def test_without_noise_a_new_row_is_a_convex_combination_of_its_parents():
    X, y, _ = one_neighbourhood()
    sampler = LoRAS(random_state=0, noise=0)
    made = sampler.fit_resample(X, y)[0][len(X) :]
    weights = sampler.lineage_.weights
    assert (weights >= -1e-12).all()
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    mixed = np.einsum("nk,nkp->np", weights, X[sampler.lineage_.parents])
    np.testing.assert_allclose(made, mixed, atol=1e-9)


def test_the_noise_of_a_row_is_that_of_its_mixture():
    X, y, minority = one_neighbourhood()
    sampler = LoRAS(random_state=0, noise=0.2, n_affine=4, sampling_strategy={1: 6000})
    made = sampler.fit_resample(X, y)[0][len(X) :]
    told = sampler.lineage_
    plain = materialise(
        Lineage(told.klass, told.parents, told.gaps), Rows(X, np.empty((len(X), 0), np.int32))
    ).numeric
    # A mixture's noise has the variance of one copy's times the sum of squared shares, whose mean
    # is 2 / (n + 1) for n shares that are uniform among all that add up to one.
    share = ((made - plain) / (0.2 * minority.std(axis=0))) ** 2
    np.testing.assert_allclose(share.mean(axis=0), 2 / 5, rtol=0.08)
