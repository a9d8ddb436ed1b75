"""What rows contribute to scores, and the errors that follow."""

from __future__ import annotations

import numpy as np
import pytest

from counterpoise.comparison.contributions import Pool, contributions, inflation
from counterpoise.comparison.metrics import METRICS, score_probabilities

COSTS = np.array([[0.0, 1.0], [7.0, 0.0]])
SCORES = ["roc_auc", "average_precision", "f1", "balanced_accuracy", "cost", "brier", "log_loss"]


def predictions(n=1500, seed=0):
    rng = np.random.default_rng(seed)
    y = (rng.uniform(size=n) < 0.1).astype(int)
    p = 1 / (1 + np.exp(2 - 1.2 * y - rng.normal(size=n)))
    return y, p.round(2)  # with ties


def scored(y, p, metric):
    decided = {metric: (p > 0.3).astype(int)} if METRICS[metric].kind == "decision" else {}
    both = np.column_stack([1 - p, p])
    found = score_probabilities(y, both, decided, COSTS, 0.5, only=metric)[metric]
    return METRICS[metric].gain(found)


@pytest.mark.parametrize("metric", SCORES)
def test_a_row_contributes_what_its_leaving_takes_away(metric):
    y, p = predictions()
    found = contributions(metric, y, np.column_stack([1 - p, p]), (p > 0.3).astype(int), COSTS)
    whole = scored(y, p, metric)
    for c in (0, 1):
        rows = np.flatnonzero(y == c)[:25]
        taken = np.array([whole - scored(np.delete(y, i), np.delete(p, i), metric) for i in rows])
        assert np.std(taken - found[rows] - (taken - found[rows]).mean()) < 0.03 * np.std(taken)


def test_scores_that_are_no_means_have_no_contributions():
    y, p = predictions(100)
    both = np.column_stack([1 - p, p])
    for metric in ("calibration_slope", "calibration_intercept", "recall_at_precision"):
        assert contributions(metric, y, both, None, COSTS) is None


@pytest.mark.parametrize("metric", SCORES)
def test_three_classes_contribute_to_their_mean(metric):
    rng = np.random.default_rng(0)
    p = rng.dirichlet([4, 2, 1], 400)
    y = np.array([rng.choice(3, p=row) for row in p])
    found = contributions(metric, y, p, p.argmax(axis=1), 1 - np.eye(3))
    variance = sum(len(own) * own.var() for own in (found[y == c] for c in range(3)))
    assert 0 < np.sqrt(variance) < 0.1


def pool(amounts, codes, groups=None):
    """Return a pool of one contestant against nought, in one repeat of five folds."""
    tests = {str(j): np.arange(j, len(codes), 5) for j in range(5)}
    parts = {
        ("m", "a"): {fold: amounts[rows] for fold, rows in tests.items()},
        ("m", "b"): {fold: np.zeros(len(rows)) for fold, rows in tests.items()},
    }
    return Pool(parts, tests, codes, 0.25, groups)


def test_rows_of_a_group_count_once():
    rng = np.random.default_rng(0)
    codes = np.arange(400) // 10 % 2
    groups = np.arange(400) // 10
    once = rng.normal(size=40)
    alike = once[groups]  # ten copies of each
    apart = pool(alike, codes).gain(0.1, ("m", "a"), ("m", "b"), list("01234"))
    together = pool(alike, codes, groups).gain(0.1, ("m", "a"), ("m", "b"), list("01234"))
    assert together.error == pytest.approx(np.sqrt(10) * apart.error, rel=0.1)
    assert (apart.df, together.df) == (199, 19)


def test_few_rare_rows_tell_their_own_spread_less_well():
    rng = np.random.default_rng(0)
    freedom = {}
    for n_rare in (2, 4, 10, 19, 20, 50):
        codes = np.repeat([0, 1], [200, n_rare])
        found = pool(rng.normal(size=len(codes)), codes).gain(
            0.1, ("m", "a"), ("m", "b"), [*"01234"]
        )
        freedom[n_rare] = found.df
        low = found.interval(0.95)[0]
        assert (low > -np.inf) == (n_rare > 2)
    # One repeat: pairs may make up all of the variance, and count twice.
    assert freedom == {2: 0, 4: 1, 10: 4, 19: 8.5, 20: 19, 50: 49}


