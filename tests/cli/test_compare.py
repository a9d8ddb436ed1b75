"""`counterpoise compare`, run as its users run it."""

from __future__ import annotations

import json

import pytest

from shared.command import run, write_churn

CANNOT_TELL = 5
"""What the command ends with; three folds never tell."""

FAST = ("--models", "naive-bayes", "--folds", 3, "--repeats", 1, "--trials", 1, "--jobs", 1)


@pytest.fixture(scope="module")
def churn(tmp_path_factory):
    return write_churn(tmp_path_factory.mktemp("tables") / "churn.csv", n=120, n_rare=30)


def compare(*words):
    return run("compare", *words)


def test_json_carries_verdict_winner_differences_and_scores(churn, tmp_path):
    journal = tmp_path / "work.journal"
    words = (churn, "-t", "churned", *FAST, "--json", "--resume", journal)
    result = compare(*words)
    assert result.returncode == CANNOT_TELL, result.stderr
    found = json.loads(result.stdout)
    assert found["verdict"] == "cannot tell"
    assert found["gain"]["would_settle"] == {"folds": 5}
    assert found["winner"]["code"].rstrip().endswith(")")
    assert found["differences"][0]["baseline"] in ("nothing", "class-weights", "threshold")
    assert {c["contestant"] for c in found["contestants"]} >= {"smotenc", "random", "nothing"}
    assert found["folds"]["positive"] == "yes"
    again = json.loads(compare(*words).stdout)
    assert again["budget"]["resumed"] == 18
    assert again["contestants"] == found["contestants"]


def test_text_says_the_verdict_and_shows_the_code(churn):
    result = compare(churn, "-t", "churned", *FAST, "--budget", "5m", "--cost", "10:1")
    assert result.returncode == CANNOT_TELL, result.stderr
    assert result.stdout.startswith("cannot tell. Not settled")
    assert "model = " in result.stdout
    assert "class-weights" in result.stdout


def test_the_exit_code_is_that_of_the_verdict(churn):
    words = (churn, "-t", "churned", *FAST, "--folds", 5, "--methods", "random", "-q")
    balanced = compare(*words, "--metric", "brier", "--models", "logistic")
    assert (balanced.returncode, balanced.stdout[:6]) == (4, "harms:"), balanced.stderr
    same = compare(*words, "--margin", 0.9)
    assert (same.returncode, same.stdout[:11]) == (3, "equivalent:"), same.stderr


def test_a_group_column_splits_and_is_not_learnt_from(churn):
    result = compare(churn, "-t", "churned", *FAST, "--groups", "calls", "--json")
    assert result.returncode == CANNOT_TELL, result.stderr
    found = json.loads(result.stdout)
    assert found["folds"]["kind"] == "grouped and stratified"
    assert "'calls'" not in found["winner"]["code"]
    assert "'minutes'" in found["winner"]["code"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("-t", "Churned"), "did you mean 'churned'"),
        (("-t", "churned", "--metric", "accuracy"), "--metric accuracy is not known"),
        (
            ("-t", "churned", "--methods", "smot"),
            "--methods smot is not known (did you mean 'smote'?)",
        ),
        (("-t", "churned", "--models", "xgb"), "--models xgb is not known"),
        (("-t", "churned", "--budget", "soon"), "--budget soon is no duration"),
        (("-t", "churned", "--cost", "ten"), "such as 10:1"),
        (("-t", "churned", "--groups", "nobody"), "nobody"),
        (("-t", "churned", "--time", "plan", "--groups", "calls"), "cannot be combined"),
        (("-t", "churned", "--folds", "1"), "--folds 1 cannot be used"),
    ],
)
def test_bad_input_is_one_clear_line_and_code_2(churn, words, message):
    result = compare(churn, *words, "--jobs", 1)
    assert result.returncode == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_auto_is_a_method_among_others(churn):
    result = compare(churn, "-t", "churned", *FAST, "--methods", "auto", "--budget", "2m", "--json")
    assert result.returncode == CANNOT_TELL, result.stderr
    found = json.loads(result.stdout)
    resampled = {c["contestant"] for c in found["contestants"]}
    assert resampled == {"nothing", "class-weights", "threshold", "smotenc"}
    assert found["budget"]["seconds"] == 120
