"""Claims about the one pass over a table's numbers, which is the same however rows are divided."""

import numpy as np
import pyarrow as pa
import pytest

from counterpoise.core.grids import Grid
from counterpoise.engines.spark.partition_scan import _numbers, _scan


def scanned(parts, n_columns):
    """Return what partitions, each a list of Arrow batches, hold together."""
    made = pa.Table.from_batches([row for part in parts for row in _scan(n_columns)(iter(part))])
    place = made["place"].to_numpy()
    return [_numbers(made.filter(pa.array(place == i))) for i in range(n_columns)]


def batch(*columns):
    return pa.record_batch({f"c{i}": column for i, column in enumerate(columns)})


@pytest.mark.parametrize("edges", [[], [1], [50], [3, 3, 90]])
def test_parts_tell_together_what_the_whole_does(edges):
    rng = np.random.default_rng(0)
    values = rng.normal(1e6, 1.0, 100)
    values[rng.random(100) < 0.2] = np.nan
    whole = pa.array([None if i % 7 == 0 else i for i in range(100)], pa.int64())
    parts = [
        [batch(pa.array(values[a:b]), whole[a:b])]
        for a, b in zip([0, *edges], [*edges, 100], strict=True)
    ]
    floats, integers = scanned([*parts, []], 2)  # the last partition is empty
    present = values[~np.isnan(values)]
    assert (floats.n, floats.least, floats.most) == (len(present), present.min(), present.max())
    assert floats.mean == pytest.approx(present.mean(), rel=1e-14)
    assert floats.std == pytest.approx(present.std(), rel=1e-9)
    assert (integers.n, integers.least, integers.most) == (85, 1, 99)
    assert not floats.two
    assert not integers.two


@pytest.mark.parametrize("edges", [[], [1], [30, 60], [0, 99]])
def test_parts_tell_the_grid_of_the_whole(edges):
    cents = pa.array(np.arange(100) / 100)
    days = pa.array(np.arange(100) * 86_400_000_000).cast(pa.timestamp("us", "UTC"))
    noise = pa.array(np.sqrt(np.arange(100.0)))
    parts = [
        [batch(cents[a:b], days[a:b], noise[a:b])]
        for a, b in zip([0, *edges], [*edges, 100], strict=True)
    ]
    found = scanned(parts, 3)
    assert [each.grid for each in found] == [Grid(100), Grid(1, 0, 86_400_000_000), None]


@pytest.mark.parametrize(
    ("parts", "two"),
    [
        ([[0.0, 1.0], [1.0, np.nan]], True),
        ([[0.0, 0.0], [1.0]], True),
        ([[0.0, 1.0], [np.nan], [0.5]], False),
        ([[0.0, 2.0], [1.0, 1.0]], False),
        ([[0.0, 1.0], [1.0, 2.0]], False),
        ([[0.5, 1.0]], False),
        ([[1.0, 2.0, 3.0]], False),
    ],
)
def test_two_whole_values_are_seen_across_parts(parts, two):
    (found,) = scanned([[batch(pa.array(part))] for part in parts], 1)
    assert found.two == two


def test_columns_without_a_number_have_none():
    nothing, none = scanned(
        [[batch(pa.array([None, None], pa.float64()), pa.array([np.nan] * 2))]], 2
    )
    for found in (nothing, none):
        assert found.n == 0
        assert np.isnan([found.mean, found.least, found.most]).all()
    assert scanned([[batch(pa.array([1.0, -np.inf]))]], 1)[0].least == -np.inf


@pytest.mark.parametrize("edges", [[], [50], [3, 3, 90]])
def test_rows_that_grow_come_out_as_they_are_and_change_nothing_of_the_numbers(edges):
    rng = np.random.default_rng(0)
    given = pa.record_batch(
        {
            "c0": pa.array([None if i % 7 == 0 else float(i) for i in range(100)], pa.float32()),
            "c1": pa.array(rng.choice(["a", "b"], 100)),
            "id0": pa.array(np.arange(100)),
            "grows": pa.array(rng.random(100) < 0.2),
        }
    )
    kept = ["c0", "c1", "id0"]
    parts = [given.slice(a, b - a) for a, b in zip([0, *edges], [*edges, 100], strict=True)]
    made = [
        pa.Table.from_batches([row])
        for part in parts
        for row in _scan(1, kept)(iter([part] if part.num_rows else []))
    ]
    found = pa.concat_tables(made)
    grown = found.filter(found["place"].is_null()).select(kept).sort_by("id0")
    assert grown.equals(pa.table(given).filter(given["grows"]).select(kept))
    (alone,) = scanned([[part.select(["c0"])] for part in parts if part.num_rows], 1)
    beside = found.filter(found["place"].is_valid())
    assert _numbers(beside) == alone
    assert beside.select(kept).column("id0").null_count == len(beside)
