"""The tests of a gain where the truth is known: a table or two of `make verdicts`."""

from __future__ import annotations

import numpy as np
import power
import pytest


def test_every_test_gives_an_interval_around_the_mean_gain():
    rows = np.array(power.judged("two alike blocks", 10, 3, "roc_auc", 0))
    bounds = power.intervals(rows)
    assert (bounds[:, :3, 0] < rows[:, :1]).all()
    assert (bounds[:, :3, 1] > rows[:, :1]).all()
    widths = dict(
        zip(power.TESTS, np.moveaxis(bounds[:, :, 1] - bounds[:, :, 0], 1, 0), strict=True)
    )
    assert (widths["compare"] >= np.sqrt(1.5) * widths["rows"] - 1e-12).all()
    assert (widths["compare"] <= np.sqrt(2) * widths["rows"] + 1e-12).all()
    assert widths["Bayes"] == pytest.approx(widths["t"] + 0.02)


def test_the_fast_auc_is_that_of_the_library():
    rng = np.random.default_rng(0)
    y, score = np.arange(50) % 5 // 4, rng.normal(size=50).round(1)
    p = np.column_stack([-score, score])
    theirs = power.score_probabilities(y, p, {}, power.NO_COSTS, 0.5, only="roc_auc")["roc_auc"]
    assert power.scored("roc_auc", y, score)[0] == pytest.approx(theirs)


def test_kinds_that_nobody_tuned_on_ask_all_three_questions():
    untouched = {kind.wanted for kind in power.KINDS.values() if not kind.tuned}
    assert untouched == {"null", "gain", "loss"}
