"""The first page of the help, which is written apart from the commands that it lists."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from counterpoise.cli.app import app
from counterpoise.cli.overview import ABOUT, COMMANDS, OPTIONS, overview
from shared.command import arguments, environment

GROUP = typer.main.get_command(app)
NARROW = {**environment(), "COLUMNS": "50"}


def shown(*words):
    ran = subprocess.run(arguments(*words), capture_output=True, text=True, env=NARROW, check=False)
    return ran.stdout


def test_the_page_has_every_option_of_the_command():
    params = GROUP.get_params(typer.Context(GROUP, help_option_names=["--help", "-h"]))
    assert {", ".join(sorted(one.opts, key=len)): one.help for one in params} == OPTIONS
    assert GROUP.help == ABOUT


def test_the_page_has_the_first_sentence_of_each_subcommand():
    told = {name: one.help.partition("\n\n")[0] for name, one in GROUP.commands.items()}
    assert told == COMMANDS


def test_all_ways_to_the_page_show_the_same(monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    pages = {shown(), shown("--help"), CliRunner().invoke(app, ["--help"]).stdout}
    assert pages == {overview() + "\n"}


@pytest.mark.parametrize("words", [["--help"], ["methods", "--help"]], ids=str)
def test_no_line_is_wider_than_the_terminal(words):
    lines = shown(*words).splitlines()
    assert "Options:" in lines
    assert max(map(len, lines)) <= 50


@pytest.mark.parametrize("name", COMMANDS)
def test_the_usage_line_names_what_is_needed_as_the_list_of_arguments_does(name):
    page = CliRunner().invoke(app, [name, "--help"]).stdout
    first, _, rest = page.partition("\n")
    names = first.split("[OPTIONS]")[1].replace("[", "").replace("]", "").split()
    listed = rest.partition("Arguments:\n")[2].partition("\n\n")[0].splitlines()
    assert names == [line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "]


def test_examples_in_a_help_stay_lines_that_can_be_copied():
    page = CliRunner().invoke(app, ["inspect", "--help"]).stdout
    assert "    counterpoise inspect churn.csv -t Churn\n    counterpoise inspect" in page


@pytest.mark.parametrize(
    ("words", "absent"),
    [(["--help"], ["typer", "rich", "logging"]), (["balance", "--help"], ["rich", "numpy"])],
)
def test_help_imports_nothing_that_it_does_not_need(words, absent):
    code = (
        f"import sys; sys.argv = ['counterpoise', *{words}]\n"
        "from counterpoise.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print(set({absent}) & set(sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True
    )
    assert ran.stderr.strip() == "set()"
