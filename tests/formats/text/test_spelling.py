"""How columns of numbers are spelled, found out in few passes where they are simple."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from counterpoise.formats.text.spelling import forms, learner
from counterpoise.formats.text.spelling.learner import SpellingLearner

COLUMNS = [
    ["1.50", "2.25", "-3.00", "12.75"],
    ["1.5", "-12.25", "100.125"],
    ["1.5", "-.5", ".25"],
    ["1.5", "-00.5"],
    ["1.5", "01.5"],
    ["-0.5", "0.25", "-10.5"],
    ["1.5", "2"],
    ["1.0", "2.0", "-3.0"],
    ["-1.5", "-2.5"],
    ["1.5", "1e-3"],
    ["+1.5", "-2.5"],
    ["1.5", "2.5", "x"],
    ["9007199254740993.5", "1.5"],
    ["1.", "2.5"],
]


def learned(batches):
    found = SpellingLearner()
    for batch in batches:
        found.add(pa.array(batch, pa.string()))
    return found.finish(), found.odd, found.signed


@pytest.mark.parametrize("texts", COLUMNS, ids=str)
def test_few_passes_find_what_many_find(monkeypatch, texts):
    rng = np.random.default_rng(0)
    batches = [texts, texts[:1], rng.choice(texts, 60).tolist(), texts[::-1]]
    found = learned(batches)
    monkeypatch.setattr(learner, "is_simple", lambda text: False)
    assert found == learned(batches)


def test_a_text_far_below_the_first_rows_is_seen():
    found, _, _ = learned([["1.5"] * 200, ["2.5"] * 200 + ["n/o"]])
    assert isinstance(found, forms.Text)
    assert not isinstance(learned([["1"] * 200 + ["0.5"]])[0], forms.Whole)
