"""Parquet and Arrow IPC with what other programs put into them."""

from __future__ import annotations

import datetime as dt
import decimal
import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from shared.corpus.case import Case, N, arrow_table, ipc, parquet, text


def without_run(schema):
    """Return a schema without what the output says of how it was made."""
    metadata = dict(schema.metadata)
    assert metadata.pop(b"counterpoise")
    return schema.with_metadata(metadata or None)


def read(data):
    return pq.ParquetFile(io.BytesIO(data))


def read_ipc(data):
    try:
        return pa.ipc.open_file(data)
    except pa.ArrowInvalid:
        return pa.ipc.open_stream(data)


def same(before, after):
    """The schema is the same to its metadata, and the original rows are the first ones."""
    old, new = read(before), read(after)
    assert without_run(new.schema_arrow).equals(old.schema_arrow, check_metadata=True)
    table = new.read()
    assert table.num_rows > N
    assert table.slice(0, N).equals(old.read())


def same_ipc(before, after):
    old, new = read_ipc(before), read_ipc(after)
    assert type(old) is type(new)
    assert without_run(new.schema).equals(old.schema, check_metadata=True)
    assert new.read_all().slice(0, N).equals(old.read_all())


def within(name):
    """New values lie between the smallest and the largest that were there."""

    def check(before, after):
        same(before, after)
        old = read(before).read([name])[name].drop_null().to_pylist()
        new = read(after).read([name])[name].slice(N).drop_null().to_pylist()
        assert new
        assert all(min(old) <= value <= max(old) for value in new)

    return check


def with_column(values, type=None):
    return lambda: parquet(arrow_table(c=pa.array(values, type)))


def new_are_missing(before, after):
    same(before, after)
    assert read(after).read(["c"])["c"].slice(N).null_count == read(after).metadata.num_rows - N


def keeps_groups(before, after):
    same(before, after)
    assert read(after).metadata.row_group(0).num_rows == 16
    assert read(after).metadata.row_group(0).column(0).compression == "GZIP"


def frame_comes_back(before, after):
    old, new = pd.read_parquet(io.BytesIO(before)), pd.read_parquet(io.BytesIO(after))
    pd.testing.assert_frame_equal(new.iloc[:N], old)


def frame(index):
    sink = io.BytesIO()
    arrow_table().to_pandas().set_axis(index).to_parquet(sink)
    return sink.getvalue()


def flipped(data, position):
    spoiled = bytearray(data)
    spoiled[position] ^= 0xFF
    return bytes(spoiled)


def renamed(names):
    return parquet(arrow_table().rename_columns(names))


def target(values):
    table = arrow_table()
    return table.set_column(3, "y", values)


UTC = dt.UTC
DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=9 * i) for i in range(N)]
MOMENTS = [dt.datetime(2024, 1, 1, tzinfo=UTC) + dt.timedelta(hours=31 * i) for i in range(N)]

