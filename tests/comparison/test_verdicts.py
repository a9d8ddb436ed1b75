"""The verdict where the truth is known: a few of the tables of `make verdicts`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

_PATH = Path(__file__).resolve().parents[2] / "benchmarks" / "verdicts.py"
_SPEC = importlib.util.spec_from_file_location("verdicts", _PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
verdicts = importlib.util.module_from_spec(_SPEC)
sys.modules["verdicts"] = verdicts
_SPEC.loader.exec_module(verdicts)


@pytest.mark.parametrize("case", verdicts.CASES, ids=lambda case: case.name)
def test_the_verdict_is_right(case):
    with threadpool_limits(1):
        assert verdicts.verdict(case, seed=0) in case.right
