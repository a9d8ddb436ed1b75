"""A file that changes while it is read is told, and not taken for a table."""

from __future__ import annotations

import os

import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from counterpoise.engines.stream import balancing
from counterpoise.errors import InvalidInputError
from counterpoise.files import balance_file, read_file
from counterpoise.formats import reading
from counterpoise.plan import progress
from shared.command import run_here, write_churn

CHANGES = {
    "grows": lambda data: data + data.splitlines(keepends=True)[-1],
    "shrinks": lambda data: b"".join(data.splitlines(keepends=True)[:-20]),
    "has other values": lambda data: data.replace(b",no\n", b",on\n"),
}


@pytest.fixture
def churn(tmp_path):
    return write_churn(tmp_path / "churn.csv", 400, 80)


class Changing(progress.Progress):
    """Changes the input when a stage begins."""

    def __init__(self, path, change, begun):
        self.path, self.change, self.begun = path, change, begun
        self.stages = []

    def stage(self, name, total=None, unit="rows"):
        self.stages.append(name)
        if len(self.stages) == self.begun:
            self.path.write_bytes(self.change(self.path.read_bytes()))


@pytest.mark.parametrize("begun", [2, 3, 4])
@pytest.mark.parametrize("how", CHANGES)
@pytest.mark.parametrize("options", [{}, {"split": 0.2}, {"method": "smoteenn"}, {"shuffle": True}])
def test_nothing_is_made_of_a_file_that_changes(churn, how, begun, options):
    watching = Changing(churn, CHANGES[how], begun)
    told = ""
    try:
        balance_file(str(churn), target="churned", progress=watching, **options)
    except InvalidInputError as error:
        told = str(error)
    # Where the work was done before the change, nothing has been missed.
    assert "changed while it was read" in told or len(watching.stages) < begun
    assert os.listdir(churn.parent) == ["churn.csv"] or not told


def test_a_columnar_file_that_is_replaced_meanwhile_is_told(churn):
    path = churn.with_suffix(".parquet")
    table = pyarrow.csv.read_csv(churn)
    pq.write_table(table, path)
    other = churn.with_name("other.parquet")
    pq.write_table(table.slice(10), other)
    watching = Changing(path, lambda _: other.read_bytes(), 2)
    with pytest.raises(InvalidInputError, match="changed while it was read"):
        balance_file(str(path), target="churned", progress=watching)


def test_rows_that_come_or_go_are_told_where_size_and_time_tell_nothing(churn, monkeypatch):
    monkeypatch.setattr(reading.Watch, "check", lambda self: None)
    for change in (CHANGES["grows"], CHANGES["shrinks"]):
        watching = Changing(churn, change, 4)
        with pytest.raises(InvalidInputError, match="changed while it was read"):
            balance_file(str(churn), target="churned", progress=watching)


def test_a_table_that_is_only_looked_at_is_watched_as_well(churn, monkeypatch):
    read = reading.read_whole

    def slowly(source):
        table = read(source)
        churn.write_bytes(CHANGES["grows"](churn.read_bytes()))
        return table

    monkeypatch.setattr(reading, "read_whole", slowly)
    with pytest.raises(InvalidInputError, match="changed while it was read"):
        read_file(str(churn), "churned")


def test_the_command_says_so_and_leaves_nothing(churn, monkeypatch):
    write = balancing.write_rows

    def late(*words):
        churn.write_bytes(CHANGES["grows"](churn.read_bytes()))
        write(*words)

    monkeypatch.setattr(balancing, "write_rows", late)
    result = run_here("balance", churn, "-t", "churned", "-q")
    assert result.exit_code == 2
    assert "changed while it was read" in result.stderr
    assert os.listdir(churn.parent) == ["churn.csv"]


def test_an_input_that_its_output_replaces_has_not_changed(churn):
    before = churn.read_bytes()
    words = ("-t", "churned", "-q", "-f", "-o", churn, "--split", "0.2")
    assert run_here("balance", churn, *words).exit_code == 0
    assert churn.read_bytes() != before
