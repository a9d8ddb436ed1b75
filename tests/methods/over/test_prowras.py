"""Claims about ProWRAS."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import ProWRAS


def in_layers(seed=0):
    """A minority in three layers, by their distance to the majority."""
    rng = np.random.default_rng(seed)
    layer = np.repeat([0, 1, 2], 10)
    minority = np.column_stack([5 + 3.0 * layer, np.tile(np.arange(10.0), 3)])
    minority[:, 1] += rng.uniform(-0.1, 0.1, 30)
    majority = np.column_stack([np.zeros(60), np.linspace(-1, 10, 60)])
    return np.vstack([majority, minority]), np.repeat([0, 1], [60, 30]), layer


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_parents_are_of_one_level_and_near_levels_grow_more(rng):
    X, y, layer = in_layers()
    sampler = ProWRAS(n_level_neighbors=1, n_levels=3, random_state=0, rng=rng)
    sampler.set_params(sampling_strategy={1: 1030}).fit_resample(X, y)
    levels = layer[sampler.lineage_.parents - 60]
    np.testing.assert_array_equal(levels, levels[:, :1].repeat(levels.shape[1], axis=1))
    falling = np.exp(-np.arange(3.0))
    np.testing.assert_allclose(np.bincount(levels[:, 0]), 1000 * falling / falling.sum(), atol=1)


def test_many_copies_keep_a_new_row_near_the_mean_of_its_neighbourhood():
    X, y, _ = in_layers()
    away = []
    for n_affine in (2, 40):
        sampler = ProWRAS(n_affine=n_affine, noise=0, random_state=0, n_level_neighbors=1)
        made = sampler.set_params(sampling_strategy={1: 530}).fit_resample(X, y)[0][90:]
        away.append(made - X[sampler.lineage_.parents].mean(axis=1))
    # The variance of a mixture of n copies is 2 / (n + 1) of that of one.
    np.testing.assert_allclose(np.var(away[1]) / np.var(away[0]), (2 / 41) / (2 / 3), rtol=0.2)
    assert stats.ttest_1samp(away[0][:, 1], 0).pvalue > 1e-4


def test_a_level_of_a_single_row_mixes_copies_of_it():
    X = np.vstack(
        [np.column_stack([np.zeros(20), np.arange(20.0)]), [[9, 10], [9, 11], [900, 900]]]
    )
    y = np.repeat([0, 1], [20, 3])
    sampler = ProWRAS(n_level_neighbors=2, n_levels=2, noise=0.01, random_state=0)
    made = sampler.fit_resample(X, y)[0][23:]
    alone = sampler.lineage_.base == 22
    assert 0 < alone.sum() < len(made)
    assert np.abs(made[alone] - 900).max() < 30
