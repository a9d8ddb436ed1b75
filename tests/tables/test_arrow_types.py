"""Every value that goes out is valid in its own type, for all types that Arrow has."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from counterpoise import SMOTE, SMOTENC, RandomOverSampler, RandomUnderSampler, balance

RNG = np.random.default_rng(7)
COUNTS = RNG.integers(1, 200, 60).tolist()
OTHER = RNG.normal(size=60)
TARGET = np.repeat([0, 1], [42, 18])[RNG.permutation(60)]
PLACES = [["Bonn", "Ulm", "Kiel"][n % 3] for n in COUNTS]
DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


class Code(pa.ExtensionType):
    """A type of a user's own."""

    def __init__(self, storage):
        super().__init__(storage, "counterpoise.tests.code")

    def __arrow_ext_serialize__(self):
        return b""

    @classmethod
    def __arrow_ext_deserialize__(cls, storage, serialized):
        return cls(storage)


def scaled(kind, step=1):
    """Return counts as decimals in the last digit of a type."""
    return pa.array([Decimal(n * step).scaleb(-kind.scale) for n in COUNTS], kind)


DECIMALS = [
    pa.decimal128(5, 2), pa.decimal128(3, 2), pa.decimal128(3, 3), pa.decimal128(38, 10),
    pa.decimal128(5, -2), pa.decimal256(3, 0), pa.decimal256(60, 6), pa.decimal256(76, 40),
]  # fmt: skip
if hasattr(pa, "decimal32"):
    DECIMALS += [pa.decimal32(3, 2), pa.decimal32(5, -2), pa.decimal64(12, 2)]

NUMBERS = {
    **{
        name: pa.array(np.array(COUNTS) % 100, getattr(pa, name)())
        for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
    },
    "bool": pa.array([n % 2 == 0 for n in COUNTS]),
    "float16": pa.array(np.array(COUNTS, "f2") / 8),
    "float32": pa.array(np.array(COUNTS, "f4") / 8),
    "float64": pa.array(np.array(COUNTS) / 8),
    "null": pa.nulls(60),
    "date32": pa.array([dt.date(2024, 1, 1) + dt.timedelta(n) for n in COUNTS], pa.date32()),
    "date64": pa.array([dt.date(1969, 12, 1) + dt.timedelta(n) for n in COUNTS], pa.date64()),
    **{
        f"time[{unit}]": pa.array(np.array(COUNTS) * DAY[unit] // 200, pa.int32()
                                  if unit in ("s", "ms") else pa.int64())
        .cast(pa.time32(unit) if unit in ("s", "ms") else pa.time64(unit))
        for unit in DAY
    },
    **{f"duration[{unit}]": pa.array(COUNTS, pa.int64()).cast(pa.duration(unit)) for unit in DAY},
    **{
        f"timestamp[{unit}, {zone}]": pa.array(COUNTS, pa.int64()).cast(pa.timestamp(unit, zone))
        for unit in DAY
        for zone in (None, "Europe/Berlin", "+02:00")
    },
    **{str(kind): scaled(kind) for kind in DECIMALS},
    "runs of int64": pc.run_end_encode(pa.array(sorted(COUNTS))),
    "runs of float64": pc.run_end_encode(pa.array(np.array(sorted(COUNTS)) / 8)),
}  # fmt: skip
CATEGORIES = {
    "string": pa.array(PLACES),
    "large_string": pa.array(PLACES, pa.large_string()),
    "string_view": pa.array(PLACES, pa.string_view()),
    "runs of string": pc.run_end_encode(pa.array(sorted(PLACES))),
    **{
        f"dictionary of {name}": NUMBERS[name].dictionary_encode()
        for name in (
            "int8", "uint64", "float64", "bool", "null", "date32", "date64", "time[s]",
            "time[ns]", "duration[ms]", "timestamp[us, None]", "timestamp[ns, Europe/Berlin]",
            "decimal128(5, 2)", "decimal256(60, 6)",
        )
    },
    "dictionary of float16": pa.DictionaryArray.from_arrays(  # not all Arrows encode them
        pa.array(np.array(COUNTS) % 3, pa.int8()), pa.array(np.array([0.5, 1.5, 2.5], "f2"))
    ),
    "dictionary of string_view": pa.array(PLACES, pa.string_view()).dictionary_encode(),
    "dictionary of binary": pa.array([p.encode() for p in PLACES]).dictionary_encode(),
    "dictionary with an order": pa.DictionaryArray.from_arrays(
        pa.array(np.array(COUNTS) % 3, pa.uint8()), pa.array(["Ulm", "Kiel", "Bonn"]), ordered=True
    ),
    "dictionary with a null": pa.DictionaryArray.from_arrays(
        pa.array(np.array(COUNTS) % 3, pa.int8()), pa.array(["Ulm", None, "Bonn"])
    ),
    "dictionary with a repeat": pa.DictionaryArray.from_arrays(
        pa.array(np.array(COUNTS) % 3, pa.int16()), pa.array(["Ulm", "Ulm", "Bonn"])
    ),
}  # fmt: skip
NAMED_CATEGORIES = {
    "binary": pa.array([p.encode() for p in PLACES]),
    "large_binary": pa.array([p.encode() for p in PLACES], pa.large_binary()),
    "binary_view": pa.array([p.encode() for p in PLACES], pa.binary_view()),
    "fixed_size_binary": pa.array([p.encode()[:3] for p in PLACES], pa.binary(3)),
    "month_day_nano_interval": pa.array([pa.MonthDayNano([1, n, 0]) for n in COUNTS]),
    "extension of int64": pa.ExtensionArray.from_storage(Code(pa.int64()), pa.array(COUNTS)),
    "extension of string": pa.ExtensionArray.from_storage(Code(pa.string()), pa.array(PLACES)),
}
OTHERS = {
    "list": pa.array([[n] for n in COUNTS]),
    "large_list": pa.array([[n] for n in COUNTS], pa.large_list(pa.int64())),
    "fixed_size_list": pa.array([[n, n] for n in COUNTS], pa.list_(pa.int64(), 2)),
    "list_view": pa.array([[n] for n in COUNTS], pa.list_view(pa.int64())),
    "list of string_view": pa.array([[p] for p in PLACES], pa.list_(pa.string_view())),
    "struct": pa.array([{"a": n} for n in COUNTS]),
    "struct of nothing": pa.array([{}] * 60, pa.struct([])),
    "map": pa.array([[(p, 1)] for p in PLACES], pa.map_(pa.string(), pa.int64())),
    "sparse union": pa.UnionArray.from_sparse(pa.array([0] * 60, pa.int8()), [pa.array(COUNTS)]),
    "dense union": pa.UnionArray.from_dense(
        pa.array([0] * 60, pa.int8()), pa.array(range(60), pa.int32()), [pa.array(COUNTS)]
    ),
}
EVERYTHING = {**NUMBERS, **CATEGORIES, **NAMED_CATEGORIES, **OTHERS}


