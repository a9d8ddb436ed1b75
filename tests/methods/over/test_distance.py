"""Claims about distance-SMOTE, against neighbours' means computed apart."""

import numpy as np
import pytest
from scipy import stats
from sklearn.neighbors import NearestNeighbors

from counterpoise import DistanceSMOTE


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_new_row_is_uniform_between_a_row_and_the_mean_of_its_neighbours(rng):
    random = np.random.default_rng(0)
    X, y = random.normal(size=(90, 3)), np.repeat([0, 1], [60, 30])
    sampler = DistanceSMOTE(k_neighbors=4, sampling_strategy={1: 1030}, random_state=0, rng=rng)
    made = sampler.fit_resample(X, y)[0][90:]
    minority = X[y == 1]
    found = NearestNeighbors(n_neighbors=4).fit(minority).kneighbors(return_distance=False)
    base = sampler.lineage_.base
    way = minority[found].mean(axis=1)[base - 60] - X[base]
    gap = np.sum((made - X[base]) * way, axis=1) / np.sum(way * way, axis=1)
    np.testing.assert_allclose(made, X[base] + gap[:, np.newaxis] * way, atol=1e-12)
    assert stats.kstest(gap, "uniform").pvalue > 1e-4
    assert stats.chisquare(np.bincount(base - 60, minlength=30)).pvalue > 1e-4
