"""The verdict where the truth is known: a few of the tables of `make verdicts`."""

from __future__ import annotations

import pytest
import verdicts


@pytest.mark.parametrize("case", verdicts.CASES, ids=lambda case: case.name)
def test_the_verdict_is_right(case):
    assert verdicts.verdict(case.name, seed=0) in case.right


def test_every_situation_asks_about_tables_that_there_are():
    known = {
        "compare": {case.name for case in verdicts.CASES},
        "diagnose": set(verdicts.truth.KINDS),
    }
    asked = [question for questions in verdicts.SITUATIONS.values() for question in questions]
    assert len(asked) >= len(verdicts.SITUATIONS) >= 5
    for tool, name, _ in asked:
        assert name in known[tool]
