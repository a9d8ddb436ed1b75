"""The report: which sections there are and what each says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

from counterpoise.plan.sample import Sample
from counterpoise.report.charts import sample_sections
from counterpoise.report.comparing import comparison_sections, verdict_of_comparison
from counterpoise.report.exposing import privacy_section
from counterpoise.report.findings import findings_section, quality_section
from counterpoise.report.text import MOST_LISTED, JsonObject, Section, percent, plain, signed
from counterpoise.report.verdict import (
    Verdict,
    verdict_of_balance,
    verdict_of_diagnosis,
    verdict_of_exposure,
    verdict_of_scores,
    warned,
)

__all__ = ["Report"]


_FOLDED = (
    "contestants",
    "findings",
    "trial",
    "quality",
    "privacy",
    "classes",
    "map",
    "distributions",
    "made",
)


@dataclass(frozen=True)
class Report:
    """A report whose sections are there where their data are.

    Parameters
    ----------
    kind : {"balance", "inspect", "quality", "privacy", "compare"}
        What was asked.
    source : str
        The name of the table.
    verdict : Verdict
        What it says first.
    balance : dict, optional
        What `Summary.to_dict` returned.
    diagnosis, quality, privacy, comparison : dict, optional
        What the `to_dict` of those returned.
    sample : Sample, optional
        Rows for the map and the distributions.
    version : str
        Version of counterpoise.
    """

    kind: Literal["balance", "inspect", "quality", "privacy", "compare"]
    source: str
    verdict: Verdict
    balance: JsonObject | None = None
    diagnosis: JsonObject | None = None
    quality: JsonObject | None = None
    comparison: JsonObject | None = None
    sample: Sample | None = None
    version: str = ""
    privacy: JsonObject | None = None

    @classmethod
    def of_balance(
        cls,
        summary: JsonObject,
        sample: Sample | None = None,
        *,
        source: str = "table",
        diagnosis: JsonObject | None = None,
        quality: JsonObject | None = None,
        privacy: JsonObject | None = None,
    ) -> Report:
        """Return the report on a table that was balanced."""
        return cls(
            "balance",
            _file_name(source),
            warned(verdict_of_balance(summary), diagnosis),
            balance=summary,
            diagnosis=diagnosis,
            quality=quality,
            privacy=privacy,
            sample=sample,
            version=str(summary.get("version", "")),
        )

    @classmethod
    def of_diagnosis(
        cls, diagnosis: JsonObject, sample: Sample | None = None, *, source: str = "table"
    ) -> Report:
        """Return the report on a table that was looked at before balancing."""
        return cls(
            "inspect",
            _file_name(source),
            verdict_of_diagnosis(diagnosis),
            diagnosis=diagnosis,
            sample=sample,
            version=str(diagnosis.get("version", "")),
        )

    @classmethod
    def of_scores(cls, scores: JsonObject, *, source: str = "new rows") -> Report:
        """Return the report on the scores of new rows, each beside that of real ones."""
        return cls(
            "quality",
            plain(source, 200),
            verdict_of_scores(scores),
            quality=scores,
            version=str(scores.get("version", "")),
        )

    @classmethod
    def of_exposure(cls, found: JsonObject, *, source: str = "new rows") -> Report:
        """Return the report on what new rows give away of the original ones."""
        return cls(
            "privacy",
            plain(source, 200),
            verdict_of_exposure(found),
            privacy=found,
            version=str(found.get("version", "")),
        )

    @classmethod
    def of_comparison(
        cls,
        comparison: JsonObject,
        sample: Sample | None = None,
        *,
        source: str = "table",
        diagnosis: JsonObject | None = None,
        balance: JsonObject | None = None,
        quality: JsonObject | None = None,
    ) -> Report:
        """Return the report on whether resampling helped.

        The sample may hold new rows, which `make_sample` makes, and `balance` says how.
        """
        return cls(
            "compare",
            _file_name(source),
            warned(verdict_of_comparison(comparison), diagnosis),
            balance=balance,
            comparison=comparison,
            diagnosis=diagnosis,
            quality=quality,
            sample=sample,
            version=str(comparison.get("version", "")),
        )

    @property
    def folded(self) -> tuple[str, ...]:
        """Sections that stand closed: of a comparison, all that the verdict can do without."""
        return _FOLDED if self.comparison is not None else ()

    @property
    def folded_on_phones(self) -> tuple[str, ...]:
        """Sections that stand open where there is room for them."""
        return ("ratios", "curves", "code") if self.comparison is not None else ()

    def sections(self) -> Section:
        """Return what the template draws: a dict for each section that has data."""
        found: Section = {}
        if self.comparison is not None:
            found.update(comparison_sections(self.comparison))
        if self.diagnosis is not None:
            found["findings"] = findings_section(self.diagnosis)
        if self.comparison is not None and self.balance is not None:
            found["trial"] = _trial(self.balance, self.comparison)
        if self.quality is not None:
            found["quality"] = quality_section(self.quality)
        if self.privacy is not None:
            found["privacy"] = privacy_section(self.privacy)
        if self.balance is not None:
            found["classes"] = _classes(self.balance)
        elif self.diagnosis is not None and "classes" in self.diagnosis:
            found["classes"] = _classes_found(self.diagnosis)
        if self.sample is not None and self.sample.columns:
            found.update(sample_sections(self.sample))
        if self.balance is not None:
            found["made"] = _how_made(self.balance)
        return found


def _trial(summary: JsonObject, comparison: JsonObject) -> dict[str, str]:
    """Return what the rows are that a report on a comparison shows."""
    settings = [f"{n} {plain(summary[n])}" for n in ("k", "ratio") if summary[n] is not None]
    return {
        "method": ", ".join([plain(summary["method"]), *settings]),
        "advice": (
            ""
            if comparison["verdict"] == "helps"
            else "To look at, not to train on: see the verdict."
        ),
    }


def _file_name(source: str) -> str:
    """Return what a table is called, without the folders, which are nobody else's business."""
    return "standard input" if source == "-" else plain(os.path.basename(source) or source)


