"""Any array or dataframe in, the same kind out. No other room knows dataframes."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import issparse

from counterpoise.errors import InvalidInputError
from counterpoise.tables.arrays import ArrayTable
from counterpoise.tables.base import Coding, Table
from counterpoise.tables.columns import Columns
from counterpoise.tables.frames import is_frame, read_frame
from counterpoise.tables.sparse import SparseTable

__all__ = ["Coding", "Columns", "Table", "read_table"]


def read_table(X: Any, *, with_target: bool = False) -> Table:
    """Return a `Table` over an array, a sparse matrix, a dataframe or a list of lists.

    Parameters
    ----------
    X : array-like, sparse matrix or dataframe of shape (n_rows, n_features)
        The table: numpy, SciPy CSR or CSC, pandas, polars, pyarrow, or nested lists.
    with_target : bool, default=False
        Whether it is a whole table, which holds the target among its columns: a dataframe or an
        array. It may be empty, so that the caller says what is missing.

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
    if not issparse(X) and is_frame(X):
        table = read_frame(X)
    elif with_target and not (isinstance(X, np.ndarray) and X.ndim == 2):
        raise InvalidInputError(
            f"the table is a {type(X).__name__}",
            needed="balance takes a pandas, polars or pyarrow table, or a two-dimensional "
            "numpy array, that holds the target as one of its columns",
            remedy=None,
            parameter="table",
        )
    else:
        table = SparseTable(X) if issparse(X) else ArrayTable(X)
    if not with_target:
        table.check_shape()
    return table
