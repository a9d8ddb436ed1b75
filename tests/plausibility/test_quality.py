"""Synthetic rows judged by real ones, where it is known what they are."""

from __future__ import annotations

import functools
import json

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE as TheirSMOTE
from sklearn.base import BaseEstimator

from counterpoise import (
    SMOTE,
    SMOTENC,
    InvalidInputError,
    NeighborIndex,
    RandomOverSampler,
    RandomUnderSampler,
    quality,
)
from counterpoise.plausibility import smote_moments
from counterpoise.plausibility.measures import correlation_distance
from counterpoise.plausibility.sentences import BETTER
from shared.grids import part_of

FAST = {"n_bootstrap": 60, "n_repeats": 3}


def table(seed=0, n=900, n_rare=240, d=4):
    rng = np.random.default_rng(seed)
    X = np.concatenate([rng.normal(size=(n, d)), rng.normal(size=(n_rare, d)) + 1])
    return X, np.repeat([0, 1], [n, n_rare])


class Drawn(BaseEstimator):
    """Adds rows around a place, whatever the minority is."""

    def __init__(self, centre=1.0, spread=1.0):
        self.centre = centre
        self.spread = spread

    def fit_resample(self, X, y):
        n = int((y == 0).sum() - (y == 1).sum())
        new = np.random.default_rng(1).normal(self.centre, self.spread, (n, X.shape[1]))
        return np.concatenate([X, new]), np.concatenate([y, np.ones(n, int)])


@functools.cache
def on_table(sampler):
    """Return how a sampler of its own defaults is judged on the usual table."""
    return quality(*table(), sampler(), **FAST)


@pytest.mark.parametrize("seed", part_of(range(3), [0]))
def test_the_moments_of_smote_are_those_of_many_rows(seed):
    rng = np.random.default_rng(seed)
    points = rng.exponential(size=(40, 3)) + 100
    neighbours = NeighborIndex(4).fit(points).kneighbors(return_distance=False)
    mean, covariance = smote_moments(points, neighbours)
    X = np.concatenate([points, np.full((60_000, 3), -1e3)])
    y = np.repeat([1, 0], [40, 60_000])
    grown, _ = SMOTE(k_neighbors=4, random_state=seed).fit_resample(X, y)
    new = grown[len(X) :]
    error = 4 * np.sqrt(np.diag(covariance) / len(new))
    assert (np.abs(new.mean(axis=0) - mean) < error).all()
    assert np.cov(new, rowvar=False) == pytest.approx(covariance, abs=0.03 * covariance.max())


def test_partners_without_limit_leave_two_thirds_of_the_covariance():
    points = np.random.default_rng(0).normal(size=(400, 2))
    others = np.array([np.delete(np.arange(400), i) for i in range(400)])
    _, covariance = smote_moments(points, others)
    assert covariance == pytest.approx(2 / 3 * np.cov(points.T), abs=0.01)


def test_rows_of_the_true_distribution_are_as_real_rows():
    worse = [s.name for seed in range(3) for s in quality(*table(seed), Drawn(), **FAST).raised]
    assert len(worse) <= 3  # of 30, of which one is wrong by chance


def test_rows_elsewhere_are_told():
    found = quality(*table(), Drawn(centre=-1.0), **FAST)
    worse = {score.name for score in found.raised}
    assert {"two_sample_auc", "wrong_side", "on_hidden_rows", "column_distance"} <= worse


def test_rows_all_over_the_place_are_told():
    found = quality(*table(), Drawn(spread=4.0), **FAST)
    assert {"precision", "two_sample_auc", "spread"} <= {score.name for score in found.raised}


def test_copies_are_told():
    found = on_table(RandomOverSampler)
    assert found["copies"].value == 1.0
    assert found["copies"].reference == 0.0
    assert found["distance_to_closest"].verdict == "worse"


def test_copies_by_chance_are_no_fault():
    class Whole(Drawn):
        def fit_resample(self, X, y):
            grown, target = super().fit_resample(X, y)
            return grown.round(), target

    X, y = table(0, 900, 240, d=2)
    found = quality(X.round(), y, Whole(), **FAST)["copies"]
    assert found.reference > 0.3
    assert found.verdict == "as real rows"


def test_smote_contracts_as_theory_says():
    found = quality(*table(0, 2000, 600), SMOTE(), scale=None, **FAST)["spread"]
    assert found.low <= found.details["smote"] <= found.high
    assert found.value < found.reference


def test_intervals_hold_the_values():
    scores = on_table(SMOTE).scores
    assert [score.name for score in scores] == list(BETTER)
    for score in scores:
        assert score.low <= score.value <= score.high
        assert score.reference_low <= score.reference <= score.reference_high
        assert score.difference == pytest.approx(score.value - score.reference)


def test_the_same_seed_gives_the_same_scores():
    a, b = (quality(*table(), SMOTE(), seed=4, **FAST).to_dict() for _ in range(2))
    assert a == b


def test_a_sampler_of_imbalanced_learn_gives_the_same_scores():
    a = quality(*table(), SMOTE(random_state=0), **FAST)
    b = quality(*table(), TheirSMOTE(random_state=0), **FAST)
    for ours, theirs in zip(a.scores, b.scores, strict=True):
        assert ours.value == pytest.approx(theirs.value)


