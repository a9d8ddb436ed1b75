"""What the report says of a table before balancing, and of the quality of new rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from counterpoise.report.figures import interval_figure
from counterpoise.report.text import JsonObject, Section, number, plain
from counterpoise.report.text import score as score_text

Tone = Literal["good", "even", "bad", "note"]
"""Which way a verdict or a finding goes."""

__all__ = ["Tone", "findings_section", "quality_section", "severity_of"]


_SEVERITIES: dict[Tone, tuple[str, ...]] = {
    "bad": ("error", "critical", "severe", "high", "bad", "danger", "serious"),
    "even": ("warning", "warn", "medium", "moderate", "caution"),
    "good": ("ok", "good", "fine", "none"),
}


def severity_of(name: object) -> tuple[Tone, str]:
    """Return the tone of a finding and the word for it."""
    text = plain(name).lower()
    for tone, words in _SEVERITIES.items():
        if text in words:
            return tone, text
    return "note", "note" if name is None else text


def findings_section(diagnosis: JsonObject) -> dict[str, list[Section]]:
    """Return the findings, the gravest first, and apart from them those that are as they should."""
    order = ["bad", "even", "note", "good"]
    found = []
    for finding in diagnosis["findings"]:
        tone, word = severity_of(finding.get("severity"))
        found.append(
            {
                "tone": tone,
                "word": word,
                "title": plain(
                    finding.get("title") or plain(finding["code"]).replace("-", " "), 120
                ),
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


def figure_text(figure: object) -> str:
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


_QUALITY_TONES: dict[str, Tone] = {"as real rows": "good", "worse": "bad"}
"""What is better than real rows, expected of SMOTE or not known gets no tick, but a grey note."""


def quality_section(quality: JsonObject) -> Section:
    """Return the scores of the new rows, each beside what real rows score."""
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


def _scores(quality: JsonObject) -> list[tuple[str, JsonObject]]:
    scores = quality.get("scores", quality)
    if isinstance(scores, Mapping):
        return [(k, v) for k, v in scores.items() if isinstance(v, Mapping) and "value" in v]
    return [(str(score.get("code") or score.get("name")), score) for score in scores]
