"""The report of a run over a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.formats.location import Place
from counterpoise.plan.sample import Sample
from counterpoise.report.exposing import expose_sample
from counterpoise.report.judging import judge_sample
from counterpoise.report.page import Report
from counterpoise.report.writing import check_report_path, render

__all__ = ["Pages"]


class Pages:
    """Makes the page that `balance_file` writes beside its output."""

    def place(self, path: str, force: bool) -> Place:
        """Return where the report goes; raise `InvalidInputError` if it cannot."""
        return check_report_path(path, force)

    def render(self, summary: Mapping[str, Any], sample: Sample, source: str) -> bytes:
        """Return the page on what was made."""
        told = dict(summary)
        judged = judge_sample(sample, told)
        diagnosis = {"findings": told["findings"]} if told.get("findings") else None
        page = Report.of_balance(
            told,
            sample,
            source=source,
            diagnosis=diagnosis,
            quality=judged,
            privacy=expose_sample(sample, told),
        )
        return render(page).encode()
