"""The form in which every stage sees a table: a numeric block and category codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["Rows"]


@dataclass(frozen=True)
class Rows:
    """Rows of a table as numbers.

    Parameters
    ----------
    numeric : ndarray or CSR matrix of shape (n_rows, n_numeric), float32 or float64
        The numeric columns in their original units; NaN where a value is missing.
    codes : ndarray of shape (n_rows, n_categorical), int32
        The categorical columns as positions in their sorted categories; -1 where missing.
    grid : ndarray of shape (5, n_numeric), float64, optional
        On which numbers the new values of each column lie, as `counterpoise.core.grids.grid_table`
        says it: whole ones, those with two decimals, ...; without it on any.
    complete : bool, default=False
        Whether it is known that no numeric value is missing or extreme, so that nobody needs to
        look.
    """

    numeric: NDArray[Any] | sparse.csr_matrix
    codes: NDArray[np.int32]
    grid: NDArray[np.float64] | None = None
    complete: bool = False

    def __len__(self) -> int:
        n_rows: int = self.codes.shape[0]
        return n_rows

    @property
    def n_numeric(self) -> int:
        """Number of numeric columns."""
        n_columns: int = self.numeric.shape[1]
        return n_columns

    @property
    def n_categorical(self) -> int:
        """Number of categorical columns."""
        n_columns: int = self.codes.shape[1]
        return n_columns

    @property
    def is_sparse(self) -> bool:
        """Whether the numeric block is a sparse matrix."""
        is_sparse: bool = sparse.issparse(self.numeric)
        return is_sparse

    @cached_property
    def has_missing(self) -> bool:
        """Whether any numeric value is missing."""
        if self.complete:
            return False
        values: Any = self.numeric.data if self.is_sparse else self.numeric
        return values.size > 0 and bool(np.isnan(np.min(values)))

    @cached_property
    def blank(self) -> NDArray[np.bool_]:
        """Which rows hold no value at all, so that they have no distance to others; (n_rows,)."""
        if self.is_sparse or not (self.has_missing or not self.n_numeric):
            return np.zeros(len(self), bool)
        is_blank: NDArray[np.bool_]
        is_blank = np.isnan(self.numeric).all(axis=1) & (self.codes < 0).all(axis=1)
        return is_blank

    def take(self, rows: NDArray[Any] | slice) -> Rows:
        """Return the given rows, in the given order."""
        return Rows(self.numeric[rows], self.codes[rows], self.grid, self.complete)

    def append(self, other: Rows) -> Rows:
        """Return these rows followed by the other's."""
        parts: Any = [self.numeric, other.numeric]
        numeric = sparse.vstack(parts, format="csr") if self.is_sparse else np.concatenate(parts)
        return Rows(numeric, np.concatenate([self.codes, other.codes]), self.grid)
