"""Output in folders that are named after values."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from counterpoise import InvalidInputError
from counterpoise.files import balance_file, partitions
from counterpoise.files.reading import find_source, open_source, read_whole

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
        "region=%C3%A9%20c/part-0.parquet",
        "region=01/part-0.parquet",
        "region=__HIVE_DEFAULT_PARTITION__/part-0.parquet",
        "region=a%2Fb/part-0.parquet",
    ]
    assert rows_of(several.output) == rows_of(one.output)  # "01" is still a text


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
