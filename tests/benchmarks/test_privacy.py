"""The attacks of the benchmark run on a table with categories."""

from __future__ import annotations

import numpy as np
import pandas as pd
import privacy


def mixed(seed):
    rng = np.random.default_rng(seed)
    y = np.repeat([0, 1], [60, 30])
    numbers = rng.normal(size=(90, 2)) + y[:, np.newaxis]
    return pd.DataFrame(numbers, columns=["a", "b"]).assign(c=rng.choice(list("xyz"), 90)), y


def test_copies_give_every_row_of_a_mixed_table_away(monkeypatch):
    monkeypatch.setitem(privacy.TABLES, "small", mixed)
    assert privacy.attacked("small", "RandomOverSampler", 0)["copies"] == 1
    worth = privacy.worth("small", "RandomOverSampler", 0)
    assert worth["n_worse"] > 0
    assert 0.5 < worth["model_auc"] <= 1