def test_folds_that_one_of_both_has_not_done_leave_the_rows_out():
    codes = np.arange(100) % 2
    found = pool(np.ones(100), codes)
    del found.parts["m", "a"]["3"]
    assert found.gain(0.1, ("m", "a"), ("m", "b"), list("01234")) is None
    assert found.gain(0.1, ("m", "a"), ("m", "b"), list("0124")) is not None


def test_the_error_of_independent_rows_is_that_of_their_mean_widened_for_shared_training_rows():
    rng = np.random.default_rng(1)
    codes = np.repeat([0, 1], [900, 100])
    amounts = rng.normal(size=1000) / 200  # of a fold of 200 rows
    found = pool(amounts, codes).gain(0.0, ("m", "a"), ("m", "b"), list("01234"))
    # Of one repeat nobody knows how much comes from pairs of rows, so it might be all.
    assert found.error == pytest.approx(np.sqrt(2) / np.sqrt(1000), rel=0.1)


@pytest.mark.parametrize("n_rare", [5, 10, 20])
def test_few_rare_rows_in_a_fold_do_not_make_the_error_small(n_rare):
    rng = np.random.default_rng(2)
    codes = np.repeat([0, 1], [40, n_rare])
    tests = {str(j): np.arange(j, len(codes), 5) for j in range(5)}
    squares = []
    for _ in range(300):
        guessed = np.where(codes == 1, rng.integers(2, size=len(codes)), 0)
        parts = {
            ("m", name): {
                fold: contributions(
                    "balanced_accuracy", codes[rows], np.eye(2)[said[rows]], said[rows], COSTS
                )
                for fold, rows in tests.items()
            }
            for name, said in (("a", guessed), ("b", np.zeros_like(codes)))
        }
        found = Pool(parts, tests, codes, 0.25).gain(0.0, ("m", "a"), ("m", "b"), list(tests))
        squares.append(found.error**2)
    # A coin is tossed for each rare row, and half of the score is theirs; 2 is the factor.
    assert np.mean(squares) == pytest.approx(2 * 0.25 / n_rare / 4, rel=0.15)


def test_what_comes_from_pairs_of_rows_is_told_by_the_repeats():
    """A sum over pairs, each of which counts once where a row is tested: its variance doubles."""
    rng = np.random.default_rng(0)
    n, n_folds, n_repeats = 120, 5, 4
    sums, spreads, factors = [], [], []
    codes = np.arange(n) % 2
    for _ in range(300):
        pairs = rng.normal(size=(n, n))
        pairs = (pairs + pairs.T) / n
        parts, tests = {}, {}
        for repeat in range(n_repeats):
            for j, test in enumerate(np.array_split(rng.permutation(n), n_folds)):
                train = np.setdiff1d(np.arange(n), test)
                tests[f"{repeat}.{j}"] = test
                parts[f"{repeat}.{j}"] = pairs[np.ix_(test, train)].sum(axis=1)
        whole = {("m", "a"): parts, ("m", "b"): {k: np.zeros(len(v)) for k, v in parts.items()}}
        found = Pool(whole, tests, codes, 1 / (n_folds - 1)).gain(
            0.0, ("m", "a"), ("m", "b"), list(tests)
        )
        assert found.repeats_tell
        factors.append(inflation(1 / (n_folds - 1), found.anew, n_repeats))
        sums.append(sum(p.sum() for p in parts.values()) / len(parts))
        spreads.append(found.error**2)
    assert np.mean(factors) == pytest.approx(1.9, abs=0.1)
    assert np.mean(spreads) == pytest.approx(np.var(sums), rel=0.25)
    once = Pool(whole, tests, codes, 0.25).gain(0.0, ("m", "a"), ("m", "b"), list(tests)[:n_folds])
    assert not once.repeats_tell
