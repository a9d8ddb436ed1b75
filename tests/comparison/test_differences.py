"""Differences over folds, and what follows from many of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from counterpoise.comparison.settling import Effort, look_ahead
from counterpoise.comparison.statistics import FEWEST_FOLDS, adjust_holm, corrected_difference
from counterpoise.comparison.verdict import Terms, average, hopeless, judge, leader

RATIO = 0.25
TERMS = Terms(RATIO, margin=0.01)
EFFORT = Effort(n_rows=1000, n_folds=5, n_repeats=2, seconds_per_repeat=60.0)
FOLDS = [str(i) for i in range(10)]


def gains(noise=0.01, **means):
    """Return gains of entrants around their means, the folds' own luck shared."""
    rng = np.random.default_rng(0)
    luck = rng.normal(0, 0.05, len(FOLDS))
    return {
        ("m", name.replace("_", "-")): dict(
            zip(FOLDS, mean + luck + rng.normal(0, noise, len(FOLDS)), strict=True)
        )
        for name, mean in means.items()
    }


def verdict(found, resamplers, baselines, terms=TERMS, **options):
    ours, theirs = [("m", r) for r in resamplers], [("m", b) for b in baselines]
    return judge(found, ours, theirs, terms, **options)


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


@pytest.mark.parametrize("n", range(FEWEST_FOLDS))
def test_less_than_five_folds_show_nothing(n):
    found = corrected_difference(np.linspace(0.3, 0.31, n), RATIO)
    assert found.p_value() == 1
    assert found.interval(0.95) == (-np.inf, np.inf)


@pytest.mark.parametrize("value", [0.0, 0.1])
def test_folds_without_any_spread_show_nothing(value):
    found = corrected_difference(np.full(10, value), RATIO)
    assert found.p_value() == 1
    assert found.interval(0.95) == (-np.inf, np.inf)


def test_holm_agrees_with_the_closed_form_for_two():
    assert adjust_holm([0.01, 0.03]).tolist() == pytest.approx([0.02, 0.03])
    assert adjust_holm([0.5, 0.6]).tolist() == pytest.approx([1.0, 1.0])


def test_better_than_every_baseline_helps():
    found = gains(smote=0.8, nothing=0.6, class_weights=0.65)
    judged = verdict(found, ["smote"], ["nothing", "class-weights"])
    assert judged.verdict == "helps"
    assert judged.baseline == ("m", "class-weights")
    assert 0 < judged.low < judged.difference.mean < judged.high


def test_better_than_some_baselines_only_is_no_help():
    found = gains(smote=0.8, nothing=0.6, class_weights=0.8)
    assert verdict(found, ["smote"], ["nothing", "class-weights"]).verdict == "cannot tell"


def test_a_baseline_better_than_every_method_is_harm():
    found = gains(smote=0.6, random=0.55, nothing=0.8)
    judged = verdict(found, ["smote", "random"], ["nothing"])
    assert judged.verdict == "harms"
    assert judged.resampler == ("m", "smote")
    assert judged.low < judged.difference.mean < judged.high < 0


def test_one_method_that_keeps_up_is_no_harm():
    found = gains(smote=0.8, random=0.55, nothing=0.8)
    assert verdict(found, ["smote", "random"], ["nothing"]).verdict == "cannot tell"


def test_the_best_of_both_sides_within_the_margin_are_equivalent():
    found = gains(noise=0.001, smote=0.8, random=0.55, nothing=0.8, class_weights=0.6)
    judged = verdict(found, ["smote", "random"], ["nothing", "class-weights"])
    assert judged.verdict == "equivalent"
    assert -0.01 <= judged.low < judged.high <= 0.01
    assert (judged.resampler[1], judged.baseline[1]) == ("smote", "nothing")
    narrow = Terms(RATIO, margin=judged.high / 2)
    assert verdict(found, ["smote"], ["nothing"], narrow).verdict == "cannot tell"


def test_a_sure_gain_that_does_not_matter_is_equivalence():
    found = gains(noise=0.0005, smote=0.805, nothing=0.8)
    judged = verdict(found, ["smote"], ["nothing"])
    assert judged.low > 0
    assert judged.verdict == "equivalent"
    assert verdict(found, ["smote"], ["nothing"], Terms(RATIO)).verdict == "helps"


