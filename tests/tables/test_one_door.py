"""Tables have one door: what holds them is known in `tables`, and each is read once."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy import sparse

import counterpoise
from counterpoise import balance
from counterpoise.errors import InvalidInputError
from counterpoise.methods import sampler
from counterpoise.tables import read_table
from counterpoise.tables.roles import Role
from counterpoise.targets import labelled_table
from counterpoise.targets.classes import Target

ROOT = Path(counterpoise.__file__).parent
LIBRARIES = {"narwhals", "pandas", "polars"}
ONLY_FRAMES_HAVE = {"iloc", "column_names", "combine_chunks", "to_series"}

MAKERS = {
    "pandas": lambda columns: pd.DataFrame(columns),
    "polars": lambda columns: pl.DataFrame(columns),
    "pyarrow": lambda columns: pa.table(columns),
    "array": lambda columns: np.column_stack(list(columns.values())),
}


def questions(tree):
    """Return the lines that import a dataframe library or ask for what only its frames have."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        if {name.split(".")[0] for name in names} & LIBRARIES:
            yield node.lineno
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if is_call and node.func.id in ("hasattr", "getattr"):
            asked = node.args[1]
            if isinstance(asked, ast.Constant) and asked.value in ONLY_FRAMES_HAVE:
                yield node.lineno


@pytest.mark.parametrize(
    "source",
    [
        "import polars as pl",
        "from pandas import NA",
        "hasattr(X, 'iloc')",
        "import narwhals.dtypes",
    ],
)
def test_a_question_after_the_library_is_found(source):
    assert list(questions(ast.parse(source))) == [1]


def test_no_room_but_tables_asks_what_holds_a_table():
    asking = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0] != "tables"
        for line in questions(ast.parse(path.read_text(encoding="utf-8")))
    ]
    # The search takes frames for their numbers, and only remembers what their columns are called.
    assert [place for place in asking if not place.startswith("neighbors/")] == []


def columns(n=60):
    rng = np.random.default_rng(0)
    return {
        "a": rng.normal(size=n).round(2),
        "b": np.arange(n) * 3.0 + rng.permutation(n),
        "c": rng.normal(size=n),
        "churned": np.repeat([0.0, 1.0], [n - 15, 15]),
    }


@pytest.mark.parametrize("kind", MAKERS)
def test_balance_reads_a_table_and_its_target_once(kind, monkeypatch):
    read = []

    def counted(name, function):
        def call(*args, **kwargs):
            read.append(name)
            return function(*args, **kwargs)

        return call

    for module in (labelled_table, sampler):
        monkeypatch.setattr(module, "read_table", counted("table", read_table))
    monkeypatch.setattr(Target, "__init__", counted("target", Target.__init__))
    balanced = balance(MAKERS[kind](columns()), -1, seed=0)
    assert len(balanced) == 90
    assert sorted(read) == ["table", "target"]


@pytest.mark.parametrize("kind", MAKERS)
def test_a_table_is_put_together_of_its_parts_again(kind):
    given = columns()
    table = read_table(MAKERS[kind](given), with_target=True)
    names = table.names if kind == "array" else list(given)
    assert list(table.names) == names
    kept, n_new = np.arange(5, 60), 4
    rows = np.concatenate([kept, np.zeros(n_new, int)])
    features = table.select([0, 2]).take(rows)
    target = Target(table.column(3)).take(rows)
    mark = None if kind == "array" else "new"
    roles = [
        Role(name, role, "")
        for name, role in zip(names, ["numeric", "ignored", "numeric", "target"], strict=True)
    ]
    whole = table.assemble(roles, features, target, kept, mark)
    result = read_table(whole, with_target=True)
    assert list(result.names) == (names if mark is None else [*names, "new"])
    for j, name in enumerate(given):
        found = np.asarray(result.column(j), np.float64)
        carried = np.append(given[name][kept], np.full(n_new, np.nan))
        expected = carried if name == "b" else given[name][rows]
        assert np.array_equal(found, expected, equal_nan=True)
    if mark is not None:
        assert np.array_equal(np.asarray(result.column(4)), np.arange(len(rows)) >= len(kept))


def test_columns_that_follow_each_other_are_selected_without_a_copy():
    block = np.zeros((10, 5))
    table = read_table(block)
    assert np.shares_memory(table.select([1, 2, 3]).native, block)
    assert not np.shares_memory(table.select([3, 1]).native, block)


def test_a_sparse_matrix_holds_no_target():
    matrix = sparse.random(10, 4, 0.5, format="csr", random_state=0)
    with pytest.raises(InvalidInputError, match=r"the table is a csr_matrix; balance takes"):
        read_table(matrix, with_target=True)
    table = read_table(matrix)
    assert np.array_equal(table.select([2, 0]).native.toarray(), matrix.toarray()[:, [2, 0]])
    with pytest.raises(InvalidInputError, match="holds features only"):
        table.assemble([], matrix, np.zeros(10), np.arange(10), None)
