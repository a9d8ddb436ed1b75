"""`counterpoise balance --report`, run as its users run it."""

from __future__ import annotations

import errno
import json
import os

import pytest

from counterpoise.cli.compare import EXIT_CODES
from counterpoise.engines.stream import balancing
from shared.command import run, run_here, write_churn


@pytest.fixture
def churn(tmp_path):
    return write_churn(tmp_path / "churn.csv")


def balance(churn, *words, **options):
    return run("balance", churn.name, "-t", "churned", *words, cwd=churn.parent, **options)


def test_a_report_is_written_beside_the_table_and_named(churn):
    result = balance(churn, "--report", "out.html", "--seed", "0")
    assert result.returncode == 0, result.stderr
    assert "report" in result.stderr
    assert sorted(os.listdir(churn.parent)) == ["churn-balanced.csv", "churn.csv", "out.html"]
    page = (churn.parent / "out.html").read_text()
    assert page.startswith("<!doctype html>")
    assert "Class yes grew from 16 to 64 rows" in page


def test_the_table_is_the_same_with_and_without_a_report(churn):
    balance(churn, "--report", "out.html", "--seed", "0")
    made = (churn.parent / "churn-balanced.csv").read_bytes()
    plain = balance(churn, "-o", "-", "--seed", "0")
    assert plain.stdout.encode() == made


def test_the_same_seed_gives_the_same_page(churn):
    for name in ("one.html", "two.html"):
        balance(churn, "--report", name, "-o", "x.csv", "--force", "--seed", "0")
    pages = [(churn.parent / name).read_bytes() for name in ("one.html", "two.html")]
    assert pages[0] == pages[1]


def test_json_tells_where_the_report_is(churn):
    result = balance(churn, "--report", "out.html", "--json")
    assert json.loads(result.stdout)["report"] == "out.html"


def test_standard_input_can_be_reported_on(churn):
    words = ("balance", "-", "-t", "churned", "--report", "out.html")
    result = run(*words, input=churn.read_text(), cwd=churn.parent)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("id,minutes")
    assert "standard input" in (churn.parent / "out.html").read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--report", "out.csv"], "ends in .html"),
        (["--report", "-"], "ends in .html"),
        (["--report", "nowhere/out.html"], "does not exist: create it first"),
        (["--report", "x.html", "-o", "x.html", "--format", "csv"], "are the same file"),
        (["--report", "there.html"], "choose another name with --report"),
    ],
)
def test_a_report_that_cannot_be_written_stops_the_work_before_it_begins(churn, words, message):
    (churn.parent / "there.html").write_text("precious")
    result = balance(churn, *words)
    assert result.returncode == 2
    assert message in " ".join(result.stderr.split())
    assert sorted(os.listdir(churn.parent)) == ["churn.csv", "there.html"]
    assert (churn.parent / "there.html").read_text() == "precious"


def test_there_is_no_report_without_its_table(churn, monkeypatch):
    def fail(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    # The disk is full when the table is written, after the page.
    monkeypatch.setattr(balancing, "_write", fail)
    words = ("-t", "churned", "--report", churn.with_name("out.html"))
    result = run_here("balance", churn, *words)
    assert result.exit_code == 1
    assert "disk is full" in result.stderr
    assert os.listdir(churn.parent) == ["churn.csv"]


def test_a_missing_package_is_told_with_the_way_to_get_it(churn):
    result = balance(churn, "--report", "out.html", hidden=["jinja2"])
    assert result.returncode == 2
    assert 'pip install "counterpoise[report]"' in result.stderr
    assert balance(churn, hidden=["jinja2"]).returncode == 0


def test_inspect_writes_its_findings_as_a_page(churn):
    words = ("inspect", churn.name, "-t", "churned", "--report", "found.html")
    result = run(*words, cwd=churn.parent)
    assert result.returncode == 0, result.stderr
    page = (churn.parent / "found.html").read_text()
    assert "What was found" in page
    assert "Where the minority lies" in page
    assert "new rows" not in page.split("<main")[1].split("<footer")[0].split("<nav")[0]
    again = run(*words, cwd=churn.parent)
    assert again.returncode == 2
    assert "choose another name with --report" in " ".join(again.stderr.split())
    assert run(*words, "--force", "--json", cwd=churn.parent).returncode == 0


def test_a_report_names_the_file_and_not_its_folder(churn):
    assert (
        run("balance", churn, "-t", "churned", "--report", churn.parent / "out.html").returncode
        == 0
    )
    page = (churn.parent / "out.html").read_text()
    assert "churn.csv" in page
    assert str(churn.parent) not in page


def test_compare_writes_its_verdict_as_a_page(churn):
    page = churn.with_name("compared.html")
    words = ("--models", "naive_bayes", "--methods", "random", "--folds", "2", "--repeats", "1")
    words = (*words, "--jobs", "1")
    result = run("compare", churn, "-t", "churned", *words, "--json", "--report", page)
    assert result.returncode == EXIT_CODES["cannot tell"], result.stderr
    text = page.read_text()
    assert json.loads(result.stdout)["verdict"] in text.lower()
    assert "naive_bayes" in text
    for heading in ("The minority, before and after", "Column by column", "How it was made"):
        assert heading in text
