"""What a report says first: the verdict, what it rests on, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from counterpoise.report.findings import Tone, severity_of
from counterpoise.report.text import JsonObject, number, plain

__all__ = [
    "Verdict",
    "verdict_of_balance",
    "verdict_of_diagnosis",
    "verdict_of_exposure",
    "verdict_of_scores",
    "warned",
]


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

    tone: Tone
    word: str
    headline: str
    sentence: str = ""
    figures: Sequence[tuple[str, str]] = ()
    advice: Sequence[str] = ()


def verdict_of_balance(summary: JsonObject) -> Verdict:
    """Return what the report on a balanced table says first."""
    classes = summary["classes"]
    grown = [c for c in classes if c["after"] > c["before"]]
    before, after = (sum(c[when] for c in classes) for when in ("before", "after"))
    n_new, n_removed = summary["n_new"], summary["n_removed"]
    if grown:
        told = [
            f"class {plain(c['class'])} grew from {c['before']:,} to {c['after']:,} rows"
            for c in grown[:3]
        ]
        headline = "C" + "; ".join(told)[1:]
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


def warned(verdict: Verdict, diagnosis: JsonObject | None) -> Verdict:
    """Return a verdict that says first what makes every result worthless, if anything does."""
    critical = [f for f in (diagnosis or {}).get("findings", []) if f["severity"] == "critical"]
    if not critical:
        return verdict
    return replace(
        verdict,
        tone="bad",
        word="Mend first",
        sentence=f"{plain(critical[0]['sentence'], 600)} {verdict.sentence}",
        advice=[plain(critical[0]["advice"], 600), *verdict.advice],
    )


def _imbalance(classes: Sequence[JsonObject], when: str) -> str:
    counts = [c[when] for c in classes if c[when]]
    return number(max(counts) / min(counts), 3) if counts else "none"


def verdict_of_diagnosis(diagnosis: JsonObject) -> Verdict:
    """Return what the report on a table before balancing says first."""
    advised = diagnosis.get("recommendation") or {}
    reasons = [plain(reason, 400) for reason in advised.get("reasons", [])]
    counts = [c["rows"] for c in diagnosis["classes"]]
    tones = [severity_of(f.get("severity"))[0] for f in diagnosis["findings"]]
    grave, raised = tones.count("bad"), tones.count("bad") + tones.count("even")
    tone: Tone
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


def verdict_of_scores(found: JsonObject) -> Verdict:
    """Return what the report on the scores of new rows says first."""
    scores = found["scores"]
    worse = [score for score in scores if score["verdict"] == "worse"]
    names = list(dict.fromkeys(plain(score["name"]).replace("_", " ") for score in worse))
    headline = "No score is worse than that of real rows"
    if worse:
        headline = f"Worse than real rows in {_listed(names)}"
    sentences = found.get("sentences") or {}
    told = [f"{plain(k)}: {v}" if len(sentences) > 1 else v for k, v in sentences.items()]
    return Verdict(
        tone="even" if worse else "good",
        word="Look first" if worse else "As real rows",
        headline=headline,
        sentence=plain(" ".join(told), 1200),
        figures=[
            ("scores", f"{len(scores)}"),
            ("worse", f"{len(worse)}"),
            ("better", f"{sum(score['verdict'] == 'better' for score in scores)}"),
            *(
                (f"new rows of {plain(klass)}", f"{counts['new rows made']:,}")
                for klass, counts in list((found.get("rows") or {}).items())[:3]
                if "new rows made" in counts
            ),
        ],
    )


def verdict_of_exposure(found: JsonObject) -> Verdict:
    """Return what the report on what new rows give away says first."""
    verdicts = [score["verdict"] for score in found["scores"]]
    headlines = {
        "leaks": "The new rows give original rows away",
        "cannot tell": "There are too few rows to tell what the new rows give away",
        "passes": "None of these attacks got anything from the new rows",
    }
    tones: dict[str, tuple[Tone, str]] = {
        "leaks": ("bad", "Leaks"),
        "cannot tell": ("note", "Cannot tell"),
        "passes": ("good", "Passes"),
    }
    tone, word = tones[found["verdict"]]
    return Verdict(
        tone=tone,
        word=word,
        headline=headlines[found["verdict"]],
        sentence=plain(found["promise"], 600),
        figures=[
            ("scores", f"{len(verdicts)}"),
            ("leaks", f"{verdicts.count('leaks')}"),
            ("exposed rows", f"{len(found['exposed']):,}"),
        ],
    )


def _listed(names: Sequence[str], most: int = 4) -> str:
    shown = [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _count(columns: int | Sequence[object]) -> int:
    return columns if isinstance(columns, int) else len(columns)
