"""What new rows give away, where it is known."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator

from counterpoise import (
    SMOTE,
    InvalidInputError,
    RandomOverSampler,
    RandomUnderSampler,
    balance,
    privacy,
)


def table(seed=0, n=400, n_rare=40, d=5):
    rng = np.random.default_rng(seed)
    X = np.concatenate([rng.normal(size=(n, d)), rng.normal(size=(n_rare, d)) + 1])
    return X, np.repeat(["no", "yes"], [n, n_rare])


class Fresh(BaseEstimator):
    """Adds rows of the true distribution, and some copies."""

    def __init__(self, copied=0.0):
        self.copied = copied

    def fit_resample(self, X, y):
        rng = np.random.default_rng(int(1e6 * abs(X.sum())))
        n = int((y == "no").sum() - (y == "yes").sum())
        new = rng.normal(1.0, 1.0, (n, X.shape[1]))
        rare = X[y == "yes"]
        new[: round(self.copied * n)] = rare[rng.integers(len(rare), size=round(self.copied * n))]
        return np.concatenate([X, new]), np.concatenate([y, np.full(n, "yes")])


@pytest.fixture(scope="module")
def of_smote():
    return privacy(*table(), SMOTE(random_state=0), n_repeats=3)


def test_smote_is_told_to_leak_and_how(of_smote):
    leaking = {score.name for score in of_smote.raised}
    assert {"rebuilt", "near_copies", "distance_ratio_5", "told_by_lines"} <= leaking
    assert of_smote["rebuilt"].value > 0.9
    assert of_smote["rebuilt"].details["precision"] > 0.98
    assert of_smote["copies"].verdict == "passes"
    assert of_smote.verdict == "leaks"


def test_exposed_rows_are_named_with_how_many_rows_were_made_from_them(of_smote):
    rebuilt = [row for row in of_smote.exposed if "rebuilt" in row.how]
    assert len(rebuilt) == of_smote["rebuilt"].details["n_rebuilt"]
    assert all(row.klass == "yes" and row.row >= 400 for row in rebuilt)
    sampler = SMOTE(random_state=0)
    sampler.fit_resample(*table())
    parents = sampler.lineage_.parents
    row = rebuilt[0]
    assert row.n_children == int((parents == row.row).any(axis=1).sum()) > 0


def test_fresh_rows_pass_every_attack():
    verdicts = [privacy(*table(seed), Fresh(), n_repeats=2).verdict for seed in range(2)]
    assert verdicts.count("leaks") == 0


def test_four_copies_in_a_hundred_are_told():
    found = privacy(*table(), Fresh(copied=0.04), n_repeats=2)
    assert found["copies"].verdict == "leaks"
    assert found["copies"].value == pytest.approx(0.04, abs=0.002)


def test_copies_are_rebuilt_because_they_are_there_twice():
    found = privacy(*table(), RandomOverSampler(random_state=0), n_repeats=2)
    assert found["rebuilt"].value == 1.0
    assert found["copies"].value == 1.0
    assert {row.how for row in found.exposed} == {("copied", "rebuilt")}


def test_a_table_that_was_made_gives_the_scores_of_its_sampler(of_smote):
    X, y = table()
    made = SMOTE(random_state=0).fit_resample(X, y)
    order = np.random.default_rng(0).permutation(len(made[1]))
    found = privacy(X, y, (made[0][order], made[1][order]))
    for name in ("rebuilt", "copies", "near_copies"):
        assert found[name].value == pytest.approx(of_smote[name].value, abs=0.02)
    assert found.n_rows == of_smote.n_rows


def test_held_out_rows_take_the_place_of_halves(of_smote):
    X, y = table()
    made = SMOTE(random_state=0).fit_resample(X, y)
    found = privacy(X, y, made, held_out=table(1), n_repeats=2)
    assert found["distance_ratio_5"].verdict == "leaks"
    assert found["distance_ratio_5"].value == pytest.approx(
        of_smote["distance_ratio_5"].value, abs=0.1
    )


def test_a_whole_table_and_a_name_do_as_balance_does():
    X, y = table()
    frame = pd.DataFrame(X.round(6), columns=list("abcde")).assign(ill=y)
    frame["plan"] = np.random.default_rng(0).choice(["x", "y"], len(frame))
    by_name = privacy(frame, "ill", "auto", n_repeats=2)
    by_table = privacy(frame, "ill", balance(frame, "ill", seed=0))
    assert by_name["rebuilt"].value == by_table["rebuilt"].value > 0.8
    json.dumps(by_name.to_dict(), allow_nan=False)


def test_the_same_seed_gives_the_same_scores(of_smote):
    again = privacy(*table(), SMOTE(random_state=0), n_repeats=3)
    assert again.to_dict() == of_smote.to_dict()


def test_a_large_class_is_attacked_in_part_and_this_is_said(monkeypatch):
    monkeypatch.setattr("counterpoise.exposure.attacks.MOST_NEW", 300)
    found = privacy(*table(), SMOTE(random_state=0), n_repeats=2)
    assert found["rebuilt"].details["n_targets"] == 2
    assert any("2 of 40 original rows" in note for note in found.notes)
    assert found["rebuilt"].value >= 0.5


@pytest.mark.parametrize(
    ("made", "match"),
    [
        (RandomUnderSampler(), "made no new rows"),
        (table(), "no row beyond the original ones"),
        ("random-under", "makes no new rows"),
        (3, "made is a int"),
        ((np.zeros((3, 2)), ["yes"] * 3), "made has 2 columns; the original table has 5"),
        ((np.zeros((3, 5)), ["perhaps"] * 3), "has class 'perhaps', which the original has not"),
    ],
)
def test_what_cannot_be_attacked_is_refused(made, match):
    with pytest.raises(InvalidInputError, match=match):
        privacy(*table(), made)
