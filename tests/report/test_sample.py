"""The rows that a report looks at."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from counterpoise.core.lineage import Lineage
from counterpoise.engines.memory.balancing import balance_table
from counterpoise.plan.request import Request
from counterpoise.report import Report, Sample, choose_rows, render
from shared.report_tables import mixed_table


def lineage_of(n_new: int, n_rows: int, n_parents: int = 2) -> Lineage:
    rng = np.random.default_rng(0)
    gaps = rng.random((n_new, n_parents - 1))
    return Lineage(np.ones(n_new, np.int64), rng.integers(0, n_rows, (n_new, n_parents)), gaps)


@pytest.mark.parametrize("n_parents", [1, 2, 5])
def test_a_choice_is_bounded_and_has_the_parents_of_what_is_traced(n_parents):
    klass = (np.arange(50_000) < 20_000).astype(np.int64)
    lineage = lineage_of(30_000, 20_000, n_parents)
    choice = choose_rows(klass, lineage, most_rows=1000, most_traced=50)
    assert len(choice.originals) <= 2 * 1000 + 50 * n_parents
    assert len(choice.new) == 1000
    assert choice.traced.sum() == 50
    assert np.isin(lineage.parents[choice.new[choice.traced]], choice.originals).all()
    assert choice.drawn.sum() == 2000
    assert (np.diff(choice.originals) > 0).all()


def test_the_same_seed_chooses_the_same_rows():
    klass = (np.arange(9000) < 4000).astype(np.int64)
    lineage = lineage_of(6000, 4000)
    one, two, other = (choose_rows(klass, lineage, most_rows=99, seed=s) for s in (1, 1, 2))
    assert (one.originals == two.originals).all()
    assert (one.new == two.new).all()
    assert not np.array_equal(one.new, other.new)


def test_every_kind_of_table_gives_the_same_page():
    table = mixed_table().drop(columns="since")
    pages = {}
    for kind, made in {
        "pandas": table,
        "polars": pl.from_pandas(table),
        "pyarrow": pa.Table.from_pandas(table, preserve_index=False),
    }.items():
        balanced = balance_table(made, Request("churned", seed=0))
        summary = balanced.summary.to_dict()
        for column in summary["columns"]:
            column["reason"] = ""  # names the library's own types
        pages[kind] = render(Report.of_balance(summary, Sample.from_balanced(made, balanced)))
    assert pages["pandas"] == pages["polars"] == pages["pyarrow"]


def test_an_array_can_be_reported_on():
    rng = np.random.default_rng(0)
    table = np.column_stack([rng.normal(size=(60, 3)), np.arange(60) < 15])
    balanced = balance_table(table, Request(3, seed=0))
    page = render(
        Report.of_balance(balanced.summary.to_dict(), Sample.from_balanced(table, balanced))
    )
    assert "grew from 15 to 45 rows" in page


@pytest.mark.parametrize("method", ["random", "random-under", "tomek", "smotetomek", "borderline"])
def test_methods_of_each_kind_can_be_reported_on(method):
    table = mixed_table()[["minutes", "churned"]].assign(score=np.sin(np.arange(400)))
    balanced = balance_table(table, Request("churned", method=method, seed=0))
    sample = Sample.from_balanced(table, balanced)
    page = render(Report.of_balance(balanced.summary.to_dict(), sample))
    assert (f"{balanced.summary.n_removed:,} of the rows" in page) is bool(sample.kept.sum() < 400)


def test_each_of_several_classes_has_its_columns():
    table = mixed_table()
    table.loc[40:70, "churned"] = "maybe"
    balanced = balance_table(table, Request("churned", seed=0))
    report = Report.of_balance(balanced.summary.to_dict(), Sample.from_balanced(table, balanced))
    classes = report.sections()["distributions"]["classes"]
    assert [c["label"] for c in classes] == ["maybe", "yes"]
    assert "Class maybe grew" in report.verdict.headline
