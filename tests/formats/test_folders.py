"""Folders and patterns as other programs leave them: one table without loss, or one clear error."""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
import os

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from counterpoise import InvalidInputError
from counterpoise.files import Progress, balance_file
from counterpoise.formats.columnar.unifying import as_type, common_type, unify_schemas
from counterpoise.formats.reading import find_source, open_source, read_whole

N = 20


def part(**columns):
    """Return rows of a table with two classes; more columns stand at its end."""
    plain = {"x": [i * 7 % 13 / 4 for i in range(N)], "y": ["yes"] * 6 + ["no"] * (N - 6)}
    return pa.table({**plain, **columns})


def write(folder, **tables):
    for name, table in tables.items():
        path = folder / (name.replace("__", "/").replace("_is_", "=") + ".parquet")
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path)


def read(path):
    with open_source(find_source(str(path))) as source:
        return read_whole(source)


def test_a_column_that_only_later_files_have_is_missing_in_the_rows_of_the_others(tmp_path):
    folder = tmp_path / "in"
    write(folder, a=part(), b=part(later=pa.array(range(N))))
    noted = []

    class Noting(Progress):
        def note(self, text):
            noted.append(text)

    for stream in (True, False):
        told = balance_file(
            str(folder),
            str(tmp_path / "out.parquet"),
            target="y",
            seed=0,
            stream=stream,
            force=True,
            progress=Noting(),
        )
        table = pq.read_table(told.output)
        table.validate(full=True)
        assert table["later"].slice(0, 2 * N).to_pylist() == [None] * N + list(range(N))
        assert table.num_rows == 2 * N + told.balance.n_new
    assert all("'later' is in 1 of the 2 files" in note for note in noted[:1])


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        (pa.float32(), pa.float64(), pa.float64()),
        (pa.float16(), pa.float32(), pa.float32()),
        (pa.int8(), pa.int64(), pa.int64()),
        (pa.int8(), pa.uint8(), pa.int16()),
        (pa.int32(), pa.uint32(), pa.int64()),
        (pa.int16(), pa.float32(), pa.float32()),
        (pa.int32(), pa.float32(), pa.float64()),
        (pa.int64(), pa.float64(), pa.float64()),
        (pa.int64(), pa.uint64(), None),
        (pa.null(), pa.date32(), pa.date32()),
        (pa.string(), pa.large_string(), pa.large_string()),
        (pa.string(), pa.string_view(), pa.large_string()),
        (pa.dictionary(pa.int8(), pa.string()), pa.string(), pa.string()),
        (
            pa.dictionary(pa.int8(), pa.string()),
            pa.dictionary(pa.int16(), pa.string()),
            pa.dictionary(pa.int16(), pa.string()),
        ),
        (pa.binary(2), pa.binary(), pa.binary()),
        (pa.decimal128(5, 2), pa.decimal128(9, 4), pa.decimal128(9, 4)),
        (pa.decimal128(38, 0), pa.decimal128(38, 10), pa.decimal256(48, 10)),
        (pa.decimal128(5, 2), pa.int8(), pa.decimal128(5, 2)),
        (pa.decimal128(5, 2), pa.float64(), None),
        (pa.timestamp("s"), pa.timestamp("us"), pa.timestamp("us")),
        (pa.timestamp("us"), pa.timestamp("us", "UTC"), None),
        (pa.timestamp("us", "UTC"), pa.timestamp("us", "Europe/Berlin"), None),
        (pa.duration("s"), pa.duration("ms"), pa.duration("ms")),
        (pa.time32("s"), pa.time64("us"), pa.time64("us")),
        (pa.date32(), pa.timestamp("us"), None),
        (pa.string(), pa.int64(), None),
        (pa.string(), pa.binary(), None),
        (pa.bool_(), pa.int8(), None),
        (pa.list_(pa.int8()), pa.list_(pa.int32()), pa.list_(pa.int32())),
        (pa.list_(pa.int8()), pa.struct([("a", pa.int8())]), None),
    ],
)
def test_types_give_way_to_one_that_holds_all_values_or_to_none(one, other, common):
    assert common_type(one, other) == common_type(other, one)
    assert common_type(one, other) == common


