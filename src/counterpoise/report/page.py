"""The report: which sections there are and what each says."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from counterpoise.report.comparing import comparison_section, verdict_of_comparison
from counterpoise.report.distributions import distributions
from counterpoise.report.figures import (
    category_figure,
    histogram_figure,
    interval_figure,
    map_figure,
)
from counterpoise.report.projection import minority_map
from counterpoise.report.sample import Sample
from counterpoise.report.text import number, percent, plain, signed
from counterpoise.report.text import score as score_text

__all__ = ["Report", "Verdict"]

MOST_CHARTS = 48
"""Columns that are drawn; all are in the table."""

MOST_LISTED = 400
"""Columns that the table lists."""

_MOST_CLASSES = 4


@dataclass(frozen=True)
class Verdict:
    """What a report says first.

    Parameters
    ----------
    tone : {"good", "even", "bad", "note"}
        Which way it goes.
    word : str
        One or two words that say the tone to those who do not see its colour.
    headline, sentence : str
        The verdict, and what it rests on.
    figures : list of (str, str)
        The few figures that matter, each with its name.
    advice : list of str
        What to do next.
    """

    tone: str
    word: str
    headline: str
    sentence: str = ""
    figures: Sequence[tuple[str, str]] = ()
    advice: Sequence[str] = ()


@dataclass(frozen=True)
class Report:
    """A report whose sections are there where their data are.

    Parameters
    ----------
    kind : {"balance", "inspect", "compare"}
        What was asked.
    source : str
        The name of the table.
    verdict : Verdict
        What it says first.
    balance : dict, optional
        What `Summary.to_dict` returned.
    diagnosis, quality, comparison : dict, optional
        What the `to_dict` of those returned.
    sample : Sample, optional
        Rows for the map and the distributions.
    version : str
        Version of counterpoise.
    """

    kind: str
    source: str
    verdict: Verdict
    balance: Mapping[str, Any] | None = None
    diagnosis: Mapping[str, Any] | None = None
    quality: Mapping[str, Any] | None = None
    comparison: Mapping[str, Any] | None = None
    sample: Sample | None = None
    version: str = ""
    _found: dict[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of_balance(
        cls,
        summary: Mapping[str, Any],
        sample: Sample | None = None,
        *,
        source: str = "table",
        diagnosis: Mapping[str, Any] | None = None,
        quality: Mapping[str, Any] | None = None,
    ) -> Report:
        """Return the report on a table that was balanced."""
        return cls(
            "balance",
            _file_name(source),
            _verdict_of_balance(summary),
            balance=summary,
            diagnosis=diagnosis,
            quality=quality,
            sample=sample,
            version=str(summary.get("version", "")),
        )

    @classmethod
    def of_diagnosis(
        cls, diagnosis: Mapping[str, Any], sample: Sample | None = None, *, source: str = "table"
    ) -> Report:
        """Return the report on a table that was looked at before balancing."""
        return cls(
            "inspect",
            _file_name(source),
            _verdict_of_diagnosis(diagnosis),
            diagnosis=diagnosis,
            sample=sample,
            version=str(diagnosis.get("version", "")),
        )

    @classmethod
    def of_comparison(
        cls,
        comparison: Mapping[str, Any],
        sample: Sample | None = None,
        *,
        source: str = "table",
        diagnosis: Mapping[str, Any] | None = None,
        balance: Mapping[str, Any] | None = None,
        quality: Mapping[str, Any] | None = None,
    ) -> Report:
        """Return the report on whether resampling helped.

        The sample may hold new rows, which `make_sample` makes, and `balance` says how.
        """
        return cls(
            "compare",
            _file_name(source),
            verdict_of_comparison(comparison),
            balance=balance,
            comparison=comparison,
            diagnosis=diagnosis,
            quality=quality,
            sample=sample,
            version=str(comparison.get("version", "")),
        )

    def sections(self) -> dict[str, Any]:
        """Return what the template draws: a dict for each section that has data."""
        found: dict[str, Any] = {}
        if self.comparison is not None:
            found.update(comparison_section(self.comparison))
        if self.diagnosis is not None:
            found["findings"] = _findings(self.diagnosis)
        if self.comparison is not None and self.balance is not None:
            found["trial"] = _trial(self.balance, self.comparison)
        if self.quality is not None:
            found["quality"] = _quality(self.quality)
        if self.balance is not None:
            found["classes"] = _classes(self.balance)
        elif self.diagnosis is not None:
            found["classes"] = _classes_found(self.diagnosis)
        if self.sample is not None and self.sample.columns:
            found.update(_rows(self.sample))
        if self.balance is not None:
            found["made"] = _how_made(self.balance)
        return found


def _trial(summary: Mapping[str, Any], comparison: Mapping[str, Any]) -> dict[str, str]:
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


def _verdict_of_balance(summary: Mapping[str, Any]) -> Verdict:
    classes = summary["classes"]
    grown = [c for c in classes if c["after"] > c["before"]]
    before, after = (sum(c[when] for c in classes) for when in ("before", "after"))
    n_new, n_removed = summary["n_new"], summary["n_removed"]
    if grown:
        headline = "; ".join(
            f"Class {plain(c['class'])} grew from {c['before']:,} to {c['after']:,} rows"
            for c in grown[:3]
        )
        if len(grown) > 3:
            headline += f"; and {len(grown) - 3} more classes grew"
    elif n_removed:
        headline = f"{n_removed:,} of {before:,} rows were removed"
    else:
        headline = "Nothing had to be changed"
    return Verdict(
        tone="note",
        word="Done",
        headline=headline,
        sentence=(
            "This page shows what was made. It cannot show that a model gains from it: with a "
            "strong classifier and a tuned threshold, balancing often changes nothing, and it "
            "always distorts predicted probabilities."
        ),
        figures=[
            ("rows before", f"{before:,}"),
            ("rows after", f"{after:,}"),
            ("new rows", f"{n_new:,}"),
            *([("removed", f"{n_removed:,}")] if n_removed else []),
            (
                "imbalance ratio",
                f"{_imbalance(classes, 'before')} → {_imbalance(classes, 'after')}",
            ),
            ("method", plain(summary["method"])),
        ],
        advice=[
            "Train on these rows only; test on rows that were split off before balancing.",
            "counterpoise compare measures whether it helps, against class weights and a tuned "
            "threshold.",
        ],
    )


def _imbalance(classes: Sequence[Mapping[str, Any]], when: str) -> str:
    counts = [c[when] for c in classes if c[when]]
    return number(max(counts) / min(counts), 3) if counts else "none"


def _verdict_of_diagnosis(diagnosis: Mapping[str, Any]) -> Verdict:
    advised = diagnosis.get("recommendation") or {}
    reasons = [plain(reason, 400) for reason in advised.get("reasons", [])]
    counts = [c["rows"] for c in diagnosis["classes"]]
    tones = [severity_of(f.get("severity"))[0] for f in diagnosis["findings"]]
    grave, raised = tones.count("bad"), tones.count("bad") + tones.count("even")
    if advised.get("resample"):
        settings = [
            f"{name} {plain(advised[name])}" for name in ("k", "ratio") if advised.get(name)
        ]
        headline = f"Worth a try: {', '.join([plain(advised.get('method')), *settings])}"
        tone, word = ("even", "Look first") if grave else ("good", "Fit for it")
    else:
        headline, tone, word = "Do not resample this table", "bad", "Not fit"
    return Verdict(
        tone=tone,
        word=word,
        headline=headline,
        sentence=reasons[0] if len(reasons) == 1 else "",
        figures=[
            ("rows", f"{diagnosis['rows']:,}"),
            ("columns", number(_count(diagnosis["columns"]))),
            ("smallest class", f"{min(counts):,} rows"),
            ("imbalance ratio", number(max(counts) / max(min(counts), 1), 3)),
            ("findings to act on", f"{raised} of {len(diagnosis['findings'])}"),
        ],
        advice=reasons if len(reasons) > 1 else [],
    )


def _count(columns: Any) -> int:
    return columns if isinstance(columns, int) else len(columns)


_SEVERITIES = {
    "bad": ("error", "critical", "severe", "high", "bad", "danger", "serious"),
    "even": ("warning", "warn", "medium", "moderate", "caution"),
    "good": ("ok", "good", "fine", "none"),
}


def severity_of(name: Any) -> tuple[str, str]:
    """Return the tone of a finding and the word for it."""
    text = plain(name).lower()
    for tone, words in _SEVERITIES.items():
        if text in words:
            return tone, text
    return "note", "note" if name is None else text


def _findings(diagnosis: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the findings, the gravest first, and apart from them those that are as they should."""
    order = ["bad", "even", "note", "good"]
    found = []
    for finding in diagnosis["findings"]:
        tone, word = severity_of(finding.get("severity"))
        found.append(
            {
                "tone": tone,
                "word": word,
                "code": plain(finding["code"]).replace("_", " ").replace("-", " "),
                "klass": "" if finding.get("class") is None else plain(finding["class"]),
                "figure": figure_text(finding.get("figure")),
                "sentence": plain(finding["sentence"], 600),
                "advice": plain(finding.get("advice") or "", 600),
            }
        )
    found.sort(key=lambda finding: order.index(finding["tone"]))
    return {
        "raised": [finding for finding in found if finding["tone"] != "good"],
        "fine": [finding for finding in found if finding["tone"] == "good"],
    }


