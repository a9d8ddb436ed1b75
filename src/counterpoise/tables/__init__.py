"""Any array or dataframe in, the same kind out. No other room knows dataframes."""

from __future__ import annotations

from typing import Any

from scipy.sparse import issparse

from counterpoise.tables.arrays import ArrayTable
from counterpoise.tables.base import Coding, Table, resolve_columns
from counterpoise.tables.frames import FrameTable, is_frame, is_sparse_frame
from counterpoise.tables.sparse import SparseFrameTable, SparseTable

__all__ = ["Coding", "Table", "read_table", "resolve_columns"]


def read_table(X: Any) -> Table:
    """Return a `Table` over an array, a sparse matrix, a dataframe or a list of lists.

    Parameters
    ----------
    X : array-like, sparse matrix or dataframe of shape (n_rows, n_features)
        The table: numpy, SciPy CSR or CSC, pandas, polars, pyarrow, or nested lists.

    Raises
    ------
    InvalidInputError
        If it has no rows or no columns, or is not two-dimensional.

    Examples
    --------
    >>> from counterpoise.tables import read_table
    >>> read_table([[1.0, 2.0], [3.0, 4.0]]).n_rows
    2
    """
    table: Table
    if issparse(X):
        table = SparseTable(X)
    elif is_sparse_frame(X):
        table = SparseFrameTable(X)
    elif is_frame(X):
        table = FrameTable(X)
    else:
        table = ArrayTable(X)
    table.check_shape()
    return table
