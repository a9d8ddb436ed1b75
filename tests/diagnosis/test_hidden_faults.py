"""Faults that hide are found, and honest tables that look like them are left in peace."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from counterpoise import diagnose
from counterpoise.diagnosis import diagnose_raw
from counterpoise.diagnosis.contrast import gives_away
from counterpoise.targets.labelled_table import read_labelled

SEEDS = range(3)


def classes(n=900, n_rare=100):
    return np.repeat([0, 1], [n, n_rare])


def weak_columns(rng, y, d=4):
    return rng.normal(size=(len(y), d)) + 0.4 * y[:, np.newaxis]


def raised(X, y, **options):
    return {finding.code for finding in diagnose(X, y, **options).raised}


ASIDE = {
    "class-overlap",
    "supported-k",
    "scattered-minority",
    "weak-signal",
    "dominating-column",
}
"""What is true of tables in which classes overlap."""


@pytest.mark.parametrize("seed", SEEDS)
def test_a_value_that_most_of_the_class_has_and_nobody_else_is_found(seed):
    rng, y = np.random.default_rng(seed), classes()
    amounts = rng.lognormal(3, 1, len(y))
    amounts[(y == 1) & (rng.random(len(y)) < 0.8)] = 20.0
    finding = diagnose(np.column_stack([weak_columns(rng, y), amounts]), y).find("leaking-value")
    assert finding.severity == "critical"
    assert finding.columns == (4,)
    assert "is 20 in" in finding.sentence


@pytest.mark.parametrize("seed", SEEDS)
def test_a_category_that_most_of_the_class_has_and_nobody_else_is_found(seed):
    rng, y = np.random.default_rng(seed), classes()
    table = pd.DataFrame(weak_columns(rng, y), columns=list("abcd"))
    table["ward"] = rng.choice(["north", "south", "west"], len(y))
    table.loc[(y == 1) & (rng.random(len(y)) < 0.8), "ward"] = "hospice"
    diagnosis = diagnose(table, y)
    assert "'hospice'" in diagnosis.find("leaking-value").sentence
    assert not diagnosis.recommendation.resample


def test_a_scale_in_few_steps_is_no_stamp():
    rng, y = np.random.default_rng(0), classes(3000, 200)
    grades = np.floor((rng.normal(size=len(y)) + 2.6 * y) / 1.5)
    assert (
        diagnose(np.column_stack([weak_columns(rng, y), grades]), y).find("leaking-value") is None
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("gap", [2.4, 2.9, 3.2])
def test_an_honest_marker_is_a_note(seed, gap):
    rng, y = np.random.default_rng(seed), classes(1200, 60)
    marker = rng.normal(size=len(y)) + gap * y
    diagnosis = diagnose(np.column_stack([weak_columns(rng, y), marker]), y)
    assert {finding.code for finding in diagnosis.raised} <= ASIDE
    assert diagnosis.find("leaking-column").severity in ("ok", "note")


def test_honest_markers_seldom_pass_for_leaks():
    rng = np.random.default_rng(0)
    n, gap = 60, 3.29  # an area of 0.99
    others = rng.normal(size=(400, 800))
    own = rng.normal(gap, 1, (400, n))
    areas = np.array(
        [np.searchsorted(np.sort(o), c).mean() / 800 for o, c in zip(others, own, strict=True)]
    )
    assert np.mean(areas >= gives_away(n)) <= 0.05


@pytest.mark.parametrize("seed", SEEDS)
def test_a_class_that_two_columns_part_is_far_away_and_no_leak(seed):
    rng, y = np.random.default_rng(seed), np.repeat([0, 1, 2], [600, 250, 80])
    X = rng.normal(size=(len(y), 5))
    X[y == 2, :2] += 6
    assert raised(X, y) <= ASIDE | {"small-disjuncts"}


def test_two_copies_of_the_class_do_not_excuse_each_other():
    rng, y = np.random.default_rng(0), classes()
    X = np.column_stack([weak_columns(rng, y), 5.0 * y + rng.normal(size=len(y))])
    X = np.column_stack([X, 2 * X[:, -1] + 1e-3 * rng.normal(size=len(y))])
    finding = diagnose(X, y).find("leaking-column")
    assert finding.severity == "critical"
    assert set(finding.columns) == {4, 5}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_leak_in_a_difference_is_found(seed):
    rng, y = np.random.default_rng(seed), classes()
    before = rng.lognormal(4, 1, len(y))
    after = before + y * rng.normal(0, 20, len(y))
    finding = diagnose(np.column_stack([weak_columns(rng, y), before, after]), y).find(
        "leaking-pair"
    )
    assert finding.severity == "critical"
    assert finding.columns == (4, 5)
    assert "difference" in finding.sentence


@pytest.mark.parametrize("slope", [-1, 1 / 2.54])
def test_a_leak_off_a_line_is_found_in_any_units_and_direction(slope):
    rng, y = np.random.default_rng(3), classes()
    one = rng.normal(170, 10, len(y))
    two = slope * (one + rng.normal(0, 0.5, len(y)) + 4 * y)
    finding = diagnose(np.column_stack([weak_columns(rng, y), one, two]), y).find("leaking-pair")
    assert finding.severity == "critical"
    assert finding.columns == (4, 5)
    assert "column 5 is from what column 4 predicts" in finding.sentence


def test_rounding_off_a_line_is_no_leak():
    rng, y = np.random.default_rng(0), classes()
    one = rng.normal(1e9, 1e5, len(y)) + 3e4 * y
    finding = diagnose(np.column_stack([one, one / 3, -1.1 * one]), y).find("leaking-pair")
    assert finding is None or finding.severity == "ok"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_leak_in_an_exclusive_or_is_found(seed):
    rng, y = np.random.default_rng(seed), classes()
    one = rng.integers(0, 2, len(y))
    table = pd.DataFrame(weak_columns(rng, y), columns=list("abcd"))
    table["sent"], table["answered"] = one, one ^ y
    diagnosis = diagnose(table, y)
    assert diagnosis.find("leaking-pair").severity == "critical"
    assert set(diagnosis.find("leaking-pair").columns) == {"sent", "answered"}
    assert "sent and answered give" in diagnosis.recommendation.reasons[0]


def test_columns_that_hang_together_are_no_pair():
    rng, y = np.random.default_rng(0), classes()
    one = rng.normal(size=len(y)) + y
    two = one + 0.4 * rng.normal(size=len(y)) + 0.4 * y
    finding = diagnose(np.column_stack([one, two]), y).find("leaking-pair")
    assert finding is None or finding.severity == "ok"


@pytest.mark.parametrize("seed", SEEDS)
def test_near_copies_are_found(seed):
    rng, y = np.random.default_rng(seed), classes()
    X = weak_columns(rng, y)
    X[-50:] = X[-100:-50] + 1e-4 * rng.normal(size=(50, 4))
    assert diagnose(X, y).find("near-copies").severity == "warning"


@pytest.mark.parametrize("d", [1, 2, 6])
def test_rows_that_are_dense_are_no_near_copies(d):
    rng, y = np.random.default_rng(d), classes(3000, 600)
    assert diagnose(rng.exponential(size=(len(y), d)), y).find("near-copies").severity == "ok"


@pytest.mark.parametrize("seed", SEEDS)
def test_wrong_labels_are_found(seed):
    rng, y = np.random.default_rng(seed), classes(1500, 150)
    X = rng.normal(size=(len(y), 5)) + 1.9 * y[:, np.newaxis]
    X[-45:] = rng.normal(size=(45, 5))
    finding = diagnose(X, y).find("mislabelled")
    assert finding.severity == "warning"
    assert finding.figure["of_the_class"] == pytest.approx(0.3, abs=0.12)


@pytest.mark.parametrize("apart", [0.0, 0.5, 1.0, 2.0])
def test_classes_that_overlap_are_not_labelled_wrongly(apart):
    rng, y = np.random.default_rng(0), classes(1500, 150)
    X = rng.normal(size=(len(y), 5)) + apart / 5**0.5 * y[:, np.newaxis]
    assert diagnose(X, y).find("mislabelled").severity == "ok"


@pytest.mark.parametrize("seed", SEEDS)
def test_ties_of_few_values_are_chance(seed):
    rng, y = np.random.default_rng(seed), classes(2000, 150)
    answers = (rng.random((len(y), 14)) < 0.3 + 0.1 * y[:, np.newaxis]).astype(int)
    counts = rng.poisson(4, (len(y), 4)) + y[:, np.newaxis]
    for X in (answers, counts):
        finding = diagnose(X, y).find("contradictions")
        assert finding.figure["share"] > 0.01
        assert finding.severity == "note"
        assert "by chance" in finding.sentence


def test_contradictions_among_few_values_are_found_where_there_are_more_than_chance():
    rng, y = np.random.default_rng(0), classes(2000, 150)
    X = rng.poisson(30, (len(y), 4)).astype(float)
    X[-40:] = X[:40]
    assert diagnose(X, y).find("contradictions").severity == "warning"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_clear_signal_in_a_rare_class_is_not_scattered(seed):
    rng, y = np.random.default_rng(seed), classes(2400, 80)
    X = rng.normal(size=(len(y), 6)) + 1.6 / 6**0.5 * y[:, np.newaxis]
    finding = diagnose(X, y).find("scattered-minority")
    assert finding.severity in ("ok", "note")
    assert finding.severity == "ok" or finding.figure["auc"] > 0.8


@pytest.mark.parametrize("seed", SEEDS)
def test_a_weak_signal_is_told_from_none(seed):
    rng, y = np.random.default_rng(seed), classes(1800, 200)
    counts = rng.poisson(2 + 0.7 * y[:, np.newaxis] * [1, 1, 1, 0, 0], (len(y), 5))
    weak = diagnose(counts, y)
    assert weak.find("scattered-minority") is None
    finding = weak.find("weak-signal")
    assert finding.severity == "warning"
    assert 0.6 < finding.figure["auc"] < 0.75
    assert "only weakly" in " ".join(weak.recommendation.reasons)
    none = diagnose(rng.permutation(counts), y)
    assert none.find("scattered-minority").severity == "warning"
    assert none.find("weak-signal") is None
    assert not weak.recommendation.resample
    assert not none.recommendation.resample


@pytest.mark.parametrize("seed", SEEDS)
def test_persons_seen_again_are_suspected(seed):
    rng, y = np.random.default_rng(seed), classes()
    table = pd.DataFrame(
        {
            "age": rng.integers(20, 90, len(y)),
            "sex": rng.choice(["f", "m"], len(y)),
            "weight": rng.normal(75, 12, len(y)).round(1),
            "pressure": rng.integers(90, 180, len(y)),
            "day": rng.integers(0, 400, len(y)),
        }
    )
    same = ["age", "sex", "weight", "pressure"]
    again = rng.permutation(len(y))[:200]
    table.loc[again, same] = table.loc[rng.integers(0, len(y), 200), same].to_numpy()
    finding = diagnose(table, y).find("repeated-rows")
    assert finding.severity == "warning"
    assert finding.columns == ("day",)


def test_few_values_bring_about_no_persons():
    rng, y = np.random.default_rng(0), classes(2000, 150)
    table = rng.poisson(3, (len(y), 5)).astype(float)
    table[:, 0] = rng.integers(0, 400, len(y))
    assert diagnose(table, y).find("repeated-rows") is None


def test_python_and_the_command_say_the_same():
    rng, y = np.random.default_rng(0), classes(400, 60)
    table = pd.DataFrame(weak_columns(rng, y, 3), columns=list("abc"))
    table["phone"] = rng.integers(0, 2, len(y))
    table["plan"] = rng.choice(["basic", "more"], len(y))
    table["customer_id"] = rng.permutation(10 * len(y))[: len(y)]
    python = diagnose(table, y).to_dict()
    command = diagnose_raw(read_labelled(table.assign(y=y), "y")).to_dict()
    for name in ("findings", "recommendation", "columns", "classes"):
        assert python[name] == command[name]
    assert diagnose(table, y, ignore=[]).find("ignored-columns") is None


def test_an_array_is_read_as_the_command_reads_it():
    rng, y = np.random.default_rng(0), classes(400, 60)
    X = np.column_stack([weak_columns(rng, y, 3), rng.integers(0, 2, len(y))])
    assert diagnose(X, y).find("categorical-columns").figure["categorical"] == 1
    plain = diagnose(X, y, categorical=[])
    assert plain.find("categorical-columns").figure["categorical"] == 0