def test_no_value_changes_in_the_common_type_of_any_two():
    samples = [
        *(
            pa.array([np.iinfo(t).min, 1, None, np.iinfo(t).max], pa.from_numpy_dtype(t))
            for t in map(np.dtype, ("i1", "i2", "i4", "u1", "u2", "u4"))
        ),
        pa.array([-(2**53), 2**53], pa.int64()),
        pa.array([2**53], pa.uint64()),
        *(
            pa.array(np.array([0.1, np.finfo(t).max, np.nan], t))
            for t in map(np.dtype, ("f2", "f4", "f8"))
        ),
        pa.array([decimal.Decimal("1.25"), None], pa.decimal128(6, 2)),
        pa.array([decimal.Decimal(1200)], pa.decimal128(6, -2)),
        pa.array(["a", None, ""]),
        pa.array(["a", None, "é"], pa.large_string()),
        pa.array(["b", "a", None]).dictionary_encode(),
        pa.array([dt.date(1, 1, 1), dt.date(9999, 12, 31)]),
        pa.array([dt.datetime(2024, 1, 1, 1, 2, 3)], pa.timestamp("s")),
        pa.array([dt.datetime(2024, 1, 1, 1, 2, 3, 4)], pa.timestamp("us")),
        pa.array([dt.time(1, 2, 3)], pa.time32("s")),
        pa.array([dt.time(1, 2, 3, 4)], pa.time64("us")),
        pa.array([[1, None]], pa.list_(pa.int8())),
        pa.array([[1.5]], pa.list_(pa.float32())),
        pa.nulls(2),
    ]
    n_common = 0
    for one, other in itertools.product(samples, samples):
        kind = common_type(one.type, other.type)
        if kind is None:
            continue
        n_common += 1
        whole = as_type(one, kind)
        whole.validate(full=True)
        for before, after in zip(one.to_pylist(), whole.to_pylist(), strict=True):
            assert before == after or before != before, (one.type, kind)
    assert n_common > 150


def test_the_first_file_does_not_narrow_the_others(tmp_path):
    fine = np.linspace(0, 1, N)
    write(
        tmp_path,
        a=part(f=pa.array(fine, pa.float32()), n=pa.array([1] * N, pa.int8())),
        b=part(f=pa.array(fine, pa.float64()), n=pa.array([10**12] * N)),
    )
    table = read(tmp_path)
    assert table.schema.field("f").type == pa.float64()
    assert table["f"].slice(N).to_pylist() == fine.tolist()
    assert table["n"].to_pylist() == [1] * N + [10**12] * N


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        (
            pa.array([dt.datetime(2024, 1, 1)] * N, pa.timestamp("us")),
            pa.array([dt.datetime(2024, 1, 1)] * N, pa.timestamp("us", "UTC")),
            "holds timestamp.us. in .*a.parquet' and timestamp.us, tz=UTC. in",
        ),
        (["a"] * N, [1] * N, "holds string in .*a.parquet' and int64 in"),
        ([0.5] * N, [2**53 + 1] * N, "not all its values are double"),
    ],
)
def test_types_without_a_common_one_are_refused_before_anything_is_written(
    tmp_path, one, other, message
):
    folder = tmp_path / "in"
    write(folder, a=part(c=one), b=part(c=other))
    for stream in (True, False):
        with pytest.raises(InvalidInputError, match=message):
            balance_file(str(folder), str(tmp_path / "o.parquet"), target="y", stream=stream)
    assert os.listdir(tmp_path) == ["in"]


def test_pandas_reads_what_comes_of_a_column_with_gaps_in_one_file_only(tmp_path):
    import pandas as pd

    folder = tmp_path / "in"
    folder.mkdir()
    whole = pd.DataFrame({"x": range(N), "n": range(N), "y": ["a"] * 6 + ["b"] * (N - 6)})
    gaps = whole.assign(n=[None, *range(1, N)])
    whole.astype({"n": "Int64"}).to_parquet(folder / "a.parquet")
    gaps.to_parquet(folder / "b.parquet")
    told = balance_file(str(folder), str(tmp_path / "o.parquet"), target="y", seed=0)
    frame = pd.read_parquet(told.output)
    assert frame["n"].iloc[: 2 * N].isna().sum() == 1
    assert frame["n"].iloc[: 2 * N].sum() == 2 * sum(range(N))


def keyed(folder):
    write(folder, k_is_1__a=part(), k_is_2__a=part())
    return folder


@pytest.mark.parametrize("pattern", ["", "/*/*.parquet", "/k=*/a.parquet", "/**/*.parquet", "/k=*"])
def test_what_folders_are_called_is_a_column_however_they_are_named(tmp_path, pattern):
    table = read(str(keyed(tmp_path / "in")) + pattern)
    assert table["k"].to_pylist() == [1] * N + [2] * N


def test_files_of_different_depth_are_refused(tmp_path):
    write(keyed(tmp_path), b=part())
    with pytest.raises(InvalidInputError, match=r"b.parquet' is in no folder that tells 'k'"):
        read(tmp_path)


def test_a_file_that_holds_what_its_folder_tells_is_read_once(tmp_path):
    write(tmp_path, k_is_01__a=part(k=[1] * N), k_is_2__a=part())
    assert read(tmp_path).column_names == ["x", "y", "k"]
    assert read(tmp_path)["k"].to_pylist() == [1] * N + [2] * N