def figure_text(figure: Any) -> str:
    """Return the figure of a finding as text, whatever it is made of."""
    if figure is None:
        return ""
    if isinstance(figure, Mapping):
        parts = list(figure.items())[:6]
        return ", ".join(f"{plain(k).replace('_', ' ')} {figure_text(v)}" for k, v in parts)
    if isinstance(figure, list | tuple):
        return ", ".join(figure_text(v) for v in figure[:6])
    if isinstance(figure, bool) or not isinstance(figure, int | float):
        return plain(figure)
    return number(float(figure), 3)


_QUALITY_TONES = {"as real rows": "good", "better": "good", "worse": "bad"}


def _quality(quality: Mapping[str, Any]) -> dict[str, Any]:
    scores = []
    for name, score in _scores(quality):
        low, high = score.get("interval") or (None, None)
        scores.append((name, score, score.get("value"), low, high, score.get("reference")))
    # Scores are in units of their own, and so is each one's scale.
    figures = [interval_figure([s[2:5]], [s[5]])[0] for s in scores]
    return {
        "sentence": plain(quality.get("sentence") or "", 1200),
        "how": plain(quality.get("how") or "", 800),
        "rows": [
            {
                "name": plain(score.get("name") or name).replace("_", " ").replace("-", " "),
                "klass": "" if score.get("class") is None else plain(score["class"]),
                "verdict": plain(score.get("verdict") or ""),
                "tone": _QUALITY_TONES.get(str(score.get("verdict")), "note"),
                "value": score_text(value),
                "interval": "" if low is None else f"{score_text(low)} to {score_text(high)}",
                "reference": "" if reference is None else score_text(reference),
                "sentence": plain(score.get("sentence") or "", 600),
                "figure": figure,
            }
            for (name, score, value, low, high, reference), figure in zip(
                scores, figures, strict=True
            )
        ],
    }


