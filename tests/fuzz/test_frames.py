"""Columns of pandas, polars and Arrow of every type they have: kept, valid, and between parents."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from hypothesis import strategies as st

import counterpoise as cp
from shared.fuzz.draws import classes, rng_of, seeds
from shared.fuzz.effort import LeftOut, fuzz, unchanged

START = dt.datetime(2024, 3, 30, 22)


def counts(rng, n):
    return rng.integers(0, 9, n).tolist()


def times(rng, n):
    return [START + dt.timedelta(hours=6 * v) for v in counts(rng, n)]


PANDAS = {
    "zoned": lambda r, n: (
        pd.Series(times(r, n)).dt.tz_localize("UTC").dt.tz_convert("Europe/Berlin")
    ),
    "period": lambda r, n: pd.Series(pd.PeriodIndex(times(r, n), freq="D")),
    "interval": lambda r, n: pd.Series(pd.cut(r.random(n), 3)).astype(object),
    "cut": lambda r, n: pd.Series(pd.cut(r.random(n), [0, 0.3, 0.6, 1])),
    "ordered": lambda r, n: pd.Series(
        pd.Categorical(r.choice(["lo", "hi"], n), ["lo", "mid", "hi"], ordered=True)
    ),
    "whole categories": lambda r, n: pd.Series(counts(r, n), dtype="category"),
    "bytes": lambda r, n: pd.Series(r.choice([b"a", b"b\\x00c"], n).tolist(), dtype=object),
    "mixed objects": lambda r, n: pd.Series(
        [v if v % 2 else str(v) for v in counts(r, n)], dtype=object
    ),
    "numbers as objects": lambda r, n: pd.Series(
        [v / 2 if v % 2 else v for v in counts(r, n)], dtype=object
    ),
    "sparse": lambda r, n: pd.Series(pd.arrays.SparseArray(np.array(counts(r, n), float))),
    "float32": lambda r, n: pd.Series(r.normal(size=n).astype("f4")),
    "Float32": lambda r, n: pd.Series(r.normal(size=n), dtype="Float32"),
    "UInt8": lambda r, n: pd.Series(counts(r, n), dtype="UInt8"),
    "complex": lambda r, n: pd.Series(r.random(n) + 1j),
    "tuples": lambda r, n: pd.Series([(v, 1) for v in counts(r, n)], dtype=object),
    "empty": lambda r, n: pd.Series([None] * n, dtype=object),
}

POLARS = {
    "Int128": lambda r, n: pl.Series(counts(r, n), dtype=pl.Int128),
    "UInt8": lambda r, n: pl.Series(counts(r, n), dtype=pl.UInt8),
    "Float32": lambda r, n: pl.Series(r.normal(size=n), dtype=pl.Float32),
    "Decimal": lambda r, n: pl.Series([f"{v}.25" for v in counts(r, n)]).cast(pl.Decimal(9, 3)),
    "zoned": lambda r, n: pl.Series(times(r, n), dtype=pl.Datetime("ns", "Europe/Berlin")),
    "Time": lambda r, n: pl.Series([t.time() for t in times(r, n)]),
    "Enum": lambda r, n: pl.Series(r.choice(["u", "v"], n), dtype=pl.Enum(["v", "w", "u"])),
    "Categorical": lambda r, n: pl.Series(r.choice(["u", "v"], n), dtype=pl.Categorical),
    "Binary": lambda r, n: pl.Series([bytes([v]) for v in counts(r, n)]),
    "List": lambda r, n: pl.Series([[v] for v in counts(r, n)]),
    "Struct": lambda r, n: pl.Series([{"a": v} for v in counts(r, n)]),
    "Null": lambda r, n: pl.Series([None] * n),
}

ARROW = {
    "half": lambda r, n: pa.array(np.array(counts(r, n), "f2")),
    "month": lambda r, n: pa.array([(0, v, 0) for v in counts(r, n)], pa.month_day_nano_interval()),
    "date64": lambda r, n: pa.array([t.date() for t in times(r, n)], pa.date64()),
    "time32": lambda r, n: pa.array([t.time() for t in times(r, n)], pa.time32("s")),
    "time64": lambda r, n: pa.array([t.time() for t in times(r, n)], pa.time64("ns")),
    "seconds": lambda r, n: pa.array(times(r, n), pa.timestamp("s", "America/New_York")),
    "decimal256": lambda r, n: pa.array(counts(r, n), pa.decimal256(50, 0)).cast(
        pa.decimal256(60, 3)
    ),
    "negative scale": lambda r, n: pa.array([v * 100 for v in counts(r, n)], pa.decimal128(9, -2)),
    "view": lambda r, n: pa.array([f"t{v % 3}" for v in counts(r, n)], pa.string_view()),
    "large": lambda r, n: pa.array([f"t{v % 3}" for v in counts(r, n)], pa.large_string()),
    "binary": lambda r, n: pa.array([bytes([v]) for v in counts(r, n)], pa.binary()),
    "fixed": lambda r, n: pa.array([bytes([v, v]) for v in counts(r, n)], pa.binary(2)),
    "whole dictionary": lambda r, n: pa.array(counts(r, n)).dictionary_encode(),
    "tiny dictionary": lambda r, n: pa.array(
        [f"t{v}" for v in counts(r, n)], pa.dictionary(pa.uint8(), pa.large_string(), ordered=True)
    ),
    "run ends": lambda r, n: pa.compute.run_end_encode(pa.array(counts(r, n))),
    "list": lambda r, n: pa.array([[v] for v in counts(r, n)]),
    "map": lambda r, n: pa.array(
        [[("k", v)] for v in counts(r, n)], pa.map_(pa.string(), pa.int8())
    ),
    "struct": lambda r, n: pa.array([{"a": v} for v in counts(r, n)]),
    "union": lambda r, n: pa.UnionArray.from_sparse(
        pa.array([v % 2 for v in counts(r, n)], pa.int8()),
        [pa.array(range(n)), pa.array(["x"] * n)],
    ),
    "null": lambda r, n: pa.nulls(n),
}


MEASURED = {int, float, Decimal, dt.date, dt.datetime, dt.time, pd.Timestamp}
"""Types of values that are interpolated."""


def plain(value):
    """Return a value that compares and hashes."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, list):
        return tuple(map(plain, value))
    if isinstance(value, dict):
        return tuple((k, plain(v)) for k, v in value.items())
    return None if value is None or value is pd.NA or value is pd.NaT or value != value else value


