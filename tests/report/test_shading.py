"""The shade of the rows that are too many for dots."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from counterpoise.engines.memory.balancing import balance_table
from counterpoise.plan.request import Request
from counterpoise.report import Sample
from counterpoise.report.figures import MAP_HEIGHT, MAP_WIDTH, map_figure
from counterpoise.report.projection import MOST_SHOWN, minority_map
from counterpoise.report.shading import CELL, N_LEVELS, shades


def cells(path: str) -> set[tuple[int, int]]:
    return {(int(x) // CELL, int(y) // CELL) for x, y in re.findall(r"M(\d+) (\d+)h", path)}


def test_every_row_is_in_a_shaded_cell_and_no_other_cell_is_shaded():
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-30, 500, 900), rng.uniform(-30, 450, 900)
    paths, _ = shades(x, y, np.ones(900), width=460, height=420)
    across = np.clip(x // CELL, 0, 22).astype(int)
    down = np.clip(y // CELL, 0, 20).astype(int)
    assert set.union(*map(cells, paths)) == set(zip(across.tolist(), down.tolist(), strict=True))


def test_a_cell_of_more_rows_is_never_lighter():
    counts = np.arange(1, 31)
    x = np.repeat(counts * CELL - 10.0, counts)
    paths, most = shades(x, np.zeros(len(x)), np.ones(len(x)), width=600, height=20)
    level = {cell: i for i, path in enumerate(paths) for cell in cells(path)}
    in_order = [level[(int(c) - 1, 0)] for c in counts]
    assert in_order == sorted(in_order)
    assert set(in_order) == set(range(N_LEVELS))
    assert most == 30


def map_of(n_other: int) -> dict:
    rng = np.random.default_rng(1)
    n = n_other + 60
    table = pd.DataFrame(rng.normal(size=(n, 4)), columns=list("abcd"))
    table["churned"] = np.where(np.arange(n) < 60, "yes", "no")
    balanced = balance_table(table, Request("churned", seed=0))
    return minority_map(Sample.from_balanced(table, balanced), [1])


def test_the_map_shades_all_other_rows_where_dots_would_show_a_part():
    data = map_of(3000)
    assert len(data["cloud"]["x"]) == data["held"]["majority"] == 3000
    figure = map_figure(data)
    assert figure["before"]["majority"] == ""
    assert figure["before"]["minority"].count("M") == 60
    assert sum(len(cells(path)) for path in figure["shades"]["before"]) > 50
    assert figure["shades"]["before"] == figure["shades"]["after"]  # nothing was removed


@pytest.mark.parametrize("n_other", [100, MOST_SHOWN])
def test_few_other_rows_are_all_dots(n_other):
    figure = map_figure(map_of(n_other))
    assert figure["shades"] == {"before": [], "after": []}
    assert figure["before"]["majority"].count("M") == n_other


def test_the_shade_covers_the_map():
    assert MAP_WIDTH % CELL == MAP_HEIGHT % CELL == 0
