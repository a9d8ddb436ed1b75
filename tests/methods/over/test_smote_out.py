"""Claims about SMOTE-Out, against the formula of its paper."""

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import cdist

from counterpoise import SMOTEOUT


def grown(rng="numpy", **parameters):
    random = np.random.default_rng(0)
    X, y = random.normal(size=(90, 3)), np.repeat([0, 1], [60, 30])
    X[60:] += 1
    sampler = SMOTEOUT(
        k_neighbors=4, sampling_strategy={1: 1030}, random_state=0, rng=rng, **parameters
    )
    return X, sampler.fit_resample(X, y)[0][90:], sampler.lineage_.parents


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_new_row_lies_between_a_neighbour_and_a_point_beyond_the_seed(rng):
    X, made, parents = grown(rng)
    seed, partner, other = (X[rows] for rows in parents.T)
    # made = x + a ((u + b (u - v)) - x): a (u - x) + a b (u - v) are the shares of two directions.
    ways = np.stack([seed - partner, seed - other], axis=2)
    shares = np.array(
        [np.linalg.lstsq(w, m, rcond=None)[0] for w, m in zip(ways, made - partner, strict=True)]
    )
    np.testing.assert_allclose(np.einsum("npk,nk->np", ways, shares), made - partner, atol=1e-9)
    inward, outward = shares[:, 0], shares[:, 1] / shares[:, 0]
    assert stats.kstest(inward / 0.5, "uniform").pvalue > 1e-4
    assert stats.kstest(outward / 0.3, "uniform").pvalue > 1e-4
    assert abs(stats.spearmanr(inward, outward).statistic) < 0.15


def test_partners_are_near_rows_of_the_class_and_the_nearest_other_row():
    X, _, parents = grown()
    distance = cdist(X, X)
    np.testing.assert_array_equal(parents[:, 2], distance[:, :60].argmin(axis=1)[parents[:, 0]])
    near = distance[60:, 60:].argsort(axis=1)[:, 1:5] + 60
    assert all(partner in near[seed - 60] for seed, partner in parents[:, :2])


def test_the_two_shares_bound_how_far_it_goes():
    X, made, parents = grown(outward=0.0, inward=0.0)
    np.testing.assert_allclose(made, X[parents[:, 1]], atol=1e-12)
