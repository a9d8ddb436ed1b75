"""What makes every result worthless is said in Python to those who did not ask for a diagnosis."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from counterpoise import balance
from counterpoise.errors import SamplingWarning
from counterpoise.files import balance_file
from counterpoise.plan.sample import PassingRows, choose_rows


def calls(leaks):
    rng, late = np.random.default_rng(0), np.repeat([False, True], [300, 60])
    fee = np.where(late & leaks, 99.0, rng.lognormal(2, 1, 360).round(2))
    return pd.DataFrame({"minutes": rng.normal(size=360) + 0.5 * late, "fee": fee, "late": late})


def in_memory(table, tmp_path):
    return balance(table, "late", seed=0, return_summary=True)[1]


def in_a_file(table, tmp_path):
    path = tmp_path / "calls.csv"
    table.to_csv(path, index=False)
    return balance_file(path, target="late", seed=0).balance


@pytest.mark.parametrize("balanced", [in_memory, in_a_file])
def test_a_column_that_gives_the_class_away_is_warned_of_once(balanced, tmp_path):
    with pytest.warns(SamplingWarning) as caught:
        summary = balanced(calls(leaks=True), tmp_path)
    told = [w for w in caught if w.message.code == "critical finding"]
    assert [f["code"] for f in summary.findings] == ["leaking-column", "leaking-value"]
    assert [w.filename for w in told] == [__file__] * 2
    for warning, finding in zip(told, summary.findings, strict=True):
        assert str(warning.message).startswith(f"critical: {finding['sentence']}")
        assert str(warning.message) in str(summary)
    assert summary.n_looked_at == 360


@pytest.mark.parametrize("balanced", [in_memory, in_a_file])
def test_an_honest_table_is_not_warned_of(balanced, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        summary = balanced(calls(leaks=False), tmp_path)
    assert summary.findings == []


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_rows_that_pass_in_batches_are_chosen_as_from_the_whole(size):
    klass = np.random.default_rng(0).choice(3, 500, p=[0.7, 0.25, 0.05])
    passing = PassingRows(np.bincount(klass).tolist(), 60)
    masks = [passing.of(klass[i : i + size]) for i in range(0, len(klass), size)]
    chosen = np.flatnonzero(np.concatenate(masks))
    assert chosen.tolist() == choose_rows(klass, most_rows=60).originals.tolist()