@pytest.mark.parametrize("held", [[1] * (N - 1) + [2], [None] * N, ["1"] * (N - 1) + ["one"]])
def test_a_file_that_holds_something_else_than_its_folder_tells_is_refused(tmp_path, held):
    write(tmp_path, k_is_1__a=part(k=held))
    with pytest.raises(InvalidInputError, match=r"'k' of .* holds something else than its folder"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (["1", "02"], ["1", "02"]),
        (["7", "-3"], [7, -3]),
        (["1", "3000000000"], [1, 3000000000]),
        (["9" * 30], ["9" * 30]),
        (["1", "__HIVE_DEFAULT_PARTITION__"], [1, None]),
        (["__HIVE_DEFAULT_PARTITION__", "a"], [None, "a"]),
        (["a%2Fb", "%C3%A9", "2024-01-01"], ["a/b", "é", "2024-01-01"]),
        (["", "a=b"], ["", "a=b"]),
    ],
)
def test_folders_tell_values_as_they_are_written(tmp_path, names, values):
    for name in names:
        folder = tmp_path / f"k={name}"
        folder.mkdir()
        pq.write_table(part(), folder / "a.parquet")
    found = read(tmp_path)["k"].to_pylist()
    assert sorted(map(str, set(found))) == sorted(map(str, values))
    assert {type(v) for v in found} == {type(v) for v in values}


def test_only_hidden_files_are_passed_over(tmp_path):
    write(tmp_path, a=part(), _x_is_1__b=part())
    os.rename(tmp_path / "a.parquet", tmp_path / "_x=2.parquet")
    (tmp_path / "_SUCCESS").touch()
    (tmp_path / ".a.parquet.crc").write_text("?")
    (tmp_path / "_temporary").mkdir()
    (tmp_path / "_temporary" / "c.parquet").write_text("half")
    with pytest.raises(InvalidInputError, match="no folder that tells '_x'"):
        read(tmp_path)
    os.unlink(tmp_path / "_x=2.parquet")
    assert read(tmp_path).num_rows == N
    assert read(f"{tmp_path}/**").num_rows == N


def test_links_are_followed_and_circles_are_not(tmp_path):
    write(tmp_path / "elsewhere", b=part())
    write(tmp_path / "in", a=part())
    os.symlink(tmp_path / "elsewhere", tmp_path / "in" / "more")
    os.symlink(tmp_path / "in", tmp_path / "in" / "again")
    assert read(tmp_path / "in").num_rows == 2 * N


@pytest.mark.parametrize(
    "name", ["http:x.parquet", "s3:a.parquet", "a b%20#?.parquet", "[1].parquet"]
)
def test_a_name_that_looks_like_an_address_is_a_name(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with open(name, "wb") as file:
        pq.write_table(part(), file)
    assert read(name).num_rows == N


def test_a_repeated_name_needs_files_that_are_alike(tmp_path):
    twice = part(c=[1] * N).rename_columns(["x", "y", "x"])
    write(tmp_path, a=twice, b=twice)
    assert read(tmp_path).column_names == ["x", "y", "x"]
    write(tmp_path, c=part())
    with pytest.raises(InvalidInputError, match="several columns 'x'"):
        read(tmp_path)


def test_unified_schemas_keep_order_metadata_and_what_may_be_missing():
    one = pa.schema([pa.field("a", pa.int8(), False, {"k": "v"}), ("b", pa.string())], {"m": "1"})
    other = pa.schema([pa.field("c", pa.int8(), False), pa.field("a", pa.int16(), False)])
    found = unify_schemas([one, other], ["1", "2"])
    assert found.names == ["a", "b", "c"]
    assert found.metadata == {b"m": b"1"}
    assert found.field("a") == pa.field("a", pa.int16(), False)
    assert found.field("a").metadata == {b"k": b"v"}
    assert found.field("c").nullable


def test_others_read_the_columns_that_we_name_folders_after(tmp_path):
    for name in ("../../x", "/abs", "_x", ".x", "a=b", "p%41", "é", "a/b", " ", 'q"', "n\nl"):
        folder = tmp_path / "in"
        folder.mkdir()
        source = str(folder / "t.parquet")
        pq.write_table(part(**{name: ["u", None] * (N // 2)}), source)
        told = balance_file(source, target="y", seed=0, partition_by=[name])
        assert sorted(os.listdir(folder)) == ["t-balanced", "t.parquet"]
        others = ds.dataset(told.output, partitioning="hive").to_table()
        ours = read(told.output)
        n_rows = N + told.balance.n_new
        for table in (others, ours):
            assert table.num_rows == n_rows
            assert table[name].null_count + table[name].to_pylist().count("u") == n_rows
        assert sorted(os.listdir(tmp_path)) == ["in"]
        os.rename(folder, tmp_path.parent / f"{tmp_path.name}-{os.urandom(4).hex()}")
