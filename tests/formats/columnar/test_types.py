"""Columns of any type in Parquet and Arrow files come out as they went in, or are refused."""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import os
import uuid

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest

from counterpoise import InvalidInputError
from counterpoise.files import balance_file

N, N_RARE = 40, 10
INT8 = pa.int8()
FEW = ["u", "v", "w"]
CYCLE = [i % 3 for i in range(N)]
DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=9 * i) for i in range(N)]
MOMENTS = [dt.datetime(2024, 1, 1) + dt.timedelta(hours=31 * i) for i in range(N)]
TENS = [decimal.Decimal(i * 7 % 13) * 100 for i in range(N)]


def coded(values, index=INT8, kind=None, codes=CYCLE, ordered=False):
    return pa.DictionaryArray.from_arrays(
        pa.array(codes, index), pa.array(values, kind), ordered=ordered
    )


def runs(values, kind):
    kind = pa.run_end_encoded(kind, pa.array(values).type)
    return pa.RunEndEncodedArray.from_arrays([7, 25, N], values, kind)


def dense_union():
    codes = pa.array([i % 2 for i in range(N)], pa.int8())
    offsets = pa.array([i // 2 for i in range(N)], pa.int32())
    children = [pa.array(range(N // 2)), pa.array(FEW * 7).slice(0, N // 2)]
    return pa.UnionArray.from_dense(codes, offsets, children)


def stored(kind, values, storage=None):
    return pa.ExtensionArray.from_storage(kind, pa.array(values, storage))


gaps = [None if i % 5 == 2 else i % 3 for i in range(N)]
COLUMNS = {
    "null": pa.nulls(N),
    "half": pa.array(np.arange(N, dtype=np.float16)),
    "bool with gaps": pa.array([None if c is None else c > 0 for c in gaps]),
    "string_view": pa.array([FEW[c] * 20 for c in CYCLE], pa.string_view()),
    "binary_view": pa.array([FEW[c].encode() for c in CYCLE], pa.binary_view()),
    "large_binary": pa.array([FEW[c].encode() for c in CYCLE], pa.large_binary()),
    "fixed binary": pa.array([b"ab"] * N, pa.binary(2)),
    "binary of no bytes": pa.array([b""] * N, pa.binary(0)),
    "decimal256": pa.array(TENS, pa.decimal256(76, 2)),
    "negative scale": pa.array(TENS, pa.decimal128(9, -2)),
    "date64": pa.array(DAYS, pa.date64()),
    "seconds": pa.array(MOMENTS, pa.timestamp("s")),
    "offset zone": pa.array(MOMENTS, pa.timestamp("ms", "+05:30")),
    "time of day": pa.array([dt.time(i % 24) for i in range(N)], pa.time32("s")),
    "duration": pa.array([dt.timedelta(hours=i * i) for i in range(N)], pa.duration("ns")),
    "interval": pa.array([pa.MonthDayNano([i % 12, i % 3, i]) for i in range(N)]),
    "list": pa.array([[i] * (i % 3) for i in range(N)]),
    "list of nulls": pa.array([[None] * (i % 3) for i in range(N)], pa.list_(pa.null())),
    "list view": pa.array([[i] * (i % 3) for i in range(N)], pa.list_view(pa.int64())),
    "list of views": pa.array([["a"] * (i % 3) for i in range(N)], pa.list_(pa.string_view())),
    "fixed list": pa.array([[i, None] for i in range(N)], pa.list_(pa.float32(), 2)),
    "list of lists": pa.array([[[i]] * (i % 3) for i in range(N)]),
    "struct": pa.array([{"a": i, "b": {"c": [str(i)]}} for i in range(N)]),
    "struct of views": pa.array([{"a": "x"}] * N, pa.struct([("a", pa.string_view())])),
    "struct without fields": pa.array([{}] * N, pa.struct([])),
    "map": pa.array([[("a", i)] for i in range(N)], pa.map_(pa.string_view(), pa.int64())),
    "dictionary": coded(FEW),
    "ordered dictionary": coded(FEW, ordered=True),
    "dictionary of views": coded(FEW, pa.uint32(), pa.string_view()),
    "dictionary of numbers": coded([5, 7, 9], pa.int64()),
    "dictionary of days": coded(DAYS[:3]),
    "dictionary of bools": coded([True, False], codes=[i % 2 for i in range(N)]),
    "dictionary of nothing": coded([], kind=pa.null(), codes=[None] * N),
    "dictionary with gaps": coded(FEW, codes=gaps),
    "null in a dictionary": coded(["u", None, "w"]),
    "twice in a dictionary": coded(["u", "u", "w"]),
    "unused in a dictionary": coded(["z", *FEW, "y"], codes=[c + 1 for c in CYCLE]),
    "runs of texts": runs(["a", None, "c"], pa.int32()),
    "runs of numbers": runs([1.5, 2.5, 3.5], pa.int16()),
    "runs of views": pa.RunEndEncodedArray.from_arrays([N], pa.array(["a"], pa.string_view())),
    "sparse union": pa.UnionArray.from_sparse(
        pa.array([i % 2 for i in range(N)], pa.int8()), [pa.array(range(N)), pa.array(["a"] * N)]
    ),
    "dense union": dense_union(),
    "struct of a union": pa.StructArray.from_arrays([dense_union()], ["u"]),
    "tensor": stored(
        pa.fixed_shape_tensor(pa.float32(), [2]),
        [[i, i] for i in range(N)],
        pa.list_(pa.float32(), 2),
    ),
}
# What the lowest pyarrow lacks.
if hasattr(pa, "decimal32"):
    COLUMNS["decimal32"] = pa.array(TENS, pa.decimal32(9, 2))
    COLUMNS["decimal64"] = pa.array(TENS, pa.decimal64(18, 2))
    COLUMNS["small negative scale"] = pa.array(TENS, pa.decimal32(9, -2))
if hasattr(pa, "uuid"):
    COLUMNS["uuid"] = pa.array([uuid.UUID(int=i).bytes for i in range(N)], pa.uuid())
if hasattr(pa, "json_"):
    COLUMNS["json"] = stored(pa.json_(), ["{}"] * N)
if hasattr(pa, "bool8"):
    COLUMNS["bool8"] = stored(pa.bool8(), CYCLE, pa.int8())


def with_column(column, **more):
    target = ["yes" if i < N_RARE else "no" for i in range(N)]
    x = [i * 7 % 13 + i / 8 for i in range(N)]
    return pa.table({"c": column, "x": x, "kind": [FEW[c] for c in CYCLE], "y": target, **more})


def save(table, path):
    if path.endswith("parquet"):
        nested = pa.types.is_nested(table.schema.field("c").type) if len(table.schema) else False
        pq.write_table(table, path, row_group_size=None if nested else 16)
        return
    make = pa.ipc.new_stream if "stream" in path else pa.ipc.new_file
    with make(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=16)


def load(path):
    if path.endswith("parquet"):
        return pq.ParquetFile(path).read()
    with pa.OSFile(path) as file:
        return (pa.ipc.open_stream if "stream" in path else pa.ipc.open_file)(file).read_all()


def values(column):
    return str(column.to_pylist())  # for NaN, and for types that Arrow does not compare


def check(before, told):
    after = load(told.output)
    after.validate(full=True)
    assert after.num_rows == before.num_rows + told.balance.n_new > before.num_rows
    assert after.schema.equals(before.schema)
    for old, new in zip(before.columns, after.columns, strict=True):
        assert values(new.slice(0, before.num_rows)) == values(old)


NOT_IN_PARQUET = [
    "binary of no bytes",
    "interval",
    "struct without fields",
    "sparse union",
    "dense union",
    "struct of a union",
]
IN_ANOTHER_TYPE = [
    "negative scale",
    "small negative scale",
    "dictionary of views",
    "null in a dictionary",
    "runs of texts",
    "runs of numbers",
    "runs of views",
]
FORMS = [
    (name, form)
    for name in COLUMNS
    for form in ("t.arrow", "stream.arrow", "t.parquet")
    if form != "t.parquet" or name not in NOT_IN_PARQUET + IN_ANOTHER_TYPE
]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_a_column_of_any_type_comes_out_as_it_went_in(tmp_path, name, form):
    path = str(tmp_path / form)
    save(with_column(COLUMNS[name]), path)
    before = load(path)
    output = str(tmp_path / f"out-{form}")
    ways = [{"stream": True, "batch_rows": 7}, {"stream": False}]
    if form == "t.arrow":
        ways += [{"method": "random"}, {"method": "random-under", "ratio": 0.5}, {"shuffle": True}]
    for way in ways:
        told = balance_file(path, output, target="y", seed=0, force=True, **way)
        if "ratio" not in way and "shuffle" not in way:
            check(before, told)
            continue
        after = load(output)
        after.validate(full=True)
        assert after.schema.equals(before.schema)
        assert set(map(str, before["c"].to_pylist())) >= {
            v for v in map(str, after["c"].to_pylist()) if "ratio" in way
        }


@pytest.mark.parametrize("name", NOT_IN_PARQUET)
def test_a_type_that_a_format_does_not_have_is_told_before_the_work(tmp_path, name):
    path = str(tmp_path / "t.arrow")
    save(with_column(COLUMNS[name]), path)
    with pytest.raises(InvalidInputError, match=r"column 'c' holds .*, which parquet cannot"):
        balance_file(path, str(tmp_path / "o.parquet"), target="y", seed=0)
    assert os.listdir(tmp_path) == ["t.arrow"]


@pytest.mark.parametrize("name", [name for name in IN_ANOTHER_TYPE if name in COLUMNS])
def test_a_type_that_a_format_does_not_have_gives_way_to_one_with_the_same_values(tmp_path, name):
    path = str(tmp_path / "t.arrow")
    save(with_column(COLUMNS[name]), path)
    told = balance_file(path, str(tmp_path / "o.parquet"), target="y", seed=0)
    after = load(told.output)
    after.validate(full=True)
    assert after["c"].slice(0, N).to_pylist() == COLUMNS[name].to_pylist()


CLASSES = {
    "string_view": pa.array(["a", "b"], pa.string_view()),
    "large_string": pa.array(["a", "b"], pa.large_string()),
    "binary_view": pa.array([b"a", b"b"], pa.binary_view()),
    "uint64": pa.array([0, 2**64 - 1], pa.uint64()),
    "half": pa.array(np.array([0, 1], np.float16)),
    "negative scale": pa.array([decimal.Decimal(100), decimal.Decimal(200)], pa.decimal128(5, -2)),
    "enum": coded(["a", "b"], pa.uint8(), pa.string_view(), [0, 1], True),
    "dictionary of bools": coded([True, False], codes=[0, 1]),
    "runs": pa.RunEndEncodedArray.from_arrays([1, 2], ["a", "b"]),
}
if hasattr(pa, "decimal32"):
    CLASSES["decimal32"] = pa.array([decimal.Decimal(1), decimal.Decimal(2)], pa.decimal32(3, 0))


@pytest.mark.parametrize("name", CLASSES)
def test_a_target_of_any_type_of_classes_is_balanced(tmp_path, name):
    one, other = CLASSES[name].slice(0, 1), CLASSES[name].slice(1, 1)
    target = pa.concat_arrays([one] * N_RARE + [other] * (N - N_RARE))
    path = str(tmp_path / "t.arrow")
    save(with_column(pa.array(CYCLE)).set_column(3, "y", target), path)
    for stream in (True, False):
        told = balance_file(
            path, str(tmp_path / "o.arrow"), target="y", seed=0, stream=stream, force=True
        )
        check(load(path), told)
        assert list(told.balance.after.values()) == [N - N_RARE] * 2


@pytest.mark.parametrize("name", sorted({"uuid", "json"} & COLUMNS.keys()))
def test_an_extension_type_is_voted_where_it_is_named_as_a_category(tmp_path, name):
    path, output = str(tmp_path / "t.arrow"), str(tmp_path / "o.arrow")
    save(with_column(COLUMNS[name]), path)
    for stream in (True, False):
        options = {"target": "y", "categorical": ["c"], "method": "smotenc", "force": True}
        told = balance_file(path, output, seed=0, stream=stream, **options)
        check(load(path), told)
        new = load(output).column("c").slice(N).to_pylist()
        assert new
        assert all(value in COLUMNS[name].to_pylist() for value in new)


@pytest.mark.parametrize("name", ["list", "struct", "map", "sparse union"])
def test_a_type_of_no_classes_is_told_in_one_line(tmp_path, name):
    path = str(tmp_path / "t.arrow")
    save(with_column(COLUMNS[name]), path)
    for asked in ({"target": "c"}, {"target": "y", "categorical": ["c"], "method": "smotenc"}):
        for stream in (True, False) if asked["target"] == "y" else (True,):
            with pytest.raises(InvalidInputError, match=r"^(target|column) 'c'.*") as error:
                balance_file(path, str(tmp_path / "o.arrow"), seed=0, stream=stream, **asked)
            assert "\n" not in str(error.value)


def test_a_dictionary_that_outgrows_its_numbers_gets_wider_ones(tmp_path):
    path = str(tmp_path / "stream.arrow")
    names = ["c", "x", "y"]
    first, second = (
        pa.record_batch(
            [
                coded([f"{letter}{i}" for i in range(100)], codes=list(range(100))),
                pa.array(np.arange(100) / 3),
                pa.array(["a"] * 20 + ["b"] * 80),
            ],
            names,
        )
        for letter in "pq"
    )
    with pa.ipc.new_stream(path, first.schema) as writer:
        writer.write_batch(first)
        writer.write_batch(second)
    for stream in (True, False):
        told = balance_file(
            path, str(tmp_path / "o-stream.arrow"), target="y", stream=stream, force=True, seed=0
        )
        after = load(told.output)
        after.validate(full=True)
        assert values(after["c"].slice(0, 200)) == values(load(path)["c"])


def test_row_groups_and_files_without_rows_are_no_hindrance(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    table = with_column(pa.array(CYCLE))
    with pq.ParquetWriter(folder / "b.parquet", table.schema) as writer:
        for start, length in ((0, 0), (0, 15), (15, 0), (15, 25)):
            writer.write_table(table.slice(start, length))
    for path in (folder / "b.parquet", folder):
        told = balance_file(str(path), str(tmp_path / "o.parquet"), target="y", seed=0, force=True)
        check(table, told)
        pq.write_table(table.slice(0, 0), folder / "a.parquet")


def test_times_of_96_bits_are_read_as_they_are_however_far_they_lie(tmp_path):
    path = str(tmp_path / "t.parquet")
    for far in (dt.datetime(9999, 12, 31), dt.datetime(2024, 5, 1, 1, 2, 3, 4)):
        column = pa.array([far, None] * (N // 2), pa.timestamp("us"))
        pq.write_table(with_column(column), path, use_deprecated_int96_timestamps=True)
        told = balance_file(path, str(tmp_path / "o.parquet"), target="y", seed=0, force=True)
        after = load(told.output)["c"]
        assert after.slice(0, N).cast(pa.timestamp("us")).to_pylist() == column.to_pylist()


class _Keys(pe.KmsClient):
    def wrap_key(self, key, master):
        return base64.b64encode(key)

    def unwrap_key(self, wrapped, master):
        return base64.b64decode(wrapped)


@pytest.mark.parametrize("plain", [True, False])
def test_an_encrypted_file_is_told_and_does_not_end_the_process(tmp_path, plain):
    path = str(tmp_path / "t.parquet")
    asked = pe.EncryptionConfiguration("k", column_keys={"k": ["x"]}, plaintext_footer=plain)
    keys = pe.CryptoFactory(lambda _: _Keys())
    how = keys.file_encryption_properties(pe.KmsConnectionConfig(), asked)
    table = with_column(pa.array(CYCLE))
    with pq.ParquetWriter(path, table.schema, encryption_properties=how) as writer:
        writer.write_table(table)
    with pytest.raises(InvalidInputError, match="is encrypted, in whole or in some columns"):
        balance_file(path, str(tmp_path / "o.parquet"), target="y")
    assert os.listdir(tmp_path) == ["t.parquet"]


def test_a_codec_that_nobody_knows_is_told_and_does_not_end_the_process(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(with_column(pa.array(CYCLE)), path, compression="snappy", write_statistics=False)
    whole = path.read_bytes()
    for position in range(len(whole) - 9, 0, -1):
        spoiled = whole[:position] + bytes([18]) + whole[position + 1 :]
        try:
            next(pq.ParquetFile(pa.BufferReader(spoiled)).iter_batches(1))
        except (pa.ArrowException, OSError) as error:
            if "Unsupported compression codec" in str(error):
                break
    path.write_bytes(spoiled)
    with pytest.raises(InvalidInputError, match="Unsupported compression codec"):
        balance_file(str(path), str(tmp_path / "o.parquet"), target="y")


def test_what_polars_writes_is_balanced(tmp_path):
    pl = pytest.importorskip("polars")
    words = [FEW[c] for c in CYCLE]
    target = ["yes" if i < N_RARE else "no" for i in range(N)]
    frame = pl.DataFrame({"x": np.arange(N) / 3, "s": words, "y": target}).with_columns(
        category=pl.col("s").cast(pl.Categorical),
        enum=pl.col("s").cast(pl.Enum([*FEW, "z"])),
        bytes=pl.col("s").cast(pl.Binary),
        list=pl.concat_list("s", "s"),
    )
    for target in ("y", "enum", "category"):
        for form in ("t.arrow", "stream.arrow", "t.parquet"):
            path = str(tmp_path / form)
            if form == "t.parquet":
                frame.write_parquet(path, row_group_size=16)
            else:
                (frame.write_ipc if form == "t.arrow" else frame.write_ipc_stream)(path)
            for stream in (True, False):
                told = balance_file(
                    path, str(tmp_path / f"out-{form}"), target=target, stream=stream, force=True
                )
                check(load(path), told)


def test_feather_of_version_1_is_told(tmp_path):
    (tmp_path / "t.feather").write_bytes(b"FEA1" + bytes(100) + b"FEA1")
    with pytest.raises(InvalidInputError, match="is Feather of version 1"):
        balance_file(str(tmp_path / "t.feather"), target="y")


def test_a_table_without_columns_is_told(tmp_path):
    path = str(tmp_path / "t.arrow")
    save(pa.table({}), path)
    with pytest.raises(InvalidInputError, match="has no columns: it needs a target and another"):
        balance_file(path, target="y")


def test_metadata_of_fields_and_what_may_not_be_missing_stay(tmp_path):
    plain = with_column(pa.array(CYCLE))
    fields = [field.with_nullable(False).with_metadata({"k": "v"}) for field in plain.schema]
    table = plain.cast(pa.schema(fields, {"owner": "us"}))
    for form in ("t.arrow", "t.parquet"):
        save(table, str(tmp_path / form))
        told = balance_file(str(tmp_path / form), str(tmp_path / f"o-{form}"), target="y", seed=0)
        after = load(told.output)
        check(load(str(tmp_path / form)), told)
        assert after.schema.field(0).metadata[b"k"] == b"v"
        assert after.schema.metadata[b"owner"] == b"us"
