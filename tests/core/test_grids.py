"""The grid of a column: what is learned of its values, and that new rows keep it everywhere."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise import SMOTE, balance
from counterpoise.core.grids import (
    Grid,
    GridLearner,
    grid_table,
    learn_grid,
    learn_grids,
    on_grid,
    time_units,
)
from counterpoise.files import balance_file
from shared.grids import examples

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

settings.register_profile(
    "counterpoise", deadline=None, max_examples=examples(60), derandomize=True
)
settings.load_profile("counterpoise")


def numbers(*values, dtype=np.float64):
    return np.array(values, dtype)


@pytest.mark.parametrize(
    ("values", "grid"),
    [
        (numbers(1.5, 2.25, np.nan), Grid(100)),
        (numbers(0.1, 0.2, 0.7, dtype=np.float32), Grid(10)),
        (numbers(0.5, 0.25, dtype=np.float16), Grid(100)),
        (numbers(3.0, 4.0, -0.0), Grid()),
        (numbers(1e300, 2.0), Grid()),
        (np.arange(20) * 0.5, Grid(10, 0, 5)),
        (np.arange(20) * 0.5 + 0.3, Grid(10, 3, 5)),
        (np.arange(20) * -10.0 + 7, Grid(1, 7, 10)),
        (np.arange(50) * 0.1, Grid(10)),  # 3 * 0.1 is 0.30000000000000004
        (numbers(0.1 + 0.2, 5.0, 1.25), Grid(100)),
        (np.arange(20) * 0.05 + 0.7, Grid(100, 0, 5)),
        (numbers(0.1 + 0.2, 1 / 3), None),
        (numbers(0.1 + 0.2, 1e13), None),  # too large to tell a computed decimal from chance
        (numbers(1e300, 0.5), None),
        (np.sqrt(np.arange(30.0)), None),
        (np.sqrt(np.arange(30, dtype=np.float32)), None),
        (numbers(np.nan), None),
        (numbers(), None),
    ],
)
def test_decimals_and_steps_are_found(values, grid):
    assert learn_grid(values) == grid


@pytest.mark.parametrize(("times", "m"), [(2, 18), (5, 9), (10, 7), (100, 5), (86400, 3)])
def test_a_step_is_believed_only_of_enough_different_values(times, m):
    enough = np.concatenate([np.arange(m) * times] * 3)
    learner = GridLearner()
    learner.add_whole(enough)
    assert learner.finish() == Grid(1, 0, times)
    fewer = GridLearner()
    fewer.add_whole(enough[enough < (m - 1) * times])
    assert fewer.finish() == Grid()


def test_chance_makes_no_step():
    rng = np.random.default_rng(0)
    for n in (2, 3, 5, 10, 20):
        table = rng.integers(0, 10**6, (n, 4000)).astype(np.float64)
        assert sum(grid.step > 1 for grid in learn_grids(table)) <= 1


@pytest.mark.parametrize("unit", ["ns", "us", "ms", "s"])
def test_whole_days_hours_minutes_and_seconds_are_believed_at_sight(unit):
    per_second = {"ns": 10**9, "us": 10**6, "ms": 1000, "s": 1}[unit]
    for seconds in (86400, 3600, 60, 1):
        learner = GridLearner(1, time_units(unit))
        learner.add_whole(np.array([17, 18]) * seconds * per_second)
        assert learner.finish() == Grid(1, 0, seconds * per_second)


def test_large_numbers_share_steps_in_all_64_bits():
    most = 2**63 // 86_400 - 1
    learner = GridLearner()
    learner.add_whole(np.array([-most, 0, 1, most], np.int64) * 86_400 + 7)
    assert learner.finish() == Grid(1, 7, 86_400)
    top = np.uint64(2**64 - 1) - np.arange(9, dtype=np.uint64) * np.uint64(5)
    learner = GridLearner()
    learner.add_whole(top)
    assert learner.finish() == Grid(1, (2**64 - 1) % 5, 5)
    huge = np.array([10**30 + 3 * k for k in range(20)], object)
    learner = GridLearner()
    learner.add_whole(huge)
    assert learner.finish() == Grid(1, (10**30) % 3, 3)


columns = st.one_of(
    st.lists(st.integers(-(10**6), 10**6).map(lambda n: n / 100), min_size=1),
    st.lists(st.integers(-50, 50).map(lambda n: n * 0.5 + 0.1), min_size=1),
    st.lists(st.integers(-50, 10**6).map(lambda n: n * 0.1 + 0.2), min_size=1),
    st.lists(
        st.sampled_from([0.1 + 0.2, 3.0, 1.1 * 1.1, 1e-13, 1e9, 1e12, 0.123456789]), min_size=1
    ),
    st.lists(st.sampled_from([0.0, -0.0, 2.0**60, 1e15, 0.3, 1e-15]), min_size=1),
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1),
)


@given(columns, st.data())
def test_the_parts_of_a_column_tell_the_grid_of_the_whole_in_any_order(values, data):
    whole = learn_grid(np.array(values))
    shuffled = data.draw(st.permutations(values))
    cut = data.draw(st.integers(0, len(values)))
    first, second, pieces = GridLearner(), GridLearner(), GridLearner()
    first.add_floats(np.array(shuffled[:cut]))
    second.add_floats(np.array(shuffled[cut:]))
    first.merge(second)
    for value in shuffled:
        pieces.add_floats(np.array([value]))
    assert first.finish() == pieces.finish() == whole
    assert learn_grids(np.array(values)[:, np.newaxis]) == [whole]


@given(columns)
def test_every_value_lies_on_the_grid_that_was_learned(values):
    grid = learn_grid(np.array(values))
    if grid is None:
        return
    table = np.repeat(grid_table([grid.row()]), len(values), axis=1)
    nearest = on_grid(np.array(values), table)
    # Sums and products of decimals are off by up to four units in the last place.
    assert (np.abs(nearest - values) <= 4 * np.spacing(np.abs(values))).all()
    assert np.array_equal(on_grid(nearest, table), nearest)
    for value in nearest.tolist():
        if abs(value) < 2**53:  # beyond, all are whole and no step is looked for
            counted = Fraction(repr(value)) * grid.scale - grid.origin
            assert counted % grid.step == 0


N = 200
Y = np.repeat(["no", "yes"], [150, 50])


def gridded():
    """Return a table with a column of each kind of grid, one of none, and missing values."""
    rng = np.random.default_rng(0)
    start = pd.Timestamp("2024-01-01")
    return pd.DataFrame(
        {
            "price": rng.normal(100, 10, N).round(2),
            "half": rng.integers(0, 20, N) * 0.5,
            "ten": rng.integers(0, 30, N) * 10,
            "noise": rng.normal(size=N).round(12) * np.pi,
            "whole": rng.integers(0, 1000, N).astype(float),
            "large": rng.integers(2**53, 2**62, N),
            "day": start + pd.to_timedelta(rng.integers(0, 300, N), "D"),
            "hour": start + pd.to_timedelta(rng.integers(0, 3000, N), "h"),
            "gap": np.where(rng.random(N) < 0.1, np.nan, rng.normal(5, 2, N).round(3)),
            "Class": Y,
        }
    )


def check_kept(new):
    """Fail unless new rows lie on the grids of `gridded`."""
    assert len(new)
    for name, scale in [("price", 100), ("gap", 1000), ("half", 2), ("ten", 0.1), ("whole", 1)]:
        values = new[name].dropna().to_numpy(np.float64)
        np.testing.assert_array_equal(values, np.rint(values * scale) / scale)
    assert (new["day"] == new["day"].dt.floor("D")).all()
    assert (new["hour"] == new["hour"].dt.floor("h")).all()


FORMATS = {
    "csv": lambda p: pd.read_csv(p, parse_dates=["day", "hour"]),
    "jsonl": lambda p: pl.read_ndjson(p).to_pandas(),
    "parquet": pd.read_parquet,
    "arrow": lambda p: pa.feather.read_table(p).to_pandas(),
}
CONTAINERS = {
    "pandas": (lambda t: t, lambda t: t),
    "polars": (pl.from_pandas, lambda t: t.to_pandas()),
    "pyarrow": (
        lambda t: pa.Table.from_pandas(t, preserve_index=False),
        lambda t: t.to_pandas(),
    ),
    "pandas with Arrow": (
        lambda t: t.convert_dtypes(dtype_backend="pyarrow"),
        lambda t: pa.Table.from_pandas(t, preserve_index=False).to_pandas(),
    ),
}


def written(folder, table, extension):
    path = str(folder / f"t.{extension}")
    if extension == "csv":
        table.to_csv(path, index=False)
    elif extension == "jsonl":
        told = table.assign(**{c: table[c].astype(str) for c in ("day", "hour")})
        lines = pl.from_pandas(told).write_ndjson()
        (folder / "t.jsonl").write_text(lines)
    elif extension == "parquet":
        table.to_parquet(path, index=False)
    else:
        pa.feather.write_feather(pa.Table.from_pandas(table, preserve_index=False), path)
    return path


def same(found, wanted):
    """Fail unless two tables have the same values, whatever types hold them."""
    for name in wanted.columns:
        one, other = (t[name].to_numpy() for t in (found, wanted))
        if other.dtype.kind == "M":  # a file may call whole days dates
            one, other = one.astype("M8[ns]"), other.astype("M8[ns]")
        np.testing.assert_array_equal(one, other, err_msg=name)


@pytest.fixture(scope="module")
def table():
    return gridded()


@pytest.fixture(scope="module")
def made(table):
    new = balance(table, seed=3).iloc[N:].reset_index(drop=True)
    check_kept(new)
    assert new["noise"].nunique() > 50
    return new


@pytest.mark.parametrize("container", CONTAINERS)
def test_every_library_gets_the_same_new_rows(table, made, container):
    take, give = CONTAINERS[container]
    found = give(balance(take(table), seed=3)).iloc[N:].reset_index(drop=True)
    same(found, made)


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("extension", FORMATS)
def test_every_format_gets_the_same_new_rows(tmp_path, table, made, extension, stream):
    source = written(tmp_path, table, extension)
    for goal in {extension, "parquet"}:
        output = str(tmp_path / f"out.{goal}")
        balance_file(source, output, seed=3, stream=stream, force=True, batch_rows=64)
        found = FORMATS[goal](output)
        same(found.iloc[N:].reset_index(drop=True), made)


def test_the_named_samplers_stay_as_they_are_elsewhere(table):
    X = table[["price", "half"]]
    new, _ = SMOTE(random_state=0).fit_resample(X, Y)
    assert not np.array_equal(new["price"].iloc[N:], new["price"].iloc[N:].round(2))


def test_an_array_keeps_its_grids_too(table):
    X = np.column_stack([table["price"], table["half"], table["noise"], Y == "yes"]).astype(float)
    new = balance(X, 3, seed=0)[N:]
    assert np.array_equal(new[:, 0], new[:, 0].round(2))
    assert np.array_equal(new[:, 1] * 2, np.rint(new[:, 1] * 2))
    single = balance(X.astype(np.float32), 3, seed=0)[N:]
    assert np.array_equal(single[:, 0], (np.rint(single[:, 0] * 100.0) / 100).astype(np.float32))


@pytest.mark.parametrize("method", ["borderline", "adasyn", "smoteenn", "svm"])
def test_every_method_keeps_grids(table, method):
    some = table[["price", "half", "day", "Class"]]
    result = balance(some, method=method, seed=0, mark="new")
    new = result[result["new"]]
    assert len(new)
    assert (new["price"] == new["price"].round(2)).all()
    assert (new["half"] * 2 == (new["half"] * 2).round()).all()
    assert (new["day"] == new["day"].dt.floor("D")).all()


def test_decimal_types_keep_the_digits_that_they_use():
    rng = np.random.default_rng(1)
    cents = rng.integers(100, 10**6, N)
    exact = pa.array([Decimal(int(n)).scaleb(-2) for n in cents], pa.decimal128(18, 4))
    given = pa.table({"d": exact, "x": rng.normal(size=N), "Class": Y})
    new = balance(given, seed=0)["d"].to_pylist()[N:]
    assert all(value == round(value, 2) for value in new)
    assert balance(pl.from_arrow(given), seed=0)["d"].to_list()[N:] == new
    objects = pd.DataFrame({"d": exact.to_pylist(), "x": given["x"].to_numpy(), "Class": Y})
    assert balance(objects, seed=0)["d"].tolist()[N:] == new


def test_dates_of_python_stay_dates():
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=int(n)) for n in np.arange(N) % 97]
    given = pd.DataFrame({"day": days, "x": np.arange(N) * 0.25, "Class": Y})
    new, _ = SMOTE(random_state=0).fit_resample(given[["day", "x"]], Y)
    assert all(type(day) is dt.date for day in new["day"])


@pytest.mark.parametrize("ending", ["", ".0"])
@pytest.mark.parametrize("stream", [True, False])
def test_large_whole_numbers_of_a_text_stay_between_their_parents(tmp_path, ending, stream):
    rng = np.random.default_rng(0)
    numbers = rng.integers(2**53, 2**63 - 1, N)
    numbers[150:175] = 2**63 - 1  # a sentinel
    shared = 2**53 + 1
    lines = [f"{n}{ending},{shared}{ending},{y}\n" for n, y in zip(numbers, Y, strict=True)]
    source, output = tmp_path / "t.csv", tmp_path / "out.csv"
    source.write_text("x,same,Class\n" + "".join(lines))
    balance_file(str(source), str(output), seed=0, stream=stream)
    new = [line.split(",") for line in output.read_text().splitlines()[N + 1 :]]
    table = pd.DataFrame({"x": numbers, "same": shared, "Class": Y})
    in_memory = balance(table, seed=0).iloc[N:]
    assert [row[0] for row in new] == [f"{n}{ending}" for n in in_memory["x"]]
    assert {row[1] for row in new} == {f"{shared}{ending}"}
    assert f"{2**63 - 1}{ending}" in {row[0] for row in new}
