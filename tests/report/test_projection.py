"""The map of the minority."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from counterpoise.engines.memory.balancing import balance_table
from counterpoise.plan.request import Request
from counterpoise.plan.sample import Column
from counterpoise.report import Sample
from counterpoise.report.projection import minority_map, project
from shared.report_tables import mixed_table


def numbers(values) -> Column:
    return Column("x", "number", np.asarray(values, float))


def sample_of(table, **options) -> Sample:
    return Sample.from_balanced(table, balance_table(table, Request("churned", seed=0, **options)))


@pytest.fixture
def floats():
    rng = np.random.default_rng(1)
    table = pd.DataFrame(rng.normal(size=(300, 6)) * [1, 10, 100, 1, 1, 5], columns=list("abcdef"))
    table["churned"] = np.where(np.arange(300) < 60, "yes", "no")
    return table


def test_a_new_row_lies_between_its_parents(floats):
    data = minority_map(sample_of(floats), [1])
    assert len(data["new"]) == 180
    for row in data["new"]:
        ends = np.array([[data["rows"][p][axis] for axis in "xy"] for p in row["parents"]])
        assert np.array(row["weights"]) @ ends == pytest.approx([row["x"], row["y"]], abs=1e-3)


def test_parents_are_always_shown(floats):
    table = pd.concat([floats] * 40, ignore_index=True)  # 2,400 minority rows
    table["a"] += np.arange(len(table)) * 1e-3
    sample = sample_of(table)
    data = minority_map(sample, [1])
    assert len(data["new"]) == sample.traced.sum() == 200
    for row in data["new"]:
        for parent in row["parents"]:
            assert data["rows"][parent]["group"] == "minority"


def test_units_do_not_move_the_map(floats):
    columns = [numbers(floats[name]) for name in "abc"]
    scaled = [numbers(floats[name] * 1000 + 7) for name in "abc"]
    fitted = np.arange(len(floats)) % 2 == 0
    first, second = project(columns, fitted), project(scaled, fitted)
    np.testing.assert_allclose(first.points, second.points, atol=1e-9)
    assert first.columns == second.columns


def test_what_is_missing_or_constant_keeps_the_map_finite():
    columns = [
        numbers([np.nan] * 6),
        numbers([3.0] * 6),
        numbers([1, np.nan, 2, 3, 1e300, 4]),
        Column("c", "category", np.array(["a", None, "b", "a", "c", None], object)),
    ]
    plane = project(columns, np.array([True] * 3 + [False] * 3))
    assert np.isfinite(plane.points).all()
    assert np.isfinite(plane.shares).all()


@pytest.mark.parametrize("n_rows", [1, 2])
def test_a_row_or_two_are_a_map(n_rows):
    plane = project([numbers(range(n_rows))], np.ones(n_rows, bool))
    assert plane.points.shape == (n_rows, 2)


def test_the_values_of_a_new_row_are_told_beside_its_parents():
    table = mixed_table()
    balanced = balance_table(table, Request("churned", seed=0))
    data = minority_map(Sample.from_balanced(table, balanced), [1])
    row = data["new"][0]
    assert balanced.table["churned"].iloc[row["number"]] == "yes"
    told = {name: cells for name, *cells in row["values"]}
    name = next(n for n in told if n == "calls")
    parents = [data["rows"][p]["number"] for p in row["parents"]]
    assert told[name] == [
        str(balanced.table[name].iloc[row["number"]]),
        *(str(table[name].iloc[p]) for p in parents[:2]),
    ]


def test_rows_that_cleaning_removed_are_only_before():
    table = mixed_table(300, 80)
    balanced = balance_table(table, Request("churned", method="smoteenn", seed=0))
    data = minority_map(Sample.from_balanced(table, balanced), [1])
    removed = {row["number"] for row in data["rows"] if not row["kept"]}
    assert removed
    assert removed.isdisjoint(balanced.kept.tolist())
