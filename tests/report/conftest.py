"""One browser for all tests of the report in a process, and the pages that they look at."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from browser import browser as open_browser
from facts import COMPARISON, DIAGNOSIS, QUALITY

from counterpoise.engines.memory.balancing import balance_table
from counterpoise.report import Report, Sample, write_report


@pytest.fixture(scope="session")
def browser():
    with open_browser() as opened:
        yield opened


def mixed_table(n: int = 400, n_rare: int = 40, seed: int = 0) -> pd.DataFrame:
    """Return a table of numbers, a time, categories and missing values."""
    rng = np.random.default_rng(seed)
    rare = np.arange(n) < n_rare
    return pd.DataFrame(
        {
            "minutes": rng.normal(180, 50, n) + 60 * rare,
            "calls": rng.poisson(4 + 3 * rare),
            "since": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 900, n), "D"),
            "plan": rng.choice(["basic", "gold", None], n, p=[0.6, 0.3, 0.1]),
            "score": np.where(rng.random(n) < 0.2, np.nan, rng.normal(size=n)),
            "churned": np.where(rare, "yes", "no"),
        }
    )


def balance_report(table, target="churned", **options) -> Report:
    balanced = balance_table(table, target, seed=0, **options)
    sample = Sample.from_balanced(table, balanced)
    return Report.of_balance(balanced.summary.to_dict(), sample, source="churn.csv")


@pytest.fixture(scope="session")
def everything(tmp_path_factory):
    """A page with all sections."""
    table = mixed_table()
    balanced = balance_table(table, "churned", seed=0)
    report = Report.of_comparison(
        COMPARISON, Sample.from_balanced(table, balanced), source="churn.csv", diagnosis=DIAGNOSIS
    )
    whole = Report(
        **{
            **{name: getattr(report, name) for name in ("kind", "source", "verdict", "comparison")},
            "diagnosis": DIAGNOSIS,
            "sample": report.sample,
            "quality": QUALITY,
            "balance": balanced.summary.to_dict(),
            "version": "0",
        }
    )
    path = tmp_path_factory.mktemp("pages") / "everything.html"
    write_report(path, whole)
    return path
