"""JSON lines: what is not understood passes through, and what is new is spelled alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterpoise.files import balance_file
from counterpoise.formats.text.json_text import json_lines_of_table
from shared.command import run
from shared.grids import examples

ROWS = [
    {
        "x": i * 7 % 13 + i / 8,
        "n": i * 5 % 9,
        "kind": "aéc"[i % 3],
        "flag": i % 4 == 0,
        "day": f"2024-0{i % 9 + 1}-1{i % 7}",
        "class": "yes" if i < 12 else "no",
    }
    for i in range(60)
]


def write(path, rows, **options):
    text = "".join(json.dumps(row, **options) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("form", ["csv", "tsv", "parquet", "arrow", "jsonl.gz", "ndjson.zst"])
def test_a_table_goes_to_another_format_and_back(tmp_path, form):
    path = write(tmp_path / "t.jsonl", ROWS)
    there = balance_file(path, str(tmp_path / f"o.{form}"), target="class", seed=0, ratio=0.5)
    back = balance_file(there.output, str(tmp_path / "back.jsonl"), target="class", seed=0)
    with open(back.output) as file:
        rows = [json.loads(line) for line in file]
    same = [{k: v if k != "flag" else str(v).lower() for k, v in row.items()} for row in ROWS]
    found = [{k: v if k != "flag" else str(v).lower() for k, v in row.items()} for row in rows[:60]]
    assert found == same
    assert back.balance.after == {"no": 48, "yes": 48}


def test_a_line_of_any_json_comes_out_as_it_went_in_whatever_the_blocks(tmp_path_factory):
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=4,
    )

    @settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        rows=st.lists(st.dictionaries(st.sampled_from("abc"), values), min_size=12, max_size=20),
        ascii=st.booleans(),
        block=st.integers(20, 600),
    )
    def check(rows, ascii, block):
        folder = tmp_path_factory.mktemp("lines")
        told = [
            {"x": i % 7 / 2, **row, "class": "yes" if i % 3 else "no"} for i, row in enumerate(rows)
        ]
        told = json.loads(json.dumps(told).replace("\\ud", "\\u0"))  # half characters are no text
        path = write(folder / "t.jsonl", told, ensure_ascii=ascii)
        asked = {"target": "class", "seed": 0, "k": 1}
        contents = []
        for stream, size in ((True, block), (True, 10**6), (False, 10**6)):
            output = balance_file(path, stream=stream, block_bytes=size, force=True, **asked).output
            with open(output, "rb") as file:
                contents.append(file.read())
        assert contents[0] == contents[1] == contents[2]
        with open(path, "rb") as file:
            before = file.read()
        assert contents[0].startswith(before)
        for line in contents[0][len(before) :].splitlines():
            assert set(json.loads(line)) == {name for row in told for name in row}
        columnar = str(folder / "t.parquet")
        tables = []
        for size in (block, 10**6):
            balance_file(path, columnar, block_bytes=size, force=True, **asked)
            tables.append(pq.read_table(columnar))
        assert tables[0].schema == tables[1].schema
        assert tables[0].equals(tables[1])

    check()


def test_keys_come_in_the_order_of_their_first_appearance(tmp_path):
    rows = [dict(row) for row in ROWS]
    for row in rows[:5]:
        del row["n"]
    output = balance_file(write(tmp_path / "t.jsonl", rows), target="class", seed=0).output
    with open(output) as file:
        new = json.loads(file.readlines()[-1])
    assert list(new) == ["x", "kind", "flag", "day", "class", "n"]


def test_a_pipe_of_lines_is_balanced(tmp_path):
    path = write(tmp_path / "t.jsonl", ROWS)
    words = ["balance", "-", "-t", "class", "--seed", "1", "--input-format", "jsonl", "-q"]
    with open(path, "rb") as file:
        piped = subprocess.run(
            [sys.executable, "-m", "counterpoise", *words], stdin=file, capture_output=True
        )
    assert piped.returncode == 0, piped.stderr
    direct = balance_file(path, target="class", seed=1).output
    with open(direct, "rb") as file:
        assert piped.stdout == file.read()


def test_a_bad_line_far_into_the_file_is_told_with_its_number(tmp_path):
    path = tmp_path / "t.jsonl"
    lines = [json.dumps(row) for row in ROWS] * 500
    lines[20_345] = '{"x": 1.5, "n": }'
    path.write_text("\n".join(lines) + "\n")
    result = run("balance", str(path), "-t", "class")
    assert result.returncode == 2
    assert result.stderr.startswith(f"error: '{path}', line 20346, column 17: no JSON (expecting")
    assert os.listdir(tmp_path) == ["t.jsonl"]


def test_every_type_that_json_can_say_is_said_in_json():
    table = pa.table(
        {
            "f": pa.array([1.5, float("nan"), float("inf"), None]),
            "t": pa.array([0, 1, 2, None], pa.timestamp("s")),
            "d": pa.array([0, 1, 2, None], pa.date32()),
            "l": pa.array([[1.5], [], [float("nan")], None]),
            "s": pa.array(['a"b\\', "\n", "é", None]).dictionary_encode(),
            "b": pa.array([True, False, None, True]),
            "p": pa.array([1, 2, 3, None]).cast(pa.decimal128(21, 2)),
        }
    )
    lines = json_lines_of_table(table).column(0).to_pylist()
    rows = [json.loads(line) for line in lines]
    assert rows[0] == {
        "f": 1.5, "t": "1970-01-01T00:00:00", "d": "1970-01-01", "l": [1.5], "s": 'a"b\\',
        "b": True, "p": 1.0,
    }  # fmt: skip
    assert [row["f"] for row in rows] == [1.5, None, None, None]
    assert [row["s"] for row in rows] == ['a"b\\', "\n", "é", None]
    assert rows[2]["l"] == [None]


def test_metadata_of_a_columnar_output_says_what_lines_it_was_made_from(tmp_path):
    path = write(tmp_path / "t.jsonl", ROWS)
    summary = balance_file(path, str(tmp_path / "o.parquet"), target="class", seed=0)
    told = json.loads(pq.read_schema(summary.output).metadata[b"counterpoise"])
    assert told["input_digest"] == summary.digest
