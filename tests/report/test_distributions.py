"""The distribution of each column."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ks_2samp

from counterpoise.plan.sample import Column
from counterpoise.report.distributions import column_distribution

GROUPS = {
    "majority": np.arange(900) < 500,
    "minority": (np.arange(900) >= 500) & (np.arange(900) < 700),
    "new": np.arange(900) >= 700,
}


def found(values, kind="number", groups=GROUPS):
    return column_distribution(Column("x", kind, values), groups)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_shares_add_up_to_one(rng):
    values = rng.standard_cauchy(900)
    values[::7] = np.nan
    column = found(values)
    for shares in column["bars"].values():
        assert sum(shares) == pytest.approx(1)
    assert len(column["edges"]) == len(column["bars"]["new"]) + 1


def test_the_distance_of_numbers_is_that_of_kolmogorov_and_smirnov(rng):
    values = rng.normal(size=900) + GROUPS["new"]
    expected = ks_2samp(values[GROUPS["minority"]], values[GROUPS["new"]]).statistic
    assert found(values)["distance"] == pytest.approx(expected)


def test_the_distance_of_categories_is_half_of_what_moved():
    values = np.full(900, "a", object)
    values[GROUPS["new"]] = np.where(np.arange(200) < 50, "b", "a")
    assert found(values, "category")["distance"] == pytest.approx(0.25)
    values[GROUPS["new"]] = None
    assert found(values, "category")["distance"] == pytest.approx(1)


def test_few_whole_numbers_get_a_bar_each():
    column = found(np.arange(900) % 5.0)
    assert column["edges"] == [-0.5, 0.5, 1.5, 2.5, 3.5, 4.5]


def test_a_value_far_out_does_not_hide_the_rest(rng):
    values = rng.normal(size=900)
    values[3] = 1e9
    column = found(values)
    assert column["edges"][-1] < 10
    assert 1 / 900 <= column["beyond"] < 0.01
    assert max(column["bars"]["majority"]) < 0.5


@pytest.mark.parametrize("values", [np.full(900, 7.0), np.full(900, np.nan), np.full(900, 1e300)])
def test_constant_and_empty_columns_are_drawn(values):
    column = found(values)
    assert np.isfinite(column["edges"]).all()
    assert column["distance"] in (0.0, None)


def test_rare_categories_are_summed_up(rng):
    values = rng.choice([f"c{i}" for i in range(40)], 900).astype(object)
    column = found(values, "category")
    assert len(column["keys"]) == 8
    assert column["keys"][-1] == "33 others"
    for shares in column["bars"].values():
        assert sum(shares) == pytest.approx(1)


def test_without_new_rows_the_classes_are_compared(rng):
    groups = {name: GROUPS[name] for name in ("majority", "minority")}
    values = np.where(GROUPS["minority"], 5.0, 0.0) + rng.random(900)
    assert found(values, groups=groups)["distance"] == 1
