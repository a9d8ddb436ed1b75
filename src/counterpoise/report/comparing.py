"""What the report says of a comparison: the verdict, the contestants and their curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from counterpoise.report.figures import curve_figure, interval_figure
from counterpoise.report.findings import Tone
from counterpoise.report.ratios import ratio_section
from counterpoise.report.text import JsonObject, Section, number, plain, signed
from counterpoise.report.text import score as score_text
from counterpoise.report.verdict import Verdict

__all__ = ["comparison_sections", "verdict_of_comparison"]

_WORDS: dict[str, tuple[Tone, str, str]] = {
    "helps": ("good", "It helps", "Resampling helps here"),
    "equivalent": ("even", "No need", "Resampling makes no difference here that matters"),
    "harms": ("bad", "It harms", "Resampling harms here"),
    "cannot tell": ("note", "Not known", "These rows cannot tell whether resampling helps"),
    "": ("note", "", ""),
}

# Better the smaller they are.
_LOSSES = ("brier", "log_loss", "cost", "log loss")

_MOST_CURVES = 8

_MOST_AT_ONCE = 6
"""Differences that stand in the open; the others are folded."""

_ON_PAPER = 30
"""Lines of a table that are printed; a screen and the result have all."""


def verdict_of_comparison(comparison: JsonObject) -> Verdict:
    """Return what the report on a comparison says first."""
    word = plain(comparison["verdict"])
    tone, short, headline = _WORDS.get(word, ("note", word, word))
    winner = comparison.get("winner") or {}
    settings = settings_text(winner.get("settings"))
    best = plain(winner.get("title") or "")
    return Verdict(
        tone=tone,
        word=short,
        headline=headline,
        sentence=plain(comparison["sentence"], 1200),
        figures=[
            ("judged by", metric_name(comparison["metric"])),
            *([("chosen", best + (f" ({settings})" if settings else ""))] if best else []),
            ("contestants", f"{len(comparison['contestants']):,}"),
            *_tested(comparison),
        ],
        advice=[*_decision(winner), *_how_far(comparison), *_left_out(comparison)],
    )


def _tested(comparison: JsonObject) -> list[tuple[str, str]]:
    """Return how much testing there was."""
    folds = comparison.get("folds") or {}
    found = []
    if folds.get("folds"):
        times = f" × {folds['repeats']}" if folds.get("repeats") else ""
        kind = f" {plain(folds['kind'])}" if folds.get("kind") else ""
        found.append(("test folds", f"{plain(folds['folds'])}{times}{kind}"))
    if folds.get("n_rows"):
        found.append(("rows", number(folds["n_rows"])))
    return found


def _decision(winner: JsonObject) -> list[str]:
    """Return whom to flag at the costs that were given."""
    decision = winner.get("decision") or {}
    return [plain(decision["sentence"], 600)] if decision.get("sentence") else []


def _how_far(comparison: JsonObject) -> list[str]:
    """Return how far to resample, where that was asked."""
    told = [plain(curve["sentence"], 400) for curve in comparison.get("ratios") or []]
    return [f"How far to resample: {sentence}" for sentence in told[:6]]


def _left_out(comparison: JsonObject) -> list[str]:
    """Return what the time budget did not allow."""
    budget = comparison.get("budget") or {}
    saved = [plain(what, 200) for what in budget.get("saved") or []]
    return [f"To keep to the time budget there were {'; '.join(saved)}."] if saved else []


def comparison_sections(comparison: JsonObject) -> Section:
    """Return the sections that a comparison fills."""
    found: Section = {"contestants": _contestants(comparison)}
    if comparison.get("differences"):
        found["differences"] = _differences(comparison)
    if comparison.get("ratios"):
        found["ratios"] = ratio_section(comparison["ratios"], metric_name(comparison["metric"]))
    curves = _curves(comparison)
    if curves:
        found["curves"] = curves
    code = (comparison.get("winner") or {}).get("code")
    if code:
        found["code"] = str(code)[:20000]
    return found


def metric_name(metric: object) -> str:
    """Return how a table calls a metric."""
    return plain(metric).replace("_", " ")


def settings_text(settings: object) -> str:
    """Return the settings of a contestant as text."""
    if isinstance(settings, Mapping):
        return ", ".join(f"{plain(k)} {_setting(v)}" for k, v in settings.items() if v is not None)
    return plain(settings, 120) if settings else ""


def _setting(value: object) -> str:
    if isinstance(value, list | tuple):
        return " or ".join(dict.fromkeys(map(plain, value[:6])))
    if isinstance(value, Mapping):
        return "(" + ", ".join(f"{plain(k)} {plain(v)}" for k, v in list(value.items())[:6]) + ")"
    return plain(value)


def _contestants(comparison: JsonObject) -> Section:
    """Return a table of contestants for each model."""
    contestants = [c for c in comparison["contestants"] if not c.get("same_as")]
    metrics = list(dict.fromkeys(name for c in contestants for name in c["scores"]))
    judged = comparison["metric"]
    metrics.sort(key=lambda name: name != judged)
    winner = comparison.get("winner") or {}
    best = {
        (c["model"], name): _best(contestants, c["model"], name)
        for c in contestants
        for name in metrics
    }
    rows = [_contestant_row(c, metrics, judged, best, winner) for c in contestants]
    better = comparison.get("better")
    sign = 1 if better == "lower" or (better is None and _is_loss(judged)) else -1
    models: list[str] = list(dict.fromkeys(row["model"] for row in rows))
    rows.sort(
        key=lambda r: (
            models.index(r["model"]),
            r["order"] is None,
            sign * (r["order"] if r["order"] is not None else 0.0),
        )
    )
    said = {
        plain(m["model"]): plain(m.get("verdict") or "not done")
        for m in comparison.get("models") or []
    }
    by_model = {model: [row for row in rows if row["model"] == model] for model in models}
    most = len(rows) if len(rows) <= _ON_PAPER else max(3, _ON_PAPER // len(models))
    for own in by_model.values():
        for place, row in enumerate(own):
            row["on_paper"] = place < most or row["wins"]
    return {
        "metrics": [metric_name(name) for name in metrics],
        "models": [
            {
                "name": model,
                "rows": own,
                "verdict": said.get(model, ""),
                "tone": _WORDS.get(said.get(model, ""), _WORDS[""])[0],
            }
            for model, own in by_model.items()
        ],
        "n_rows": len(rows),
        "n_on_paper": sum(row["on_paper"] for row in rows),
    }


def _contestant_row(
    contestant: JsonObject,
    metrics: Sequence[str],
    judged: str,
    best: Mapping[tuple[str, str], float | None],
    winner: JsonObject,
) -> Section:
    """Return a contestant's line, with a cell for each metric."""
    cells = []
    for name in metrics:
        score = contestant["scores"].get(name) or {}
        mean, std = score.get("mean"), score.get("std")
        cells.append(
            {
                "mean": "" if mean is None else score_text(mean),
                "std": score_text(std) if name == judged and std is not None else "",
                "best": mean is not None and mean == best[contestant["model"], name],
            }
        )
    told = (
        settings_text(contestant.get("settings")),
        plain(contestant.get("note") or "", 120),
    )
    return {
        "model": plain(contestant["model"]),
        "name": plain(contestant["contestant"]),
        "settings": "; ".join(filter(None, told)),
        "cells": cells,
        "wins": all(contestant[n] == winner.get(n) for n in ("model", "contestant")),
        "order": (contestant["scores"].get(judged) or {}).get("mean"),
    }


