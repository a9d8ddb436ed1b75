"""What cannot be answered, and the words in which the package says so."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors

import counterpoise as cp
from counterpoise import stages
from grid.cases import Case
from grid.samplers import NAMES, answer
from grid.tables import mixed, numbers

__all__ = ["cases"]

X, Y = numbers()
FRAME, TOLD = mixed()

VALUES: dict[str, list[Any]] = {
    "sampling_strategy": [
        "minorty",
        1.5,
        0.0,
        0.05,
        -1,
        True,
        None,
        {0: 5},
        {2: 90},
        {1: -3},
        {1: "90"},
        {1: 10},
        [],
        [2],
        ["0"],
        object,
        lambda y: 3,
        lambda y: {1: 5},
        np.nan,
        "over",
    ],
    "random_state": ["0", -1, 1.5, 2**33],
    "k_neighbors": [0, -2, 2.5, "5", None, True, 300, NearestNeighbors, LogisticRegression()],
    "n_neighbors": [0, 2.5, "3", None, 300, NearestNeighbors(n_neighbors=0)],
    "m_neighbors": [0, "10", None, 2.0],
    "scale": ["units", 2, True],
    "rng": ["philox", None, 3],
    "n_jobs": ["2", 1.5],
    "kind": ["borderline-3", 1, None],
    "kind_sel": ["any", None],
    "out_step": [-0.5, "0.5", 2.0],
    "svm_estimator": [3, LogisticRegression, KMeans()],
    "kmeans_estimator": [0, "8", 1000, KMeans],
    "cluster_balance_threshold": ["low", -1.0, 10.0],
    "density_exponent": ["high", -1.0],
    "shrinkage": [-0.1, "0.5", {0: 0.1}, {1: -1.0}],
    "replacement": ["yes", 2],
    "smote": [cp.SMOTE, cp.TomekLinks(), "smote", cp.RandomUnderSampler()],
    "enn": [cp.SMOTE(), cp.TomekLinks, 3],
    "tomek": [cp.EditedNearestNeighbours(), cp.TomekLinks, "tomek"],
    "max_iter": [0, 1.5, "100"],
    "allow_minority": ["yes", 2],
    "threshold_cleaning": [-0.5, "0.5"],
    "edited_nearest_neighbours": [3, cp.TomekLinks()],
    "categorical_encoder": [3, "one-hot"],
}
"""Values that a parameter cannot have, or that the table does not allow."""

COLUMNS: list[Any] = [
    None, [], [9], [-9], "plan", ["plam"], ["plan", "plan"], [True, False], [1.5], 3, "all",
    ["price", "plan", "city", "active", "minutes", "visits", "steps"],
]  # fmt: skip
"""What `categorical_features` cannot be."""


def _changed(value: Any, row: int = 12, column: int = 2) -> Any:
    table = X.astype(object)
    table[row, column] = value
    return table


def _tables() -> dict[str, Callable[[], Any]]:
    rows, columns = X.shape
    frame = pd.DataFrame(X, columns=["age", "height", "weight", "pulse", "steps"])
    return {
        "None": lambda: None,
        "one dimension": lambda: X[:, 0],
        "three dimensions": lambda: X[np.newaxis],
        "a number": lambda: 7.0,
        "a text": lambda: "table.csv",
        "a series": lambda: frame["age"],
        "no rows": lambda: np.empty((0, columns)),
        "no columns": lambda: np.empty((rows, 0)),
        "frame without columns": lambda: pd.DataFrame(index=range(rows)),
        "too few rows": lambda: X[:-1],
        "rows of different lengths": lambda: [[1.0], [1.0, 2.0]],
        "infinity": lambda: np.where(np.arange(X.size).reshape(X.shape) == 62, np.inf, X),
        "infinity in a frame": lambda: frame.replace(frame.iloc[3, 1], -np.inf),
        "infinity in polars": lambda: pl.DataFrame({"a": [*X[:-1, 0].tolist(), np.inf]}),
        "complex": lambda: X.astype(complex),
        "texts": lambda: X.astype(str),
        "texts in a frame": lambda: frame.assign(age="old"),
        "a text among objects": lambda: _changed("three"),
        "a list among objects": lambda: _changed([1, 2]),
        "None among objects": lambda: _changed(None),
        "dates": lambda: X.astype("datetime64[D]"),
        "dates in a frame": lambda: frame.assign(age=pd.Timestamp("2024-01-01")),
        "a column of nothing but gaps": lambda: frame.assign(age=np.nan),
        "two columns of a name": lambda: frame.set_axis(["a", "a", "b", "c", "d"], axis=1),
        "names and numbers": lambda: frame.set_axis(["a", 1, "b", 2, "d"], axis=1),
        "huge numbers": lambda: X * 1e300,
        "numbers beyond float32": lambda: sparse.csr_matrix(X * 1e60),
        "coo": lambda: sparse.coo_matrix(X),
        "sparse objects": lambda: sparse.csr_matrix(np.eye(rows, columns, dtype=bool)),
        "lazy polars": lambda: pl.DataFrame(X).lazy(),
        "arrow structs": lambda: pa.table({"a": [{"b": 1}] * rows}),
        "nested polars": lambda: pl.DataFrame({"a": [[1, 2]] * rows}),
        "dict": lambda: {"a": X[:, 0]},
        "generator": lambda: (row for row in X),
    }


def _targets() -> dict[str, Callable[[], Any]]:
    gaps = Y.astype(float)
    gaps[4] = np.nan
    rare = np.where(np.arange(len(Y)) < 4, 2, Y)
    return {
        "None": lambda: None,
        "one class": lambda: np.zeros(len(Y)),
        "too few": lambda: Y[:-2],
        "a number": lambda: 1,
        "gaps": lambda: gaps,
        "None among texts": lambda: np.array([None, *Y[1:].astype(str)], dtype=object),
        "numbers and texts": lambda: np.array(["a", *Y[1:]], dtype=object),
        "continuous": lambda: X[:, 0],
        "two columns": lambda: np.column_stack([Y, 1 - Y, Y]),
        "two columns of texts": lambda: np.column_stack([Y, Y]).astype(str),
        "frame of two": lambda: pd.DataFrame({"a": Y, "b": Y}),
        "empty": list,
        "four rows of a class": lambda: rare,
        "one row of a class": lambda: np.where(np.arange(len(Y)) == 9, "odd", Y.astype(str)),
        "infinite": lambda: np.where(gaps > 0, np.inf, 0.0),
        "complex": lambda: Y.astype(complex),
        "dates": lambda: Y.astype("datetime64[D]"),
        "lists": lambda: [[1, 2], [1]] * (len(Y) // 2),
        "ties": lambda: np.arange(len(Y)) % 2,
    }


def _parameters() -> Iterator[tuple[str, Callable[[], dict[str, object]]]]:
    for name in NAMES:
        takes = inspect.signature(getattr(cp, name)).parameters
        first = {"categorical_features": [2, 3]} if name == "SMOTENC" else {}
        for parameter, values in VALUES.items():
            for j, value in enumerate(values if parameter in takes else ()):
                options = {parameter: value}
                if "random_state" in takes and parameter != "random_state":
                    options["random_state"] = 0
                call = partial(answer, name, options, X, Y, **first)
                yield f"{name} | {parameter} {j}", call
    for j, columns in enumerate(COLUMNS):
        call = partial(
            answer, "SMOTENC", {"random_state": 0}, FRAME.drop(columns="seen"), TOLD,
            categorical_features=columns,
        )  # fmt: skip
        yield f"SMOTENC | categorical_features {j}", call


def _inputs() -> Iterator[tuple[str, Callable[[], dict[str, object]]]]:
    some = ("SMOTE", "SMOTENC", "SMOTEN", "BorderlineSMOTE", "RandomOverSampler", "SMOTEENN",
            "RandomUnderSampler", "NeighbourhoodCleaningRule")  # fmt: skip

    def run(name: str, table: Callable[[], Any], target: Callable[[], Any]) -> dict[str, object]:
        first = {"categorical_features": [0]} if name == "SMOTENC" else {}
        takes = inspect.signature(getattr(cp, name)).parameters
        options = {"random_state": 0} if "random_state" in takes else {}
        return answer(name, options, table(), target(), **first)

    for name, (told, make) in itertools.product(some, _tables().items()):
        yield f"{name} | X {told}", partial(run, name, make, lambda: Y)
    for name, (told, make) in itertools.product(NAMES, _targets().items()):
        yield f"{name} | y {told}", partial(run, name, lambda: X, make)
    yield "SMOTE | mixed", partial(run, "SMOTE", lambda: FRAME, lambda: TOLD)
    yield "SMOTENC | numbers only", partial(answer, "SMOTENC", {}, X, Y, categorical_features=[])
    yield "SMOTENC | no argument", lambda: {"never": cp.SMOTENC()}
    yield "SMOTE | positional", lambda: {"never": cp.SMOTE(0.5)}
    yield "SMOTE | further parameter", lambda: {"never": cp.SMOTE().fit_resample(X, Y, weight=Y)}
    yield "SMOTE | provenance before", lambda: {"never": cp.SMOTE().provenance_}
    yield "SMOTE | unknown parameter", lambda: {"never": cp.SMOTE().set_params(neighbours=3)}
    yield "no such name", lambda: {"never": cp.SMOTEE}


def _stages() -> Iterator[tuple[str, Callable[[], dict[str, object]]]]:
    recipes: dict[str, Callable[[], Any]] = {
        "a class": lambda: cp.Recipe,
        "nothing": lambda: None,
        "a sampler": lambda: cp.SMOTE(),
        "seeds that are none": lambda: cp.Recipe(seeds=3),
        "seeds that clean": lambda: cp.Recipe(seeds=stages.MutualNeighbours("all")),
        "a class of seeds": lambda: cp.Recipe(seeds=stages.DangerSeeds),
        "m 0": lambda: cp.Recipe(seeds=stages.DangerSeeds(0)),
        "cleaning that grows": lambda: cp.Recipe(cleaning=stages.AllSeeds()),
        "partners for repeats": lambda: cp.Recipe(
            neighbourhood=stages.NoNeighbourhood(), interpolation=stages.Segment()
        ),
        "nominal": lambda: cp.Recipe(nominal=True),
        "votes on numbers": lambda: cp.Recipe(interpolation=stages.NeighbourhoodVote()),
    }

    def run(make: Callable[[], Any]) -> dict[str, object]:
        return dict(
            zip("Xy", cp.Oversampler(make(), random_state=0).fit_resample(X, Y), strict=True)
        )

    for told, make in recipes.items():
        yield f"Recipe | {told}", partial(run, make)


def _one_call() -> Iterator[tuple[str, Callable[[], dict[str, object]]]]:
    table = FRAME.assign(Class=TOLD)
    asked: dict[str, dict[str, Any]] = {
        "method": {"method": ["smotte", "SMOTE-XY", 3, "", "borderline-2", None]},
        "ratio": {"ratio": [0, -1, 1.5, "half", None, np.nan, True]},
        "k": {"k": [0, -1, 1.5, "five", None, 500]},
        "scale": {"scale": ["minmax", 3]},
        "seed": {"seed": [-1, 1.5, "one", 2**40]},
        "categorical": {"categorical": [["plam"], 3, "plan", ["Class"], ["plan", "plan"]]},
        "ignore": {"ignore": [["plam"], 3, "plan", ["Class"], list(FRAME.columns)]},
        "mark": {"mark": ["plan", 3, "Class", ""]},
        "clean": {"clean": ["none", None], "method": ["smoteenn"]},
        "svm_rows": {"svm_rows": [0, 1.5, "all", 3], "method": ["svm"]},
        "rng": {"rng": ["philox", None]},
        "return_summary": {"return_summary": [1, "yes"]},
        "target": {"target": ["Klass", "class", 3, None, "customer_id", "minutes"]},
        "misfit": {
            "method": ["smote", "smoten", "kmeans", "tomek", "svm"],
            "categorical": ["auto"],
        },
        "no clean": {"clean": ["growing"], "method": ["smote", "tomek"]},
        "no svm": {"svm_rows": [50], "method": ["smote"]},
    }
    for told, options in asked.items():
        for values in itertools.product(*options.values()):
            given = {"seed": 0, **dict(zip(options, values, strict=True))}
            name = ", ".join(f"{key} {value!r}" for key, value in given.items() if key != "seed")
            yield f"balance | {told}: {name} {given['seed']}", partial(_balance, table, given)
    for told, bad in {
        "None": None,
        "a text": "table.csv",
        "one column": table[["Class"]],
        "no rows": table.iloc[:0],
        "one class": table[table["Class"] == "no"],
        "few of a class": table.groupby("Class").head(3),
        "gaps in the target": table.assign(Class=table["Class"].where(table.index > 3)),
        "two targets": pd.concat([table, table[["Class"]]], axis=1),
        "an array without target": X,
        "lazy": pl.from_pandas(table).lazy(),
        "series": table["Class"],
    }.items():
        yield f"balance | table {told}", partial(_balance, bad, {"seed": 0})


def _balance(table: Any, options: dict[str, Any]) -> dict[str, object]:
    return {"table": cp.balance(table, **options)}


def cases(quick: bool) -> Iterator[Case]:
    """Yield what is refused: parameters, tables, targets, recipes and calls of `balance`."""
    found = itertools.chain(_parameters(), _inputs(), _stages(), _one_call())
    for j, (name, run) in enumerate(found):
        if not quick or j % 3 == 0:
            yield Case("refusals", name, run)
