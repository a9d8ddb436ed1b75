"""Claims about MDO, against Mahalanobis distances computed apart."""

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import cdist

from counterpoise import MDO
from counterpoise.errors import UnsuitableTableError


def table():
    random = np.random.default_rng(0)
    X, y = random.normal(size=(150, 3)), np.repeat([0, 1], [100, 50])
    X[100:] = random.normal(size=(50, 3)) @ random.normal(size=(3, 3)) + 2
    return X, y


def supported(X, y, k, least):
    """Rows of class 1, and how many of their k neighbours are of it, if they are enough."""
    near = cdist(X, X).argsort(axis=1)[:, 1 : k + 1]
    n_own = (y[near] == 1).sum(axis=1)
    rows = np.flatnonzero((y == 1) & (n_own >= least))
    return rows, n_own[rows]


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_new_row_is_as_far_from_the_mean_as_its_seed_in_any_direction(rng):
    X, y = table()
    sampler = MDO(sampling_strategy={1: 3050}, random_state=0, rng=rng)
    made = sampler.fit_resample(X, y)[0][150:]
    rows, _ = supported(X, y, 10, 5)
    mean = X[rows].mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov(X[rows].T, bias=True))
    white = vectors / np.sqrt(values)
    new, old = (made - mean) @ white, (X[sampler.lineage_.base] - mean) @ white
    radius = np.linalg.norm(old, axis=1)
    np.testing.assert_allclose(np.linalg.norm(new, axis=1), radius)
    # Each coordinate of a uniform direction in three dimensions is uniform itself.
    for coordinate in (new / radius[:, np.newaxis]).T:
        assert stats.kstest((coordinate + 1) / 2, "uniform").pvalue > 1e-4


def test_rows_grow_by_how_many_neighbours_of_their_class_they_have():
    X, y = table()
    sampler = MDO(k_neighbors=8, least=6, sampling_strategy={1: 5050}, random_state=0)
    sampler.fit_resample(X, y)
    rows, n_own = supported(X, y, 8, 6)
    found, counts = np.unique(sampler.lineage_.base, return_counts=True)
    np.testing.assert_array_equal(found, rows)
    assert len(set(n_own)) > 1
    assert stats.chisquare(counts, 5000 * n_own / n_own.sum()).pvalue > 1e-4


def test_new_rows_stay_in_the_plane_of_the_class():
    X, y = table()
    X[100:, 2] = X[100:, 0] - 3 * X[100:, 1]
    made = MDO(least=1, random_state=0).fit_resample(X, y)[0][150:]
    np.testing.assert_allclose(made[:, 2], made[:, 0] - 3 * made[:, 1], atol=1e-8)


def test_a_class_without_supported_rows_is_refused():
    X, y = table()
    X[100:] = X[:50] + 1e-3  # each next to a row of the other class
    with pytest.raises(UnsuitableTableError, match=r"least=10 must be there: lower least, or use"):
        MDO(least=10).fit_resample(X, y)