def _best(contestants: Sequence[JsonObject], model: str, metric: str) -> float | None:
    if "slope" in metric or "intercept" in metric:
        return None  # the best is 1 or 0, neither the greatest nor the smallest
    means = [
        c["scores"][metric]["mean"]
        for c in contestants
        if c["model"] == model and (c["scores"].get(metric) or {}).get("mean") is not None
    ]
    if not means:
        return None
    best: float | None = min(means) if _is_loss(metric) else max(means)
    return best


def _is_loss(metric: str) -> bool:
    return any(word in metric.lower() for word in _LOSSES)


def _differences(comparison: JsonObject) -> Section:
    differences = comparison["differences"]
    intervals = [tuple(d.get("interval") or (None, None)) for d in differences]
    figures = interval_figure(
        [(d["difference"], *interval) for d, interval in zip(differences, intervals, strict=True)],
        [0.0] * len(differences),
    )
    rows = []
    for difference, (low, high), figure in zip(differences, intervals, figures, strict=True):
        p_value = difference.get("p_adjusted", difference.get("p_value"))
        clear = None not in (low, high) and (low > 0 or high < 0)
        better = clear and difference["difference"] > 0  # gains: more is better in every metric
        rows.append(
            {
                "model": plain(difference["model"]),
                "name": plain(difference["contestant"]),
                "baseline": plain(difference["baseline"])
                + _other_model(difference, difference.get("baseline_model")),
                "deciding": bool(difference.get("deciding")),
                "metric": metric_name(difference["metric"]),
                "difference": signed(difference["difference"]),
                "interval": "" if low is None else f"{signed(low)} to {signed(high)}",
                "p_value": "" if p_value is None else _p_text(p_value),
                "tone": "even" if not clear else "good" if better else "bad",
                "word": "no clear difference" if not clear else "better" if better else "worse",
                "figure": figure,
            }
        )
    first = _foremost(differences)
    others = [i for i in range(len(rows)) if i not in first]
    greatest = sorted(others, key=lambda i: -differences[i]["difference"])[:_ON_PAPER]
    for i, row in enumerate(rows):
        row["on_paper"] = i in first or i in greatest
    return {
        "rows": sorted((rows[i] for i in first), key=lambda row: not row["deciding"]),
        "others": [rows[i] for i in others],
        "n_on_paper": len(greatest),
        "metric": metric_name(comparison["metric"]),
    }


