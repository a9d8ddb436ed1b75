"""The command, run as its users run it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest

from counterpoise.methods.registry import METHODS
from shared.command import arguments, environment, run, write_churn


@pytest.fixture
def churn(tmp_path):
    return write_churn(tmp_path / "churn.csv")


def balance(*words, **options):
    return run("balance", *words, **options)


def test_help_shows_the_commands():
    result = run("--help")
    assert result.returncode == 0
    assert "balance" in result.stdout
    assert "methods" in result.stdout


def test_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv = ['counterpoise', '--help']\n"
        "from counterpoise.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print({'numpy', 'pyarrow', 'sklearn', 'scipy'} & set(sys.modules), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True
    )
    assert result.stderr.strip() == "set()"


def test_the_version_is_told():
    result = run("--version")
    assert result.stdout.startswith("counterpoise ")


def test_methods_have_one_line_each():
    result = run("methods")
    lines = result.stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(METHODS)


def test_methods_can_be_had_as_json():
    listed = json.loads(run("methods", "--json").stdout)
    assert [method["name"] for method in listed] == list(METHODS)
    assert all(method["description"] for method in listed)


def test_the_output_lies_beside_the_input_by_default(churn):
    result = balance(churn, "--target", "churned")
    assert result.returncode == 0
    assert (churn.parent / "churn-balanced.csv").exists()
    assert result.stdout == ""


def test_before_and_after_and_the_columns_are_told_on_standard_error(churn):
    told = balance(churn, "-t", "churned", "--seed", "1").stderr
    assert ["churned", "before", "after", "new"] in [line.split() for line in told.split("\n")]
    assert "+48" in told
    assert "minutes, calls" in told
    assert "id (most values differ)" in told
    assert "seed 1" in told
    assert "churn-balanced.csv" in told.replace("\n", "")


def test_quiet_is_quiet(churn):
    result = balance(churn, "-t", "churned", "--quiet")
    assert (result.stdout, result.stderr) == ("", "")


def test_the_same_seed_gives_the_same_file(churn, tmp_path):
    for name in ("a.csv", "b.csv"):
        balance(churn, "-t", "churned", "--seed", "7", "-o", tmp_path / name)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_pipe_in_is_a_pipe_out(churn):
    result = balance("-", "-t", "churned", "--json", "--mark", "new", input=churn.read_text())
    lines = result.stdout.splitlines()
    assert lines[0] == "id,minutes,calls,plan,churned,new"
    assert lines[-1].endswith(",yes,True")
    assert json.loads(result.stderr)["output"] == "-"


def test_a_pipe_may_be_parquet(churn, tmp_path):
    first = balance(churn, "-t", "churned", "-o", "-", "--format", "parquet", text=False)
    second = balance(
        "-", "-t", "churned", "--input-format", "parquet", "--format", "csv",
        "--method", "random-under", "--ratio", "0.9",
        "--json", input=first.stdout, text=False,
    )  # fmt: skip
    assert first.stdout.startswith(b"PAR1")
    assert second.returncode == 2  # balanced already: nothing to remove
    assert b"removes no row" in second.stderr


def test_json_goes_to_standard_output(churn):
    summary = json.loads(balance(churn, "-t", "churned", "--json", "--ratio", "0.5").stdout)
    assert summary["classes"] == [
        {"class": "no", "before": 64, "after": 64},
        {"class": "yes", "before": 16, "after": 32},
    ]
    assert summary["method"] == "smotenc"
    assert {c["name"]: c["role"] for c in summary["columns"]}["plan"] == "category"


def test_columns_can_be_named(churn):
    words = ("-t", "churned", "--categorical", "calls", "--ignore", "minutes,plan", "--json")
    summary = json.loads(balance(churn, *words).stdout)
    assert {c["name"]: c["role"] for c in summary["columns"]} == {
        "id": "ignored",
        "minutes": "ignored",
        "calls": "category",
        "plan": "ignored",
        "churned": "target",
    }


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("borderline", ["--ignore", "plan"]),
        ("smoten", ["--categorical", "minutes,calls"]),
        ("smoteenn", []),
        ("random-under", []),
    ],
)
def test_methods_of_each_kind_run_from_the_command(churn, method, words):
    result = balance(churn, "-t", "churned", "--method", method, "--k", "3", *words)
    assert (result.returncode, "written" in result.stderr) == (0, True), result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-t", "churnd"], "did you mean 'churned'?"),
        (["-t", "churned", "--k", "16"], "use --k 15 or --method random"),
        (["-t", "churned", "--method", "adasyn"], "use --method smotenc or --method auto"),
        (["-t", "churned", "--delimiter", "ab"], "one ASCII character"),
        (["-t", "churned", "-o", "nowhere/out.csv"], "does not exist: create it first"),
        (["-t", "churned", "-o", "out.xyz"], "ends in .xyz"),
        (["-t", "churned", "-o", "https://example.com/a.csv"], "is an address"),
        (["-t", "churned", "--method", "smotnc"], "is not known (did you mean 'smotenc'?)"),
        ([], "Missing option"),
        (["-t", "churned", "--k", "many"], "Invalid value"),
    ],
)
def test_wrong_usage_is_one_message_and_exit_code_2(churn, words, message):
    result = balance(churn.name, *words, cwd=churn.parent)
    assert result.returncode == 2
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
    assert os.listdir(churn.parent) == ["churn.csv"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("https://example.com/churn.csv?a=1", "is an address"),
        ("s3://bucket/churn.parquet", "download it first"),
        ("book.xlsx", "save it from the spreadsheet as CSV or Parquet"),
        ("gone.csv", "does not exist"),
    ],
)
def test_what_is_no_file_here_is_told_with_what_to_do(tmp_path, source, message):
    result = run("inspect", source, "-t", "churned", cwd=tmp_path)
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert message in result.stderr


@pytest.mark.parametrize(
    "words", [[], ["balance"], ["compare"], ["inspect"], ["privacy"], ["methods"]], ids=str
)
def test_flags_are_shown_without_a_value(words):
    shown = run(*words, "--help").stdout
    assert "--help" in shown
    assert "<bool>" not in shown
    assert "BOOL" not in shown


@pytest.mark.parametrize("force", [False, True])
def test_an_output_is_replaced_only_by_force(churn, force):
    output = churn.parent / "out.csv"
    output.write_text("precious")
    result = balance(churn, "-t", "churned", "-o", output, *["--force"] * force)
    assert result.returncode == (0 if force else 2)
    assert (output.read_text() == "precious") is not force
    assert force or "--force" in result.stderr


@pytest.mark.parametrize("force", [False, True])
def test_the_input_is_replaced_only_by_force(churn, force):
    before = churn.read_bytes()
    result = balance(churn, "-t", "churned", "-o", churn, *["--force"] * force)
    assert result.returncode == (0 if force else 2)
    assert churn.read_bytes().startswith(before)
    assert (churn.read_bytes() == before) is not force


def test_a_terminal_sees_no_garbage_on_quick_work(churn):
    master, slave = pty.openpty()
    process = subprocess.Popen(
        arguments("balance", churn, "-t", "churned", "-q"), env=environment(), stderr=slave
    )
    assert process.wait(timeout=300) == 0
    os.close(slave)
    os.set_blocking(master, False)
    try:
        shown = os.read(master, 1 << 16)
    except OSError:
        shown = b""
    os.close(master)
    assert shown == b""


@pytest.mark.parametrize("package", ["pyarrow", "typer", "rich"])
def test_a_missing_package_is_told_with_the_way_to_get_it(churn, package):
    result = balance(churn, "-t", "churned", hidden=[package])
    assert result.returncode == 2
    assert 'pip install "counterpoise[cli]"' in result.stderr
    assert package in result.stderr
    assert "Traceback" not in result.stderr
