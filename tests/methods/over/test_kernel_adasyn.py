"""Claims about KernelADASYN, against the weighted density of its paper."""

import numpy as np
import pytest
from scipy import stats
from sklearn.neighbors import NearestNeighbors

from counterpoise import KernelADASYN
from counterpoise.errors import UnsuitableTableError


def table(n=150, n_minority=30, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2)) @ [[1.0, 0.5], [0.0, 0.4]]
    X[-n_minority:] += [1.2, 0.0]
    return X, np.repeat([0, 1], [n - n_minority, n_minority])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_row_is_chosen_by_the_foreign_share_of_its_neighbours(rng):
    X, y = table()
    sampler = KernelADASYN(random_state=0, n_neighbors=4, sampling_strategy={1: 5030}, rng=rng)
    sampler.fit_resample(X, y)
    found = NearestNeighbors(n_neighbors=5).fit(X).kneighbors(X[y == 1], return_distance=False)
    weight = (y[found[:, 1:]] == 0).mean(axis=1)
    counts = np.bincount(sampler.lineage_.base, minlength=len(X))[y == 1]
    assert (counts[weight == 0] == 0).all()
    wanted = weight / weight.sum() * 5000
    assert stats.chisquare(counts[weight > 0], wanted[weight > 0]).pvalue > 1e-4


def test_the_noise_has_the_covariance_of_the_class():
    X, y = table()
    for bandwidth, wanted in ((None, (4 / (4 * 30)) ** (1 / 6)), (0.25, 0.25)):
        sampler = KernelADASYN(
            random_state=0, bandwidth=bandwidth, sampling_strategy={1: 6030}, rng="counter"
        )
        made = sampler.fit_resample(X, y)[0][len(X) :]
        noise = (made - X[sampler.lineage_.base]) / wanted
        np.testing.assert_allclose(np.cov(noise.T), np.cov(X[y == 1].T), atol=0.08)


def test_a_class_gets_all_rows_asked_for_without_rounding():
    X, y = table()
    _, y_new = KernelADASYN(random_state=0, sampling_strategy={1: 37}).fit_resample(X, y)
    assert (y_new == 1).sum() == 37


def test_a_class_without_foreign_neighbours_is_refused():
    X, y = table()
    X[y == 1] += 100
    with pytest.raises(UnsuitableTableError, match="use SMOTE"):
        KernelADASYN().fit_resample(X, y)
