"""What is measured, and how labels are decided."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as theirs

from counterpoise.comparison.decisions import choose_rule
from counterpoise.comparison.metrics import calibration_line, score_probabilities

COSTS = np.array([[0.0, 1.0], [7.0, 0.0]])


def risky(n=3000, seed=0):
    rng = np.random.default_rng(seed)
    odds = rng.normal(-2, 1.5, n)
    p = 1 / (1 + np.exp(-odds))
    return (rng.uniform(size=n) < p).astype(int), p


def test_the_figures_are_scikit_learn_s():
    y, p = risky()
    decided = (p > 0.3).astype(int)
    found = score_probabilities(
        y, np.column_stack([1 - p, p]), {"f1": decided, "balanced_accuracy": decided}, COSTS, 0.5
    )
    assert found["average_precision"] == pytest.approx(theirs.average_precision_score(y, p))
    assert found["roc_auc"] == pytest.approx(theirs.roc_auc_score(y, p))
    assert found["brier"] == pytest.approx(theirs.brier_score_loss(y, p))
    assert found["log_loss"] == pytest.approx(theirs.log_loss(y, p), rel=1e-4)
    assert found["f1"] == pytest.approx(theirs.f1_score(y, decided))


def test_true_risks_have_slope_one_and_intercept_zero():
    y, p = risky(100_000)
    slope, intercept = calibration_line(y == 1, p)
    assert slope == pytest.approx(1, abs=0.03)
    assert intercept == pytest.approx(0, abs=0.03)


def test_risks_of_balanced_rows_are_over_estimated_by_the_odds_of_the_ratio():
    y, p = risky(100_000)
    odds = p / (1 - p) * 9
    slope, intercept = calibration_line(y == 1, odds / (1 + odds))
    assert slope == pytest.approx(1, abs=0.03)
    assert intercept == pytest.approx(-np.log(9), abs=0.03)


@pytest.mark.parametrize("metric", ["f1", "balanced_accuracy", "cost"])
def test_the_chosen_threshold_is_the_best_of_all(metric):
    y, p = risky(300, seed=1)
    p = p.round(2)
    both = np.column_stack([1 - p, p])

    def figure(decided):
        scores = score_probabilities(y, both, {metric: decided}, COSTS, 0.5, only=metric)
        return -scores[metric] if metric == "cost" else scores[metric]

    chosen = figure(choose_rule(metric, y, both, COSTS).decide(both))
    assert chosen == pytest.approx(max(figure((p >= t).astype(int)) for t in np.r_[0, p, 2]))


def test_equal_costs_decide_for_the_most_probable_of_many_classes():
    rng = np.random.default_rng(0)
    p = rng.dirichlet([1, 1, 1], 500)
    y = np.array([rng.choice(3, p=row) for row in p])
    costs = 1 - np.eye(3)
    cost = (choose_rule("cost", y, p, costs).decide(p) != y).mean()
    assert cost <= (p.argmax(axis=1) != y).mean()


def test_for_rare_classes_balanced_accuracy_divides_by_the_shares():
    rng = np.random.default_rng(0)
    p = rng.dirichlet([20, 2, 1], 4000)
    y = np.array([rng.choice(3, p=row) for row in p])
    rule = choose_rule("balanced_accuracy", y, p, 1 - np.eye(3))
    assert rule.power > 0.5
    better = theirs.balanced_accuracy_score(y, rule.decide(p))
    assert better > theirs.balanced_accuracy_score(y, p.argmax(axis=1)) + 0.1


def test_the_rule_takes_back_what_balanced_rows_did_to_many_classes():
    # Probabilities under equal shares, as a model of resampled rows gives them: the costs are for
    # the true ones, and nobody may lose by it.
    rng = np.random.default_rng(0)
    shares = np.array([0.9, 0.07, 0.03])
    y = rng.choice(3, 6000, p=shares)
    far = rng.normal(size=(6000, 2)) + np.array([[0.0, 0.0], [1.5, 0.0], [0.0, 1.5]])[y]
    likely = np.exp(
        -0.5 * ((far[:, None] - np.array([[0, 0], [1.5, 0], [0, 1.5]])) ** 2).sum(axis=2)
    )
    balanced = likely / likely.sum(axis=1, keepdims=True)
    true = likely * shares / (likely * shares).sum(axis=1, keepdims=True)
    costs = np.array([[0.0, 1.0, 1.0], [4.0, 0.0, 1.0], [9.0, 1.0, 0.0]])

    def cost(p):
        return costs[y, choose_rule("cost", y, p, costs).decide(p)].mean()

    assert choose_rule("cost", y, balanced, costs).power == pytest.approx(-1, abs=0.3)
    assert cost(balanced) == pytest.approx(cost(true), rel=0.03)
