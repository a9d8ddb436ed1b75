"""What a comparison says of decisions where it is told what mistakes cost."""

from __future__ import annotations

import json

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

import counterpoise as cp
from counterpoise.report.comparing import verdict_of_comparison
from shared.family import overlapping

X, Y = overlapping(150, 40)
FAST = {"models": "naive-bayes", "methods": ["random"], "baselines": ["nothing"], "folds": 3}
FAST |= {"n_repeats": 1, "inner_folds": 2, "trials": 1}


@pytest.fixture(autouse=True)
def _one_thread():
    with threadpool_limits(1):
        yield


def test_the_code_decides_by_the_costs_and_the_page_says_what_to_expect():
    labels = np.where(Y == 1, "a case", "none")  # the rare class is the first in order
    found = cp.compare(X, labels, costs={"miss": 9, "false alarm": 1}, **FAST)
    assert isinstance(found.estimator, cp.DecisionRule)
    made = {}
    exec(found.code, made)
    decided = made["model"].fit(X, labels).predict(X)
    np.testing.assert_array_equal(decided, found.make_estimator().fit(X, labels).predict(X))
    assert made["model"].positive_class_ == "a case"
    # Nine times as costly, the rare class is flagged far more often than it occurs.
    assert (decided == "a case").mean() > 1.5 * (labels == "a case").mean()

    decision = json.loads(json.dumps(found.to_dict()))["winner"]["decision"]
    low, high = decision["threshold_interval"]
    assert 0 < low <= decision["threshold"] <= high < 0.4
    cost = decision["expected"]["cost"]
    assert cost["interval"][0] < cost["value"] < cost["interval"][1]
    assert "flag a row as 'a case' from a probability of" in decision["sentence"]
    assert decision["sentence"] in str(found)
    assert verdict_of_comparison(found.to_dict()).advice[0] == decision["sentence"]
    same = cp.compare(X, labels, costs=[[0, 9], [1, 0]], **FAST).winner["decision"]
    assert same["threshold"] == decision["threshold"]


def test_without_costs_nothing_is_said_of_decisions():
    found = cp.compare(X, Y, **FAST)
    assert found.winner["decision"] is None
    assert "DecisionRule" not in found.code
    assert verdict_of_comparison(found.to_dict()).advice == []


def test_costs_of_three_classes_stay_with_their_classes():
    y = np.array([30, 10, 20])[np.arange(len(Y)) % 3]  # of which 10 is the first in order
    table = X + 0.1 * y[:, None]
    costs = [[0, 1, 1], [5, 0, 1], [9, 9, 0]]
    found = cp.compare(table, y, costs=costs, **FAST)
    np.testing.assert_array_equal(found.estimator.costs, costs)
    assert set(found.winner["decision"]["factors"]) == {"10", "20", "30"}
    cost = found.winner["decision"]["expected"]["cost"]["value"]
    decided = found.make_estimator().fit(table, y).predict(table)
    order = {10: 0, 20: 1, 30: 2}
    paid = np.mean([costs[order[a]][order[b]] for a, b in zip(y, decided, strict=True)])
    assert 0.5 * cost < paid < 1.5 * cost


def test_groups_and_times_are_not_folded_at_random_by_the_code():
    groups = np.arange(len(Y)) // 2
    found = cp.compare(X, Y, costs={"miss": 9, "false alarm": 1}, groups=groups, **FAST)
    assert "DecisionRule" not in found.code
    assert found.winner["decision"]["sentence"].startswith("At your costs, flag")


def test_costs_under_which_nobody_is_flagged_say_so():
    found = cp.compare(X, Y, costs=[[0, 1], [0, 0]], **FAST)
    assert "cheapest to flag no row as 1" in found.winner["decision"]["sentence"]
