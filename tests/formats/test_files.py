"""Tables in files: what goes in comes out, and new rows are written in the same manner."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import stat

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise import InvalidInputError
from counterpoise.files import Place, Progress, balance_file
from counterpoise.formats.atomic import open_destination
from counterpoise.formats.location import beside
from counterpoise.formats.text.records import find_records
from counterpoise.formats.text.spelling.learner import understand

N, N_RARE = 60, 12


def rows():
    """Return the rows of a small table as texts."""
    rng = np.random.default_rng(0)
    return [
        [
            f"{i:04d}",
            f"{rng.normal(5, 1):.2f}",
            str(rng.integers(0, 9)),
            f"{rng.integers(1, 9)}.0",
            rng.choice(["a", "b c"]),
            f"2024-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}",
            "?" if i % 10 == 0 else f"{rng.uniform(0, 1):.3f}",
            "yes" if i < N_RARE else "no",
        ]
        for i in range(N)
    ]


HEADER = ["code", "weight", "count", "size", "kind", "day", "gap", "target"]


def text(delimiter=",", newline="\n"):
    lines = [HEADER, *rows()]
    return "".join(delimiter.join(line) + newline for line in lines)


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write


def balanced_bytes(path, **options):
    summary = balance_file(path, **{"target": "target", "seed": 0, **options})
    with open(summary.output, "rb") as file:
        return file.read()


def new_rows(data, delimiter=","):
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))[N + 1 :]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.csv", text().encode()),
        ("windows.csv", text(newline="\r\n").encode()),
        ("mark.csv", b"\xef\xbb\xbf" + text().encode()),
        ("semicolons.csv", text(";").encode()),
        ("bars.txt", text("|").encode()),
        ("tabs.tsv", text("\t").encode()),
        ("old-mac.csv", text(newline="\r").encode()),
        ("wide.csv", text().encode("utf-16")),
        ("unended.csv", text().rstrip("\n").encode()),
        ("blank-lines.csv", text().replace("\n", "\n\n").encode()),
        ("quotes.csv", text().replace(",a,", ',"a ""x"",\nz",').encode()),
        ("stray-quotes.csv", text().replace(",a,", ',5" pipe,').encode()),
    ],
)
def test_original_text_comes_out_byte_for_byte(write, name, content):
    data = balanced_bytes(write(name, content))
    body = content.rstrip(b"\n") if name == "blank-lines.csv" else content
    assert data.startswith(body)
    assert len(data) > len(content)


def test_new_rows_are_written_in_the_manner_of_each_column(write):
    new = new_rows(balanced_bytes(write("t.csv", text())))
    assert len(new) == N - 2 * N_RARE
    for code, weight, count, size, kind, day, gap, target in new:
        assert code == ""
        assert len(weight.split(".")[1]) == 2
        assert count.isdigit()
        assert size.endswith(".0")
        assert kind in ("a", "b c")
        assert pd.Timestamp(day).year in (2023, 2024, 2025)
        assert gap == "?" or len(gap.split(".")[1]) == 3
        assert target == "yes"


def test_columns_quoted_without_need_stay_quoted(write):
    lines = ['"name","x","target"']
    lines += [f'"{"uv"[i % 2]}",{i / 4},"{"yes" if i < N_RARE else "no"}"' for i in range(N)]
    last = balanced_bytes(write("r.csv", "\n".join(lines) + "\n")).decode().splitlines()[-1]
    assert last[0] == '"'
    assert last.endswith(',"yes"')


def test_a_decimal_comma_stays_one(write):
    new = new_rows(balanced_bytes(write("eu.csv", text(";").replace(".", ","))), ";")
    assert all("," in row[1] and "." not in row[1] for row in new)


def test_a_mark_is_added_to_every_row(write):
    data = balanced_bytes(write("t.csv", text(newline="\r\n")), mark="made, up")
    table = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert [row[-1] for row in table] == [
        "made, up",
        *["False"] * N,
        *["True"] * len(table[N + 1 :]),
    ]
    assert [row[:-1] for row in table[: N + 1]] == [HEADER, *rows()]
    assert data.count(b"\r\n") == data.count(b"\n")


def test_a_method_that_removes_rows_writes_the_others_as_they_were(write):
    path = write("t.csv", text())
    numbers = {"ignore": ["kind", "code"]}
    data = balanced_bytes(path, method="random-under", **numbers)
    kept = data.decode().splitlines()[1:]
    assert len(kept) == 2 * N_RARE
    assert set(kept) <= set(text().splitlines())


def test_other_encodings_are_kept(write):
    path = write("latin.csv", text().replace("b c", "é").encode("latin-1"))
    data = balanced_bytes(path, encoding="latin-1")
    assert "é" in {row[4] for row in csv.reader(io.StringIO(data.decode("latin-1")))}


def test_a_compressed_text_comes_out_compressed(write):
    path = write("t.csv.gz", gzip.compress(text().encode()))
    data = balanced_bytes(path)
    assert gzip.decompress(data).startswith(text().encode())


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_text_and_columnar_files_give_the_same_rows(write, tmp_path, form):
    first = balance_file(
        write("t.csv", text()), str(tmp_path / f"out.{form}"), target="target", seed=0
    ).output
    table = pq.read_table(first) if form == "parquet" else pa.ipc.open_file(first).read_all()
    second = new_rows(balanced_bytes(write("u.csv", text())))
    for fields, row in zip(second, table.slice(N).to_pylist(), strict=True):
        assert float(fields[1]) == pytest.approx(row["weight"], abs=0.006)
        assert fields[2] == str(row["count"])
        assert fields[4] == row["kind"]


def without_run(schema):
    """Return a schema without what the output says of how it was made."""
    metadata = dict(schema.metadata)
    assert json.loads(metadata.pop(b"counterpoise"))["seed"] == 0
    return schema.with_metadata(metadata)


def parquet_table():
    data = {
        name: list(column) for name, column in zip(HEADER, zip(*rows(), strict=True), strict=True)
    }
    table = pa.table({**data, "weight": [float(v) for v in data["weight"]]})
    nested = pa.array([[i] for i in range(N)], pa.list_(pa.int64()))
    kind = pa.array(data["kind"]).dictionary_encode()
    table = table.append_column("nested", nested).append_column("kind2", kind)
    return table.replace_schema_metadata({"owner": "us"})


def test_parquet_keeps_schema_metadata_and_way_of_storing(tmp_path):
    path = str(tmp_path / "t.parquet")
    pq.write_table(parquet_table(), path, compression="zstd", row_group_size=20)
    output = balance_file(path, target="target", seed=0).output
    before, after = pq.ParquetFile(path), pq.ParquetFile(output)
    assert without_run(after.schema_arrow).equals(before.schema_arrow, check_metadata=True)
    assert after.metadata.row_group(0).column(0).compression == "ZSTD"
    assert after.metadata.row_group(0).num_rows == 20
    assert after.read().slice(0, N).equals(before.read())


@pytest.mark.parametrize("stream", [False, True])
def test_arrow_files_keep_schema_and_form(tmp_path, stream):
    path = str(tmp_path / "t.arrow")
    table = parquet_table()
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=7)
    output = balance_file(path, target="target", seed=0).output
    after = (pa.ipc.open_stream if stream else pa.ipc.open_file)(pa.OSFile(output)).read_all()
    assert without_run(after.schema).equals(table.schema, check_metadata=True)
    assert after.slice(0, N).equals(table)


def test_a_frame_of_pandas_in_parquet_is_read_back_whole(tmp_path):
    path = str(tmp_path / "t.parquet")
    frame = pd.DataFrame(rows(), columns=HEADER).astype({"weight": float})
    frame.to_parquet(path)
    after = pd.read_parquet(balance_file(path, target="target", seed=0).output)
    pd.testing.assert_frame_equal(after.iloc[:N], frame)
    assert after.index.equals(pd.RangeIndex(len(after)))


def test_the_index_of_a_pandas_frame_is_no_number_to_interpolate(tmp_path):
    path = str(tmp_path / "t.parquet")
    index = pd.Index(np.arange(N)[::-1] * 3, name="customer")
    frame = pd.DataFrame(rows(), columns=HEADER, index=index).astype({"weight": float})
    frame.to_parquet(path)
    summary = balance_file(path, target="target", seed=0)
    assert {c.name: c.role for c in summary.balance.columns}["customer"] == "ignored"


def test_the_default_output_lies_beside_the_input():
    assert beside("/data/churn.csv") == "/data/churn-balanced.csv"
    assert beside("churn.tsv.gz") == "churn-balanced.tsv.gz"


@pytest.mark.parametrize(
    ("path", "format", "compression"),
    [
        ("a.csv", "csv", None),
        ("A.CSV", "csv", None),
        ("a.b.tsv.gz", "tsv", "gzip"),
        ("a.pq", "parquet", None),
        ("a.feather", "arrow", None),
        ("-", "csv", None),
    ],
)
def test_the_extension_tells_the_format(path, format, compression):
    assert Place.of(path) == Place(path, format, compression)


def test_a_new_file_has_the_permissions_that_the_umask_gives(tmp_path):
    path = str(tmp_path / "new")
    old = os.umask(0o027)
    try:
        with open_destination(Place(path, "csv"), force=False) as sink:
            sink.write(b"x")
    finally:
        os.umask(old)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o640


def test_a_file_is_replaced_where_the_system_knows_no_owners(tmp_path, monkeypatch):
    for of_unix in ("chown", "getxattr", "setxattr"):
        monkeypatch.delattr(os, of_unix, raising=False)
    path = tmp_path / "out.csv"
    path.write_text("old")
    with open_destination(Place(str(path), "csv"), force=True) as sink:
        sink.write(b"new")
    assert path.read_text() == "new"


def test_a_replaced_file_keeps_its_permissions_and_its_link(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)
    with open_destination(Place(str(link), "csv"), force=True) as sink:
        sink.write(b"new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def write_and_fail(path, force, fail):
    with open_destination(Place(str(path), "csv"), force) as sink:
        sink.write(b"mine")
        fail()


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path):
    path = tmp_path / "out"
    with pytest.raises(InvalidInputError, match="exists already"):
        write_and_fail(path, False, lambda: path.write_text("theirs"))
    assert path.read_text() == "theirs"
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_nothing_remains_of_a_write_that_fails(tmp_path, error):
    def fail():
        raise error

    path = tmp_path / "out"
    path.write_text("old")
    with pytest.raises(error):
        write_and_fail(path, True, fail)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out"]


field = st.text(st.sampled_from('ab" ,;\n'), max_size=4)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(field, field), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_records_end_where_a_csv_writer_ended_them(table, newline, quoting):
    lines = []
    for row in table:
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator=newline, quoting=quoting).writerow(row)
        lines.append(buffer.getvalue())
    records = find_records("".join(lines).encode(), b",")
    found = [records[i].decode() + newline for i in range(len(records))]
    assert found == lines


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from('ab",\n\r'), max_size=30))
def test_any_text_has_as_many_records_as_arrow_reads(text):
    data = text.encode()
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(data),
            read_options=pa.csv.ReadOptions(column_names=["a"]),
            parse_options=pa.csv.ParseOptions(delimiter="\t", newlines_in_values=True),
        )
    except pa.ArrowInvalid:
        return
    assert table.num_rows == len(find_records(data, b"\t"))


@pytest.mark.parametrize(
    ("column", "values", "written"),
    [
        (["1", "2", "NA"], [1, 2, None], ["1", "2", "NA"]),
        (["1.50", "2.25", "?"], [1.5, 2.25, None], ["1.50", "2.25", "?"]),
        (["15", "1.13"], [15.0, 1.13], ["15", "1.13"]),
        (["1.0", "2.0"], [1, 2], ["1.0", "2.0"]),
        (["007", "008"], ["007", "008"], ["007", "008"]),
        (["1e-5", "2.5"], [1e-5, 2.5], ["0.00001", "2.5"]),
        (["+5", "-6"], [5, -6], ["5", "-6"]),
        (["a", "None", ""], ["a", "None", None], ["a", "None", ""]),
        (["True", "False"], ["True", "False"], ["True", "False"]),
        (["10.0.0.1", "10.0.0.2"], ["10.0.0.1", "10.0.0.2"], ["10.0.0.1", "10.0.0.2"]),
        (["", ""], [None, None], ["", ""]),
        (["0x1F", "0x20"], ["0x1F", "0x20"], ["0x1F", "0x20"]),
        (["9223372036854775807", "1"], [2**63 - 1, 1], ["9223372036854775807", "1"]),
        (["0.1234567890123456", "0.5"], [0.1234567890123456, 0.5], ["0.1234567890123456", "0.5"]),
    ],
)
def test_a_column_is_read_as_what_it_holds_and_written_as_it_was(column, values, written):
    read, spelling = understand(pa.chunked_array([column]))
    assert read.to_pylist() == values
    assert spelling.write(read).to_pylist() == written


@pytest.mark.parametrize(
    "column",
    [
        ["2024-01-31", "2023-12-01"],
        ["31/01/2024", "01/12/2023"],
        ["01/31/2024", "12/01/2023"],
        ["31.01.2024", "01.12.2023"],
        ["2024-01-31 10:20:30", "2023-12-01 00:00:00"],
        ["2024-01-31T10:20:30Z", "2023-12-01T00:00:00Z"],
        ["2024-01-31 10:20", "2023-12-01 00:00"],
        ["2024-01-31T10:20:30.125", "2023-12-01T00:00:00.500"],
    ],
)
def test_dates_are_read_and_written_in_their_format(column):
    read, spelling = understand(pa.chunked_array([column]))
    assert pa.types.is_temporal(read.type)
    assert spelling.write(read).to_pylist() == column


@settings(max_examples=100, deadline=None)
@given(st.lists(st.decimals(-10000, 10000, places=3), min_size=1, max_size=20))
def test_rounding_to_the_columns_digits_loses_nothing_that_was_written(numbers):
    column = [f"{number:.3f}" for number in numbers]
    read, spelling = understand(pa.chunked_array([column]))
    again = [float(v) for v in spelling.write(read).to_pylist()]
    assert again == [float(v) for v in column]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("a,target\n", "has a header"),
        ("a\n1\n2\n", "has one column only, 'a'"),
        (
            "a,target\n1,x\n2,y,3\n",
            r"row 2 \(line 3\): 3 fields where the header has 2, so that field 3 "
            "belongs to no column: 2,y,3",
        ),
        ('a,target\n"1\n1",x\n2\n', r"row 2 \(line 4\): 1 field where"),
        ('a,target\n1,"x\n2,y\n', "a quote is opened and never closed"),
        (b"a,target\n1,\xe9\n", "line 2: byte 0xe9 is no UTF-8 text"),
        (b"a,target\n1,\0\n", "zero bytes"),
        ("a,target\n1,x\n2,\n3,y\n", "missing in 1 of 3 rows"),
        ("a,target\ninf,x\n2,x\n3,x\n3,y\n4,y\n", "inf"),
    ],
)
def test_a_bad_text_is_told_with_its_name_and_place(write, content, message):
    path = write("bad.csv", content)
    with pytest.raises(InvalidInputError, match=message):
        balance_file(
            path, target="target", method="random" if "inf" not in message else "smote", k=1
        )
    assert os.listdir(os.path.dirname(path)) == ["bad.csv"]


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow"])
@pytest.mark.parametrize("damage", ["truncated", "text", "empty", "flipped"])
def test_a_damaged_columnar_file_is_told(tmp_path, name, damage):
    path = tmp_path / name
    if name.endswith("arrow"):
        pyarrow.feather.write_feather(parquet_table(), str(path), compression="lz4")
    else:
        pq.write_table(parquet_table(), path)
    whole = path.read_bytes()
    path.write_bytes(
        {
            "truncated": whole[: len(whole) // 2],
            "text": text().encode(),
            "empty": b"",
            "flipped": whole[:-40] + bytes(40),
        }[damage]
    )
    with pytest.raises(InvalidInputError, match="cannot be read as"):
        balance_file(str(path), target="target")
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize(
    ("name", "message"),
    [("a.xlsx", "save it from the spreadsheet as CSV"), ("a.parquet.gz", "unpack it first")],
)
def test_a_format_that_is_not_read_is_told_with_what_to_do(write, name, message):
    with pytest.raises(InvalidInputError, match=message):
        balance_file(write(name, "x"), target="target")


def test_a_nested_column_does_not_go_into_text(tmp_path):
    path = str(tmp_path / "t.parquet")
    pq.write_table(parquet_table(), path)
    with pytest.raises(InvalidInputError, match=r"'nested' holds list<.*write to\s+\.parquet"):
        balance_file(path, str(tmp_path / "t.csv"), target="target")
    assert os.listdir(tmp_path) == ["t.parquet"]


def test_a_folder_that_may_not_be_written_is_told_before_the_work_begins(write, monkeypatch):
    path = write("t.csv", text())
    monkeypatch.setattr(os, "access", lambda *_: False)
    stages = []

    class Noted(Progress):
        def stage(self, name, total=None, unit="rows"):
            stages.append(name)

    with pytest.raises(InvalidInputError, match="permission denied"):
        balance_file(path, target="target", progress=Noted())
    assert stages == []
