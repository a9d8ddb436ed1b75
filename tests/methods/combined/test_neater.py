"""Claims about NEATER, against a game that is played row by row."""

import numpy as np
import pytest

from counterpoise import ADASYN, NEATER, SMOTE
from counterpoise.errors import SamplingWarning


def overlapping(n=70, n_minority=20, seed=0, apart=1.0):
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(n, 2)), rng.normal(size=(n_minority, 2)) + apart])
    return X, np.repeat([0, 1], [n, n_minority])


def play(X, y, n_original, b, alpha, h, n_classes=2):
    """Which new rows win: the replicator dynamics of the paper."""
    far = np.sqrt(((X[:, None] - X) ** 2).sum(axis=2))
    np.fill_diagonal(far, np.inf)
    likely = np.eye(n_classes)[y]
    likely[n_original:] = 1 / n_classes
    for _ in range(h):
        after = likely.copy()
        for i in range(n_original, len(X)):
            near = np.argsort(far[i], kind="stable")[:b]
            weights = 1 / np.maximum(far[i][near], 0.1 * far[i][near].max())
            payoff = weights / weights.sum() @ likely[near]
            after[i] = likely[i] * (alpha + payoff) / (alpha + likely[i] @ payoff)
        likely = after
    return likely[np.arange(n_original, len(X)), y[n_original:]] >= likely[n_original:].max(axis=1)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("game", [{}, {"b": 3, "alpha": 1.0, "h": 7}])
def test_the_rows_stay_that_win_the_game(game, rng):
    X, y = overlapping()
    grown, target = SMOTE(random_state=0, rng=rng).fit_resample(X, y)
    won = play(grown, target, 90, **{"b": 5, "alpha": 0.1, "h": 20, **game})
    kept, classes = NEATER(random_state=0, rng=rng, **game).fit_resample(X, y)
    assert 0 < won.sum() < 50
    np.testing.assert_array_equal(kept, grown[np.append(np.ones(90, bool), won)])
    assert (classes[90:] == 1).all()


def test_three_classes_play_against_each_other():
    X, y = overlapping()
    X, y = np.vstack([X, np.random.default_rng(3).normal(size=(15, 2)) - 1]), np.append(y, [2] * 15)
    grown, target = SMOTE(random_state=0).fit_resample(X, y)
    won = play(grown, target, 105, 5, 0.1, 20, n_classes=3)
    kept, _ = NEATER(random_state=0).fit_resample(X, y)
    np.testing.assert_array_equal(kept[105:], grown[105:][won])


def test_it_filters_what_any_over_sampler_makes():
    X, y = overlapping()
    over = ADASYN(random_state=0)
    grown, target = over.fit_resample(X, y)
    kept, _ = NEATER(smote=over).fit_resample(X, y)
    np.testing.assert_array_equal(kept[90:], grown[90:][play(grown, target, 90, 5, 0.1, 20)])


def test_units_do_not_matter():
    X, y = overlapping()
    kept = NEATER(random_state=0).fit_resample(X, y)[0]
    np.testing.assert_allclose(NEATER(random_state=0).fit_resample(X * 1e5, y)[0], kept * 1e5)


def test_a_class_that_keeps_no_new_row_is_told():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(100, 2))
    X[90:] = X[:10] * 1.0001
    y = np.repeat([0, 1], [90, 10])
    with pytest.warns(
        SamplingWarning, match=r"class 1 keeps none of its 2 new rows.*such as SMOTE"
    ):
        NEATER(random_state=0, k_neighbors=9, sampling_strategy={1: 12}).fit_resample(X, y)
