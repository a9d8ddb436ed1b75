"""The pages that are made from the registry: what each method is, and where it runs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import moons

import counterpoise
from counterpoise import stages
from counterpoise.cli.support import needs_of, stages_of, support_of
from counterpoise.methods import METHODS
from counterpoise.methods.registry import Method

KINDS = {
    "over": "Over-sampling",
    "combined": "Over-sampling and cleaning",
    "under": "Under-sampling",
    "cleaning": "Cleaning",
}
STAGES = {
    "seeds": "Seeds: which rows grow",
    "neighbourhoods": "Neighbourhoods: who may be their partner",
    "interpolations": "Interpolations: where the new row lies",
    "acceptances": "Acceptances: which new rows are good enough",
    "cleanings": "Cleanings: which rows leave",
    "spaces": "Spaces: where neighbours are looked for",
}
OPENING = """
Every method on the same table: two moons with noise, 150 rows of the common class (grey), 46 of
the rare one (blue), six of which have gone astray. New rows are orange and appear one after
another, with a line from the row that they were made from; crosses are rows that were removed.
*Grows* says with which power of the rows the time grows, from 10 000 to 40 000 rows, where it
was measured.

``counterpoise methods NAME`` prints the same words in a terminal, ``--json`` for programs.
""".strip()


def renew(path: Path, text: str) -> None:
    """Write a page if it changed, so that Sphinx reads again only what is new."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return the lines of a table."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in [heads, *rows]:
        lines += [f"   {'*' if j == 0 else ' '} - {cell}" for j, cell in enumerate(row)]
    return [*lines, ""]


def heading(title: str, mark: str) -> list[str]:
    """Return the lines of a heading."""
    return [title, mark * len(title), ""]


def page_of_methods() -> str:
    """Return the page that lists the methods, where each runs, and its own parameters."""
    lines = [*heading("Methods", "="), ".. currentmodule:: counterpoise", ""]
    for kind, title in KINDS.items():
        classes = [m.class_name for m in METHODS.values() if m.kind == kind]
        lines += [*heading(title, "-"), ".. autosummary::", "   :toctree: generated", ""]
        lines += [*(f"   {name}" for name in classes), ""]
    lines += heading("Where they run", "-")
    runs = []
    for name, method in METHODS.items():
        support = support_of(method)
        files = with_options(support.files)
        runs.append((f"``{name}``", method.columns, files, support.spark))
    lines += table(("method", "columns", "files", "Spark"), runs)
    lines += heading("Parameters of their own", "-")
    lines += ["In ``options`` of `balance`, and as ``--set NAME=VALUE`` of the command.", ""]
    lines += table(
        ("method", "parameter", "default", "what it does"),
        (
            (f"``{name}``", f"``{parameter}``", f"``{told.default}``", " ".join(told.help.split()))
            for name, method in METHODS.items()
            for parameter, told in method.options.items()
        ),
    )
    return "\n".join(lines)


def page_of_stages() -> str:
    """Return the page that lists the stages by their kinds."""
    lines = [*heading("Stages", "="), ".. currentmodule:: counterpoise.stages", ""]
    lines += ["What recipes are made of, see `counterpoise.Recipe`.", ""]
    for room, title in STAGES.items():
        module = f"counterpoise.stages.{room}."
        lines += [*heading(title, "-"), ".. autosummary::", "   :toctree: generated", ""]
        for name in stages.__all__:
            if getattr(stages, name).__module__.startswith(module):
                lines.append(f"   {name}")
        lines.append("")
    return "\n".join(lines)


def page_of_pictures(pictures: Path, growth: Mapping[str, str]) -> str:
    """Return the catalogue: a picture of each method, its stages, needs and paper.

    Parameters
    ----------
    pictures : Path
        Where the pictures are written.
    growth : mapping of str to str
        The exponent of the rows in each method's time, by its short name.
    """
    lines = [*heading("Catalogue", "="), ".. currentmodule:: counterpoise", "", OPENING, ""]
    shown = draw_all(pictures)
    for kind, title in KINDS.items():
        lines += heading(title, "-")
        for method in METHODS.values():
            if method.kind == kind:
                lines += card(method, shown.get(method.name), growth.get(method.name))
    return "\n".join(lines)


def draw_all(pictures: Path) -> dict[str, str]:
    """Draw every method's picture, and return what each shows in words.

    They are drawn again only where a line of the package or of the drawing changed.
    """
    package = Path(counterpoise.__file__).parent
    code = [Path(moons.__file__), *sorted(package.rglob("*.py"))]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in code)).hexdigest()
    kept = pictures / "shown.json"
    if kept.exists() and (found := json.loads(kept.read_text()))["digest"] == digest:
        return dict(found["shown"])
    shown = {
        name: moons.draw(method, pictures / f"{name}.svg")
        for name, method in METHODS.items()
        if method.columns not in ("mixed", "categories")
    }
    pictures.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"digest": digest, "shown": shown}))
    return shown


def card(method: Method, shown: str | None, exponent: str | None) -> Iterator[str]:
    """Yield the lines of one method."""
    yield from heading(method.class_name, "~")
    yield f"``{method.name}``: {escaped(method.line)}. See `{method.class_name}`."
    yield ""
    shown = shown or "No picture: it is for tables with categories."
    if not shown.startswith("No picture"):
        yield f".. image:: /_static/methods/{method.name}.svg"
        yield f"   :alt: {method.class_name} on two moons with noise. {shown}"
        yield "   :class: moons"
        yield ""
    support = support_of(method)
    facts = {kind: f"``{stage}``" for kind, stage in stages_of(method).items()}
    facts["needs"] = "; ".join(needs_of(method))
    facts["runs"] = f"files {with_options(support.files)}; Spark {support.spark}"
    if exponent is not None:
        facts["grows"] = f"with the rows to the power of {exponent}"
    if method.paper:
        facts["paper"] = escaped(method.paper)
    facts["picture"] = escaped(shown)
    yield ".. rst-class:: facts"
    yield ""
    for name, told in facts.items():
        yield f"* **{name}** {told}"
    yield ""


def with_options(text: str) -> str:
    """Return text with the options of the command as code."""
    return re.sub(r"(--\S+ \w+)", r"``\1``", text)


def escaped(text: str) -> str:
    """Return text in which nothing but addresses is taken for markup."""
    words = (w if "://" in w else re.sub(r"([*_`|\\])", r"\\\1", w) for w in text.split(" "))
    return " ".join(words)


def exponents(path: Path) -> dict[str, str]:
    """Return the figures that ``benchmarks/variants.py --growth`` printed."""
    if not path.exists():
        return {}
    found = re.findall(r"^(\S+) +(-?\d+\.\d+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(found)
