"""One browser for all tests of the report in a process, and the pages that they look at."""

from __future__ import annotations

import pytest

from counterpoise.engines.memory.balancing import balance_table
from counterpoise.plan.request import Request
from counterpoise.report import Report, Sample, write_report
from shared.browser import browser as open_browser
from shared.report_facts import COMPARISON, DIAGNOSIS, PRIVACY, QUALITY
from shared.report_tables import mixed_table


@pytest.fixture(scope="session")
def browser():
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def everything(tmp_path_factory):
    """A page with all sections."""
    table = mixed_table()
    balanced = balance_table(table, Request("churned", seed=0))
    report = Report.of_comparison(
        COMPARISON, Sample.from_balanced(table, balanced), source="churn.csv", diagnosis=DIAGNOSIS
    )
    whole = Report(
        **{
            **{name: getattr(report, name) for name in ("kind", "source", "verdict", "comparison")},
            "diagnosis": DIAGNOSIS,
            "sample": report.sample,
            "quality": QUALITY,
            "privacy": PRIVACY,
            "balance": balanced.summary.to_dict(),
            "version": "0",
        }
    )
    path = tmp_path_factory.mktemp("pages") / "everything.html"
    write_report(path, whole)
    return path
