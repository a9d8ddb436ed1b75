"""A method's own parameters and a user's own recipe, from the command line."""

from __future__ import annotations

import json
import os
import sys
import tomllib
import types

import pandas as pd
import pytest

from counterpoise import balance
from counterpoise.cli import completion
from counterpoise.cli.own_parameters import own_parameters
from shared.command import run, run_here, write_churn

RECIPE = """
from counterpoise import Recipe
from counterpoise.core.needs import Need
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages import Duplicate, NoNeighbourhood
from counterpoise.stages.seeds.seeds import Seeds, collected


class EveryOther(Seeds):
    needs = Need.COLLECTED

    def groups(self, problem, klass, n_new):
        yield SeedGroup(klass, collected(problem, klass)[::2], n_new)


class Failing(EveryOther):
    def groups(self, problem, klass, n_new):
        yield 1 / 0


def copies(seeds=EveryOther):
    return Recipe(seeds(), NoNeighbourhood(), Duplicate())


def broken():
    return 1 / 0


failing = copies(Failing)
number = 5
"""


@pytest.fixture
def churn(tmp_path):
    return write_churn(tmp_path / "churn.csv")


def made(churn, *words):
    result = run_here("balance", churn, "-t", "churned", "--seed", 1, "-q", *words)
    assert result.exit_code == 0, result.output
    return pd.read_csv(churn.with_name("churn-balanced.csv"), dtype={"plan": str})


def test_own_parameters_are_those_of_python(churn):
    words = ("--method", "geometric", "--set", "truncation=-0.5", "--set", "selection=majority")
    found = made(churn, *words, "--ignore", "plan")
    table = pd.read_csv(churn, dtype={"id": str})
    options = {"truncation": -0.5, "selection": "majority"}
    asked = {"method": "geometric", "seed": 1, "ignore": ["plan"]}
    expected = balance(table, "churned", options=options, **asked)
    plain = balance(table, "churned", **asked)
    assert found["minutes"].tolist() == pytest.approx(expected["minutes"].tolist())
    assert found["minutes"].tolist() != pytest.approx(plain["minutes"].tolist())


