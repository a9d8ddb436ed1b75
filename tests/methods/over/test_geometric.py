"""Claims about Geometric SMOTE, against the geometry of its paper."""

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import cdist

from counterpoise import GeometricSMOTE


def table(n=300, n_minority=50, n_columns=3, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, n_columns)) * np.array([1.0, 20.0, 0.1])[:n_columns]
    y = np.repeat([0, 1], [n - n_minority, n_minority])
    X[y == 1] += np.array([0.8, 16.0, 0.08])[:n_columns]
    return X, y


def grown(X, y, **parameters):
    """New rows about their seeds, and their partners, in the units of distance."""
    sampler = GeometricSMOTE(random_state=0, sampling_strategy={1: 4000}, **parameters)
    X_new, _ = sampler.fit_resample(X, y)
    unit = X.std(axis=0) if parameters.get("scale") == "standard" else 1.0
    base, partner = sampler.lineage_.parents.T
    point = (X_new[len(X) :] - X[base]) / unit
    step = (X[partner] - X[base]) / unit
    return point, step, sampler.lineage_.parents


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("scale", [None, "standard"])
@pytest.mark.parametrize("selection", ["minority", "majority", "combined"])
def test_a_new_row_lies_in_the_sphere_that_reaches_to_its_partner(selection, scale, rng):
    X, y = table()
    point, step, _ = grown(X, y, selection=selection, scale=scale, rng=rng)
    far = np.linalg.norm(point, axis=1) / np.linalg.norm(step, axis=1)
    assert far.max() <= 1 + 1e-9
    # The share of the radius to the power of the dimension is uniform in a uniform ball.
    assert stats.kstest(far**3, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("truncation", [1.0, 0.5, 0.0, -0.5, -1.0])
def test_truncation_cuts_the_sphere_at_its_height_on_the_axis(truncation):
    X, y = table()
    point, step, _ = grown(X, y, truncation=truncation)
    radius = np.linalg.norm(step, axis=1)
    along = np.sum(point * step, axis=1) / radius**2
    if truncation > 0:
        assert along.min() >= truncation - 1 - 1e-9
    if truncation < 0:
        assert along.max() <= truncation + 1 + 1e-9
    if truncation == 0:
        assert stats.ttest_1samp(along, 0).pvalue > 1e-4


@pytest.mark.parametrize("deformation", [0.0, 0.4, 1.0])
def test_deformation_flattens_the_sphere_towards_the_axis(deformation):
    X, y = table()
    point, step, _ = grown(X, y, deformation=deformation, rng="counter")
    round_, _, _ = grown(X, y, deformation=0.0, rng="counter")
    axis = step / np.linalg.norm(step, axis=1, keepdims=True)
    across = [p - np.sum(p * axis, axis=1, keepdims=True) * axis for p in (point, round_)]
    np.testing.assert_allclose(across[0], (1 - deformation) * across[1], atol=1e-9)


def test_combined_takes_the_nearest_foreign_row_where_it_is_nearer_than_the_neighbour():
    X, y = table(n_columns=2)
    _, _, parents = grown(X, y, selection="combined", k_neighbors=4)
    members = np.flatnonzero(y == 1)
    distance = cdist(X, X)
    for base, partner in np.unique(parents, axis=0):
        own = sorted((distance[base, row], row) for row in members if row != base)[:4]
        foreign = min((distance[base, row], row) for row in np.flatnonzero(y == 0))
        allowed = {min(found, foreign)[1] for found in own}
        assert partner in allowed
    assert (y[parents[:, 1]] == 0).any()
    assert (y[parents[:, 1]] == 1).any()


def test_majority_takes_the_nearest_foreign_row_and_minority_none():
    X, y = table()
    assert (y[grown(X, y, selection="majority")[2][:, 1]] == 0).all()
    assert (y[grown(X, y, selection="minority")[2][:, 1]] == 1).all()
