"""Claims about V-synth, against distances to every row and a Voronoi diagram."""

import warnings

import numpy as np
import pytest
from scipy import stats
from scipy.spatial import Voronoi
from scipy.spatial.distance import cdist

from counterpoise import VSYNTH
from counterpoise.stages.interpolations import towards_facets
from counterpoise.stages.interpolations.towards_facets import cell_exits


def table(n=150, n_columns=2, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, n_columns)), (rng.random(n) < 0.2).astype(int)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("scale", [None, "standard"])
def test_the_nearest_row_of_a_new_row_is_its_seed_and_the_next_cell_is_foreign(scale, rng):
    X, y = table()
    X[:, 0] *= 30
    sampler = VSYNTH(random_state=0, scale=scale, rng=rng, sampling_strategy={1: 900})
    made = sampler.fit_resample(X, y)[0][len(X) :]
    unit = X.std(axis=0) if scale else 1
    base = sampler.lineage_.base
    np.testing.assert_array_equal(cdist(made / unit, X / unit).argmin(axis=1), base)
    bordering = {
        int(row)
        for ridge in Voronoi(X / unit).ridge_points
        for row in ridge
        if y[row] == 1 and (y[ridge] == 0).any()
    }
    assert set(base.tolist()) <= bordering
    assert len(set(base.tolist())) > 0.8 * len(bordering)


@pytest.mark.parametrize("n_near", [64, 3])
def test_a_ray_leaves_a_cell_where_another_row_becomes_as_near(n_near, monkeypatch):
    monkeypatch.setattr(towards_facets, "_N_NEAR", n_near)
    X, _ = table(n_columns=3)
    X[5] = X[6]
    rng = np.random.default_rng(1)
    ways = rng.normal(size=(20, 7, 3))
    ways /= np.linalg.norm(ways, axis=2, keepdims=True)
    how_far, into = cell_exits(X, np.arange(20), ways)
    left = np.isfinite(how_far)
    assert 0.5 < left.mean() <= 1
    seed = np.nonzero(left)[0]
    ends = X[seed] + how_far[left][:, None] * ways[left]
    apart = cdist(ends, X)
    own = apart[np.arange(len(seed)), seed]
    np.testing.assert_allclose(apart.min(axis=1), own, rtol=1e-6)
    np.testing.assert_allclose(apart[np.arange(len(seed)), into[left]], own, rtol=1e-6)
    never = np.nonzero(~left)
    beyond = cdist(X[never[0]] + 1e6 * ways[never], X)
    assert (beyond.argmin(axis=1) == never[0]).all()


def test_a_new_row_goes_a_uniform_share_of_the_way():
    X = np.array([[0.0], [10.0], [10.0], [20.0]] + [[40.0 + i] for i in range(8)])
    y = np.array([0, 1, 1, 0] + [0] * 8)
    sampler = VSYNTH(random_state=0, sampling_strategy={1: 2002})
    made = sampler.fit_resample(X, y)[0][12:]
    assert {True, False} == set((made[:, 0] < 10).tolist())
    assert stats.kstest(np.abs(made[:, 0] - 10) / 5, "uniform").pvalue > 1e-4


def test_a_class_whose_rays_find_no_foreign_cell_gets_no_rows_and_a_warning():
    X = np.concatenate([[0.0, 1.0], np.arange(50.0, 70.0)])[:, np.newaxis]
    y = np.array([1, 1] + [0] * 20)
    counts = set()
    for seed in range(8):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            sampler = VSYNTH(n_rays=1, random_state=seed)
            _, y_new = sampler.fit_resample(X, y)
        # Only a ray from the second row to the right reaches another class.
        counts.add(int((y_new == 1).sum()))
        assert bool(caught) == (len(y_new) == len(y))
        assert not len(sampler.lineage_) or set(sampler.lineage_.base.tolist()) == {1}
        assert all("no ray" in str(warning.message) for warning in caught)
    assert counts == {2, 20}