def tables(column):
    """Yield tables with the column whole, in chunks, and with missing values."""
    yield pa.table({"a": column, "b": OTHER})
    chunks = pa.chunked_array([column[:25], column[25:25], column[25:]], column.type)
    yield pa.table({"a": chunks, "b": OTHER})
    kind = column.type
    if not pa.types.is_union(kind) and not pa.types.is_run_end_encoded(kind):
        rows = pa.array([None if i % 7 == 3 else i for i in range(60)])
        try:
            yield pa.table({"a": column.take(rows), "b": OTHER})
        except pa.ArrowNotImplementedError:  # there is no taking from views
            return


def is_valid(found, given):
    """Check that a table holds what its types can hold, whole days included."""
    found.validate(full=True)
    assert found.schema.equals(given.schema, check_metadata=True)
    assert found.column("a").to_pylist()[:60] == given.column("a").to_pylist()
    return True


def listed(table):
    column = table.column("a")
    if pa.types.is_run_end_encoded(column.type):
        column = pa.chunked_array([pc.run_end_decode(chunk) for chunk in column.chunks])
    if pa.types.is_duration(column.type) or pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    return column.to_pylist()


@pytest.mark.parametrize("name", NUMBERS)
def test_new_numbers_and_times_are_valid_and_lie_between_their_parents(name):
    for given in tables(NUMBERS[name]):
        sampler = SMOTE(k_neighbors=3, random_state=1)
        found, _ = sampler.fit_resample(given, TARGET)
        assert is_valid(found, given)
        values = listed(found)
        for value, (base, partner) in zip(values[60:], sampler.lineage_.parents, strict=True):
            assert (value is None) == (values[base] is None)
            ends = [values[i] for i in (base, partner) if values[i] is not None]
            assert value is None or min(ends) <= value <= max(ends)


