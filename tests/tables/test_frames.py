"""Columns of every type survive in pandas, polars and pyarrow."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pandas.testing
import polars as pl
import pyarrow as pa
import pytest

from counterpoise import SMOTE, SMOTENC, RandomOverSampler, RandomUnderSampler, SMOTETomek

RNG = np.random.default_rng(5)
COUNTS = RNG.integers(1, 40, 60)  # values from which every column is made
OTHER = RNG.normal(size=60)
TARGET = np.repeat([0, 1], [42, 18])[RNG.permutation(60)]
GAPS = np.arange(60) % 7 == 3  # where values are missing

arrow = pd.ArrowDtype


def dates(counts):
    return [dt.date(2024, 1, 1) + dt.timedelta(days=int(n)) for n in counts]


def moments(counts, zone=None):
    return [
        dt.datetime(2024, 1, 1, tzinfo=zone) + dt.timedelta(hours=int(n), microseconds=7)
        for n in counts
    ]


def durations(counts):
    return [dt.timedelta(minutes=int(n), microseconds=3) for n in counts]


def times_of_day(counts):
    return [dt.time(int(n) // 4, 3 * int(n) % 60, int(n)) for n in counts]


def decimals(counts):
    return [Decimal(int(n)) / 8 + Decimal("1234567.001") for n in counts]


def wide_decimals(counts):
    return [Decimal(int(n)) / 8 + Decimal("12345678901234567890.001") for n in counts]


def whole(counts):
    return [int(n) for n in counts]


def wide(counts):
    return [int(n) + 2**60 for n in counts]


def beyond_64_bits(counts):
    return [int(n) + 2**100 for n in counts]


def floats(counts):
    return [float(n) / 8 for n in counts]


def bools(counts):
    return [bool(n % 2) for n in counts]


def nanoseconds(counts):
    return [pd.Timestamp(1_700_000_000_000_000_001 + int(n)) for n in counts]


WHOLE_TYPES = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]

PANDAS = {
    **{name: (whole, name) for name in WHOLE_TYPES},
    "large int64": (wide, "int64"),
    "large uint64": (wide, "uint64"),
    "float32": (floats, "float32"),
    "float64": (floats, "float64"),
    "bool": (bools, "bool"),
    "datetime64[s]": (moments, "datetime64[s]"),
    "datetime64[ms]": (moments, "datetime64[ms]"),
    "datetime64[us]": (moments, "datetime64[us]"),
    "datetime64[ns]": (nanoseconds, "datetime64[ns]"),
    "datetime64 with zone": (nanoseconds, "datetime64[ns, Europe/Berlin]"),
    "timedelta64[s]": (durations, "timedelta64[s]"),
    "timedelta64[ns]": (durations, "timedelta64[ns]"),
    "object whole": (whole, object),
    "object wide": (beyond_64_bits, object),
    "object floats": (floats, object),
    "object bools": (bools, object),
    "object wide decimals": (wide_decimals, object),
    "object decimals": (decimals, object),
    "object dates": (dates, object),
    "Sparse[int]": (whole, pd.SparseDtype("int64", 0)),
    "Sparse[float, nan]": (floats, pd.SparseDtype("float64", np.nan)),
    **{name: (whole, name) for name in ("Int8", "Int32", "Int64", "UInt8", "UInt64")},
    "large Int64": (wide, "Int64"),
    "Float32": (floats, "Float32"),
    "Float64": (floats, "Float64"),
    "boolean": (bools, "boolean"),
    "Arrow int16": (whole, arrow(pa.int16())),
    "Arrow large int64": (wide, arrow(pa.int64())),
    "Arrow halffloat": (floats, arrow(pa.float16())),
    "Arrow float": (floats, arrow(pa.float32())),
    "Arrow double": (floats, arrow(pa.float64())),
    "Arrow bool": (bools, arrow(pa.bool_())),
    "Arrow wide decimal": (wide_decimals, arrow(pa.decimal128(38, 6))),
    "Arrow decimal": (decimals, arrow(pa.decimal128(38, 6))),
    "Arrow date32": (dates, arrow(pa.date32())),
    "Arrow date64": (dates, arrow(pa.date64())),
    "Arrow timestamp": (nanoseconds, arrow(pa.timestamp("ns", "America/New_York"))),
    "Arrow timestamp[s]": (moments, arrow(pa.timestamp("s"))),
    "Arrow duration": (durations, arrow(pa.duration("us"))),
    "Arrow time": (times_of_day, arrow(pa.time64("us"))),
}
NO_MISSING = {*WHOLE_TYPES, "large int64", "large uint64", "bool", "Sparse[int]"}

POLARS = {
    **{
        str(t): (whole, t)
        for t in (
            pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64,
            pl.Int128,
        )
    },
    "large Int64": (wide, pl.Int64),
    "very large Int128": (beyond_64_bits, pl.Int128),
    "Float32": (floats, pl.Float32),
    "Float64": (floats, pl.Float64),
    "Boolean": (bools, pl.Boolean),
    "wide Decimal": (wide_decimals, pl.Decimal(38, 6)),
    "Decimal": (decimals, pl.Decimal(38, 6)),
    "Date": (dates, pl.Date),
    "Datetime[ms]": (moments, pl.Datetime("ms")),
    "Datetime[us]": (moments, pl.Datetime("us")),
    "Datetime[ns]": (moments, pl.Datetime("ns")),
    "Datetime with zone": (moments, pl.Datetime("us", "Europe/Berlin")),
    "Duration": (durations, pl.Duration("ms")),
    "Time": (times_of_day, pl.Time),
}  # fmt: skip

ARROW = {
    **{name: (whole, getattr(pa, name)()) for name in WHOLE_TYPES},
    "large int64": (wide, pa.int64()),
    "float16": (floats, pa.float16()),
    "float32": (floats, pa.float32()),
    "float64": (floats, pa.float64()),
    "bool": (bools, pa.bool_()),
    "wide decimal128": (wide_decimals, pa.decimal128(38, 6)),
    "decimal128": (decimals, pa.decimal128(38, 6)),
    "decimal256": (decimals, pa.decimal256(60, 6)),
    "date32": (dates, pa.date32()),
    "date64": (dates, pa.date64()),
    "timestamp[s]": (moments, pa.timestamp("s")),
    "timestamp[us, zone]": (moments, pa.timestamp("us", "Asia/Tokyo")),
    "duration": (durations, pa.duration("ns")),
    "time32": (times_of_day, pa.time32("s")),
    "time64": (times_of_day, pa.time64("ns")),
}


def pandas_frame(values, dtype):
    if getattr(dtype, "pyarrow_dtype", None) is not None:
        if pa.types.is_timestamp(dtype.pyarrow_dtype):
            values = pd.Series(values, dtype="datetime64[ns]")
        column = pd.Series(
            pa.array(values, from_pandas=True).cast(dtype.pyarrow_dtype, safe=False), dtype=dtype
        )
    elif isinstance(dtype, str) and "Berlin" in dtype:
        column = pd.Series(values, dtype="datetime64[ns, UTC]").astype(dtype)
    else:
        column = pd.Series(values, dtype=dtype)
    index = pd.Index([f"row {i}" for i in range(60)], name="key")
    return pd.DataFrame({"value": column, "other": OTHER}).set_index(index)


def polars_frame(values, dtype):
    zone = getattr(dtype, "time_zone", None)
    column = (
        pl.Series(values, strict=False)
        if zone is None
        else pl.Series(values, dtype=pl.Datetime("us"))
    )
    if dtype in (pl.Int128, pl.Decimal):
        column = pl.Series(values, dtype=dtype)
    column = column.dt.replace_time_zone(zone) if zone else column.cast(dtype)
    return pl.DataFrame({"value": column, "other": OTHER})


def arrow_table(values, dtype):
    column = pa.array(values, from_pandas=True)
    column = column if column.type == dtype else column.cast(dtype, safe=False)
    chunks = pa.chunked_array([column[:25], column[25:25], column[25:]])
    schema = pa.schema(
        [pa.field("value", dtype, metadata={"unit": "m"}), pa.field("other", pa.float64(), False)],
        metadata={"source": "here"},
    )
    return pa.table([chunks, pa.array(OTHER)], schema=schema)


CASES = {
    f"{library} {name}": (make, values, dtype, name in NO_MISSING and library == "pandas")
    for library, make, types in (
        ("pandas", pandas_frame, PANDAS),
        ("polars", polars_frame, POLARS),
        ("pyarrow", arrow_table, ARROW),
    )
    for name, (values, dtype) in types.items()
}
each_type = pytest.mark.parametrize(
    ("make", "values", "dtype", "whole_only"), CASES.values(), ids=CASES
)
WITH_MISSING = {name: case[:3] for name, case in CASES.items() if not case[3]}
each_type_with_missing = pytest.mark.parametrize(
    ("make", "values", "dtype"), WITH_MISSING.values(), ids=WITH_MISSING
)


def head(frame, n):
    return frame.slice(0, n) if isinstance(frame, pa.Table) else frame[:n]


def assert_same(found, given):
    if isinstance(given, pd.DataFrame):
        pandas.testing.assert_frame_equal(found, given, check_exact=True)
    else:
        assert type(found) is type(given)
        assert found.schema == given.schema
        assert found.equals(given)
    if isinstance(given, pa.Table):
        assert found.schema.equals(given.schema, check_metadata=True)


def listed(column):
    """Return a column as Python values, None where missing."""
    if isinstance(column, pa.ChunkedArray):
        if pa.types.is_duration(column.type):
            column = column.cast(pa.int64())
        return column.to_pylist()
    if isinstance(column, pl.Series):
        return column.to_list()
    return [None if np.ndim(v) == 0 and pd.isna(v) else v for v in column]


def resample(frame):
    sampler = SMOTE(k_neighbors=3, random_state=1)
    found, _ = sampler.fit_resample(frame, TARGET)
    assert len(found) == 84
    assert_same(head(found, 60), frame)
    return found, sampler


@each_type
def test_a_column_keeps_its_type_and_new_values_lie_between_their_parents(
    make, values, dtype, whole_only
):
    found, sampler = resample(make(values(COUNTS), dtype))
    column = listed(found["value"])
    parents = sampler.lineage_.parents
    low = [min(column[i] for i in pair) for pair in parents]
    high = [max(column[i] for i in pair) for pair in parents]
    assert all(a <= b <= c for a, b, c in zip(low, column[60:], high, strict=True))
    # Nothing lies between two bools, nor between numbers that are the same float.
    if values not in (bools, wide_decimals, beyond_64_bits):
        assert not set(column[60:]) <= set(column[:60])


@each_type
def test_a_constant_column_stays_constant_to_the_last_digit(make, values, dtype, whole_only):
    found, _ = resample(make(values(np.full(60, 13)), dtype))
    assert len(set(listed(found["value"]))) == 1


@each_type_with_missing
def test_a_new_value_is_missing_exactly_where_its_base_s_is(make, values, dtype):
    given = [None if gap else v for v, gap in zip(values(COUNTS), GAPS, strict=True)]
    found, sampler = resample(make(given, dtype))
    column = listed(found["value"])
    base, partner = sampler.lineage_.parents.T
    for value, b, p in zip(column[60:], base, partner, strict=True):
        assert (value is None) == (column[b] is None)
        if column[p] is None:
            assert value == column[b]
    assert any(GAPS[base])


@each_type_with_missing
def test_a_column_with_no_value_at_all_stays_so(make, values, dtype):
    found, _ = resample(make([None] * 60, dtype))
    assert set(listed(found["value"])) == {None}


def test_columns_without_a_type_stay_without_values():
    for frame in (
        pl.DataFrame({"value": pl.Series([None] * 60), "other": OTHER}),
        pa.table({"value": pa.nulls(60), "other": OTHER}),
    ):
        resample(frame)


def test_half_precision_in_polars_survives():
    if hasattr(pl, "Float16"):
        resample(
            pl.DataFrame({"value": pl.Series(floats(COUNTS)).cast(pl.Float16), "other": OTHER})
        )


def test_a_float_that_is_nan_and_one_that_is_null_stay_what_they_are_in_polars():
    values = [None if i % 5 == 3 else np.nan if i % 5 == 1 else float(i) for i in range(60)]
    frame = pl.DataFrame({"value": pl.Series(values, strict=False), "other": OTHER})
    found, sampler = resample(frame)
    base = sampler.lineage_.base
    new, own = found["value"][60:], frame["value"].gather(base)
    assert (new.is_null() == own.is_null()).all()
    assert (new.is_nan().fill_null(False) == own.is_nan().fill_null(False)).all()
    assert new.is_null().any()
    assert new.is_nan().any()


PLACES = [["Bonn", "Ulm", "Kiel"][n % 3] for n in COUNTS]

CATEGORIES = {
    "pandas category": pd.Series(pd.Categorical(PLACES, ["Ulm", "unused", "Kiel", "Bonn"])),
    "pandas ordered": pd.Series(pd.Categorical(PLACES, ["Ulm", "Kiel", "Bonn"], ordered=True)),
    "pandas category of numbers": pd.Series(pd.Categorical(COUNTS % 3, [2, 0, 7, 1])),
    "pandas str": pd.Series(PLACES, dtype="str"),
    "pandas string": pd.Series(PLACES, dtype="string"),
    "pandas objects": pd.Series(PLACES, dtype=object),
    "pandas Arrow string": pd.Series(PLACES, dtype=arrow(pa.string())),
    "pandas Arrow large string": pd.Series(PLACES, dtype=arrow(pa.large_string())),
    "pandas Arrow dictionary": pd.Series(
        PLACES, dtype=arrow(pa.dictionary(pa.int8(), pa.string()))
    ),
    "polars String": pl.Series(PLACES),
    "polars Categorical": pl.Series(PLACES, dtype=pl.Categorical),
    "polars Enum": pl.Series(PLACES, dtype=pl.Enum(["Ulm", "unused", "Kiel", "Bonn"])),
    "pyarrow string": pa.chunked_array([pa.array(PLACES[:20]), pa.array(PLACES[20:])]),
    "pyarrow large string": pa.array(PLACES, pa.large_string()),
    "pyarrow dictionary": pa.chunked_array(
        [pa.array(PLACES[:20]).dictionary_encode(), pa.array(PLACES[20:]).dictionary_encode()]
    ),
    "pyarrow ordered dictionary": pa.DictionaryArray.from_arrays(
        pa.array(COUNTS % 3, pa.uint8()), pa.array(["Ulm", "Kiel", "Bonn", "unused"]), ordered=True
    ),
}


def framed(column):
    if isinstance(column, pd.Series):
        return pd.DataFrame({"place": column, "other": OTHER})
    if isinstance(column, pl.Series):
        return pl.DataFrame({"place": column, "other": OTHER})
    return pa.table({"place": column, "other": OTHER})


def emptied(column):
    """Return a column of the same type with missing values."""
    if isinstance(column, pd.Series):
        return column.where(~GAPS)
    if isinstance(column, pl.Series):
        nothing = pl.Series([None] * 60, dtype=column.dtype)
        return column.zip_with(pl.Series(~GAPS), nothing)
    column = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    rows = pa.array([None if gap else i for i, gap in enumerate(GAPS)], pa.int64())
    return column.unify_dictionaries().take(rows)


@pytest.mark.parametrize("missing", [False, True], ids=["all present", "some missing"])
@pytest.mark.parametrize("column", CATEGORIES.values(), ids=CATEGORIES)
def test_categories_are_known_by_their_type_and_keep_it(column, missing):
    frame = framed(emptied(column) if missing else column)
    sampler = SMOTENC("auto", k_neighbors=3, random_state=1)
    found, _ = sampler.fit_resample(frame, TARGET)
    assert sampler.categorical_features_.tolist() == [0]
    assert_same(head(found, 60), frame)
    values = listed(found["place"])
    base = sampler.lineage_.base
    members = {values[i] for i in np.flatnonzero(TARGET == 1)}
    assert set(values[60:]) <= members
    for value, b in zip(values[60:], base, strict=True):
        assert (value is None) == (values[b] is None)
    assert missing == any(value is None for value in values[60:])


@pytest.mark.parametrize("column", CATEGORIES.values(), ids=CATEGORIES)
def test_the_same_categories_are_elected_in_every_library(column):
    first = pd.DataFrame({"place": PLACES, "other": OTHER})
    if column is CATEGORIES["pandas category of numbers"]:
        first["place"] = COUNTS % 3
    elif column is CATEGORIES["pyarrow ordered dictionary"]:
        first["place"] = column.to_pylist()
    expected, _ = SMOTENC([0], k_neighbors=3, random_state=1).fit_resample(first, TARGET)
    found, _ = SMOTENC("auto", k_neighbors=3, random_state=1).fit_resample(framed(column), TARGET)
    assert listed(found["place"]) == expected["place"].tolist()


@pytest.mark.parametrize("nothing", [
    pd.Series(pd.Categorical([None] * 60, [])),
    pd.Series(pd.Categorical([None] * 60, ["a", "b"])),
    pd.Series([None] * 60, dtype="string"),
    pl.Series([None] * 60, dtype=pl.String),
    pl.Series([None] * 60, dtype=pl.Enum(["a"])),
    pa.nulls(60, pa.string()),
    pa.nulls(60, pa.dictionary(pa.int32(), pa.string())),
])  # fmt: skip
def test_a_column_of_no_category_at_all_stays_so(nothing):
    frame = framed(nothing)
    found, _ = SMOTENC("auto", k_neighbors=3, random_state=1).fit_resample(frame, TARGET)
    assert_same(head(found, 60), frame)
    assert set(listed(found["place"])) == {None}


def days(zone=None, name=None):
    """Return an index of dates without a frequency, which no longer index could have."""
    return pd.DatetimeIndex(list(pd.date_range("2024-01-01", periods=60, tz=zone)), name=name)


def instants(start, step, unit="ns", zone=None):
    """Return an index of times in a unit, in no order and without a frequency."""
    times = pd.date_range(start, periods=60, freq=step, tz=zone)
    return pd.DatetimeIndex(list(times[RNG.permutation(60)])).as_unit(unit)


INDEXES = {
    "range": pd.RangeIndex(60, name="id"),
    "range from 10 by 3": pd.RangeIndex(10, 190, 3),
    "range downwards": pd.RangeIndex(60, 0, -1),
    "whole numbers": pd.Index(RNG.permutation(60) * 5, name="id"),
    "whole numbers with repeats": pd.Index(RNG.integers(0, 5, 60)),
    "Int64": pd.Index(RNG.permutation(60), dtype="Int64"),
    "Int64 with gaps": pd.Index([None, *range(59)], dtype="Int64"),
    "int8 to its end": pd.Index(np.arange(68, 128).astype("i1")),
    "int8 with both ends": pd.Index(np.r_[np.arange(-128, -98), np.arange(98, 128)].astype("i1")),
    "uint64 to its end": pd.Index(np.arange(60, dtype="u8") + np.uint64(2**64 - 60)),
    "greatest number": pd.Index(np.arange(60) + np.iinfo(np.int64).max - 59),
    "Arrow int16": pd.Index(range(60), dtype=arrow(pa.int16())),
    "objects of whole numbers": pd.Index([2**90 + i for i in range(60)], dtype=object),
    "texts": pd.Index([f"r{i}" for i in range(60)]),
    "texts that look balanced": pd.Index([f"synthetic-{i}" for i in range(60)]),
    "texts that look like others": pd.Index([f"synthetic-{i}" for i in range(60, 120)]),
    "objects of texts": pd.Index([f"r{i}" for i in range(60)], dtype=object),
    "Arrow texts": pd.Index([f"r{i}" for i in range(60)], dtype=arrow(pa.string())),
    "floats": pd.Index(OTHER),
    "floats with repeats, gaps and infinity": pd.Index([np.nan, np.nan, np.inf, *[1.5] * 57]),
    "floats with no value": pd.Index([np.nan] * 60),
    "large floats": pd.Index(np.arange(60) * 1e300),
    "float32": pd.Index(np.arange(60, dtype="f4") + np.float32(2**24 - 59)),
    "Float64": pd.Index(OTHER, dtype="Float64"),
    "dates": days(name="day"),
    "dates with zone": days("Europe/Berlin"),
    "dates with repeats": pd.DatetimeIndex(["2024-01-01", None] * 30),
    "hours": instants("2024-03-30", "1h", "s", "Europe/Berlin"),
    "nanoseconds": instants("2024-01-01", "7ns"),
    "the last times there are": instants(pd.Timestamp.max - pd.Timedelta("60s"), "1s"),
    "objects of dates": pd.Index(dates(range(60)), dtype=object),
    "objects of times": pd.Index(moments(range(60), dt.UTC), dtype=object),
    "Arrow dates": pd.Index(dates(range(60)), dtype=arrow(pa.date32())),
    "Arrow times": pd.Index(days("UTC"), dtype=arrow(pa.timestamp("us", "UTC"))),
    "durations": pd.to_timedelta(RNG.permutation(60), "h"),
    "periods": pd.PeriodIndex(list(pd.period_range("2024-01", periods=60, freq="M"))),
    "decimals": pd.Index(decimals(range(60)), dtype=object),
    "intervals": pd.interval_range(0, 60),
    "intervals of times": pd.IntervalIndex.from_breaks(pd.date_range("2024-01-01", periods=61)),
    "several levels": pd.MultiIndex.from_arrays([PLACES, range(60)], names=["place", "n"]),
    "several levels with repeats": pd.MultiIndex.from_arrays([COUNTS % 2, days(), PLACES]),
}
# Their types have no label left: new ones are among objects, or among more categories.
FULL_INDEXES = {
    "bools": pd.Index([True, False] * 30),
    "boolean": pd.Index([True, False, None] * 20, dtype="boolean"),
    "times of day": pd.Index(times_of_day(COUNTS)),
    "mixed objects": pd.Index(["a", 1, None, 2.5, ("b", 1), b"c"] * 10, tupleize_cols=False),
    "categories": pd.CategoricalIndex(PLACES, [*PLACES[:3], "unused"][::-1], ordered=True),
    "categories of numbers": pd.CategoricalIndex(COUNTS % 3, [2, 5, 0, 1]),
    "several levels, bools last": pd.MultiIndex.from_arrays([range(60), [True, False] * 30]),
}
each_grower = pytest.mark.parametrize(
    "sampler",
    [
        SMOTE(k_neighbors=3, random_state=0),
        RandomOverSampler(random_state=0),
        SMOTETomek(smote=SMOTE(random_state=0)),
    ],
    ids=lambda sampler: type(sampler).__name__,
)


def spelled(labels):
    return [repr(label) for label in labels.tolist()]


def grown_by(sampler, index):
    """Return the index of what a sampler makes, its mask of new rows, and the provenance."""
    frame = pd.DataFrame({"a": COUNTS / 8, "b": OTHER}, index=index)
    target = pd.Series(TARGET, index=index, name="sick")
    found, found_y = sampler.fit_resample(frame, target)
    pd.testing.assert_index_equal(found.index, found_y.index)
    told = sampler.provenance_["base_label"]
    _, beside_array = sampler.fit_resample(frame.to_numpy(), target)
    for labels in (found.index, beside_array.index):
        assert labels.names == index.names
        # Original rows have their labels, and new rows labels that no other row has.
        old, new = labels[~sampler.is_synthetic_], labels[sampler.is_synthetic_]
        assert spelled(old) == spelled(index.take(sampler._original_rows))
        assert new.is_unique
        assert len(new) > 0
        assert not new.isin(index).any()
    assert spelled(told) == spelled(index.take(sampler.lineage_.base))
    return found.index


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
@each_grower
def test_labels_of_new_rows_are_new_and_of_the_index_s_type(sampler, index):
    found = grown_by(sampler, index)
    assert type(found) is type(index) or isinstance(index, pd.RangeIndex)
    assert found.dtype == index.dtype
    if index.nlevels > 1:
        assert list(found.dtypes) == list(index.dtypes)


@pytest.mark.parametrize("index", FULL_INDEXES.values(), ids=FULL_INDEXES)
@each_grower
def test_labels_of_new_rows_are_new_where_the_type_has_none_left(sampler, index):
    found = grown_by(sampler, index)
    assert type(found) is type(index)
    if isinstance(index, pd.CategoricalIndex):
        known = len(index.categories)
        pd.testing.assert_index_equal(found.categories[:known], index.categories)
        assert found.ordered == index.ordered


def test_labels_go_on_as_those_that_are_there():
    frame = pd.DataFrame({"a": COUNTS, "b": OTHER})
    for index, expected in (
        (days("UTC"), pd.Timestamp("2024-03-01", tz="UTC")),
        (INDEXES["hours"], INDEXES["hours"].max() + pd.Timedelta("1h")),
        (INDEXES["periods"], pd.Period("2029-01", "M")),
        (pd.Index(np.arange(60) / 2), 30.0),
        (INDEXES["intervals"], pd.Interval(61, 62)),
        (pd.CategoricalIndex(PLACES), "synthetic-0"),
        (INDEXES["objects of dates"], dates([60])[0]),
    ):
        found, _ = SMOTE(random_state=0).fit_resample(frame.set_axis(index), TARGET)
        assert found.index[60] == expected
    found, _ = SMOTE(random_state=0).fit_resample(frame.set_axis(INDEXES["several levels"]), TARGET)
    assert found.index[60][1] == 60
    assert found.index[60][0] in PLACES


def test_a_table_that_is_balanced_twice_has_each_label_once():
    for name in ("texts", "dates", "categories", "bools", "several levels", "floats"):
        frame = pd.DataFrame({"a": COUNTS, "b": OTHER})
        frame.index = {**INDEXES, **FULL_INDEXES}[name]
        once, y = SMOTE(sampling_strategy=0.6, random_state=0).fit_resample(frame, TARGET)
        twice, _ = SMOTE(random_state=0).fit_resample(once, y)
        assert twice.index[60:].is_unique
        assert not twice.index[60:].isin(frame.index).any()


NAMES = {
    "repeated": ["a", "a"],
    "numbers": [1, 0],
    "None": [None, "x"],
    "mixed": ["a", 3.5],
    "tuples": pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")], names=["one", "two"]),
    "named": pd.Index(["a", "b"], name="columns"),
    "dates": pd.date_range("2024-01-01", periods=2),
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize(
    "sampler", [SMOTE(k_neighbors=3, random_state=0), RandomOverSampler(random_state=0)], ids=str
)
def test_columns_may_have_any_names(sampler, names):
    frame = pd.DataFrame({"a": COUNTS, "b": OTHER})
    expected, _ = sampler.fit_resample(frame, TARGET)
    frame.columns = expected.columns = names
    found, _ = sampler.fit_resample(frame, TARGET)
    pandas.testing.assert_frame_equal(found, expected)
    pd.testing.assert_index_equal(found.columns, frame.columns)
    assert len(sampler.provenance_) == 24


CHOICES = {
    "positions": [0, 2],
    "negative positions": [-2, 0],
    "names": ["place", "plan"],
    "a mask": [True, False, True, False],
    "an array": np.array([2, 0]),
    "an index": pd.Index(["place", "plan"]),
    "a mask as an array": np.array([True, False, True, False]),
    "a mask as a series": pd.Series([True, False, True, False]),
}


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_categorical_columns_may_be_told_in_many_ways(choice, library):
    frame = pd.DataFrame({"place": PLACES, "a": OTHER, "plan": COUNTS % 2, "b": COUNTS})
    given = {
        "pandas": frame, "polars": pl.DataFrame(frame.to_dict("list")), "pyarrow": pa.table(frame)
    }[library]  # fmt: skip
    sampler = SMOTENC(choice, k_neighbors=3, random_state=0)
    found, _ = sampler.fit_resample(given, TARGET)
    assert sampler.categorical_features_.tolist() == [0, 2]
    assert set(listed(found["plan"])) == {0, 1}
    assert found.shape == (84, 4)


def test_a_name_that_two_columns_share_stands_for_both():
    frame = pd.DataFrame({"a": PLACES, "b": COUNTS % 2, "c": OTHER})
    frame.columns = ["a", "a", "c"]
    sampler = SMOTENC(["a"], k_neighbors=3, random_state=0).fit(frame, TARGET)
    assert sampler.categorical_features_.tolist() == [0, 1]


def test_a_name_of_several_levels_is_one_name():
    frame = pd.DataFrame({("a", "x"): PLACES, ("a", "y"): OTHER})
    sampler = SMOTENC([("a", "x")], k_neighbors=3, random_state=0).fit(frame, TARGET)
    assert sampler.categorical_features_.tolist() == [0]


def test_pandas_attributes_survive():
    frame = pd.DataFrame({"a": COUNTS, "b": OTHER})
    frame.attrs = {"source": "here"}
    for sampler in (SMOTE(k_neighbors=3), RandomOverSampler(), RandomUnderSampler()):
        assert sampler.fit_resample(frame, TARGET)[0].attrs == {"source": "here"}


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_copied_rows_may_hold_anything(library):
    lists = [[int(n)] * (n % 3) for n in COUNTS]
    frame = {
        "pandas": pd.DataFrame({"a": lists, "b": pd.interval_range(0, 60), "c": PLACES}),
        "polars": pl.DataFrame({"a": lists, "b": [{"x": 1}] * 60, "c": PLACES}),
        "pyarrow": pa.table({"a": lists, "b": [{"x": 1}] * 60, "c": PLACES}),
    }[library]
    for sampler in (RandomOverSampler(random_state=0), RandomUnderSampler(random_state=0)):
        found, found_y = sampler.fit_resample(frame, TARGET)
        assert len(found) == len(found_y) == len(sampler.sample_indices_)
        assert listed(found["a"]) == [lists[i] for i in sampler.sample_indices_]
