"""Claims about ADOMS, against principal components computed for each row apart."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from counterpoise import ADOMS


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("scale", [None, "standard"])
def test_a_new_row_lies_on_the_axis_as_far_as_a_neighbour_on_that_side(scale, rng):
    random = np.random.default_rng(0)
    X, y = random.normal(size=(70, 3)) * [1.0, 20.0, 0.1], np.repeat([0, 1], [45, 25])
    unit = X.std(axis=0) if scale else np.ones(3)
    sampler = ADOMS(k_neighbors=4, sampling_strategy={1: 325}, random_state=0, scale=scale, rng=rng)
    made = sampler.fit_resample(X, y)[0][70:] / unit
    points = X / unit
    far, found = NearestNeighbors(n_neighbors=4).fit(points[45:]).kneighbors()
    reached = []
    for row, seed in zip(made, sampler.lineage_.base, strict=True):
        near = points[45:][found[seed - 45]]
        axis = PCA(1).fit(np.vstack([points[seed], near])).components_[0]
        step = (row - points[seed]) @ axis
        np.testing.assert_allclose(row, points[seed] + step * axis, atol=1e-5)
        ahead = np.sign((near - points[seed]) @ axis) == np.sign(step)
        longest = far[seed - 45][ahead].max(initial=0)
        assert abs(step) <= longest * (1 + 1e-5)
        reached.append(abs(step) / longest)
    assert max(reached) > 0.95, "steps go all the way to a neighbour's distance"


def test_on_a_line_new_rows_stay_on_it():
    X = np.vstack([np.random.default_rng(0).normal(size=(40, 2)) + 9, np.zeros((12, 2))])
    X[40:, 0] = np.arange(12)
    X[40:, 1] = 2 * np.arange(12)
    made = ADOMS(random_state=0).fit_resample(X, np.repeat([0, 1], [40, 12]))[0][52:]
    np.testing.assert_allclose(made[:, 1], 2 * made[:, 0], atol=1e-9)
