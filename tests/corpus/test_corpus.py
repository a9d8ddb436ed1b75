"""Awkward files as they are met in the world, each with what is to become of it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from counterpoise.cli.app import app
from shared.corpus import columnar, delimited, json_lines
from shared.corpus.case import Case, N

CASES = [*delimited.CASES, *json_lines.CASES, *columnar.CASES]


def balance(case: Case, path: Path, output: Path):
    words = [str(path), "-t", case.target, "--seed", "0", "--json", "-o", str(output)]
    return CliRunner().invoke(app, ["balance", *words, *case.words])


def test_the_corpus_is_as_large_as_it_was_promised():
    assert len({case.name for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", [c for c in CASES if not c.error], ids=lambda c: c.name)
def test_an_awkward_file_is_balanced_and_its_rows_come_out_as_they_were(case, tmp_path):
    path, output = tmp_path / case.file, tmp_path / f"out-{case.file}"
    path.write_bytes(case.bytes())
    result = balance(case, path, output)
    assert result.exit_code == 0, result.stderr
    before, after = path.read_bytes(), output.read_bytes()
    if case.check is not None:
        case.check(before, after)
    elif not case.file.endswith((".gz", ".zst")):
        assert after.startswith(before)
    summary = json.loads(result.stdout)
    counts = [c["after"] for c in summary["classes"]]
    assert len(set(counts)) == 1
    roles = {c["name"]: c["role"] for c in summary["columns"]}
    assert {name: roles[name] for name in case.roles} == case.roles
    if case.new:
        check_new_rows(case, summary, after)


def check_new_rows(case, summary, after):
    encoding = case.words[1] if "--encoding" in case.words else "utf-8-sig"
    delimiter = ";" if case.file == "decimal-commas.csv" else ","
    table = list(
        csv.DictReader(io.StringIO(after.decode(encoding), newline=""), delimiter=delimiter)
    )
    new = table[N:]
    assert len(new) == summary["n_new"] > 0
    for name, pattern in case.new.items():
        wrong = [row[name] for row in new if not re.fullmatch(pattern, row[name])]
        assert wrong == []


@pytest.mark.parametrize("case", [c for c in CASES if c.error], ids=lambda c: c.name)
def test_a_hopeless_file_is_told_in_one_line(case, tmp_path):
    path = tmp_path / case.file
    path.write_bytes(case.bytes())
    result = balance(case, path, tmp_path / f"out-{case.file}")
    assert result.exit_code == 2, result.stderr
    assert case.error in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.startswith("error: ")
    assert result.stdout == ""
    assert os.listdir(tmp_path) == [case.file]
