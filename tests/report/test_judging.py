"""The section on quality: a method judged on the report's own sample."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from counterpoise.engines.memory.balancing import balance_table
from counterpoise.plan.request import Request
from counterpoise.plausibility.sentences import BETTER
from counterpoise.report import Report, Sample, judge_sample, make_sample, render
from counterpoise.report.judging import sample_block
from counterpoise.targets.labelled_table import read_labelled
from shared.report_facts import COMPARISON
from shared.report_tables import mixed_table

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)


def judged(table, **options):
    balanced = balance_table(table, Request("churned", seed=0, **options))
    sample = Sample.from_balanced(table, balanced)
    return judge_sample(sample, balanced.summary.to_dict())


@pytest.fixture(scope="module")
def of_mixed():
    return judged(mixed_table(n_rare=80))


def test_every_score_stands_beside_that_of_real_rows(of_mixed):
    assert [score["name"] for score in of_mixed["scores"]] == list(BETTER)
    for score in of_mixed["scores"]:
        low, high = score["interval"]
        assert low <= score["value"] <= high
        assert score["reference"] is not None


def test_the_page_shows_the_scores_in_plain_words(of_mixed):
    balanced = balance_table(mixed_table(), Request("churned", seed=0))
    page = render(Report.of_balance(balanced.summary.to_dict(), quality=of_mixed))
    assert "Are the new rows any good?" in page
    assert of_mixed["sentence"] in page
    assert "smotenc was run on a random half of the rows" in page


def test_columns_are_called_by_their_names(of_mixed):
    columns = next(s for s in of_mixed["scores"] if s["name"] == "column_distance")["details"]
    assert set(columns["columns"]) == {"minutes", "calls", "since", "plan", "score"}
    assert "class 1" not in str(of_mixed)


def test_copies_are_told_on_the_page():
    found = judged(mixed_table(n_rare=80), method="random")
    told = {score["name"]: score["verdict"] for score in found["scores"]}
    assert told["copies"] == "worse"
    assert "some are exact copies" in found["sentence"]


def test_methods_that_add_and_remove_are_judged_by_what_they_add():
    found = judged(mixed_table(200, 40), method="smoteenn")
    assert found["how"].startswith("smoteenn was run on a random half of the rows")
    scores = {score["name"]: score for score in found["scores"]}
    assert list(scores) == list(BETTER)
    # Were rows that cleaning left judged with the new ones, they would be copies of themselves.
    assert scores["copies"]["value"] == 0
    assert 0 < scores["distance_to_closest"]["value"] < scores["distance_to_closest"]["reference"]


def test_methods_for_numbers_alone_are_judged():
    table = mixed_table(200, 40)[["minutes", "calls", "churned"]]
    spread = {}
    for method in ("borderline", "adasyn"):
        found = judged(table, method=method)
        assert found["how"].startswith(f"{method} was run on a random half of the rows")
        scores = {score["name"]: score for score in found["scores"]}
        assert list(scores) == list(BETTER)
        assert set(scores["column_distance"]["details"]["columns"]) == {"minutes", "calls"}
        # Both draw between rows of the class: no copies, and nothing beyond them.
        assert scores["copies"]["value"] == 0
        assert scores["precision"]["value"] == 1
        spread[method] = scores["spread"]["value"]
    # Seeds at the border alone spread less than seeds everywhere.
    assert spread["borderline"] < spread["adasyn"]


def test_categories_alone_are_judged():
    table = mixed_table(n_rare=80)
    table["shop"] = np.random.default_rng(0).choice(["x", "y", "z"], len(table))
    found = judged(table[["plan", "shop", "churned"]])
    told = [score["name"] for score in found["scores"]]
    # Categories have no correlation and no spread.
    assert set(BETTER) - set(told) == {"correlation_distance", "spread"}


def test_a_method_that_makes_no_rows_has_no_section():
    assert judged(mixed_table(), method="random-under") is None


def test_too_few_rows_are_told_in_place_of_scores():
    found = judged(mixed_table(n_rare=8))
    assert found["scores"] == []
    assert "has 8 rows; quality needs 12" in found["sentence"]


def test_the_names_of_three_classes_are_told_apart():
    table = mixed_table(300, 30)
    table["churned"] = np.repeat(["yes", "soon", "no"], [30, 30, len(table) - 60])
    found = judged(table)
    assert {score["class"] for score in found["scores"]} == {"yes", "soon"}
    assert found["sentence"].startswith(("yes: ", "soon: "))


def test_a_missing_category_is_missing_in_the_block():
    table = mixed_table()
    sample = Sample.from_labelled(read_labelled(table, "churned"))
    block, categorical = sample_block(sample)
    assert categorical == [3]
    # pandas says None of a missing text, and the block NaN.
    assert np.array_equal(np.isnan(block[:, 3]), table["plan"].isna().to_numpy())


def test_a_comparison_shows_rows_of_its_best_method_that_makes_them():
    labelled = read_labelled(mixed_table(), "churned")
    contestants = [
        {"contestant": "random", "settings": {}, "scores": {"f1": 1}},
        {"contestant": "smotenc", "settings": {"k": 3, "ratio": 0.5}, "scores": {"f1": 1}},
    ]
    sample, made = make_sample(labelled, {**COMPARISON, "contestants": contestants})
    assert (made["method"], made["k"]) == ("smotenc", 3)
    assert sample.n_new == 140
    page = render(Report.of_comparison(COMPARISON, sample, balance=made))
    assert "What the new rows would look like" in page
    assert "To look at, not to train on" in page


def test_a_comparison_without_a_method_that_makes_rows_shows_the_table():
    labelled = read_labelled(mixed_table(), "churned")
    none = {"contestant": "nothing", "settings": {}, "scores": {"f1": 1}}
    for contestants in ([], [none]):
        sample, made = make_sample(labelled, {**COMPARISON, "contestants": contestants})
        assert made is None
        assert sample.n_new == 0


def test_a_class_too_small_for_the_method_is_shown_by_the_next():
    table = pd.DataFrame(
        {"a": range(40), "b": np.arange(40) % 7, "churned": ["y"] * 3 + ["n"] * 37}
    )
    contestants = [
        {"contestant": "smote", "settings": {"k": 5}, "scores": {"f1": 1}},
        {"contestant": "random", "settings": {}, "scores": {"f1": 1}},
    ]
    _, made = make_sample(
        read_labelled(table, "churned"), {**COMPARISON, "contestants": contestants}
    )
    assert made["method"] == "random"
