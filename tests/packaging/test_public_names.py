"""What users write: the public names and their signatures."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import public_names
import pytest

import counterpoise
from counterpoise.stages import DangerSeeds


def test_public_names_and_signatures_are_those_of_the_list():
    known = public_names.OUTPUT.read_text("utf-8")
    assert public_names.listed() == known, "if that is meant, renew it: make public-names"


def test_the_list_would_notice_a_parameter_that_is_gone(monkeypatch):
    class SMOTE(counterpoise.SMOTE, without=("k_neighbors",)):
        """SMOTE as it was not."""

    monkeypatch.setattr(counterpoise, "SMOTE", SMOTE)
    assert public_names.listed() != public_names.OUTPUT.read_text("utf-8")


def test_the_tab_key_shows_what_is_public_and_nothing_else():
    shown = dir(counterpoise)
    assert {"balance", "SMOTE", "report", "spark", "stages"} <= set(shown)
    modules = [name for name in shown if public_names.is_module(name)]
    assert set(shown) == {*counterpoise.__all__, *modules, "__version__"}


def test_completion_that_reads_the_source_sees_nothing_else_either():
    tree = ast.parse(Path(counterpoise.__file__).read_text("utf-8"))
    blocks = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.If))]
    bound: set[str] = set()
    for node in itertools.chain.from_iterable(blocks):
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign):
            bound |= {ast.unparse(target) for target in node.targets}
        elif isinstance(node, ast.FunctionDef):
            bound.add(node.name)
    assert len(bound) > 20
    assert {name for name in bound - {"*"} if not name.startswith("_")} <= {*counterpoise.__all__}


def test_a_misspelt_name_asks_what_was_meant():
    with pytest.raises(AttributeError, match="did you mean 'SMOTE'"):
        counterpoise.SMOT  # noqa: B018
    with pytest.raises(TypeError, match="did you mean 'k_neighbors'"):
        counterpoise.SMOTE(k_neighbor=3)
    with pytest.raises(TypeError, match="did you mean 'm_neighbors'"):
        DangerSeeds(m_neighbours=3)
    with pytest.raises(counterpoise.InvalidInputError, match=r"did you mean 'DangerSeeds\(\)'"):
        counterpoise.Recipe(seeds="danger").check()
