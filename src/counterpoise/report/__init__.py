"""One self-contained page that shows what was found, made or compared.

Data first (`Sample`, the projection, the distributions), then figures, then a template.
"""

from __future__ import annotations

from counterpoise.plan.sample import Choice, Sample, choose_rows
from counterpoise.report.exposing import expose_sample
from counterpoise.report.judging import judge_sample
from counterpoise.report.making import make_sample
from counterpoise.report.page import Report
from counterpoise.report.verdict import Verdict
from counterpoise.report.writing import check_report_path, render, write_report

__all__ = [
    "Choice",
    "Report",
    "Sample",
    "Verdict",
    "check_report_path",
    "choose_rows",
    "expose_sample",
    "judge_sample",
    "make_sample",
    "render",
    "write_report",
]
