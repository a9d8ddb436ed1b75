"""Results as a notebook shows them: cards, plots and pages."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from counterpoise.report.page import Report
from counterpoise.report.recipe_card import stages_of
from counterpoise.report.text import JsonObject
from counterpoise.report.writing import render_piece, write_report
from counterpoise.results.result import Result

__all__ = ["card", "plot", "recipe_card", "save"]


def _of_scores(told: JsonObject) -> Report:
    """Return the report on scores; a class is named in each line only where there are several."""
    several = len({str(score.get("class")) for score in told["scores"]}) > 1
    scores = [{**s, "class": s.get("class") if several else None} for s in told["scores"]]
    return Report.of_scores({**told, "scores": scores}, source=str(told.get("sampler", "")))


_REPORTS: Mapping[str, Callable[[JsonObject], Report]] = {
    "summary": lambda told: Report.of_balance(told, source=str(told.get("output", "the table"))),
    "diagnosis": lambda told: Report.of_diagnosis(told, source="the table"),
    "scores": _of_scores,
    "exposure": lambda told: Report.of_exposure(told, source=str(told["sampler"])),
    "comparison": lambda told: Report.of_comparison(told, source="the table"),
}
"""The report of each kind of result; the pages of the command have more, as they have the rows."""

_NOT_IN_A_CARD = ("curves",)
"""Sections that need the script of the page."""

_FIRST = ("findings", "differences", "quality", "privacy", "classes")
"""Sections of which the first that is there stands open; the others are folded."""


def card(result: Result) -> str:
    """Return a result as a piece of HTML: what its page says, without the charts that need rows.

    Parameters
    ----------
    result : Result
        The result.
    """
    told = result.to_dict()
    report = _REPORTS[result._drawn_as](told)
    sections = report.sections()
    first = next(name for name in _FIRST if name in sections)
    shown = {n: sections[n] for n in dict.fromkeys([first, *sections]) if n not in _NOT_IN_A_CARD}
    digest = hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
    # A notebook has many cards, and no two may share the names of their parts.
    name = f"counterpoise-{digest[:8]}"
    return render_piece("card.html.j2", id=name, verdict=report.verdict, sections=shown)


def recipe_card(owner: Any) -> str:
    """Return the stages of a sampler, or of a recipe, as a piece of HTML."""
    return render_piece("recipe.html.j2", title=type(owner).__name__, stages=stages_of(owner))


def plot(result: Result, ax: Any = None) -> Any:
    """Draw a result into matplotlib's axes, new ones where none are given; return them."""
    from counterpoise.report.plot_numbers import numbers_of
    from counterpoise.report.plot_pictures import draw

    return draw(numbers_of(result._drawn_as, result.to_dict()), ax)


def save(result: Result, path: str | os.PathLike[str], force: bool) -> None:
    """Write a result as a page of HTML."""
    write_report(path, _REPORTS[result._drawn_as](result.to_dict()), force=force)
