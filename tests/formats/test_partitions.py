"""Output in folders that are named after values."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from counterpoise import InvalidInputError
from counterpoise.files import balance_file
from counterpoise.formats import partitions
from counterpoise.formats.reading import find_source, open_source, read_whole

N = 120
ASKED = {"target": "class", "method": "smotenc", "seed": 1, "categorical": ["region"]}


def write_table(path):
    rng = np.random.default_rng(0)
    table = pa.table(
        {
            "region": [["01", "a/b", "é c", None][i % 4] for i in range(N)],
            "x": rng.normal(size=N),
            "day": rng.integers(0, 3, N),
            "class": ["rare"] * 20 + ["common"] * (N - 20),
        }
    )
    pq.write_table(table, path)
    return str(path)


def rows_of(path):
    with open_source(find_source(str(path))) as source:
        table = read_whole(source)
    rows = table.select(["region", "x", "day", "class"]).to_pylist()
    return sorted(rows, key=lambda row: (str(row["region"]), row["x"], row["day"]))


def files_below(folder):
    return sorted(
        os.path.relpath(os.path.join(where, name), folder)
        for where, _, names in os.walk(folder)
        for name in names
    )


def test_a_folder_reads_back_as_the_rows_of_one_file(tmp_path):
    source = write_table(tmp_path / "t.parquet")
    one = balance_file(source, str(tmp_path / "one.parquet"), **ASKED)
    several = balance_file(source, str(tmp_path / "parts"), partition_by=["region"], **ASKED)
    assert several.balance == one.balance
    assert files_below(several.output) == [
        "region=01/part-0.parquet",
        "region=__HIVE_DEFAULT_PARTITION__/part-0.parquet",
        "region=a%2Fb/part-0.parquet",
        "region=é%20c/part-0.parquet",
    ]
    assert rows_of(several.output) == rows_of(one.output)  # "01" is still a text


WORDS = ["None", "null", "nan", "true", "01", "1", " ", ".", "..", "%", "a=b", "A", "é" * 20, "\n"]


@pytest.mark.parametrize(
    "values",
    [
        pa.array([None, "a", "b"]),  # the first folder is the one without a value
        pa.array(WORDS),
        pa.array(["b", "a", None]).dictionary_encode(),
        pa.array(["b", "a", None], pa.large_string()),
        pa.array(["b", "a", None], pa.string_view()),
        pa.array([2**63 + 1, 0, None], pa.uint64()),
        pa.array([-(2**63), 7, None]),
        pa.array([-1, 7, None], pa.int8()),
        pa.array([True, None, False]),
        pa.array([datetime.date(1, 1, 1), datetime.date(9999, 12, 31), None]),
        pa.array([datetime.date(1999, 1, 1), None], pa.date64()),
    ],
    ids=lambda values: str(values.type)[:20],
)
def test_every_value_of_a_folder_comes_back_as_it_was(tmp_path, values):
    table = pa.table(
        {
            "v": pa.concat_arrays([values] * N).slice(0, N),
            "row": pa.array(range(N), pa.int16()),
            "x": [i * 7 % 13 / 4 for i in range(N)],
            "class": ["rare"] * 20 + ["common"] * (N - 20),
        }
    )
    source = str(tmp_path / "t.parquet")
    pq.write_table(table, source)
    for stream in (True, False):
        told = balance_file(
            source,
            str(tmp_path / f"{stream}"),
            target="class",
            seed=0,
            ignore=["row"],
            partition_by=["v"],
            stream=stream,
        )
        with open_source(find_source(told.output)) as opened:
            found = read_whole(opened)
        found.validate(full=True)
        old = found.filter(pc.is_valid(found["row"])).sort_by("row")
        assert old["v"].to_pylist() == table["v"].to_pylist()
        assert found.num_rows == N + told.balance.n_new
        others = ds.dataset(told.output, format="parquet", partitioning="hive").to_table()
        assert others.num_rows == found.num_rows


def fails_to_name(tmp_path, values, message):
    table = pa.table(
        {
            "v": [values[i % len(values)] for i in range(N)],
            "x": [i * 7 % 13 / 4 for i in range(N)],
            "class": ["rare"] * 20 + ["common"] * (N - 20),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    with pytest.raises(InvalidInputError, match=message):
        balance_file(
            str(tmp_path / "t.parquet"), target="class", ignore=["v"], partition_by=["v"], seed=0
        )
    assert os.listdir(tmp_path) == ["t.parquet"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("", "an empty text"),
        ("__HIVE_DEFAULT_PARTITION__", "cannot tell from a missing value"),
        ("é" * 130, r"a name of 262 bytes, which is too long"),
    ],
)
def test_a_value_that_can_name_no_folder_is_told(tmp_path, value, message):
    fails_to_name(tmp_path, ["a", value], message)


def test_a_column_whose_name_is_too_long_is_told_before_the_work(tmp_path):
    name = "é" * 130
    table = pa.table({name: ["a", "b"], "x": [1.0, 2.0], "class": ["a", "b"]})
    pq.write_table(table, tmp_path / "t.parquet")
    with pytest.raises(InvalidInputError, match="the column's name is too long"):
        balance_file(str(tmp_path / "t.parquet"), target="class", partition_by=[name])


def test_values_that_a_file_system_takes_for_one_another_are_told(tmp_path, monkeypatch):
    make, made = os.mkdir, set()

    def mkdir(path, *mode):
        if path.lower() in made:
            raise FileExistsError(17, "File exists", path)
        made.add(path.lower())
        make(path, *mode)

    monkeypatch.setattr(partitions.os, "mkdir", mkdir)
    fails_to_name(tmp_path, ["A", "a"], "takes the folder 'v=.' for one of another value")


def test_each_file_has_its_rows_in_order_whatever_is_read_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(partitions, "_MOST_WAITING", 30)
    source = write_table(tmp_path / "t.parquet")
    contents = []
    for batch in (7, 1000):
        told = balance_file(
            source,
            str(tmp_path / "parts"),
            partition_by=["class", "day"],
            batch_rows=batch,
            force=True,
            **ASKED,
        )
        names = files_below(told.output)
        contents.append([Path(told.output, name).read_bytes() for name in names])
    assert contents[0] == contents[1]
    assert len(names) == 6
    assert sorted(os.listdir(tmp_path)) == ["parts", "t.parquet"]


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"partition_by": ["nothing"]}, "'nothing' is no column"),
        ({"partition_by": ["x"]}, "'x' holds double"),
        ({"partition_by": ["day", "day"]}, "twice"),
        ({"partition_by": ["region", "day", "class"], "output": "out.csv"}, "a folder of Parquet"),
    ],
)
def test_what_cannot_name_folders_is_refused(tmp_path, option, message):
    source = write_table(tmp_path / "t.parquet")
    output = str(tmp_path / option.pop("output", "parts"))
    with pytest.raises(InvalidInputError, match=message):
        balance_file(source, output, **option, **ASKED)
    assert os.listdir(tmp_path) == ["t.parquet"]


def test_too_many_folders_leave_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(partitions, "MOST_PARTITIONS", 2)
    source = write_table(tmp_path / "t.parquet")
    with pytest.raises(InvalidInputError, match="more than 2 folders"):
        balance_file(source, str(tmp_path / "parts"), partition_by=["day"], **ASKED)
    assert os.listdir(tmp_path) == ["t.parquet"]


def test_a_folder_is_replaced_only_when_asked_and_only_if_it_holds_nothing_else(tmp_path):
    source = write_table(tmp_path / "t.parquet")
    asked = {**ASKED, "partition_by": ["day"]}
    folder = balance_file(source, **asked).output
    assert os.path.basename(folder) == "t-balanced"
    with pytest.raises(InvalidInputError, match="exists already"):
        balance_file(source, **asked)
    balance_file(source, force=True, **{**asked, "partition_by": ["class"]})
    assert sorted(os.listdir(folder)) == ["class=common", "class=rare"]
    (tmp_path / "t-balanced" / "thesis.tex").write_text("years of work")
    with pytest.raises(InvalidInputError, match=r"thesis\.tex"):
        balance_file(source, force=True, **asked)
    assert (tmp_path / "t-balanced" / "thesis.tex").exists()
