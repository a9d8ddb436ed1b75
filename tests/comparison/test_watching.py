"""How long a comparison takes, and what it does not show."""

from __future__ import annotations

import io
import re
import time

import pytest
from sklearn.datasets import make_classification

from counterpoise import InvalidInputError, RandomOverSampler, compare
from counterpoise.comparison.watching import PrintedProgress, watcher_for

QUICK = {"models": "naive-bayes", "methods": ["random"], "folds": 2, "n_repeats": 1, "trials": 1}


@pytest.fixture(scope="module")
def table():
    return make_classification(200, weights=[0.8], random_state=0)


def test_a_comparison_says_how_long_it_takes_before_it_starts_and_then_how_far_it_is(table, capsys):
    compare(*table, **QUICK, verbose=True)
    said = capsys.readouterr().err
    first, *rest = re.split("[\r\n]+", said.strip())
    assert re.fullmatch(r"compare: 6 evaluations, about \d+ \w+", first)
    assert "0 of 6 (begun)" in rest[0]
    assert rest[-1].startswith("compare: 6 evaluations done in")


def test_a_comparison_says_nothing_where_nobody_watches(table, capsys):
    compare(*table, **QUICK)
    compare(*table, **QUICK, verbose=False)
    assert capsys.readouterr().err == ""
    assert watcher_for("auto") is None


class Slow(RandomOverSampler):
    """Takes its time."""

    def fit_resample(self, X, y):
        time.sleep(0.05)
        return super().fit_resample(X, y)


def test_the_time_that_is_told_counts_resampling_as_well(table):
    told = []
    slow = {**QUICK, "methods": [Slow(random_state=0)], "inner_folds": 2}
    compare(*table, **slow, n_jobs=1, progress=Expecting(told))
    assert told[0][0] > 2 * 3 * 0.05, "two folds, each with two fits inside and one outside"


def test_what_is_watched_is_the_same_as_what_is_not(table):
    told = []
    found = [compare(*table, **QUICK, progress=watch) for watch in (None, Expecting(told))]
    assert told
    assert told[0][0] > 0
    assert found[0].differences == found[1].differences


class Expecting:
    def __init__(self, told):
        self.told = told

    def expect(self, seconds, n_evaluations):
        self.told.append((seconds, n_evaluations))

    def __call__(self, done, total, what):
        assert self.told


def test_the_time_left_goes_by_the_work_that_was_done_here():
    stream = io.StringIO()
    progress = PrintedProgress(stream)
    for done in (40, 41, 100):  # forty were resumed
        progress(done, 100, "a fit")
    lines = [line.strip() for line in stream.getvalue().split("\r") if line]
    assert lines[0] == "compare: 40 of 100 (a fit)"
    assert lines[-1].startswith("compare: 100 evaluations done")


def test_verbose_is_a_yes_or_a_no(table):
    with pytest.raises(InvalidInputError, match="verbose='loud' cannot be used"):
        compare(*table, **QUICK, verbose="loud")


@pytest.mark.parametrize(
    ("metric", "same"),
    [("average_precision", True), ("f1", True), ("brier", True), ("f1_predict", False)],
)
def test_a_threshold_is_shown_only_where_it_can_differ(table, metric, same):
    found = compare(*table, **QUICK, metric=metric)
    by_name = {c["contestant"]: c for c in found.contestants}
    scores = [by_name[name]["scores"][metric]["values"] for name in ("nothing", "threshold")]
    assert (scores[0] == scores[1]) is same
    assert [c["contestant"] for c in found.contestants if c["same_as"]] == ["threshold"] * same
    assert len(found.to_frame()) == len(found.contestants)
    table_of_text = str(found).partition("contestant")[2].partition("Left out")[0]
    assert ("threshold" in table_of_text) is not same
    card = found._repr_html_()
    assert ("<bdi>threshold</bdi>" in card) is not same
