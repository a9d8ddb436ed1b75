"""All paths of a run are files of their own, and what is not asked to be replaced stays."""

from __future__ import annotations

import os
import subprocess

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from counterpoise.errors import InvalidInputError
from counterpoise.formats.distinct import RunPath, check_distinct
from shared.command import arguments, environment, run_here, write_churn


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with an input in it, to work in."""
    monkeypatch.chdir(tmp_path)
    write_churn(tmp_path / "in.csv")
    return tmp_path


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    "words",
    [
        ("--log", "in.csv"),
        ("--log", "./in.csv", "-f"),
        ("--log", "in-balanced.csv"),
        ("-f", "--save-config", "in.csv"),
        ("-f", "--save-config", "in-balanced.csv"),
        ("-f", "-o", "out.csv", "--save-config", "out.csv"),
        ("-f", "-o", "out.csv", "--log", "OUT.csv"),
        (
            "-f",
            "--split",
            "0.3",
            "--report",
            "t.html",
            "--test-output",
            "t.html",
            "--format",
            "csv",
        ),
        ("-f", "--split", "0.3", "--log", "in-test.csv"),
        ("-f", "--split", "0.3", "--test-output", "in.csv"),
        ("-f", "--save-config", "a.toml", "--log", "a.toml"),
        ("-f", "--log", "old/a.log", "--partition-by", "plan", "-o", "old"),
        ("-f", "--partition-by", "plan", "-o", "."),
    ],
)
def test_no_file_of_a_run_is_written_over_another(folder, words):
    (folder / "old").mkdir()
    before = contents(folder)
    result = run_here("balance", "in.csv", "-t", "churned", "-q", *words)
    assert result.exit_code == 2, result.output
    assert "same file" in result.stderr or "in the folder of" in result.stderr
    assert contents(folder) == before
    assert os.listdir(folder / "old") == []


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_links_are_the_file_they_lead_to(folder, link):
    link("in.csv", "alias.txt")
    before = (folder / "in.csv").read_bytes()
    result = run_here("balance", "in.csv", "-t", "churned", "-q", "--log", "alias.txt")
    assert (result.exit_code, (folder / "in.csv").read_bytes()) == (2, before)


def test_a_config_is_not_written_over_while_it_is_read(folder):
    config = folder / "run.toml"
    config.write_text('[balance]\ninput = "in.csv"\ntarget = "churned"\n')
    result = run_here("balance", "--config", "run.toml", "--save-config", "run.toml", "-f", "-q")
    assert result.exit_code == 2
    assert "record" not in config.read_text()


@pytest.mark.parametrize("command", ["inspect", "compare"])
def test_a_report_is_not_written_over_the_input(folder, command):
    os.rename("in.csv", "in.html")
    before = contents(folder)
    words = (command, "in.html", "-t", "churned", "--input-format", "csv")
    result = run_here(*words, "--report", "in.html", "-f")
    assert (result.exit_code, contents(folder)) == (2, before)
    assert "same file" in result.stderr


@pytest.mark.parametrize("journal", ["in.csv", "x.html"])
def test_a_journal_is_a_file_of_its_own(folder, journal):
    before = contents(folder)
    words = ("compare", "in.csv", "-t", "churned", "--report", "x.html", "--resume", journal)
    result = run_here(*words)
    assert (result.exit_code, contents(folder)) == (2, before)


def test_nothing_is_written_into_a_folder_that_is_the_input(folder):
    os.mkdir("parts")
    table = pa.table({"x": range(40), "y": ["a"] * 30 + ["b"] * 10})
    pq.write_table(table, "parts/a.parquet")
    for words in (["-o", "parts/b.parquet"], ["-o", "b.parquet", "--log", "parts/log"]):
        result = run_here("balance", "parts", "-t", "y", "-q", *words)
        assert (result.exit_code, os.listdir("parts")) == (2, ["a.parquet"]), result.output
    result = run_here("balance", "parts/*.parquet", "-t", "y", "--log", "parts/a.parquet")
    assert result.exit_code == 2
    assert pq.read_table("parts/a.parquet").num_rows == 40


def test_the_input_is_replaced_in_place_by_force_alone(folder):
    before = (folder / "in.csv").read_bytes()
    refused = run_here("balance", "in.csv", "-t", "churned", "-q", "-o", "in.csv")
    assert (refused.exit_code, (folder / "in.csv").read_bytes()) == (2, before)
    assert "is the input itself" in refused.stderr
    words = ("-t", "churned", "-q", "--seed", "1", "-f")
    assert run_here("balance", "in.csv", *words, "-o", "in.csv").exit_code == 0
    assert (folder / "in.csv").read_bytes().startswith(before)


def test_names_that_differ_in_case_alone_may_be_one_file():
    with pytest.raises(InvalidInputError, match="same file"):
        check_distinct([RunPath("output", "New.csv"), RunPath("log", "new.CSV")])


def test_a_device_may_be_given_twice():
    check_distinct([RunPath("output", "/dev/null"), RunPath("log", "/dev/null")])
    with pytest.raises(InvalidInputError, match="same file"):  # as what is no device may not
        check_distinct([RunPath("output", "a.csv"), RunPath("log", "a.csv")])


def test_what_standard_output_appends_to_keeps_what_it_holds(folder):
    """By the name /dev/stdout the file would be opened again, and emptied."""
    whole = folder / "whole.csv"
    whole.write_text("precious\n")
    words = ("balance", "in.csv", "-t", "churned", "-q", "--seed", "1", "-o", "/dev/stdout")
    with whole.open("ab") as file:
        subprocess.run(arguments(*words), stdout=file, env=environment(), check=True)
    assert whole.read_text().startswith("precious\nid,minutes")


def test_standard_output_is_not_the_input(folder):
    before = (folder / "in.csv").read_bytes()
    with open("in.csv", "ab") as file:
        words = arguments("balance", "in.csv", "-t", "churned", "-q", "-o", "-")
        result = subprocess.run(words, stdout=file, env=environment(), check=False)
    assert (result.returncode, (folder / "in.csv").read_bytes()) == (2, before)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("-o", ""), "the output '' cannot be a file, because it is empty"),
        (("--log", ""), "--log '' cannot be a file"),
        (("--report", "a\0.html"), "it holds a zero byte"),
        (("-o", "in.csv/x.csv"), "does not exist: create it first"),
        (("--test-output", "t.csv"), "--test-output t.csv is for the rows that split leaves out"),
        (("--categorical", "a\nb"), "put a name with a line break in double quotes"),
    ],
)
def test_an_awkward_path_or_name_is_told_in_a_line(folder, words, message):
    result = run_here("balance", "in.csv", "-t", "churned", "-q", *words)
    assert (result.exit_code, os.listdir(folder)) == (2, ["in.csv"])
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_column_that_is_no_column_is_told_by_the_option_that_names_it(folder):
    result = run_here("compare", "in.csv", "-t", "churned", "--groups", "patient")
    assert "--groups patient is no column" in result.stderr