@pytest.mark.parametrize("name", NUMBERS)
def test_noise_leads_to_no_value_beyond_the_type(name):
    for given in tables(NUMBERS[name]):
        found, _ = RandomOverSampler(shrinkage=20.0, random_state=1).fit_resample(given, TARGET)
        assert is_valid(found, given)
        values = listed(found)
        if name.startswith("decimal"):
            # A decimal with too many digits has been a zero.
            kind = given.schema.field("a").type
            limit = Decimal(10**kind.precision - 1).scaleb(-kind.scale)
            assert all(value is None or -limit <= value <= limit for value in values)
            if kind.precision == 3 and not found.column("a").null_count:
                assert max(map(abs, values[60:])) > 0.9 * float(limit)


@pytest.mark.parametrize("name", {**CATEGORIES, **NAMED_CATEGORIES})
def test_categories_of_every_type_are_voted_and_stay_valid(name):
    for given in tables(EVERYTHING[name]):
        chosen = [0] if name in NAMED_CATEGORIES or name == "dictionary of null" else "auto"
        sampler = SMOTENC(chosen, k_neighbors=3, random_state=1)
        found, _ = sampler.fit_resample(given, TARGET)
        assert sampler.categorical_features_.tolist() == [0]
        assert is_valid(found, given)
        values = found.column("a").to_pylist()
        assert set(map(str, values[60:])) <= set(map(str, values[:60]))


@pytest.mark.parametrize("name", EVERYTHING)
def test_rows_of_every_type_are_copied_and_left_out(name):
    for given in tables(EVERYTHING[name]):
        for sampler in (RandomOverSampler(random_state=0), RandomUnderSampler(random_state=0)):
            found, _ = sampler.fit_resample(given, TARGET)
            found.validate(full=True)
            assert found.schema.equals(given.schema)
            values = given.column("a").to_pylist()
            expected = [values[i] for i in sampler.sample_indices_]
            assert found.column("a").to_pylist() == expected


@pytest.mark.filterwarnings("ignore::counterpoise.errors.SamplingWarning")
@pytest.mark.parametrize("name", EVERYTHING)
def test_balance_takes_for_numbers_what_smote_does_and_carries_the_rest(name):
    for given in tables(EVERYTHING[name]):
        table = given.append_column("sick", pa.array(TARGET))
        for method in ("auto", "smoteenn" if name in NUMBERS else "random"):
            found, summary = balance(
                table, "sick", method=method, ratio=0.8, seed=1, return_summary=True
            )
            found.validate(full=True)
            assert found.schema.equals(table.schema)
            role = summary.columns[0].role
            if name == "null":
                assert role == "ignored"
            elif name in NUMBERS and name != "bool":
                assert role == "numeric"
            elif name in CATEGORIES and name != "dictionary of null":
                assert role == "category"
            elif name in OTHERS or name in NAMED_CATEGORIES:
                assert role == "ignored"


@pytest.mark.parametrize("name", ["date64", "time[s]", "time[ns]", "decimal128(3, 2)"])
def test_columns_that_arrow_holds_for_pandas_stay_valid_too(name):
    column = pd.Series(NUMBERS[name], dtype=pd.ArrowDtype(NUMBERS[name].type))
    frame = pd.DataFrame({"a": column, "b": OTHER})
    for sampler in (
        SMOTE(k_neighbors=3, random_state=1),
        RandomOverSampler(shrinkage=20.0, random_state=1),
    ):
        found, _ = sampler.fit_resample(frame, TARGET)
        assert found["a"].dtype == column.dtype
        pa.array(found["a"]).validate(full=True)


def test_texts_of_which_pandas_cannot_take_rows_are_grown_and_left_out():
    column = pd.Series(pa.array(PLACES, pa.string_view()), dtype=pd.ArrowDtype(pa.string_view()))
    frame = pd.DataFrame({"a": column, "b": OTHER})
    for sampler in (
        SMOTENC("auto", k_neighbors=3, random_state=1),
        RandomOverSampler(random_state=1),
        RandomUnderSampler(random_state=1),
    ):
        found, found_y = sampler.fit_resample(frame, TARGET)
        assert found["a"].dtype == column.dtype
        assert len(found) == len(found_y)
        values = np.array(found["a"].tolist())  # pandas cannot take some of them
        kept = values[~sampler.is_synthetic_].tolist()
        assert kept == [PLACES[i] for i in sampler._original_rows]


def test_dates_in_milliseconds_are_measured_as_dates_in_days():
    days = NUMBERS["date64"].cast(pa.date32())
    found = [
        SMOTE(k_neighbors=3, random_state=1).fit_resample(
            pa.table({"a": column, "b": OTHER}), TARGET
        )[0]
        for column in (NUMBERS["date64"], days)
    ]
    assert found[0].to_pylist() == found[1].to_pylist()
