"""The section on privacy: the attacks on the report's own sample."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from counterpoise.engines.memory.balancing import balance_table
from counterpoise.plan.request import Request
from counterpoise.report import Report, Sample, expose_sample, render


def exposed(method, n_rare=40):
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(240, 4)), columns=list("abcd"))
    table["left"] = np.repeat(["<i>yes", "no"], [n_rare, 240 - n_rare])
    balanced = balance_table(table, Request("left", method=method, seed=0))
    summary = balanced.summary.to_dict()
    return summary, expose_sample(Sample.from_balanced(table, balanced), summary)


@pytest.fixture(scope="module")
def of_smote():
    return exposed("smote")


def verdict(found, name):
    return next(score["verdict"] for score in found["scores"] if score["name"] == name)


def test_rows_of_smote_are_rebuilt_and_the_page_says_so(of_smote):
    summary, found = of_smote
    assert verdict(found, "rebuilt") == "leaks"
    page = render(Report.of_balance(summary, privacy=found))
    assert "Do the new rows give original ones away?" in page
    assert "The new rows give original rows away: " in page
    assert found["promise"] in page
    assert "<i>yes" not in page


def test_copies_count_as_copies_beside_the_originals():
    _, found = exposed("random")
    assert verdict(found, "copies") == "leaks"


def test_rows_that_only_leave_give_nothing_to_look_at():
    assert exposed("random-under")[1] is None


def test_a_class_that_is_too_small_is_told_in_a_sentence():
    summary, found = exposed("random", n_rare=3)
    page = render(Report.of_balance(summary, privacy=found))
    assert "This could not be measured: " in page
