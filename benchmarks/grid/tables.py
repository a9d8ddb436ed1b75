"""The tables that the cases are about: small, overlapping, and in every kind of container."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["MIXED", "NUMERIC", "TARGETS", "mixed", "numbers", "with_gaps"]

Maker = Callable[[NDArray[np.float64]], Any]


def numbers(
    sizes: tuple[int, ...] = (110, 30), n_columns: int = 5, seed: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return overlapping classes in shuffled order, as columns of different units.

    Parameters
    ----------
    sizes : tuple of int
        Rows of each class.
    n_columns : int
        Columns.
    seed : int
        Of the draws.

    Returns
    -------
    X : ndarray of shape (n_rows, n_columns)
        Values with three decimals, without distance ties.
    y : ndarray of shape (n_rows,)
        Classes 0, 1, ...
    """
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    X = rng.normal(size=(len(y), n_columns)) + 0.9 * y[:, None]
    return (X * 10.0 ** np.arange(n_columns) / 10).round(3), y


def with_gaps(X: NDArray[np.float64], share: float = 0.08) -> NDArray[np.float64]:
    """Return the table with values missing, never a whole row of them."""
    rng = np.random.default_rng(5)
    gaps = rng.random(X.shape) < share
    gaps[:, 0] &= ~gaps[:, 1:].all(axis=1)
    return np.where(gaps, np.nan, X)


def _named(X: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    return {f"x{j}": X[:, j] for j in range(X.shape[1])}


def _pandas_types(X: NDArray[np.float64]) -> pd.DataFrame:
    frame = pd.DataFrame(_named(X), index=[f"row {i}" for i in range(len(X))])
    return frame.assign(
        x1=X[:, 1].astype(np.float32),
        x2=X[:, 2].round().astype(np.int64),
        x3=pd.array(X[:, 3].round().astype(np.int32), dtype="Int32"),
        x4=pd.array(X[:, 4], dtype="Float64"),
    )


def _pandas_labels(X: NDArray[np.float64]) -> pd.DataFrame:
    """Return a frame with two levels of row labels, and columns that are no texts."""
    index = pd.MultiIndex.from_arrays([np.arange(len(X)) // 2, np.arange(len(X)) % 2])
    return pd.DataFrame(X, columns=list(range(X.shape[1])), index=index.set_names(["of", None]))


def _polars_types(X: NDArray[np.float64]) -> pl.DataFrame:
    whole = X[:, 2].round().astype(np.int16)
    return pl.DataFrame({**_named(X), "x1": X[:, 1].astype(np.float32), "x2": whole})


def _arrow(X: NDArray[np.float64]) -> pa.Table:
    table = pa.table({**_named(X), "x2": X[:, 2].round().astype(np.int32)})
    return table.replace_schema_metadata({b"made by": b"the grid"})


def _thin(X: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.abs(X) > np.median(np.abs(X), axis=0), X, 0.0)


NUMERIC: dict[str, Maker] = {
    "array": lambda X: X,
    "float32 by columns": lambda X: np.asfortranarray(X, dtype=np.float32),
    "int64": lambda X: X.round().astype(np.int64),
    "objects": lambda X: X.astype(object),
    "list": lambda X: X.tolist(),
    "view": lambda X: np.repeat(X, 2, axis=0)[::2],
    "pandas": lambda X: pd.DataFrame(_named(X)),
    "pandas types": _pandas_types,
    "pandas labels": _pandas_labels,
    "polars": _polars_types,
    "pyarrow": _arrow,
    "csr": lambda X: sparse.csr_matrix(_thin(X)),
    "csr array": lambda X: sparse.csr_array(_thin(X).astype(np.float32)),
    "csc": lambda X: sparse.csc_matrix(_thin(X)),
}
"""Containers of numbers."""


def mixed(n_rows: int = 140, seed: int = 1) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Return a table as users have them, and its classes "no" and "yes".

    It has an id, prices, counts, categories, texts, flags, nullable numbers and dates, with some
    values missing.
    """
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1], [round(0.78 * n_rows), n_rows - round(0.78 * n_rows)]))
    shift = 0.8 * y
    seen = pd.Series(
        pd.Timestamp("2024-02-01") + pd.to_timedelta(rng.integers(0, 300, n_rows), "D")
    )
    visits = pd.array(rng.poisson(6 + 2 * y), dtype="Int64")
    visits[::17] = pd.NA
    price = (40 + 9 * (rng.normal(size=n_rows) + shift)).round(2)
    price[5::23] = np.nan
    plan = np.array(["basic", "gold", "silver"])[(rng.integers(0, 3, n_rows) + y) % 3]
    frame = pd.DataFrame(
        {
            "customer_id": np.arange(n_rows) + 7000,
            "price": price,
            "minutes": (rng.normal(size=n_rows) + shift) * 50,
            "visits": visits,
            "plan": pd.Categorical(plan, categories=["gold", "basic", "silver", "none"]),
            "city": rng.choice(["Ulm", "Köln", "Paris"], n_rows),
            "steps": rng.integers(1, 9, n_rows) * 50,
            "active": rng.random(n_rows) < 0.5 + 0.2 * y,
            "seen": seen,
        }
    )
    return frame, np.array(["no", "yes"], dtype=object)[y]


def _mixed_array(frame: pd.DataFrame) -> NDArray[np.object_]:
    plain = frame.drop(columns=["seen", "visits"]).astype(object)
    return plain.where(plain.notna(), None).to_numpy()


MIXED: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "pandas without dates": lambda frame: frame.drop(columns=["seen", "customer_id"]),
    "pandas categories": lambda frame: frame[["plan", "city", "active"]].astype("category"),
    "pandas texts": lambda frame: frame[["city", "steps"]].astype({"city": "string"}),
    "polars": lambda frame: pl.from_pandas(frame).drop("seen"),
    "polars dates": lambda frame: pl.from_pandas(frame[["seen", "price", "city"]]),
    "pyarrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "objects": _mixed_array,
}
"""Containers of numbers and categories."""

TARGETS: dict[str, Callable[[NDArray[np.int64]], Any]] = {
    "texts": lambda y: np.array(["no", "yes", "maybe", "often"])[y],
    "objects": lambda y: np.array(["no", "yes", "maybe", "often"], dtype=object)[y],
    "bool": lambda y: y == 1,
    "int8": lambda y: y.astype(np.int8),
    "float": lambda y: y.astype(float),
    "negative": lambda y: y * 2 - 1,
    "list": lambda y: y.tolist(),
    "list of texts": lambda y: [f"class {label}" for label in y],
    "column": lambda y: y[:, None],
    "one-hot": lambda y: np.eye(y.max() + 1, dtype=int)[y],
    "series": lambda y: pd.Series(y, name="outcome"),
    "categories": lambda y: pd.Series(pd.Categorical.from_codes(y, ["b", "a", "c", "d"])),
    "nullable": lambda y: pd.Series(pd.array(y, dtype="Int16"), name="outcome"),
    "frame": lambda y: pd.DataFrame({"outcome": y}),
    "polars": lambda y: pl.Series("outcome", [f"c{label}" for label in y]),
    "polars categories": lambda y: pl.Series("o", [f"c{label}" for label in y], pl.Categorical),
    "pyarrow": lambda y: pa.chunked_array([pa.array(y)]),
}
"""Containers of classes."""
