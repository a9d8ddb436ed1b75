"""Settings of the documentation."""

import re
from collections.abc import Iterable
from importlib.metadata import version as version_of
from pathlib import Path

from counterpoise.cli.support import support_of
from counterpoise.methods import METHODS

project = "counterpoise"
author = "The counterpoise developers"
copyright = "2026, The counterpoise developers"
version = release = version_of("counterpoise")

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
]
exclude_patterns = ["_build"]
autosummary_generate = True
numpydoc_show_class_members = False
default_role = "any"
suppress_warnings = ["ref.any"]
nitpicky = False

html_theme = "pydata_sphinx_theme"
html_title = "counterpoise"
html_show_sourcelink = False
html_theme_options = {"show_toc_level": 2, "navigation_with_keys": False}

KINDS = {
    "over": "Over-sampling",
    "combined": "Over-sampling and cleaning",
    "under": "Under-sampling",
    "cleaning": "Cleaning",
}


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return the lines of a table."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in [heads, *rows]:
        lines += [f"   {'*' if j == 0 else ' '} - {cell}" for j, cell in enumerate(row)]
    return [*lines, ""]


def page_of_methods() -> str:
    """Return the page that lists the methods, where each runs, and its own parameters."""
    lines = ["Methods", "=======", "", ".. currentmodule:: counterpoise", ""]
    for kind, title in KINDS.items():
        classes = [m.class_name for m in METHODS.values() if m.kind == kind]
        lines += [title, "-" * len(title), "", ".. autosummary::", "   :toctree: generated", ""]
        lines += [*(f"   {name}" for name in classes), ""]
    lines += ["Where they run", "--------------", ""]
    runs = []
    for name, method in METHODS.items():
        support = support_of(method)
        files = re.sub(r"(--\S+ \w+)", r"``\1``", support.files)
        runs.append((f"``{name}``", method.columns, files, support.spark))
    lines += table(("method", "columns", "files", "Spark"), runs)
    title = "Parameters of their own"
    lines += [title, "-" * len(title), ""]
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


(Path(__file__).parent / "api" / "methods.rst").write_text(page_of_methods(), encoding="utf-8")
