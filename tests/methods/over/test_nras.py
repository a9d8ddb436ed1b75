"""Claims about NRAS: noise is told by neighbours among the columns and the propensity score."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

from counterpoise import NRAS
from counterpoise.errors import SamplingWarning


def overlapping(n=120, n_minority=30, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3)) * [1.0, 10.0, 0.1]
    y = np.repeat([0, 1], [n - n_minority, n_minority])
    X[y == 1] += np.array([1.5, 15.0, 0.15])
    return X, y


def with_score(X, y):
    """The columns in standard units, and the propensity score beside them."""
    standard = StandardScaler().fit_transform(X)
    score = (
        LogisticRegression(tol=1e-9, max_iter=1000).fit(standard, y).predict_proba(standard)[:, 1]
    )
    return np.column_stack([standard, score])


@pytest.mark.parametrize(("t", "rng"), [(0.4, "numpy"), (0.8, "counter")])
def test_rows_with_enough_of_their_class_around_them_mix_with_each_other(t, rng):
    X, y = overlapping()
    sampler = NRAS(random_state=0, k_neighbors=5, t=t, sampling_strategy={1: 2000}, rng=rng)
    sampler.fit_resample(X, y)
    space = with_score(X, y)
    near = NearestNeighbors(n_neighbors=5).fit(space).kneighbors(return_distance=False)
    kept = np.flatnonzero((y == 1) & ((y[near] == 1).sum(axis=1) >= 5 * t))
    assert 5 < len(kept) < 30, "the table should have noise"
    np.testing.assert_array_equal(np.unique(sampler.lineage_.base), kept)
    found = NearestNeighbors(n_neighbors=5).fit(space[kept]).kneighbors(return_distance=False)
    pairs = {(kept[i], kept[j]) for i in range(len(kept)) for j in found[i]}
    assert set(map(tuple, sampler.lineage_.parents)) == pairs


def test_a_class_that_is_all_noise_gets_no_rows_and_a_warning():
    X = np.arange(60.0)[:, np.newaxis]
    y = np.zeros(60, int)
    y[::15] = 1
    with pytest.warns(SamplingWarning, match="lower t"):
        _, y_new = NRAS(random_state=0, k_neighbors=3).fit_resample(X, y)
    assert (y_new == 1).sum() == 4