def _scores(quality: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    scores = quality.get("scores", quality)
    if isinstance(scores, Mapping):
        return [(k, v) for k, v in scores.items() if isinstance(v, Mapping) and "value" in v]
    return [(str(score.get("code") or score.get("name")), score) for score in scores]


def _classes(summary: Mapping[str, Any]) -> dict[str, Any]:
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


def _classes_found(diagnosis: Mapping[str, Any]) -> dict[str, Any]:
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


def _rows(sample: Sample) -> dict[str, Any]:
    """Return the map and the distributions."""
    new_of = [int((sample.klass[sample.is_new] == c).sum()) for c in range(len(sample.labels))]
    own_of = [int((sample.klass[~sample.is_new] == c).sum()) for c in range(len(sample.labels))]
    grown = [c for c in range(len(new_of)) if new_of[c]]
    grown.sort(key=lambda c: (own_of[c], c))
    if not grown:  # nothing was added: the smallest class is the minority
        grown = [min((c for c in range(len(own_of)) if own_of[c]), key=lambda c: own_of[c])]
    chosen = grown[:_MOST_CLASSES]
    charts = MOST_CHARTS // len(chosen)
    return {
        "map": {
            **map_figure(minority_map(sample, grown)),
            "minority": ", ".join(plain(sample.labels[c]) for c in grown[:6])
            + (f" and {len(grown) - 6} more" if len(grown) > 6 else ""),
            "several": len(grown) > 1,
        },
        "distributions": {
            "classes": [_distributions(sample, c, charts) for c in chosen],
            "n_grown": len(grown),
        },
    }


_GROUPS = {"majority": "Other classes", "minority": "Originals", "new": "New rows"}


def _distributions(sample: Sample, code: int, most: int) -> dict[str, Any]:
    label = plain(sample.labels[code])
    found = distributions(sample, code)
    groups = list(found[0]["bars"]) if found else []
    names = {**_GROUPS, "minority": label if "new" not in groups else f"{label}, original"}
    if len(sample.labels) == 2:
        names["majority"] = plain(sample.labels[1 - code])
    if "new" in groups:
        names["new"] = f"{label}, new"
    return {
        "label": label,
        "groups": [{"key": group, "name": names[group]} for group in groups],
        "charts": [_chart(column, names) for column in found[:most]],
        "rows": [_column_row(column) for column in found[:MOST_LISTED]],
        "n_columns": len(found),
        "compared": "new" in groups,
    }


def _chart(column: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    draw = category_figure if column["kind"] == "category" else histogram_figure
    parts = []
    if column["kind"] == "number":
        for group in column["bars"]:
            mean, std = column["mean"][group], column["std"][group]
            if mean is not None and std is not None:
                parts.append(f"{names[group]}: mean {number(mean, 3)}, std {number(std, 3)}")
    gaps = [
        f"{names[group]} {percent(share)}" for group, share in column["missing"].items() if share
    ]
    return {
        "name": column["name"],
        "kind": column["kind"],
        "distance": "" if column["distance"] is None else f"{column['distance']:.2f}",
        "figure": draw(column),
        "description": "; ".join(parts) or "Shares of each category.",
        "missing": ", ".join(gaps),
        "beyond": percent(column["beyond"]) if column.get("beyond") else "",
    }


def _column_row(column: dict[str, Any]) -> dict[str, Any]:
    distance = column["distance"]
    cells = {}
    for group, shares in column["bars"].items():
        if column["kind"] == "category":
            best = max(range(len(shares)), key=shares.__getitem__, default=None)
            cells[group] = "" if best is None else f"{column['keys'][best]} {percent(shares[best])}"
        elif column["kind"] == "time" or column["mean"][group] is None:
            cells[group] = ""
        else:
            cells[group] = f"{number(column['mean'][group], 3)} ± {number(column['std'][group], 3)}"
    return {
        "name": column["name"],
        "cells": list(cells.values()),
        "distance": "" if distance is None else f"{distance:.2f}",
        "bar": 0.0 if distance is None else round(60 * distance, 1),
    }


def _how_made(summary: Mapping[str, Any]) -> dict[str, Any]:
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
