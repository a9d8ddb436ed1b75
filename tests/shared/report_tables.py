"""Tables to report on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from counterpoise.engines.memory.balancing import balance_table
from counterpoise.plan.request import Request
from counterpoise.report import Report, Sample


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
    balanced = balance_table(table, Request(target, seed=0, **options))
    sample = Sample.from_balanced(table, balanced)
    return Report.of_balance(balanced.summary.to_dict(), sample, source="churn.csv")
