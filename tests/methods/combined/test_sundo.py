"""Claims about SUNDO: how wide its noise is, which candidates stay, and which rows leave."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from counterpoise import SUNDO


def table(n=60, n_minority=12, seed=0):
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(n, 2)), rng.normal(size=(n_minority, 2)) + 2])
    return X, np.repeat([0, 1], [n, n_minority])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize(
    ("weight", "ratio", "wanted"),
    [(0.5, 1.0, [36, 36]), (1.0, 1.0, [60, 60]), (0.5, 0.5, [42, 21])],
)
def test_both_classes_meet_where_the_weight_says(weight, ratio, wanted, rng):
    X, y = table()
    sampler = SUNDO(random_state=0, weight=weight, sampling_strategy=ratio, rng=rng)
    target = sampler.fit_resample(X, y)[1]
    assert np.bincount(target).tolist() == wanted
    assert sampler.sampling_strategy_ == {1: wanted[1] - 12}


def test_of_the_candidates_the_third_stays_that_is_farthest_from_the_majority():
    X, y = table()
    options = {"random_state": 0, "weight": 1.0}
    all_of_them = SUNDO(candidates=1, sampling_strategy={1: 12 + 90}, **options)
    candidates = all_of_them.fit_resample(X, y)[0][72:]
    made = SUNDO(candidates=3, sampling_strategy={1: 12 + 30}, **options).fit_resample(X, y)[0][72:]
    far = cdist(candidates, X[:60]).min(axis=1)
    np.testing.assert_array_equal(made, candidates[np.sort(np.argsort(-far)[:30])])


def test_a_candidate_is_a_row_with_noise_as_wide_as_the_minority():
    X, y = table()
    X *= [1.0, 50.0]
    sampler = SUNDO(random_state=0, weight=1.0, candidates=1, sampling_strategy={1: 4012})
    made = sampler.fit_resample(X, y)[0][72:]
    noise = (made - X[sampler.lineage_.base]) / X[60:].std(axis=0)
    np.testing.assert_allclose(noise.std(axis=0), 1, atol=0.05)
    np.testing.assert_allclose(noise.mean(axis=0), 0, atol=0.06)


def test_one_of_each_twin_leaves_the_nearest_pair_first():
    X, y = table()
    X[:24:2] = X[1:24:2] + np.arange(1, 13)[:, np.newaxis] * 1e-6  # twelve pairs of twins
    kept = SUNDO(random_state=0, sampling_strategy=0.5).fit_resample(X, y)[0]
    pairs = [[(kept == row).all(axis=1).any() for row in X[i : i + 2]] for i in range(0, 24, 2)]
    # Eighteen rows leave: of each pair one, and six others.
    assert all(sum(pair) <= 1 for pair in pairs)
    assert sum(sum(pair) for pair in pairs) >= 10
    few = SUNDO(random_state=0, sampling_strategy={1: 12 + 8}, weight=0.5).fit_resample(X, y)
    assert np.bincount(few[1]).tolist() == [48, 16]
