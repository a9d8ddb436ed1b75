"""SciPy sparse matrices and arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.grids import FREE, grid_table, learn_grid
from counterpoise.core.lineage import Lineage
from counterpoise.core.materialise import materialise
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError
from counterpoise.tables.arrays import whole_grid
from counterpoise.tables.base import Coding, Table, infinite_value
from counterpoise.tables.categories import category_codes
from counterpoise.tables.column_profiles import ColumnProfile, profile_array
from counterpoise.tables.numbers import EXACT

__all__ = ["SparseTable"]


class SparseTable(Table):
    """A sparse matrix; CSR and CSC keep their format, others become CSR."""

    kind = "sparse"

    def __init__(self, X: Any):
        if X.ndim != 2:
            raise InvalidInputError(
                f"Expected 2D array, got a {X.ndim}D sparse array instead (shape={X.shape})",
                joint=": ",
                needed="the table needs rows and columns",
                remedy=None,
            )
        self.format = X.format if X.format in ("csr", "csc") else "csr"
        self.native = self.matrix = X if X.format == self.format else X.asformat(self.format)
        self.n_rows, self.n_features = X.shape
        self.names = list(range(self.n_features))

    def profile(self, position: int) -> ColumnProfile:
        return profile_array(self.column(position))

    def column(self, position: int) -> NDArray[Any]:
        values: NDArray[Any] = self.matrix[:, [position]].toarray().ravel()
        return values

    def select(self, positions: Sequence[int]) -> SparseTable:
        return SparseTable(self.matrix.tocsc()[:, list(positions)].asformat(self.format))

    def encode(self, categorical: Any = None) -> tuple[Rows, Coding]:
        self._check_type()
        chosen = self.categorical_positions(categorical)
        rest = np.delete(np.arange(self.n_features), chosen)
        matrix = self.matrix.tocsc()[:, rest] if len(chosen) else self.matrix
        dtype = np.float32 if matrix.dtype in (np.float32, np.float16) else np.float64
        numeric = sparse.csr_matrix(matrix, dtype=dtype)
        if not numeric.has_canonical_format:
            numeric = numeric.copy()
            numeric.sum_duplicates()
        self._check_values(numeric, rest)
        codes, coding = self.coded(
            rest, chosen, map(category_codes, map(self.column, chosen.tolist()))
        )
        grid = whole_grid(self.matrix.dtype, len(rest))
        return Rows(numeric, codes, grid), coding

    def keep_grids(self, rows: Rows) -> Rows:
        columns: Any = rows.numeric.tocsc()  # type: ignore[union-attr]
        grids = []
        for start, stop in zip(columns.indptr[:-1], columns.indptr[1:], strict=True):
            zero = columns.data[:1] * 0 if stop - start < len(rows) else columns.data[:0]
            grid = learn_grid(np.concatenate([zero, columns.data[start:stop]]))
            grids.append(FREE if grid is None else grid.row())
        return replace(rows, grid=grid_table(grids))

    def _check_type(self) -> None:
        kind = self.matrix.dtype.kind
        if kind == "c":
            raise InvalidInputError(
                "Complex data not supported: the table holds complex numbers",
                joint=", and ",
                needed="distances need real ones",
                then="; ",
                remedy="pass their real and imaginary parts as columns",
            )
        if kind == "O":
            raise InvalidInputError(
                "the sparse table holds objects",
                needed="distances need numbers",
                remedy="use astype(float)",
            )

    def _check_values(self, numeric: Any, positions: NDArray[np.int64]) -> None:
        """Raise `InvalidInputError` where a value is infinite, or not all of its digits count."""
        infinite = np.flatnonzero(np.isinf(numeric.data))
        if len(infinite):
            first = infinite[0]
            row = int(np.searchsorted(numeric.indptr, first, side="right")) - 1
            column = self.title(int(positions[numeric.indices[first]]))
            raise infinite_value(column, numeric.data[first], row, len(infinite))
        if self.matrix.dtype.kind in "iu" and numeric.nnz and np.abs(numeric.data).max() > EXACT:
            raise InvalidInputError(
                f"the sparse table holds whole numbers beyond {EXACT}, which a float64 rounds",
                remedy="pass a dense table, or subtract a constant",
            )

    def grow(self, lineage: Lineage, rows: Rows, coding: Coding) -> tuple[Any, Rows]:
        new = materialise(lineage, rows)
        tail = self.decode(new, coding)
        grown = sparse.vstack([self.matrix, tail], format=self.format, dtype=self.matrix.dtype)
        return type(self.matrix)(grown), new

    def decode(self, new: Rows, coding: Coding) -> Any:
        """Return new rows as a matrix of the table's kind."""
        tail: Any = new.numeric
        if len(coding.categorical):
            columns = [
                sparse.csc_matrix(_decoded(new.codes[:, j], coding.categories[j])[:, np.newaxis])
                for j in range(len(coding.categorical))
            ]
            back = np.argsort(np.concatenate([coding.numeric, coding.categorical]))
            tail = sparse.hstack([tail.tocsc(), *columns], format="csc")[:, back]
        return type(self.matrix)(tail.asformat(self.format), dtype=self.matrix.dtype)

    def take(self, rows: NDArray[np.int64]) -> Any:
        return self.take_grown(self.matrix, rows)

    def take_grown(self, grown: Any, rows: NDArray[np.int64]) -> Any:
        return grown.tocsr()[rows].asformat(self.format)


def _decoded(codes: NDArray[np.int32], categories: NDArray[Any]) -> NDArray[Any]:
    """Return the values of codes; NaN where missing."""
    values = np.full(len(codes), np.nan)
    present = codes >= 0
    values[present] = categories[codes[present]].astype(np.float64)
    return values
