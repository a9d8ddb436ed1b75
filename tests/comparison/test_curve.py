"""How far to resample."""

from __future__ import annotations

import json

import numpy as np
import pytest

import counterpoise as cp
from counterpoise.comparison.curve import make_curve
from counterpoise.comparison.metrics import balanced_loss
from counterpoise.report.comparing import comparison_sections, verdict_of_comparison
from shared.family import overlapping


def curve(gains, noise=0.005, n=10, margin=0.01):
    rng = np.random.default_rng(0)
    folds = []
    for _ in range(n):
        base = rng.normal(0.6, 0.1)
        tried = {r: base + gain + rng.normal(0, noise) for r, gain in gains.items()}
        folds.append({"0": base, **tried})
    return make_curve(folds, 0.5, 0.95, margin)


def test_the_answer_is_the_best_ratio_that_is_shown_to_be_better_than_none():
    assert curve({"0.1": 0.02, "0.3": 0.06, "1": 0.03}).answer == 0.3


def test_the_answer_is_none_where_no_ratio_can_gain_more_than_the_margin():
    assert curve({"0.1": 0.0, "1": -0.05}, noise=0.001).answer == 0


def test_nobody_can_tell_from_wide_bands_or_few_folds():
    assert curve({"0.1": 0.0, "1": 0.0}, noise=0.1).answer is None
    assert curve({"0.1": 0.5, "1": 0.9}, n=4).answer is None
    assert make_curve([], 0.5, 0.95, 0.01).answer is None


def test_bands_of_many_ratios_are_wider():
    few, many = curve({"1": 0.02}), curve({"1": 0.02, "0.1": 0.0, "0.2": 0.0, "0.3": 0.0})
    assert many.level > few.level == 0.95


def test_ratios_that_some_fold_did_not_try_are_left_out():
    folds = [{"0": 0.5, "0.1": 0.6, "1": 0.7}] * 5 + [{"0": 0.5, "1": 0.7}]
    assert list(make_curve(folds, 0.5, 0.95, 0.01).gains) == [1.0]


def test_in_the_balanced_loss_every_class_weighs_the_same():
    p = np.array([[0.9, 0.1]] * 99 + [[0.5, 0.5]])
    found = balanced_loss(np.repeat([0, 1], [99, 1]), p)
    assert found == pytest.approx(-(np.log(0.9) + np.log(0.5)) / 2)


def test_a_comparison_tells_how_far_to_resample_everywhere_it_speaks():
    X, y = overlapping(900, 90)
    found = cp.compare(
        X,
        y,
        models="naive-bayes",
        methods=["smote", "random-under"],
        baselines=["nothing"],
        metric="balanced_accuracy_predict",
        n_repeats=1,
        inner_folds=3,
        ratio="auto",
    )
    plain = json.loads(json.dumps(found.to_dict(), allow_nan=False))["ratios"]
    assert [curve["contestant"] for curve in plain] == ["smote", "random-under"]
    for told in plain:
        assert [point["ratio"] for point in told["points"]] == [0.2, 0.3, 0.5, 0.75, 1.0]
        assert told["answer"] > 0.2  # labels of predict() gain from balanced rows
        assert f"up to {told['answer']:g}" in told["sentence"]
        assert told["sentence"] in str(found)
    settings = {c["contestant"]: c["settings"] for c in found.contestants}
    assert settings["smote"]["ratio"] > 0.2
    assert set(settings["random-under"]) == {"ratio"}
    section = comparison_sections(found.to_dict())["ratios"]
    assert [len(curve["rows"]) for curve in section["curves"]] == [5, 5]
    assert [c["sentence"] for c in section["curves"]] == [told["sentence"] for told in plain]
    assert any("up to" in advice for advice in verdict_of_comparison(found.to_dict()).advice)


def test_a_ratio_of_one_s_own_is_refused_with_what_to_do():
    with pytest.raises(cp.InvalidInputError, match=r"ratio=0.3 cannot be used.*sampler in methods"):
        cp.compare([[0.0], [1.0]] * 20, [0, 1] * 20, ratio=0.3)
