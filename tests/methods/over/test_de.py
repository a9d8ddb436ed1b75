"""Claims about DE-oversampling, against mutation and crossover of differential evolution."""

import numpy as np
import pytest
from scipy import stats
from sklearn.neighbors import NearestNeighbors

from counterpoise import DEOversampling
from counterpoise.errors import InvalidInputError


def table(n=100, n_minority=30, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 4)) * [1, 10, 0.1, 5], np.repeat(
        [0, 1], [n - n_minority, n_minority]
    )


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_column_is_the_seed_s_or_moved_by_the_difference_of_two_neighbours(rng):
    X, y = table()
    sampler = DEOversampling(
        random_state=0, factor=0.7, crossover_rate=0.3, sampling_strategy={1: 3030}, rng=rng
    )
    made = sampler.fit_resample(X, y)[0][len(X) :]
    seed, first, second = X[sampler.lineage_.parents.T]
    stays = made == seed
    moved = np.isclose(made, seed + 0.7 * (first - second), rtol=1e-9)
    assert (stays | moved).all()
    # One of four columns is moved in any case, each of the others with the chance 0.3.
    share = (~stays).mean()
    assert abs(share - (1 + 3 * 0.3) / 4) < 0.02
    assert (~stays).any(axis=1).all()
    assert stats.chisquare((~stays).sum(axis=0)).pvalue > 1e-4


def test_the_two_neighbours_are_different_and_all_pairs_are_alike():
    X, y = table()
    sampler = DEOversampling(random_state=0, k_neighbors=3, sampling_strategy={1: 9030})
    sampler.fit_resample(X, y)
    found = NearestNeighbors(n_neighbors=3).fit(X[70:]).kneighbors(return_distance=False) + 70
    seed, first, second = sampler.lineage_.parents.T
    ranks = [np.argmax(found[seed - 70] == one[:, np.newaxis], axis=1) for one in (first, second)]
    np.testing.assert_array_equal(found[seed - 70, ranks[0]], first)
    np.testing.assert_array_equal(found[seed - 70, ranks[1]], second)
    assert (first != second).all()
    counts = np.bincount(3 * ranks[0] + ranks[1], minlength=9)
    assert stats.chisquare(counts[counts > 0]).pvalue > 1e-4
    assert (counts > 0).sum() == 6


def test_with_a_rate_of_one_all_columns_move_and_with_zero_one_does():
    X, y = table()
    for rate, n_moved in ((1.0, 4), (0.0, 1)):
        sampler = DEOversampling(random_state=0, crossover_rate=rate)
        made = sampler.fit_resample(X, y)[0][len(X) :]
        assert ((made != X[sampler.lineage_.base]).sum(axis=1) == n_moved).all()


def test_a_value_that_a_neighbour_misses_is_the_seed_s():
    X, y = table()
    X[75:90, 1] = np.nan
    sampler = DEOversampling(random_state=0, crossover_rate=1.0, sampling_strategy={1: 500})
    made = sampler.fit_resample(X, y)[0][len(X) :, 1]
    seed, first, second = X[sampler.lineage_.parents.T][:, :, 1]
    np.testing.assert_array_equal(np.isnan(made), np.isnan(seed))
    lost = np.isnan(first) | np.isnan(second)
    assert lost.any()
    np.testing.assert_array_equal(made[lost], seed[lost])


def test_a_single_neighbour_is_refused():
    X, y = table()
    with pytest.raises(ValueError, match="k_neighbors"):
        DEOversampling(k_neighbors=1).fit_resample(X, y)
    with pytest.raises(InvalidInputError, match="two different partners"):
        DEOversampling(k_neighbors=NearestNeighbors(n_neighbors=2)).fit_resample(X, y)