def _foremost(differences: Sequence[JsonObject]) -> set[int]:
    """Return which differences a reader sees at once: what decided, and each model's greatest."""
    if len(differences) <= _MOST_AT_ONCE:
        return set(range(len(differences)))
    order = sorted(
        range(len(differences)),
        key=lambda i: (not differences[i].get("deciding"), -differences[i]["difference"]),
    )
    chosen: set[int] = set()
    models: set[object] = set()
    for i in order:
        if differences[i].get("deciding") or differences[i]["model"] not in models:
            chosen.add(i)
            models.add(differences[i]["model"])
    return set(sorted(chosen, key=order.index)[:_MOST_AT_ONCE])


def _other_model(difference: JsonObject, model: object) -> str:
    return "" if model in (None, difference["model"]) else f" of {plain(model)}"


def _p_text(p_value: float) -> str:
    return "< 0.001" if p_value < 0.001 else number(p_value, 2)


def _curves(comparison: JsonObject) -> list[Section]:
    """Return for each model its calibration and its precision-recall curves."""
    by_model: dict[str, Section] = {c["model"]: {} for c in comparison["contestants"]}
    for name, curves in (comparison.get("curves") or {}).items():
        model, _, contestant = name.partition("/")
        by_model.setdefault(model, {})[plain(contestant or model)] = curves
    colours: dict[str, int] = {}
    found = []
    for model, contestants in by_model.items():
        if not contestants:
            continue
        shown = dict(list(contestants.items())[:_MOST_CURVES])
        for name in shown:
            colours.setdefault(name, len(colours) % _MOST_CURVES)
        calibration = {
            name: [(b["predicted"], b["observed"]) for b in c.get("calibration") or []]
            for name, c in shown.items()
        }
        recall = {
            name: sorted(
                ((p["recall"], p["precision"]) for p in c.get("precision_recall") or []),
                key=lambda point: (point[0], -point[1]),
            )
            for name, c in shown.items()
        }
        found.append(
            {
                "model": plain(model),
                "figures": [
                    {
                        "title": "Calibration",
                        "x_title": "predicted probability",
                        "y_title": "share that was positive",
                        "description": (
                            "A probability that means what it says lies on the diagonal; below it, "
                            "risks are overstated."
                        ),
                        **_coloured(curve_figure(calibration, diagonal=True), colours, shown),
                    },
                    {
                        "title": "Precision and recall",
                        "x_title": "recall",
                        "y_title": "precision",
                        "description": "Higher and further right is better.",
                        **_coloured(curve_figure(recall, diagonal=False), colours, shown),
                    },
                ],
                "names": [{"name": name, "colour": colours[name]} for name in shown],
                "left_out": len(contestants) - len(shown),
                "bins": _bins(shown),
                "points": _points(shown),
            }
        )
    return found


def _coloured(figure: Section, colours: Mapping[str, int], shown: JsonObject) -> Section:
    """Return the figure with each line's colour, and its place in the key."""
    places = {name: i for i, name in enumerate(shown)}
    for line in figure["lines"]:
        line.update(colour=colours[line["name"]], index=places[line["name"]])
    return figure


def _bins(contestants: JsonObject) -> list[list[str]]:
    return [
        [name, number(b["predicted"], 3), number(b["observed"], 3), number(b["n"])]
        for name, curves in contestants.items()
        for b in curves.get("calibration") or []
    ]


def _points(contestants: JsonObject) -> list[list[str]]:
    """Return the precision of each contestant at a few recalls."""
    rows = []
    for name, curves in contestants.items():
        points = curves.get("precision_recall") or []
        cells = []
        for recall in (0.25, 0.5, 0.75, 0.9):
            reached = [p["precision"] for p in points if p["recall"] >= recall]
            cells.append(number(max(reached), 3) if reached else "")
        rows.append([name, *cells])
    return rows