def test_mixed_missing_and_many_classes_are_taken():
    X, _ = table()
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(X, columns=list("abcd"))
    frame.loc[::9, "a"] = np.nan
    frame["plan"] = rng.choice(["x", "y", "z"], len(X))
    y = np.repeat(["l", "m", "s"], [900, 140, 100])
    found = quality(frame, y, SMOTENC(categorical_features=["plan"]), **FAST)
    assert set(found.n_rows) == {"m", "s"}
    assert [s.name for s in found.scores if s.klass == "s"] == list(BETTER)
    json.dumps(found.to_dict(), allow_nan=False)
    assert "class 's'" in str(found)


def test_a_category_only_in_held_out_rows_is_no_fault():
    X, y = table(0, 300, 60)
    frame = pd.DataFrame(X, columns=list("abcd"))
    frame["shop"] = [f"s{i % 97}" for i in range(len(X))]
    found = quality(frame, y, SMOTENC(categorical_features=["shop"]), **FAST)
    assert [score.name for score in found.scores] == list(BETTER)


def test_a_cleaner_makes_nothing_to_judge():
    with pytest.raises(InvalidInputError, match="made no new rows"):
        quality(*table(), RandomUnderSampler(), **FAST)


def test_one_new_row_cannot_be_judged():
    with pytest.raises(InvalidInputError, match="made no new rows, or one only"):
        quality(*table(0, 28, 25), SMOTE(k_neighbors=2), **FAST)


def test_too_few_rows_are_told():
    with pytest.raises(InvalidInputError, match="has 8 rows; quality needs 12"):
        quality(*table(0, 100, 8), SMOTE(k_neighbors=1), **FAST)


def test_what_is_no_sampler_is_refused():
    with pytest.raises(InvalidInputError, match="fit_resample"):
        quality(*table(), object())
    with pytest.raises(InvalidInputError, match="'smot' is not known"):
        quality(*table(), "smot")


def test_what_no_smote_can_do_otherwise_is_no_fault():
    found = on_table(SMOTE)
    assert found["copies"].value == 0.0
    assert found["near_copies"].value > found["near_copies"].reference
    assert found["near_copies"].verdict == "expected of SMOTE"
    assert found["distance_to_closest"].verdict == "expected of SMOTE"
    assert found["distance_to_closest"].details["smote"] == pytest.approx(
        found["distance_to_closest"].value, rel=0.2
    )


class Copier(BaseEstimator):
    """Adds copies of the minority's rows that are moved a little, among rows of its own kind."""

    def __init__(self, jitter=0.0, share=1.0):
        self.jitter = jitter
        self.share = share

    def fit_resample(self, X, y):
        rng = np.random.default_rng(int(1e6 * abs(X.sum())))
        n = int((y == 0).sum() - (y == 1).sum())
        new = rng.normal(1.0, 1.0, (n, X.shape[1]))
        copied = X[y == 1][rng.integers((y == 1).sum(), size=round(self.share * n))]
        new[: len(copied)] = copied + self.jitter * rng.normal(size=copied.shape)
        return np.concatenate([X, new]), np.concatenate([y, np.ones(n, int)])


def test_copies_with_a_jitter_are_told():
    found = quality(*table(), Copier(jitter=0.05), **FAST)
    assert found["copies"].value == 0.0
    assert found["near_copies"].verdict == "worse"


def test_four_copies_in_a_hundred_are_told():
    assert quality(*table(), Copier(share=0.04), **FAST)["copies"].verdict == "worse"


def test_a_part_of_the_class_that_is_left_out_is_told():
    class OneSide(Copier):
        def fit_resample(self, X, y):
            grown, target = super().fit_resample(X, y)
            keep = (grown[:, 0] < 1.7) | (np.arange(len(grown)) < len(X))
            return grown[keep], target[keep]

    found = quality(*table(0, 2400, 400), OneSide(share=0.0), **FAST)
    assert {"recall", "two_sample_auc"} <= {score.name for score in found.raised}


def test_no_score_is_as_real_rows_whose_interval_leaves_these_out():
    judged = [on_table(SMOTE), on_table(RandomOverSampler)]
    judged += [quality(*table(), Drawn(centre=centre), **FAST) for centre in (1.0, 0.7)]
    for found in judged:
        for score in found.scores:
            if score.verdict == "as real rows":
                assert score.low <= score.reference <= score.high


def test_gaps_leave_correlations_and_spread_to_be_measured():
    X, y = table()
    X[np.random.default_rng(0).random(X.shape) < 0.2] = np.nan
    found = {s.name: s for s in quality(X, y, SMOTE(), **FAST).scores}
    assert found["correlation_distance"].value > 0
    assert found["spread"].value > 0
    assert "theory" not in found["spread"].sentence


def test_correlations_of_present_values_are_those_that_pandas_tells():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 60, 4)) + 1e5
    a[:, 1] += a[:, 0]
    for rows in (a, b):
        rows[rng.random(rows.shape) < 0.2] = np.nan
    upper = np.triu_indices(4, 1)
    own, theirs = (pd.DataFrame(rows).corr().to_numpy()[upper] for rows in (a, b))
    assert correlation_distance(a, b) == pytest.approx(np.abs(own - theirs).mean())


def test_the_columns_of_an_array_can_be_given_names():
    found = quality(*table(), SMOTE(), feature_names=["p", "q", "r", "s"], **FAST)
    assert set(found["column_distance"].details["columns"]) == {"p", "q", "r", "s"}


def test_what_is_wrong_is_summed_up_in_words():
    found = on_table(RandomOverSampler)
    assert "some are exact copies" in found.sentences[1]
    assert str(found).startswith("class 1: The new rows are not like real ones")
