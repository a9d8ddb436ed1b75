"""The methods, small tables to try them on, and containers to put tables in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from scipy import sparse
from sklearn.linear_model import LogisticRegression

import counterpoise as cp

SEED = 3

OVER = {
    "SMOTE": lambda **kw: cp.SMOTE(k_neighbors=3, random_state=SEED, **kw),
    "BorderlineSMOTE-1": lambda **kw: cp.BorderlineSMOTE(random_state=SEED, **kw),
    "BorderlineSMOTE-2": lambda **kw: cp.BorderlineSMOTE(
        kind="borderline-2", random_state=SEED, **kw
    ),
    "SVMSMOTE": lambda **kw: cp.SVMSMOTE(random_state=SEED, **kw),
    "KMeansSMOTE": lambda **kw: cp.KMeansSMOTE(kmeans_estimator=1, random_state=SEED, **kw),
    "ADASYN": lambda **kw: cp.ADASYN(random_state=SEED, **kw),
    "ROSE": lambda **kw: cp.RandomOverSampler(shrinkage=0.5, random_state=SEED, **kw),
}
COPIES = {
    "RandomOverSampler": lambda **kw: cp.RandomOverSampler(random_state=SEED, **kw),
}
CLEANING = {
    "EditedNearestNeighbours": lambda **kw: cp.EditedNearestNeighbours(**kw),
    "RepeatedEditedNearestNeighbours": lambda **kw: cp.RepeatedEditedNearestNeighbours(**kw),
    "AllKNN": lambda **kw: cp.AllKNN(**kw),
    "NeighbourhoodCleaningRule": lambda **kw: cp.NeighbourhoodCleaningRule(**kw),
    "TomekLinks": lambda **kw: cp.TomekLinks(**kw),
    "NearMiss-1": lambda **kw: cp.NearMiss(**kw),
    "NearMiss-2": lambda **kw: cp.NearMiss(version=2, **kw),
    "NearMiss-3": lambda **kw: cp.NearMiss(version=3, **kw),
    "CondensedNearestNeighbour": lambda **kw: cp.CondensedNearestNeighbour(random_state=SEED, **kw),
    "OneSidedSelection": lambda **kw: cp.OneSidedSelection(random_state=SEED, **kw),
    "InstanceHardnessThreshold": lambda **kw: cp.InstanceHardnessThreshold(
        estimator=LogisticRegression(), random_state=SEED, **kw
    ),
    "RandomUnderSampler": lambda **kw: cp.RandomUnderSampler(random_state=SEED, **kw),
}
COMBINED = {
    "SMOTEENN": lambda **kw: cp.SMOTEENN(random_state=SEED, **kw),
    "SMOTETomek": lambda **kw: cp.SMOTETomek(random_state=SEED, **kw),
}
NUMERIC = {**OVER, **COPIES, **CLEANING, **COMBINED}
"""Every method that takes a table of numbers."""

GROWS = {**OVER, **COPIES, **COMBINED}
"""Those that add rows."""


def overlapping(n_majority=50, n_minority=20, n_columns=4, seed=0):
    """Return two clouds that overlap, their rows mixed."""
    rng = np.random.default_rng(seed)
    X = np.vstack(
        [rng.normal(0, 1, (n_majority, n_columns)), rng.normal(0.8, 1, (n_minority, n_columns))]
    )
    y = np.repeat([0, 1], [n_majority, n_minority])
    order = rng.permutation(len(y))
    return np.ascontiguousarray(X[order]), y[order]


def mixed(n_majority=50, n_minority=20, seed=0):
    """Return a pandas table of numbers and categories, and its classes."""
    X, y = overlapping(n_majority, n_minority, 2, seed)
    rng = np.random.default_rng(seed + 1)
    frame = pd.DataFrame({"age": X[:, 0], "city": rng.choice(["Bonn", "Ulm", "Kiel"], len(y))})
    frame["income"] = X[:, 1]
    frame["plan"] = pd.Categorical(rng.choice(["basic", "gold"], len(y)), ["none", "gold", "basic"])
    return frame, y


def _names(X):
    return [f"x{j}" for j in range(X.shape[1])]


def _chunked(X):
    half = len(X) // 2
    tables = [pa.table(dict(zip(_names(X), part.T, strict=True))) for part in (X[:half], X[half:])]
    return pa.concat_tables(tables)


def _strided(X):
    wide = np.full((2 * len(X), 2 * X.shape[1]), -99.0)
    wide[::2, ::2] = X
    return wide[::2, ::2]


def _read_only(X):
    X = X.copy()
    X.flags.writeable = False
    return X


def _frame(X, dtype=None):
    return pd.DataFrame(X, columns=_names(X), dtype=dtype)


DENSE = {
    "C order": np.copy,
    "Fortran order": np.asfortranarray,
    "strided": _strided,
    "read-only": _read_only,
    "other byte order": lambda X: X.astype(">f8"),
    "objects": lambda X: X.astype(object),
    "nested lists": np.ndarray.tolist,
    "pandas": _frame,
    "pandas Float64": lambda X: _frame(X, "Float64"),
    "pandas Arrow": lambda X: _frame(X, pd.ArrowDtype(pa.float64())),
    "pandas objects": lambda X: _frame(X, object),
    "polars": lambda X: pl.DataFrame(X, schema=_names(X)),
    "pyarrow": _chunked,
}
SPARSE = {
    "csr_matrix": sparse.csr_matrix,
    "csc_matrix": sparse.csc_matrix,
    "csr_array": sparse.csr_array,
    "csc_array": sparse.csc_array,
    "pandas sparse": lambda X: _frame(X).astype(pd.SparseDtype(float, 0.0)),
}


def numbers(table):
    """Return a table of any kind as an array of floats."""
    if sparse.issparse(table):
        return table.toarray().astype(float)
    if isinstance(table, pa.Table):
        return np.column_stack([column.to_numpy() for column in table.columns]).astype(float)
    if isinstance(table, pd.DataFrame):
        return np.column_stack(
            [table.iloc[:, j].to_numpy(float, na_value=np.nan) for j in range(table.shape[1])]
        )
    if isinstance(table, pl.DataFrame):
        return table.to_numpy().astype(float)
    return np.asarray(table, dtype=float)


def plain(column):
    """Return a column or target of any kind as a list."""
    if isinstance(column, pa.Array | pa.ChunkedArray):
        return column.to_pylist()
    if isinstance(column, pl.Series):
        return column.to_list()
    return list(column)
