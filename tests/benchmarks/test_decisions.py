"""The truth that `make truth` holds decisions against."""

from __future__ import annotations

import decisions
import numpy as np
import pytest


def test_a_risk_leads_back_to_its_score():
    model = decisions.Scores(0.02)
    scores = np.array([[-2.0], [0.0], [3.0]])
    risks = model.predict_proba(scores)[:, 1]
    assert [model.score_of(risk) for risk in risks] == pytest.approx(scores[:, 0].tolist())
    assert [model.score_of(end) for end in (np.inf, -np.inf)] == [np.inf, -np.inf]


def test_the_truth_is_what_many_rows_show():
    X, y = decisions.table(200_000, 0.1, seed=0)
    yes = X[:, 0] >= 1.0
    known = decisions.truth(1.0, 0.1, miss=10)
    assert yes.mean() == pytest.approx(known["flagged"], abs=0.005)
    assert y[yes].mean() == pytest.approx(known["precision"], abs=0.01)
    assert yes[y == 1].mean() == pytest.approx(known["recall"], abs=0.01)
    cost = np.where(y == 1, 10 * ~yes, yes).mean()
    assert cost == pytest.approx(known["cost"], abs=0.01)
