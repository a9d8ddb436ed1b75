"""`counterpoise inspect`, run as its users run it."""

from __future__ import annotations

import json

import pytest

from shared.command import run, write_churn


@pytest.fixture
def churn(tmp_path):
    return write_churn(tmp_path / "churn.csv")


def test_a_pipe_gets_plain_text_that_ends_with_a_recommendation(churn):
    result = run("inspect", churn, "-t", "churned")
    assert result.returncode == 0
    assert result.stdout.startswith("80 rows, 4 columns, target churned")
    assert "Recommendation: " in result.stdout
    assert "\033" not in result.stdout
    assert [path.name for path in churn.parent.iterdir()] == ["churn.csv"]


def test_json_carries_code_figure_sentence_and_advice(churn):
    told = run("inspect", "-", "-t", "churned", "--json", input=churn.read_text()).stdout
    found = json.loads(told)
    assert found["target"] == "churned"
    assert found["classes"][1] == {"class": "yes", "rows": 16, "share": 0.2}
    assert all({"code", "figure", "sentence", "advice"} <= set(f) for f in found["findings"])
    assert set(found["recommendation"]) == {"resample", "method", "k", "ratio", "reasons"}


@pytest.mark.parametrize(
    "words",
    [
        ("-t", "churn"),
        ("-t", "churned", "--k", "0"),
        ("-t", "churned", "--ignore", "minutes,calls,plan"),
    ],
)
def test_bad_input_is_one_line_and_code_2(churn, words):
    result = run("inspect", churn, *words)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("error:")
    assert result.stdout == ""


def test_hostile_names_and_values_are_text(tmp_path):
    path = tmp_path / "hostile.csv"
    rows = "\n".join(f"{i % 7}.5,{'[/b]' if i < 8 else '<script>'}" for i in range(60))
    path.write_text("[bold]x[/],[red]\n" + rows + "\n")
    result = run("inspect", path, "-t", "[red]")
    assert result.returncode == 0
    assert "[/b]" in result.stdout
