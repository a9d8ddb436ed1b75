"""The evidence page says of a claim what its scores show, and nothing that they do not."""

from __future__ import annotations

import numpy as np
import pytest
from findings import claims
from findings.claims import Claim, Interval, Results, answer, corrected, judge, say
from findings.scoring import N_FOLDS, splits
from findings.tables import TABLES, Coded

CLAIM = Claim("theirs", "abstract", "ours", [(("m", "smote"), ("m", "nothing"))], "auc", "up")


def results(gain, spread, n_tables=14, draws=(0,), seed=0):
    """Return scores whose mean gain and whose spread over folds and tables are known."""
    rng = np.random.default_rng(seed)
    scores = {}
    for name in list(TABLES)[:n_tables]:
        for draw in draws:
            base = rng.uniform(0.7, 0.9, N_FOLDS)
            scores[name, "m", draw] = {
                "nothing": {"auc": base.tolist()},
                "smote": {"auc": (base + gain + rng.normal(0, spread, N_FOLDS)).tolist()},
            }
    return Results(scores, draws)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.02, 0.05, "up"),
        (-0.05, -0.02, "down"),
        (-0.005, 0.009, "equal"),
        (0.002, 0.008, "equal"),
        (-0.02, 0.03, "cannot tell"),
        (0.0, 0.0, "equal"),
    ],
)
def test_equality_needs_an_interval_within_the_margin(low, high, said):
    assert say(Interval((low + high) / 2, low, high), 0.01) == said


def test_what_is_not_shown_is_not_called_equal():
    judged = judge(CLAIM, results(0.0, 0.2))
    assert judged.counts["equal"] == 0
    assert judged.said == "cannot tell"
    assert answer(CLAIM, judged.said) == "cannot tell"


@pytest.mark.parametrize(("gain", "said"), [(0.05, "up"), (-0.05, "down"), (0.0, "equal")])
def test_a_gain_a_loss_and_their_absence_are_found(gain, said):
    judged = judge(CLAIM, results(gain, 0.002))
    assert judged.said == said
    assert judged.counts[said] == judged.n_tables == len(TABLES)
    assert answer(CLAIM, said) == ("yes" if said == "up" else "no")


def test_draws_that_did_not_run_are_left_out_and_counted():
    known = results(0.05, 0.005, n_tables=3, draws=(0, 1))
    judged = judge(CLAIM, Results(known.scores, (0, 1, 2)))
    assert judged.n_tables == 3
    assert sum(judged.counts.values()) == 3
    assert judge(CLAIM, Results({}, (0,))).said == "cannot tell"


def test_more_claims_make_intervals_wider(monkeypatch):
    few = judge(CLAIM, results(0.02, 0.02)).over_tables
    monkeypatch.setattr(claims, "CLAIMS", claims.CLAIMS * 10)
    many = judge(CLAIM, results(0.02, 0.02)).over_tables
    assert many.mean == few.mean
    assert many.low < few.low < few.high < many.high


def test_an_error_of_equal_folds_is_that_of_the_package():
    from counterpoise.comparison.statistics import corrected_difference

    values = np.random.default_rng(0).normal(size=10)
    ours = corrected(values, 0.9)
    assert (ours.low, ours.high) == pytest.approx(
        corrected_difference(values, 1 / (N_FOLDS - 1)).interval(0.9)
    )


def test_rows_of_one_person_are_never_parted():
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 60, 300)
    table = Coded(np.zeros((300, 1)), (rng.random(300) < 0.2).astype(int), [], groups)
    n_parts = 0
    for train, test in splits(table, 5, 0):
        assert not set(groups[train]) & set(groups[test])
        for inside, outside in splits(table, 3, 0, train):
            assert not set(groups[inside]) & set(groups[outside])
            assert set(inside) | set(outside) == set(train)
            n_parts += 1
        assert table.target[test].sum() == pytest.approx(table.target.sum() / 5, abs=2)
    assert n_parts == 15


@pytest.mark.parametrize("claim", claims.CLAIMS, ids=lambda c: c.measured[:30])
def test_every_claim_says_what_was_read_and_compares_what_is_scored(claim):
    from findings.scoring import BALANCING, MODELS

    assert claim.basis in ("abstract", "summary")
    assert claim.expected in ("up", "not up", "down", "equal")
    for pair in claim.pairs:
        for model, method in pair:
            assert model in MODELS
            assert method in ("nothing", *BALANCING)