@pytest.mark.parametrize(
    ("method", "setting", "value"),
    [
        ("geometric", "truncation=1", 1),
        ("geometric", "truncation=.5", 0.5),
        ("geometric", "selection=minority", "minority"),
        ("kmeans", "density-exponent=auto", "auto"),
        ("kmeans", "density_exponent=2", 2),
        ("allknn", "allow_minority=true", True),
        ("random", "shrinkage=none", None),
        ("random", "shrinkage=0.25", 0.25),
        ("svm", "svm_rows=50", 50),
        ("geometric", "selection=5", 5),
        ("geometric", "nothing=5", "5"),
    ],
)
def test_a_word_becomes_what_the_declaration_asks_for(method, setting, value):
    (found,) = own_parameters(method, [setting]).values()
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--set", "truncation"], "write NAME=VALUE"),
        (["--set", "truncation=1", "--set", "truncation=0"], "gives truncation twice"),
        (["--set", "truncation=2"], "--set truncation=2 cannot be used: it must be a number"),
        (["--set", "truncation=half"], "--set truncation=half cannot be used"),
        (["--set", "trunction=1"], "no parameter 'trunction' (did you mean 'truncation'?)"),
        (["--set", "m_neighbors=3"], "is for --method borderline or --method svm"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_a_line(churn, words, message):
    given = ("balance", churn, "-t", "churned", "--ignore", "plan", "--method", "geometric")
    result = run_here(*given, *words)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert message in result.stderr
    assert os.listdir(churn.parent) == ["churn.csv"]


def test_settings_are_recorded_and_repeated(churn):
    config = churn.with_name("run.toml")
    words = ("--method", "geometric", "--ignore", "plan", "--save-config", config)
    first = made(churn, *words, "--set", "truncation=0.5", "--set", "selection=majority")
    assert tomllib.loads(config.read_text())["balance"]["set"] == {
        "truncation": 0.5,
        "selection": "majority",
    }
    again = run_here("balance", "--config", config, "-q", "--force")
    assert again.exit_code == 0, again.output
    second = pd.read_csv(churn.with_name("churn-balanced.csv"), dtype={"plan": str})
    pd.testing.assert_frame_equal(first, second)


def test_settings_may_be_a_table_of_their_own(churn):
    config = churn.with_name("run.toml")
    config.write_text(
        '[balance]\ntarget = "churned"\nmethod = "borderline"\nignore = ["plan"]\n\n'
        '[balance.set]\nm_neighbors = 7\nkind = "borderline-2"\n'
    )
    result = run_here("balance", churn, "--config", config, "--dry-run", "--json")
    told = json.loads(result.stdout)
    assert (told["m_neighbors"], told["kind"]) == (7, "borderline-2")
    config.write_text('[balance]\ntarget = "churned"\nset = [1]\n')
    result = run_here("balance", churn, "--config", config)
    assert result.exit_code == 2
    assert "it is a table of texts, numbers, true or false" in result.stderr


@pytest.mark.parametrize(
    ("line", "incomplete", "offered"),
    [
        ("--method geometric --set", "", ["selection=", "truncation=", "deformation="]),
        ("--method geometric --set", "sel", ["selection="]),
        ("--method geometric --set", "selection=m", ["selection=majority", "selection=minority"]),
        (
            "--method allknn --set",
            "allow_minority=",
            ["allow_minority=true", "allow_minority=false"],
        ),
        ("--method mine:copies --set", "", []),
        ("--method nothing --set", "", []),
        ("--set", "", []),
    ],
)
def test_a_shell_offers_the_parameters_of_the_method(monkeypatch, line, incomplete, offered):
    monkeypatch.setenv("COMP_WORDS", f"counterpoise balance churn.csv {line} {incomplete}")

    context = types.SimpleNamespace(params={})
    assert completion.own_parameters(context, incomplete) == offered


@pytest.fixture
def mine(churn, monkeypatch):
    churn.with_name("mine.py").write_text(RECIPE)
    monkeypatch.chdir(churn.parent)
    yield churn
    sys.modules.pop("mine", None)


def test_a_recipe_of_the_folder_runs(mine):
    before = list(sys.path)
    found = made(mine, "--method", "mine:copies")
    assert sys.path == before
    assert found["churned"].value_counts().to_dict() == {"no": 64, "yes": 64}
    assert set(found["minutes"][80:]) <= set(pd.read_csv(mine)["minutes"][:16:2])
    assert len(set(found["minutes"][80:])) > 1


def test_a_recipe_runs_in_memory_as_on_a_file(mine, monkeypatch):
    from_file = made(mine, "--method", "mine:copies")
    monkeypatch.syspath_prepend(os.getcwd())
    table = pd.read_csv(mine, dtype={"id": str})
    in_memory = balance(table, "churned", method="mine:copies", seed=1)
    assert from_file["minutes"].tolist() == pytest.approx(in_memory["minutes"].tolist())


def test_a_recipe_is_found_by_a_process_of_its_own(mine):
    result = run("balance", mine, "-t", "churned", "--method", "mine:copies", cwd=mine.parent)
    assert result.returncode == 0, result.stderr
    assert "mine:copies" in result.stderr


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("mine:nothing", "has no 'nothing'"),
        ("yours:copies", "names a module that cannot be imported"),
        ("mine:number", "it must be a Recipe"),
        (
            "mine:broken",
            "a function that fails (ZeroDivisionError: division by zero): it must return",
        ),
        ("mine:failing", "of mine.py (ZeroDivisionError: division by zero): mend it there"),
    ],
)
def test_what_is_wrong_with_a_recipe_is_told_in_a_line(mine, method, message):
    result = run_here("balance", mine, "-t", "churned", "--method", method, "-q")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1), result.stderr
    assert message in result.stderr
    assert not mine.with_name("churn-balanced.csv").exists()