PARQUET = [
    Case("plain.parquet", parquet, roles={"x": "numeric", "kind": "category"}, check=same),
    Case("short.pq", parquet, check=same),
    Case(
        "nested.parquet",
        with_column([{"a": [i], "b": {"c": str(i)}} for i in range(N)]),
        roles={"c": "ignored"},
        check=new_are_missing,
    ),
    Case("lists.parquet", with_column([[i] for i in range(N)]), check=new_are_missing),
    Case(
        "maps.parquet",
        with_column([[("a", i)] for i in range(N)], pa.map_(pa.string(), pa.int64())),
        check=new_are_missing,
    ),
    Case("bytes.parquet", with_column([bytes([i]) for i in range(N)]), check=same),
    Case(
        "decimals.parquet",
        with_column([decimal.Decimal(i * 7 % 13) / 4 for i in range(N)], pa.decimal128(9, 2)),
        roles={"c": "numeric"},
        check=within("c"),
    ),
    Case(
        "zoned-times.parquet",
        with_column(MOMENTS, pa.timestamp("us", "Europe/Berlin")),
        roles={"c": "numeric"},
        check=within("c"),
    ),
    Case("times-ns.parquet", with_column(MOMENTS, pa.timestamp("ns")), check=within("c")),
    Case("dates.parquet", with_column(DAYS), roles={"c": "numeric"}, check=within("c")),
    Case("times-of-day.parquet", with_column([dt.time(i % 24) for i in range(N)]), check=same),
    Case(
        "durations.parquet",
        with_column([dt.timedelta(hours=i * i) for i in range(N)]),
        check=same,
    ),
    Case(
        "dictionary.parquet",
        lambda: parquet(arrow_table(c=pa.array(["u", "v"] * 20).dictionary_encode())),
        roles={"c": "category"},
        check=same,
    ),
    Case(
        "large-strings.parquet",
        with_column(["u", "v"] * 20, pa.large_string()),
        roles={"c": "category"},
        check=same,
    ),
    Case(
        "small-integers.parquet",
        with_column([i % 5 for i in range(N)], pa.int8()),
        check=within("c"),
    ),
    Case(
        "large-integers.parquet",
        with_column([2**63 + i * i for i in range(N)], pa.uint64()),
        check=within("c"),
    ),
    Case(
        "half-floats.parquet",
        with_column([i % 7 / 2 for i in range(N)], pa.float16()),
        check=within("c"),
    ),
    Case("booleans.parquet", with_column([i % 3 == 0 for i in range(N)]), check=within("c")),
    Case(
        "missing.parquet",
        with_column([None if i % 5 == 0 else i / 4 for i in range(N)]),
        check=within("c"),
    ),
    Case(
        "missing-integers.parquet",
        with_column([None if i % 5 == 0 else i for i in range(N)]),
        roles={"x": "numeric"},
        check=same,
    ),
    Case(
        "all-missing.parquet",
        with_column([None] * N, pa.float64()),
        roles={"c": "ignored"},
        check=same,
    ),
    Case("null-type.parquet", with_column([None] * N), roles={"c": "ignored"}, check=same),
    Case(
        "row-groups.parquet",
        lambda: parquet(row_group_size=16, compression="gzip"),
        check=keeps_groups,
    ),
    Case(
        "metadata.parquet",
        lambda: parquet(arrow_table().replace_schema_metadata({"owner": "us"})),
        check=same,
    ),
    Case("range-index.parquet", lambda: frame(pd.RangeIndex(N)), check=frame_comes_back),
    Case("text-index.parquet", lambda: frame([f"r{i}" for i in range(N)]), check=frame_comes_back),
    Case("integer-index.parquet", lambda: frame(range(3 * N, 0, -3)), check=frame_comes_back),
    Case(
        "boolean-target.parquet",
        lambda: parquet(target(pa.array([i < 10 for i in range(N)]))),
        check=same,
    ),
    Case(
        "dictionary-target.parquet",
        lambda: parquet(target(pa.array(["yes"] * 10 + ["no"] * 30).dictionary_encode())),
        check=same,
    ),
    Case(
        "missing-target.parquet",
        lambda: parquet(target(pa.array([None, *["yes"] * 9, *["no"] * 30]))),
        error="missing in 1 of 40 rows",
    ),
    Case("no-rows.parquet", lambda: parquet(arrow_table().slice(0, 0)), error="no rows"),
    Case("no-columns.parquet", lambda: parquet(pa.table({})), error="column"),
    Case("same-name-twice.parquet", lambda: renamed(["x", "x", "kind", "y"]), check=same),
    Case("truncated.parquet", lambda: parquet()[:-200], error="truncated, damaged"),
    Case("beheaded.parquet", lambda: parquet()[200:], error="cannot be read as Parquet"),
    Case("flipped length.parquet", lambda: flipped(parquet(), -6), error="truncated, damaged"),
    Case("flipped page.parquet", lambda: flipped(parquet(), 4), error="truncated, damaged"),
    Case("empty.parquet", b"", error="truncated, damaged"),
    Case("text.parquet", text, error="of another format"),
    Case("arrow.parquet", ipc, error="of another format"),
    Case("parquet.csv", parquet, error="holds Parquet"),
    Case("packed.parquet.gz", parquet, error="unpack it first"),
]

ARROW = [
    Case("file.arrow", ipc, check=same_ipc),
    Case("stream.arrow", lambda: ipc(stream=True), check=same_ipc),
    Case("lz4.feather", lambda: ipc(compression="lz4"), check=same_ipc),
    Case("zstd.ipc", lambda: ipc(compression="zstd"), check=same_ipc),
    Case("nested.arrow", lambda: ipc(arrow_table(c=[[i] for i in range(N)])), check=same_ipc),
    Case(
        "dictionary.arrow",
        lambda: ipc(arrow_table(c=pa.array(["u", "v"] * 20).dictionary_encode())),
        check=same_ipc,
    ),
    Case(
        "views.arrow",
        lambda: ipc(arrow_table(c=pa.array(["u", "v"] * 20, pa.string_view()))),
        check=same_ipc,
    ),
    Case("truncated.arrow", lambda: ipc()[:-300], error="truncated, damaged"),
    Case("truncated stream.arrow", lambda: ipc(stream=True)[:-300], error="truncated, damaged"),
    Case("no-rows.arrow", lambda: ipc(arrow_table().slice(0, 0)), error="no rows"),
    Case("empty.arrow", b"", error="cannot be read as Arrow IPC"),
    Case("text.arrow", text, error="of another format"),
    Case("parquet.feather", parquet, error="of another format"),
]

CASES = [*PARQUET, *ARROW]
