"""Claims about Isomap-hybrid: neighbours of the unfolded table, and the cleaning by hand."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.manifold import Isomap
from sklearn.neighbors import NearestNeighbors

from counterpoise import IsomapHybrid


def table(seed=0):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(90, 4)), np.repeat([0, 1], [65, 25])
    X[y == 1] += 1
    return X, y


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_partners_are_neighbours_in_the_unfolded_table(rng):
    X, y = table()
    sampler = IsomapHybrid(k_neighbors=3, sampling_strategy={1: 1025}, random_state=0, rng=rng)
    sampler.fit_resample(X, y)
    space = Isomap(n_neighbors=5, n_components=3).fit_transform(X)[y == 1]
    found = NearestNeighbors(n_neighbors=3).fit(space).kneighbors(return_distance=False)
    wanted = {(65 + i, 65 + j) for i in range(25) for j in found[i]}
    assert {tuple(pair) for pair in sampler.lineage_.parents} == wanted


def test_others_leave_that_are_outvoted_or_outvote_a_row_of_the_minority():
    X, y = table()
    sampler = IsomapHybrid(random_state=0, n_neighbors=3)
    X_new, y_new = sampler.fit_resample(X, y)
    made = X_new[sampler.is_synthetic_]
    grown, target = np.vstack([X, made]), np.concatenate([y, np.ones(len(made), int)])
    near = cdist(grown, grown).argsort(axis=1)
    outvoted = (y == 0) & ((target[near[:90, 1:4]] == 1).sum(axis=1) >= 2)
    accused = np.zeros(len(grown), bool)
    for row in np.flatnonzero(target == 1):
        if (target[near[row, :3]] == 0).sum() >= 2:
            accused[near[row, 1:4]] = True
    gone = outvoted | (accused[:90] & (y == 0))
    assert gone.any()
    np.testing.assert_array_equal(X_new[~sampler.is_synthetic_], X[~gone])
    assert (y_new == 1).sum() == 65


def test_the_surface_learnt_from_some_rows_serves_for_all():
    X, y = table()
    angle = np.linspace(0, 3, 90)
    X[:] = np.column_stack([np.cos(angle), np.sin(angle), angle, 0 * angle])
    y = np.tile([0, 0, 1], 30)
    sampler = IsomapHybrid(
        k_neighbors=2, n_components=1, max_rows=40, random_state=0, sampling_strategy={1: 300}
    )
    sampler.fit_resample(X, y)
    assert np.abs(np.diff(sampler.lineage_.parents, axis=1)).max() <= 9
    again = IsomapHybrid(
        k_neighbors=2, n_components=1, max_rows=40, random_state=0, sampling_strategy={1: 300}
    )
    again.fit_resample(X, y)
    np.testing.assert_array_equal(again.lineage_.gaps, sampler.lineage_.gaps)