def told(table, j):
    """Return a column's type and its values."""
    if isinstance(table, pd.DataFrame):
        column = table.iloc[:, j]
        return column.dtype, [plain(v) for v in column.tolist()]
    if isinstance(table, pl.DataFrame):
        column = table.get_columns()[j]
        return column.dtype, [plain(v) for v in column.to_list()]
    return table.schema.field(j), [plain(v) for v in table.column(j).to_pylist()]


@fuzz(50)
def test_a_column_of_any_type_is_kept_or_refused_or_carried(data):
    rng = rng_of(data)
    y = classes(data, rng, 4, 12)
    n = len(y)
    library = data.draw(st.sampled_from(["pandas", "polars", "pyarrow"]), label="library")
    kinds = {"pandas": PANDAS, "polars": POLARS, "pyarrow": ARROW}[library]
    names = data.draw(st.lists(st.sampled_from(list(kinds)), min_size=1, max_size=3), label="kinds")
    columns = {f"c{j}": kinds[name](rng, n) for j, name in enumerate(names)}
    labels = [["no", "yes", "else"][c] for c in y]
    make = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}[library]
    table = make({"x": rng.normal(size=n).round(3), **columns, "y": labels})
    seed = data.draw(seeds, label="seed")
    with unchanged(table):
        try:
            if data.draw(st.booleans(), label="balance"):
                found = cp.balance(table, "y", seed=seed, k=2)
            else:
                features = table.drop(columns="y") if library == "pandas" else table
                features = table.drop("y") if library == "polars" else features
                features = table.drop_columns("y") if library == "pyarrow" else features
                sampler = cp.SMOTENC(
                    list(range(1, len(names) + 1)), k_neighbors=2, random_state=seed
                )
                found, _ = sampler.fit_resample(features, y)
        except cp.InvalidInputError:
            raise LeftOut from None
    if library == "pyarrow":
        found.validate(full=True)
    for j, name in enumerate(["x", *names]):
        before, after = told(table, j), told(found, j)
        assert after[1][:n] == before[1], name
        may_lose = library == "pandas"  # a column that is carried becomes nullable there
        assert after[0] == before[0] or may_lose, name
        known = {v for v in before[1] if v is not None}
        kinds_of = {type(v) for v in known}
        if kinds_of and (kinds_of <= {int, float} or (len(kinds_of) == 1 and kinds_of <= MEASURED)):
            new = [v for v in after[1][n:] if v is not None]
            assert all(min(known) <= v <= max(known) for v in new), name
        elif known:
            assert set(after[1][n:]) <= known | {None}, name
