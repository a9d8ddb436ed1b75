"""From a report to one page of HTML that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import os
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from counterpoise.errors import InvalidInputError, brief
from counterpoise.report.page import Report
from counterpoise.report.scoped_style import scoped_style

if TYPE_CHECKING:
    import jinja2

    from counterpoise.formats.location import Place

__all__ = [
    "check_report_path",
    "render",
    "render_piece",
    "report_place",
    "write_page",
    "write_report",
]

_TITLES = {
    "balance": "What balancing made of",
    "inspect": "Before balancing",
    "quality": "How good are the rows of",
    "privacy": "What is given away by",
    "compare": "Does resampling help on",
}

_SECTIONS = {
    "differences": "Differences",
    "contestants": "Contestants",
    "ratios": "Ratios",
    "curves": "Curves",
    "code": "The winner as code",
    "findings": "Findings",
    "trial": "New rows",
    "quality": "Quality of the new rows",
    "privacy": "Privacy of the original rows",
    "classes": "Classes",
    "map": "Map",
    "distributions": "Columns",
    "made": "How it was made",
}
"""What the links to the sections are called."""


def render(report: Report) -> str:
    """Return a report as a page of HTML.

    The page fetches nothing and runs only its own script: its content security policy allows the
    one style sheet and the one script in it, by their hashes. Names and values of the table are
    text wherever they stand.

    Parameters
    ----------
    report : Report
        What to say.

    Returns
    -------
    str
        The page.
    """
    style, script = _asset("style.css"), _asset("script.js")
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            title=f"{_TITLES[report.kind]} {report.source}",
            verdict=report.verdict,
            sections=report.sections(),
            titles=_SECTIONS,
            folded=report.folded,
            style=style,
            script=script,
            policy=(
                f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
                "img-src data:; base-uri 'none'; form-action 'none'"
            ),
        )
    )
    return _encodable(page)


def render_piece(template: str, **values: object) -> str:
    """Return a piece of HTML for a page of somebody else's, with a style that stays inside it."""
    style = scoped_style(_asset("style.css")) + _asset("card.css")
    piece = _environment().get_template(template)
    return _encodable(piece.render(style=style, titles=_SECTIONS, **values))


def _encodable(html: str) -> str:
    """Return HTML without lone surrogates, which are in no encoding."""
    return html.encode("utf-8", "replace").decode("utf-8")


def write_report(path: str | os.PathLike[str], report: Report, *, force: bool = False) -> None:
    """Write a report to a file, whole or not at all.

    Parameters
    ----------
    path : str or path
        Where to.
    report : Report
        What to say.
    force : bool, default=False
        Whether to replace a file that exists.

    Raises
    ------
    InvalidInputError
        If the path does not end in .html, or there is a file and `force` is not given.
    """
    write_page(path, render(report).encode(), force=force)


def write_page(path: str | os.PathLike[str], page: bytes, *, force: bool) -> None:
    """Write a page that was rendered to a file, whole or not at all; see `write_report`."""
    from counterpoise.formats.atomic import open_destination

    with open_destination(report_place(path), force) as sink:
        sink.write(page)


def report_place(path: str | os.PathLike[str]) -> Place:
    """Return the place of a report, or raise `InvalidInputError` if it cannot be one."""
    from counterpoise.formats.location import Place

    if not isinstance(path, str | os.PathLike):
        raise InvalidInputError(
            f"report={brief(path)} cannot be used",
            needed="it must be a path",
            remedy='say report="made.html"',
            parameter="report",
        )
    path = os.fspath(path)
    if not path.lower().endswith((".html", ".htm")):
        raise InvalidInputError(
            f"the report '{path}' is a page of HTML",
            remedy="give it a name that ends in .html",
            parameter="report",
        )
    return Place(path, "html")


def check_report_path(path: str | os.PathLike[str], force: bool) -> Place:
    """Return the place of a report that can be written, asked before the work begins."""
    from counterpoise.formats.atomic import check_destination

    _environment()  # a missing package is told before the work as well
    place = report_place(path)
    check_destination(place, force, option="--report")
    return place


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@cache
def _asset(name: str) -> str:
    return files("counterpoise.report").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("counterpoise.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
