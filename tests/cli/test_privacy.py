"""`counterpoise privacy`, run as its users run it."""

from __future__ import annotations

import json

import pytest

from shared.command import run, write_churn


@pytest.fixture
def churn(tmp_path):
    return write_churn(tmp_path / "churn.csv")


def test_what_balance_wrote_is_attacked(churn, tmp_path):
    made = tmp_path / "made.csv"
    assert run("balance", churn, made, "-t", "churned", "--seed", "0").returncode == 0
    result = run("privacy", churn, "-t", "churned", "--made", made, "--json")
    assert result.returncode == 0
    told = json.loads(result.stdout)
    assert told["verdict"] in ("passes", "leaks", "cannot tell")
    assert told["rows"]["yes"] == {"original rows": 16, "new rows": 48}
    assert {"perfect", "careless", "verdict"} <= set(told["scores"][0])


def test_a_pipe_gets_plain_text_that_promises_nothing(churn):
    result = run("privacy", churn, "-t", "churned", "--repeats", "2")
    assert result.returncode == 0
    assert "no differential privacy" in " ".join(result.stdout.split())
    assert "\033" not in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("-t", "churn"),
        ("-t", "churned", "--made", "nowhere.csv"),
        ("-t", "churned", "--method", "smot"),
        ("-t", "churned", "--repeats", "1"),
    ],
)
def test_bad_input_is_one_line_and_code_2(churn, words):
    result = run("privacy", churn, *words)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("error:")
    assert result.stdout == ""