def test_what_agrees_in_every_figure_is_equivalent_without_any_spread():
    found = gains(smote=0.8, nothing=0.8)
    found["m", "smote"] = dict(found["m", "nothing"])
    assert verdict(found, ["smote"], ["nothing"]).verdict == "cannot tell"
    pair = frozenset({("m", "smote"), ("m", "nothing")})
    same = Terms(RATIO, margin=0.01, same=frozenset({pair}))
    assert verdict(found, ["smote"], ["nothing"], same).verdict == "equivalent"


def test_those_who_were_given_up_still_count_as_chosen_among():
    found = gains(smote=0.8, nothing=0.78)
    few = verdict(found, ["smote"], ["nothing"])
    many = verdict(found, ["smote"], ["nothing"], given_up=(9, 0))
    assert many.low < few.low
    assert many.high == few.high


def test_wrong_verdicts_are_seldom_among_many_useless_methods():
    wrong = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        found = {
            ("m", f"r{j}"): dict(zip(FOLDS, rng.normal(size=10), strict=True)) for j in range(10)
        }
        found["m", "nothing"] = dict(zip(FOLDS, rng.normal(size=10), strict=True))
        wrong += verdict(found, [f"r{j}" for j in range(10)], ["nothing"]).verdict != "cannot tell"
    assert wrong <= 10


def test_repeats_settle_what_they_can_and_rows_the_rest():
    wide = verdict(gains(noise=0.05, smote=0.8, nothing=0.8), ["smote"], ["nothing"])
    ahead = look_ahead(wide, TERMS, EFFORT)
    assert ahead.smallest_difference == pytest.approx((wide.high - wide.low) / 2)
    assert ahead.rows > 1000
    assert ahead.repeats is None
    # A margin just short of the interval: a few more repeats bring it inside.
    near = Terms(RATIO, margin=0.97 * max(wide.high, -wide.low))
    assert look_ahead(wide, near, EFFORT).repeats > 2
    assert look_ahead(wide, near, EFFORT).minutes >= 1
    cannot = Effort(1000, 5, 1, 60.0, can_repeat=False)
    assert look_ahead(wide, near, cannot).repeats is None


def test_after_a_single_repeat_it_is_not_claimed_that_more_repeats_bring_nothing():
    once = Effort(1000, 10, 1, 60.0)
    wide = verdict(gains(noise=0.05, smote=0.8, nothing=0.8), ["smote"], ["nothing"])
    unknown = replace(wide, difference=replace(wide.difference, anew=0.0, repeats_tell=False))
    ahead = look_ahead(unknown, TERMS, once)
    assert (ahead.repeats, ahead.minutes) == (3, 2.0)
    assert ahead.rows == look_ahead(wide, TERMS, once).rows
    known = replace(wide, difference=replace(wide.difference, anew=0.0))
    assert look_ahead(known, TERMS, once).repeats is None


def test_the_rows_that_are_named_settle_it():
    found = verdict(gains(noise=0.05, smote=0.82, nothing=0.8), ["smote"], ["nothing"])
    assert found.verdict == "cannot tell"
    ahead = look_ahead(found, TERMS, EFFORT)
    # As many rows leave that part of the noise; the mean of these folds stays.
    less = np.sqrt(1000 / ahead.rows)
    more = {e: dict(g) for e, g in gains(noise=0.05, smote=0.82, nothing=0.8).items()}
    mean = found.difference.mean
    for fold in FOLDS:
        gap = more["m", "smote"][fold] - more["m", "nothing"][fold] - mean
        more["m", "smote"][fold] = more["m", "nothing"][fold] + mean + less * gap
    assert verdict(more, ["smote"], ["nothing"]).verdict != "cannot tell"


def test_few_folds_ask_for_folds():
    found = {e: dict(list(g.items())[:3]) for e, g in gains(smote=0.9, nothing=0.5).items()}
    judged = verdict(found, ["smote"], ["nothing"])
    assert judged.verdict == "cannot tell"
    ahead = look_ahead(judged, TERMS, EFFORT)
    assert (ahead.folds, ahead.smallest_difference) == (FEWEST_FOLDS, None)


def test_the_plainly_worse_are_hopeless_and_the_best_never_is():
    found = gains(smote=0.8, random=0.79, adasyn=0.5)
    assert hopeless(found, list(found), TERMS) == [("m", "adasyn")]


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
