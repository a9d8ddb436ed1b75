"""Where another number of rows comes out than was asked for, the user is told both numbers."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pandas as pd
import pytest

import counterpoise as cp
from counterpoise import SamplingWarning, balance
from shared.command import run

RNG = np.random.default_rng(0)
Y = np.repeat([0, 1], [45, 15])
X = RNG.normal(size=(60, 3)) + 0.5 * Y[:, np.newaxis]


def told(sampler, X, y):
    """Return what a sampler warns of, and how many rows of class 1 it makes."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        _, y_new = sampler.fit_resample(X, y)
    texts = [str(w.message) for w in caught if issubclass(w.category, SamplingWarning)]
    return texts, int((y_new == 1).sum() - (y == 1).sum())


def test_svm_smote_tells_where_one_kind_of_seed_is_missing_and_its_share_is_not_made():
    seen = set()
    for seed in range(6):
        texts, n_new = told(cp.SVMSMOTE(random_state=seed), X, Y)
        assert len(texts) == (n_new != 30)
        for text in texts:
            assert f"class 1 gets {n_new} new rows and not the 30 asked for" in text
            assert "support vectors" in text
        seen.add(n_new)
    assert len(seen - {30}) > 1


def test_adasyn_tells_where_rounding_row_by_row_misses_by_more_than_a_twentieth():
    outcomes = set()
    for n_asked in range(5, 60):
        strategy = {1: 15 + n_asked}
        texts, n_new = told(cp.ADASYN(sampling_strategy=strategy, random_state=0), X, Y)
        missed = abs(n_new - n_asked)
        assert len(texts) == (missed > max(1, 0.05 * n_asked))
        if texts:
            rows = "row" if n_new == 1 else "rows"
            assert f"gets {n_new} new {rows} and not the {n_asked} asked for" in texts[0]
        outcomes.add((bool(texts), missed > 0))
    assert outcomes == {(False, False), (False, True), (True, True)}


def test_kmeans_smote_tells_where_rounding_by_cluster_adds_many_rows():
    groups = np.repeat(np.arange(6), 10)[:, np.newaxis] * 100
    table, y = np.vstack([groups, groups]) + RNG.normal(size=(120, 2)), np.repeat([1, 0], 60)
    y[:6] = 0
    sampler = cp.KMeansSMOTE(kmeans_estimator=6, cluster_balance_threshold=0.1, random_state=0)
    texts, n_new = told(sampler, table, y)
    assert n_new > 13
    assert f"gets {n_new} new rows and not the 12 asked for" in texts[0]
    assert "cluster" in texts[0]


def test_borderline_smote_tells_that_a_class_without_rows_in_danger_gets_none():
    apart = X + 1000 * Y[:, np.newaxis]
    texts, n_new = told(cp.BorderlineSMOTE(random_state=0), apart, Y)
    assert n_new == 0
    assert len(texts) == 1
    assert "class 1 gets no new rows and not the 30 asked for: it has no row in danger" in texts[0]


@pytest.mark.parametrize("name", ["SMOTE", "RandomOverSampler", "SMOTETomek"])
def test_methods_that_make_what_is_asked_for_say_nothing(name):
    assert told(getattr(cp, name)(random_state=0), X, Y)[0] == []


def frame():
    table = pd.DataFrame(X.round(3), columns=list("abc"))
    return table.assign(Class=np.where(Y == 1, "yes", "no"))


def test_balance_tells_it_in_a_warning_and_in_the_summary():
    with pytest.warns(SamplingWarning, match="not the 30 asked for") as caught:
        balanced, summary = balance(frame(), method="svm", seed=1, return_summary=True)
    assert {warning.message.code for warning in caught} == {"other counts"}
    n_new = len(balanced) - 60
    note = f"class yes: {n_new} new rows were made and 30 asked for"
    assert summary.notes == [note]
    assert summary.to_dict()["notes"] == [{"code": "other counts", "text": note}]
    assert str(summary).endswith("note: " + note)


def test_a_summary_has_no_notes_where_the_counts_are_those_asked_for():
    for method in ("smote", "random", "smotetomek", "random-under", "tomek"):
        _, summary = balance(frame(), method=method, seed=1, return_summary=True)
        assert summary.notes == []
        assert "notes" not in summary.to_dict()


def test_the_command_tells_it_in_a_note(tmp_path):
    frame().to_csv(tmp_path / "in.csv", index=False)
    words = ("balance", tmp_path / "in.csv", tmp_path / "out.csv", "-t", "Class")
    words += ("--method", "svm", "--seed", "1", "--force")
    shown = run(*words)
    assert shown.returncode == 0
    assert "note: class 'yes' gets" in shown.stderr
    assert "not the 30 asked for" in shown.stderr
    assert "SamplingWarning" not in shown.stderr
    listed = run(*words, "--json")
    assert listed.stderr == ""
    assert "30 asked for" in json.loads(listed.stdout)["notes"][0]["text"]
