"""A recorded run is repeated exactly."""

from __future__ import annotations

import json
import os
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.cli.balance_options import BalanceOptions
from counterpoise.cli.runs import to_toml
from shared.command import run, run_here, write_churn


@pytest.fixture
def churn(tmp_path):
    return write_churn(tmp_path / "churn.csv")


def recorded(churn, *words):
    config = churn.with_name("run.toml")
    words = ("-t", "churned", "-q", "--save-config", config.name, *words)
    result = run("balance", churn.name, *words, cwd=churn.parent)
    assert result.returncode == 0, result.stderr
    return config


def test_a_recorded_run_gives_the_same_file_again(churn):
    config = recorded(churn, "--ratio", "0.75", "--mark", "new", "-o", "a.csv")
    result = run("balance", "--config", config.name, "-o", "b.csv", "-q", cwd=churn.parent)
    assert result.returncode == 0, result.stderr
    first, second = churn.with_name("a.csv"), churn.with_name("b.csv")
    assert first.read_bytes() == second.read_bytes()


def test_a_record_says_which_seed_was_drawn_and_which_method_taken(churn):
    config = tomllib.loads(recorded(churn).read_text())
    assert config["balance"]["method"] == "smotenc"
    assert isinstance(config["balance"]["seed"], int)
    assert config["balance"]["input"] == "churn.csv"
    assert config["record"]["version"]


def test_what_means_missing_is_recorded(churn):
    words = ("--missing", "?, none", "--longest-record", "0.5", "-o", "a.csv")
    config = recorded(churn, *words)
    options = tomllib.loads(config.read_text())["balance"]
    assert options["missing"] == ["?", "none"]
    assert options["longest-record"] == 0.5
    config.write_text(config.read_text().replace('["?", "none"]', "[]").replace("0.5", "0.00001"))
    result = run("balance", "--config", config.name, "-o", "b.csv", cwd=churn.parent)
    assert result.returncode == 2
    assert "line 1): the record is longer than" in result.stderr


def test_another_input_or_version_than_recorded_is_told(churn):
    config = recorded(churn, "-o", "a.csv")
    again = ("--config", config.name, "-o", "b.csv", "--force")
    assert "note" not in run("balance", *again, cwd=churn.parent).stderr
    churn.write_bytes(churn.read_bytes() + b"99999,1.0,1,a,no\n")
    assert "not the file that" in run("balance", *again, cwd=churn.parent).stderr
    config.write_text(config.read_text().replace('version = "', 'version = "0.0.'))
    assert "recorded by version 0.0." in run("balance", *again, cwd=churn.parent).stderr


def test_a_split_is_recorded_too(churn):
    config = recorded(churn, "--split", "0.25", "-o", "a.csv", "--test-output", "t.csv")
    first = churn.with_name("t.csv").read_bytes()
    words = ("--config", config.name, "-o", "b.csv", "--force", "-q")
    assert run("balance", *words, cwd=churn.parent).returncode == 0
    assert churn.with_name("t.csv").read_bytes() == first
    assert churn.with_name("b.csv").read_bytes() == churn.with_name("a.csv").read_bytes()


def test_a_record_can_be_used_from_another_folder(churn, tmp_path):
    config = recorded(churn, "--seed", "1", "-o", "a.csv")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    words = ("--config", f"../{config.name}", "--force", "-q")
    assert run("balance", *words, cwd=elsewhere).returncode == 0
    assert os.listdir(elsewhere) == []


def test_the_command_line_wins_over_the_file_and_the_file_over_defaults(churn):
    config = churn.with_name("run.toml")
    config.write_text(
        '[balance]\ninput = "churn.csv"\ntarget = "churned"\nratio = 0.5\nseed = 1\nk = 3\n'
        'ignore = ["plan", "minutes"]\n'
    )
    words = ("--config", config, "--ratio", "0.75", "--dry-run", "--json")
    summary = json.loads(run("balance", *words).stdout)
    assert (summary["ratio"], summary["k"], summary["seed"], summary["scale"]) == (
        0.75,
        3,
        1,
        "standard",
    )
    roles = {c["name"]: c["role"] for c in summary["columns"]}
    assert (roles["plan"], roles["minutes"], roles["calls"]) == ("ignored", "ignored", "numeric")


