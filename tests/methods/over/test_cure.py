"""Claims about CURE-SMOTE."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import CURESMOTE, Oversampler, Recipe
from counterpoise.stages import TowardsCentre
from counterpoise.stages.seeds.cure_clusters import cure_clusters


def rings(seed=0):
    """Two rings of 30 and 10 minority rows with an outlier, and which ring each row is of."""
    rng = np.random.default_rng(seed)
    turn = rng.uniform(0, 2 * np.pi, 41)
    ring = np.repeat([0, 1, 2], [30, 10, 1])
    minority = (
        np.column_stack([np.cos(turn), np.sin(turn)])
        + np.array([[0, 0], [20, 0], [200, 200]])[ring]
    )
    X = np.vstack([rng.normal(size=(81, 2)) * 5, minority])
    return X, np.repeat([0, 1], [81, 41]), np.concatenate([np.full(81, -1), ring])


def test_clusters_grow_by_their_size_from_few_rows_and_outliers_do_not():
    X, y, ring = rings()
    sampler = CURESMOTE(n_clusters=2, random_state=0, sampling_strategy={1: 441})
    sampler.fit_resample(X, y)
    base = sampler.lineage_.base
    counts = np.bincount(ring[base], minlength=3)
    assert counts[2] == 0
    assert abs(counts[0] - 300) < 30
    assert all(len(set(base[ring[base] == r])) <= 5 for r in (0, 1))


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_new_row_is_a_uniform_point_of_the_way_to_the_middle_from_where_it_was_shrunk(rng):
    X, y, _ = rings()
    sampler = Oversampler(Recipe(interpolation=TowardsCentre(0.4)), random_state=0, rng=rng)
    made = sampler.set_params(sampling_strategy={1: 841}).fit_resample(X, y)[0][len(X) :]
    base = X[sampler.lineage_.base]
    way = X[y == 1].mean(axis=0) - base
    share = np.sum((made - base) * way, axis=1) / np.sum(way**2, axis=1)
    np.testing.assert_allclose(made, base + share[:, np.newaxis] * way, atol=1e-9)
    assert stats.kstest((share - 0.4) / 0.6, "uniform").pvalue > 1e-4


def test_scattered_points_are_far_from_each_other():
    line = np.arange(11.0)[:, np.newaxis]
    (cluster,) = cure_clusters(line, 1, 3, 0.5)
    assert set(cluster.scattered[:2]) == {0, 10}
    assert len(cluster.points) == 11
    np.testing.assert_allclose(cluster.shrunk, line[cluster.scattered] / 2 + 2.5)


def test_rows_outside_of_the_sample_belong_to_the_nearest_scattered_row():
    X, y, ring = rings()
    X, y, ring = X[:-1], y[:-1], ring[:-1]
    sampler = CURESMOTE(n_clusters=2, most_rows=20, random_state=1)
    sampler.set_params(sampling_strategy={1: 440}).fit_resample(X, y)
    assert np.abs(np.bincount(ring[sampler.lineage_.base]) - [300, 100]).max() <= 20
