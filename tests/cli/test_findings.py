"""What makes every result worthless is said by those commands too that were not asked about it."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from counterpoise.cli.compare import EXIT_CODES
from shared.command import run_here

ALONE = ("--models", "naive-bayes", "--methods", "random", "--folds", 2, "--repeats", 1)
FAST = (*ALONE, "--trials", 1, "--jobs", 1)


def table(leaks):
    rng, y = np.random.default_rng(0), np.repeat(["stays", "leaves"], [200, 60])
    rare = y == "leaves"
    ward = np.where(rare & leaks, "hospice", rng.choice(["north", "south"], len(y)))
    return pd.DataFrame({"a": rng.normal(size=260) + 0.5 * rare, "ward": ward, "y": y})


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    for name, leaks in (("leaking", True), ("honest", False)):
        table(leaks).to_csv(folder / f"{name}.csv", index=False)
    return folder


@pytest.mark.parametrize("scale", ["standard", "robust"])  # in batches, and in memory
def test_balance_says_what_is_critical(files, tmp_path, scale):
    for kind, said in (("leaking", True), ("honest", False)):
        path, output = files / f"{kind}.csv", tmp_path / f"{kind}.csv"
        result = run_here("balance", path, "-t", "y", "-o", output, "--scale", scale)
        assert result.exit_code == 0, result.output
        assert ("critical" in result.stderr) == said


def test_the_page_of_balance_says_it_first(files, tmp_path):
    output, page = tmp_path / "out.csv", tmp_path / "page.html"
    run_here("balance", files / "leaking.csv", "-t", "y", "-o", output, "--report", page)
    assert "Mend first" in page.read_text()


def test_balance_tells_programs_what_is_critical(files, tmp_path):
    result = run_here(
        "balance", files / "leaking.csv", "-t", "y", "-o", tmp_path / "o.csv", "--json"
    )
    assert "leaking" in json.loads(result.stdout)["findings"][0]["code"]


@pytest.mark.parametrize("words", [("--dry-run",), ("--quiet",), ("--dry-run", "--quiet")])
def test_balance_says_it_before_the_work_and_when_it_is_to_be_quiet(files, tmp_path, words):
    for kind, said in (("leaking", True), ("honest", False)):
        output = tmp_path / f"{kind}.csv"
        result = run_here("balance", files / f"{kind}.csv", "-t", "y", "-o", output, *words)
        assert result.exit_code == 0, result.output
        stream = result.stderr if "--quiet" in words else result.stdout
        assert ("critical" in stream) == said
        assert output.exists() == ("--dry-run" not in words)
        if "--quiet" in words:
            assert not result.stdout
            assert said or not result.stderr


def test_a_dry_run_tells_programs_what_is_critical(files, tmp_path):
    words = ("-t", "y", "-o", tmp_path / "o.csv", "--dry-run", "--json")
    told = json.loads(run_here("balance", files / "leaking.csv", *words).stdout)
    assert told["dry_run"]
    assert "leaking" in told["findings"][0]["code"]


@pytest.mark.parametrize("scale", ["standard", "robust"])  # in batches, and in memory
def test_of_a_large_table_a_sample_is_looked_at_and_it_is_said(tmp_path, scale):
    rows = pd.concat([table(leaks=True)] * 30, ignore_index=True)
    noise = np.random.default_rng(1).normal(size=len(rows))
    path, words = tmp_path / "t.csv", ("-t", "y", "--scale", scale, "--ratio", 0.5)
    rows.assign(noise=noise).to_csv(path, index=False)
    result = run_here("balance", path, *words, "-o", tmp_path / "o.csv")
    assert "5,800 of 7,800 rows" in " ".join(result.stderr.split())
    assert "critical" in result.stderr
    told = json.loads(run_here("balance", path, *words, "--dry-run", "--json").stdout)
    assert told["n_looked_at"] == 5800
    assert "leaking" in told["findings"][0]["code"]


@pytest.mark.parametrize("words", [(), ("--quiet",)])
def test_compare_says_what_is_critical(files, words):
    for kind, said in (("leaking", True), ("honest", False)):
        result = run_here("compare", files / f"{kind}.csv", "-t", "y", *FAST, *words)
        assert result.exit_code in EXIT_CODES.values(), result.output
        assert result.stdout.startswith("critical") == said


def test_what_all_commands_say_is_the_same(files, tmp_path):
    path = files / "leaking.csv"
    told = [
        json.loads(run_here(*words, "--json").stdout)["findings"]
        for words in (
            ("inspect", path, "-t", "y"),
            ("balance", path, "-t", "y", "-o", tmp_path / "o.csv"),
            ("compare", path, "-t", "y", *FAST),
        )
    ]
    asked, *others = ([f for f in found if f["severity"] == "critical"] for found in told)
    assert [f["code"] for f in asked] == ["leaking-column", "leaking-value"]
    for found in others:
        assert [f["code"] for f in found] == [f["code"] for f in asked]
        assert [f["sentence"] for f in found] == [f["sentence"] for f in asked]