def test_a_dry_run_can_be_recorded_to_be_run_later(churn):
    config = recorded(churn, "--dry-run")
    assert sorted(os.listdir(churn.parent)) == ["churn.csv", "run.toml"]
    assert run("balance", "--config", config, "-q").returncode == 0
    assert churn.with_name("churn-balanced.csv").exists()


@pytest.mark.parametrize("force", [False, True])
def test_a_record_is_replaced_only_by_force(churn, force):
    config = churn.with_name("run.toml")
    config.write_text("precious")
    words = ["--save-config", config, *["--force"] * force]
    result = run("balance", churn, "-t", "churned", "-q", *words)
    assert result.returncode == (0 if force else 2)
    assert (config.read_text() == "precious") is not force
    assert churn.with_name("churn-balanced.csv").exists() is force


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot be read"),
        ("x = ", "is no TOML"),
        ("ratio = 0.5", "has no table [balance]"),
        ("[balance]\nration = 0.5", "sets 'ration', which is no option"),
        ("[balance]\nquiet = 1", "it is true or false"),
        ("[balance]\nratio = [1]", "one text or number"),
        ('[balance]\nk = "many"', "Invalid value"),
    ],
)
def test_a_bad_file_is_told(churn, text, message):
    config = churn.with_name("run.toml")
    if text is not None:
        config.write_text(text)
    result = run("balance", churn, "-t", "churned", "--config", config)
    assert result.returncode == 2
    told = " ".join(result.stderr.replace("│", " ").split())
    assert message in told
    assert "Traceback" not in result.stderr
    assert not churn.with_name("churn-balanced.csv").exists()


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8"), min_size=1),
        st.text(st.characters(codec="utf-8"))
        | st.integers(-(2**63), 2**63 - 1)
        | st.floats(allow_nan=False)
        | st.booleans()
        | st.lists(st.text(st.characters(codec="utf-8"))),
    )
)
def test_whatever_is_recorded_is_read_back(table):
    assert tomllib.loads(to_toml({"t": table}))["t"] == table


def test_every_path_in_a_file_is_relative_to_its_folder(churn, monkeypatch):
    folder = churn.parent
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    (folder / "run.toml").write_text(
        '[balance]\ninput = "churn.csv"\ntarget = "churned"\noutput = "parts"\nreport = "r.html"\n'
        'log = "run.log"\nsplit = 0.25\ntest-output = "test.parquet"\npartition-by = ["plan"]\n'
    )
    result = run_here("balance", "--config", "../run.toml", "-q")
    assert result.exit_code == 0, result.output
    made = {"parts", "r.html", "run.log", "test.parquet"}
    assert made <= set(os.listdir(folder))
    assert os.listdir(folder / "elsewhere") == []


def test_every_option_that_names_a_file_is_known_as_such():
    named = {
        told.key for told in BalanceOptions.declared.values() if told.metavar in ("PATH", "FILE")
    }
    paths = {told.key for told in BalanceOptions.declared.values() if told.kind == "path"}
    assert named - {"config", "save-config"} == paths - {"input"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[balance]\nk = " + "[" * 5000, "nests its values too deep"),
        ("[balance]\n" + "".join(f"[balance.{'a.' * i}b]\n" for i in range(9)), "no option"),
        ("[balance.k]\nx = 1", "it is one text or number"),
        ("[balance]\nignore = [[1]]", "a text, or a list of them"),
        ("[balance]\nk = " + "9" * 5000, "is no TOML"),
    ],
)
def test_nested_or_endless_values_are_told_in_a_line(churn, text, message):
    config = churn.with_name("run.toml")
    config.write_text(text)
    result = run_here("balance", churn, "-t", "churned", "--config", config)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert message in result.stderr


def test_what_a_file_records_may_be_anything(churn):
    config = churn.with_name("run.toml")
    config.write_text('record = 5\n[balance]\ntarget = "churned"\n')
    assert run_here("balance", churn, "--config", config, "-q").exit_code == 0


def test_what_cannot_be_recorded_is_told_before_the_work(tmp_path):
    churn = write_churn(tmp_path / os.fsdecode(b"churn\xff.csv"))
    result = run_here("balance", churn, "-t", "churned", "--save-config", tmp_path / "run.toml")
    assert result.exit_code == 2
    assert r"\xff" in result.stderr
    assert os.listdir(tmp_path) == [churn.name]
