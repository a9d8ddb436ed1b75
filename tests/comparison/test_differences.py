"""Differences over folds, and what follows from many of them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from counterpoise.comparison.statistics import adjust_holm, corrected_difference
from counterpoise.comparison.verdict import average, hopeless, judge, leader

RATIO = 0.25
FOLDS = [str(i) for i in range(10)]


def gains(**means):
    """Return gains of entrants around their means, the folds' own luck shared."""
    rng = np.random.default_rng(0)
    luck = rng.normal(0, 0.05, len(FOLDS))
    return {
        ("m", name.replace("_", "-")): dict(
            zip(FOLDS, mean + luck + rng.normal(0, 0.01, len(FOLDS)), strict=True)
        )
        for name, mean in means.items()
    }


def verdict(found, resamplers, baselines):
    return judge(found, [("m", r) for r in resamplers], [("m", b) for b in baselines], RATIO)


def test_without_shared_rows_it_is_the_paired_t_test():
    a, b = np.random.default_rng(0).normal(size=(2, 12))
    found, theirs = corrected_difference(a - b, 0.0), stats.ttest_rel(a, b)
    assert found.p_value() == pytest.approx(theirs.pvalue)
    assert found.interval(0.9) == pytest.approx(tuple(theirs.confidence_interval(0.9)))


def test_the_correction_widens_by_the_share_of_test_rows():
    values = np.random.default_rng(1).normal(size=10)
    plain, wide = corrected_difference(values, 0.0), corrected_difference(values, 0.25)
    assert wide.error / plain.error == pytest.approx(np.sqrt((0.1 + 0.25) / 0.1))


def test_the_interval_excludes_zero_exactly_where_the_p_value_is_small():
    for seed in range(50):
        found = corrected_difference(np.random.default_rng(seed).normal(0.6, 1, 10), RATIO)
        low, high = found.interval(0.95)
        assert (low > 0 or high < 0) == (found.p_value() < 0.05)


@pytest.mark.parametrize("values", [[], [0.3]])
def test_less_than_two_folds_show_nothing(values):
    found = corrected_difference(values, RATIO)
    assert found.p_value() == 1
    assert found.interval(0.95) == (-np.inf, np.inf)


def test_equal_scores_are_no_difference_and_equal_gains_are_one():
    assert corrected_difference(np.zeros(5), RATIO).p_value() == 1
    assert corrected_difference(np.full(5, 0.1), RATIO).p_value() == 0


def test_holm_agrees_with_the_closed_form_for_two():
    assert adjust_holm([0.01, 0.03]).tolist() == pytest.approx([0.02, 0.03])
    assert adjust_holm([0.5, 0.6]).tolist() == pytest.approx([1.0, 1.0])


def test_better_than_every_baseline_helps():
    found = gains(smote=0.8, nothing=0.6, class_weights=0.65)
    judged = verdict(found, ["smote"], ["nothing", "class-weights"])
    assert judged.verdict == "helps"
    assert judged.baseline == ("m", "class-weights")
    assert judged.difference.interval(judged.level)[0] > 0


def test_better_than_some_baselines_only_is_no_difference():
    found = gains(smote=0.8, nothing=0.6, class_weights=0.8)
    assert verdict(found, ["smote"], ["nothing", "class-weights"]).verdict == "no difference"


def test_a_baseline_better_than_every_method_is_harm():
    found = gains(smote=0.6, random=0.55, nothing=0.8)
    judged = verdict(found, ["smote", "random"], ["nothing"])
    assert judged.verdict == "harms"
    assert judged.resampler == ("m", "smote")
    assert judged.difference.mean < 0
    assert judged.difference.interval(judged.level)[1] < 0


def test_one_method_that_keeps_up_is_no_harm():
    found = gains(smote=0.8, random=0.55, nothing=0.8)
    assert verdict(found, ["smote", "random"], ["nothing"]).verdict == "no difference"


def test_many_useless_methods_seldom_help():
    wrong = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        found = {
            ("m", f"r{j}"): dict(zip(FOLDS, rng.normal(size=10), strict=True)) for j in range(10)
        }
        found["m", "nothing"] = dict(zip(FOLDS, rng.normal(size=10), strict=True))
        judged = judge(found, [("m", f"r{j}") for j in range(10)], [("m", "nothing")], RATIO)
        wrong += judged.verdict != "no difference"
    assert wrong <= 10


def test_the_plainly_worse_are_hopeless_and_the_best_never_is():
    found = gains(smote=0.8, random=0.79, adasyn=0.5)
    assert hopeless(found, list(found), RATIO) == [("m", "adasyn")]


def test_the_leader_is_the_best_on_the_folds_that_all_have_done():
    # The second was not tried on the hard fold, the third went on alone.
    found = {
        ("m", "whole"): {"easy": 0.8, "hard": 0.4},
        ("m", "half"): {"easy": 0.7},
        ("m", "poor"): {"easy": 0.1, "hard": 0.1, "late": 0.9},
    }
    assert leader(found, list(found)) == ("m", "whole")
    assert average(found, ("m", "whole"), list(found)) == 0.8
    assert average(found, ("m", "whole"), [("m", "whole")]) == pytest.approx(0.6)