def _classes(summary: JsonObject) -> Section:
    most = max(max(c["before"], c["after"]) for c in summary["classes"]) or 1
    return {
        "target": plain(summary["target"]),
        "rows": [
            {
                "name": plain(c["class"]),
                "before": f"{c['before']:,}",
                "after": f"{c['after']:,}",
                "group": "minority" if c["after"] > c["before"] else "majority",
                "change": signed(c["after"] - c["before"], 12) if c["after"] != c["before"] else "",
                "bars": {
                    "kept": round(200 * min(c["before"], c["after"]) / most, 1),
                    "new": round(200 * max(c["after"] - c["before"], 0) / most, 1),
                    "removed": round(200 * max(c["before"] - c["after"], 0) / most, 1),
                },
            }
            for c in summary["classes"]
        ],
        "balanced": True,
    }


def _classes_found(diagnosis: JsonObject) -> Section:
    most = max(c["rows"] for c in diagnosis["classes"]) or 1
    return {
        "target": plain(diagnosis["target"]),
        "rows": [
            {
                "name": plain(c["class"]),
                "before": f"{c['rows']:,}",
                "share": percent(c["share"]),
                "group": "minority" if c["rows"] < most else "majority",
                "bars": {"kept": round(200 * c["rows"] / most, 1), "new": 0, "removed": 0},
            }
            for c in diagnosis["classes"]
        ],
        "balanced": False,
    }


def _how_made(summary: JsonObject) -> Section:
    words = {
        "numeric": "number",
        "category": "category",
        "ignored": "ignored",
        "target": "target",
    }
    settings = {
        "method": f"{plain(summary['method'])} ({plain(summary['reason'])})",
        "k": summary["k"],
        "ratio": summary["ratio"],
        "scale": summary["scale"],
        "seed": summary["seed"],
    }
    columns = summary["columns"]
    return {
        "settings": [(name, plain(v)) for name, v in settings.items() if v is not None],
        "columns": [
            {"name": plain(c["name"]), "role": words[c["role"]], "reason": plain(c["reason"], 120)}
            for c in columns[:MOST_LISTED]
        ],
        "n_columns": len(columns),
    }
