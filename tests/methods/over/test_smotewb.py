"""Claims about SMOTEWB, against AdaBoost and lists of neighbours that are made step by step."""

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from counterpoise import SMOTEWB
from counterpoise.errors import SamplingWarning
from counterpoise.stages.seeds import boosted_seeds
from counterpoise.stages.seeds.boosted_seeds import boosted_weights
from counterpoise.stages.seeds.weak_trees import WeakTrees


def with_noise(seed=0):
    """Two classes with a clear border, and three strays of each among the other."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(size=(110, 2))
    y = np.where(X[:, 0] > 0.75, 1, 0)
    stray = np.r_[
        np.flatnonzero((y == 1) & (X[:, 0] > 0.85))[:3], np.flatnonzero(X[:, 0] < 0.6)[:3]
    ]
    y[stray] = 1 - y[stray]
    return X, y, stray


def test_weights_are_those_of_adaboost_with_trees_that_see_them():
    X, y, stray = with_noise()
    own = y == 1
    got = boosted_weights(X, own, 3)
    weights = np.full(len(y), 1 / len(y))
    stream = np.random.RandomState(0)
    for _ in range(3):
        p = weights[own].sum()
        tree = DecisionTreeClassifier(
            min_samples_split=3,
            max_depth=30,
            min_impurity_decrease=0.01 * (1 - p**2 - (1 - p) ** 2),
            random_state=stream,
        )
        wrong = tree.fit(X, y, sample_weight=weights).predict(X) != y
        error = weights[wrong].sum()
        weights = np.where(wrong, weights * np.exp(0.5 * np.log((1 - error) / error)), weights)
        weights /= weights.sum()
    np.testing.assert_allclose(got, weights, rtol=1e-6)
    assert got[stray].mean() > 3 * np.median(got)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_partners_are_the_neighbours_before_the_first_clean_row_of_another_class(rng):
    generator = np.random.default_rng(3)
    X = generator.normal(size=(120, 2))
    y = (X[:, 0] + 0.3 * generator.normal(size=120) > 0.7).astype(int)
    sampler = SMOTEWB(
        random_state=0, n_weak_classifiers=3, k_max=25, sampling_strategy={1: 9000}, rng=rng
    )
    sampler.fit_resample(X, y)
    n = len(y)
    weights = boosted_weights(X, y == 1, 3)
    limit = np.where(y == 1, 0.5 / (y == 1).sum(), 1 / n)
    clean = np.flatnonzero(weights <= limit * 1.0001)
    kinds = set()
    for row in np.flatnonzero(y == 1):
        others = clean[clean != row]
        near = others[np.argsort(np.linalg.norm(X[others] - X[row], axis=1))][:25]
        first = np.flatnonzero(y[near] == 0)
        wanted = near[: first[0]] if len(first) else near
        made = sampler.lineage_.parents[sampler.lineage_.base == row, 1]
        is_noise = row not in clean
        assert set(made) == (set(wanted) or ({row} - {row if is_noise else None}))
        kinds.add((is_noise, min(len(wanted), 2)))
    assert {(False, 0), (False, 2), (True, 0), (True, 1)} <= kinds, "there should be some of each"


def test_a_class_that_is_all_noise_gets_no_rows_and_a_warning(monkeypatch):
    X, y = np.random.default_rng(0).normal(size=(60, 2)), np.repeat([0, 1], [50, 10])
    weights = np.where(y == 1, 0.06, 0.008)
    monkeypatch.setattr(boosted_seeds, "boosted_weights", lambda *given: weights)
    with pytest.warns(SamplingWarning, match="all of its rows are noise"):
        _, y_new = SMOTEWB(random_state=0).fit_resample(X, y)
    assert (y_new == 1).sum() == 10


def test_trees_on_binned_columns_agree_with_exact_ones_on_nearly_all_rows():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(3000, 4))
    own = X[:, 0] + np.abs(X[:, 1]) + 0.5 * rng.normal(size=3000) > 1.5
    weights = rng.uniform(0.5, 2, size=3000)
    got = WeakTrees(X, own, 0.01, 30, 3).tell(weights)
    p = weights[own].sum() / weights.sum()
    tree = DecisionTreeClassifier(min_impurity_decrease=0.01 * 2 * p * (1 - p), random_state=0)
    expected = tree.fit(X, own, sample_weight=weights).predict(X)
    assert tree.get_depth() > 3
    assert (got == expected).mean() > 0.98


def test_threads_do_not_matter_to_trees():
    rng = np.random.default_rng(1)
    X, own, weights = rng.normal(size=(9000, 9)), rng.random(9000) < 0.3, rng.random(9000)
    own |= X[:, 3] > 1
    one, three = (WeakTrees(X, own, 0.001, 30, 3, n).tell(weights) for n in (1, 3))
    np.testing.assert_array_equal(one, three)
    assert 0 < one.sum() < 9000
