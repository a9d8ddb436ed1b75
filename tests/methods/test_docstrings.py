"""What the documentation of every method tells."""

from __future__ import annotations

import inspect
import re

from counterpoise.methods.registry import METHODS

WITHOUT_PAPER = {"random-under"}
TOLD = {name: inspect.getdoc(method.sampler_class) or "" for name, method in METHODS.items()}


def test_every_method_opens_with_a_sentence_on_one_line() -> None:
    assert not [name for name, told in TOLD.items() if not re.match(r".{1,109}\.\n\n", told)]


def test_every_method_says_where_to_use_it_and_where_not() -> None:
    prose = {name: told.split("\n\nAttributes\n")[0] for name, told in TOLD.items()}
    pattern = re.compile(r"Use\s+it\s.*\b[Nn](ot|or)\b", re.DOTALL)
    assert not [name for name, told in prose.items() if not pattern.search(told)]


def test_every_method_names_its_paper_and_the_year() -> None:
    papers = {name: method.paper for name, method in METHODS.items()}
    nameless = {name for name, told in papers.items() if not re.search(r"\b(19|20)\d\d\b", told)}
    assert nameless == WITHOUT_PAPER
