"""What the documentation promises of its examples and figures, without building it."""

from __future__ import annotations

import ast
import importlib.util
import re
from types import ModuleType

import pytest

from shared import ROOT

GALLERY = ROOT / "examples" / "gallery"
APPLICATIONS = ROOT / "examples" / "applications"
HELPERS = ("pictures", "tables")
EXAMPLES = [
    path
    for folder in (GALLERY, APPLICATIONS)
    for path in sorted(folder.glob("*.py"))
    if path.stem not in HELPERS
]
PAGES = sorted((ROOT / "docs").glob("*.rst")) + sorted((ROOT / "docs").glob("[gsc]*/*.rst"))


@pytest.fixture(scope="module")
def printed() -> ModuleType:
    """Return the module of the documentation that reads figures."""
    spec = importlib.util.spec_from_file_location("printed", ROOT / "docs" / "printed.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def calls_of(source: str) -> list[str]:
    """Return the names that a script calls, in their order."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call.id for call in calls if isinstance(call, ast.Name)]


def test_the_galleries_have_twenty_examples_and_more():
    assert len(EXAMPLES) >= 20


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_short_and_has_a_title(path):
    source = path.read_text()
    title, line = ast.get_docstring(ast.parse(source)).splitlines()[:2]
    assert set(line) == {"="}
    assert len(line) == len(title)
    assert len(source.splitlines()) <= 70


@pytest.mark.parametrize("path", sorted(APPLICATIONS.glob("*.py")), ids=lambda path: path.stem)
def test_an_application_ends_with_the_verdict_of_compare(path):
    if path.stem in HELPERS:
        assert "compare" in calls_of(path.read_text())
        return
    source = path.read_text()
    assert "judge" in calls_of(source)
    assert ".sentence" in source[source.rindex("judge(") :]


def test_every_figure_of_the_prose_stands_in_its_output(printed):
    lines = printed.substitutions().splitlines()
    assert len(lines) == len(printed.FIGURES) + len(printed.LIMITS)
    assert all(re.search(r"replace:: [\d.,%]+( [GT]B)?$", line) for line in lines)


def test_a_figure_that_was_not_printed_stops_the_build(printed, monkeypatch):
    monkeypatch.setattr(printed, "FIGURES", {"none": ("smote.txt", r"no such (\d+)")})
    with pytest.raises(LookupError, match=r"docs/outputs/smote\.txt"):
        printed.substitutions()


def test_every_figure_is_used_on_a_page(printed):
    prose = "\n".join(path.read_text() for path in PAGES)
    assert [name for name in (*printed.FIGURES, *printed.LIMITS) if f"|{name}|" not in prose] == []
