"""SciPy sparse matrices and arrays, and pandas frames of sparse columns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.core.grids import FREE, grid_table, learn_grid
from counterpoise.core.lineage import Lineage, materialise
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError
from counterpoise.tables.arrays import whole_grid
from counterpoise.tables.base import Coding, Table, infinite_value, resolve_columns
from counterpoise.tables.categories import category_codes
from counterpoise.tables.numbers import EXACT

__all__ = ["SparseFrameTable", "SparseTable"]


class SparseTable(Table):
    """A sparse matrix; CSR and CSC keep their format, others become CSR."""

    kind = "sparse"

    def __init__(self, X: Any):
        if X.ndim != 2:
            raise InvalidInputError(
                f"Expected 2D array, got a {X.ndim}D sparse array instead (shape={X.shape}): the "
                "table needs rows and columns"
            )
        self.format = X.format if X.format in ("csr", "csc") else "csr"
        self.matrix = X if X.format == self.format else X.asformat(self.format)
        self.n_rows, self.n_features = X.shape

    def encode(self, categorical: Any = None) -> tuple[Rows, Coding]:
        self._check_type()
        if isinstance(categorical, str):
            raise InvalidInputError(
                "categorical_features='auto' reads the columns' types, and a sparse matrix has one "
                "type for all: give the positions of the categorical columns"
            )
        chosen = np.empty(0, np.int64)
        if categorical is not None:
            chosen = resolve_columns(categorical, self.names, self.n_features)
        rest = np.setdiff1d(np.arange(self.n_features), chosen)
        matrix = self.matrix.tocsc()[:, rest] if len(chosen) else self.matrix
        dtype = np.float32 if matrix.dtype in (np.float32, np.float16) else np.float64
        numeric = sparse.csr_matrix(matrix, dtype=dtype)
        if not numeric.has_canonical_format:
            numeric = numeric.copy()
            numeric.sum_duplicates()
        self._check_values(numeric, rest)
        codes = np.empty((self.n_rows, len(chosen)), np.int32)
        categories, exemplars = [], []
        for j, position in enumerate(chosen):
            codes[:, j], values, first = category_codes(self._dense_column(int(position)))
            categories.append(values)
            exemplars.append(first)
        grid = whole_grid(self.matrix.dtype, len(rest))
        return Rows(numeric, codes, grid), Coding(rest, chosen, categories, exemplars)

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
                "Complex data not supported: the table holds complex numbers, and distances need "
                "real ones; pass their real and imaginary parts as columns"
            )
        if kind == "O":
            raise InvalidInputError(
                "the sparse table holds objects; distances need numbers: use astype(float)"
            )

    def _check_values(self, numeric: Any, positions: NDArray[np.int64]) -> None:
        """Raise `InvalidInputError` where a value is infinite, or not all of its digits count."""
        infinite = np.flatnonzero(np.isinf(numeric.data))
        if len(infinite):
            first = infinite[0]
            row = int(np.searchsorted(numeric.indptr, first, side="right")) - 1
            column = self.column(int(positions[numeric.indices[first]]))
            raise infinite_value(column, numeric.data[first], row, len(infinite))
        if self.matrix.dtype.kind in "iu" and numeric.nnz and np.abs(numeric.data).max() > EXACT:
            raise InvalidInputError(
                f"the sparse table holds whole numbers beyond {EXACT}, which a float64 rounds: "
                "pass a dense table, or subtract a constant"
            )

    def _dense_column(self, position: int) -> NDArray:
        return self.matrix[:, [position]].toarray().ravel()

    def grow(self, lineage: Lineage, rows: Rows, coding: Coding) -> tuple[Any, Rows]:
        new = materialise(lineage, rows)
        tail: Any = new.numeric
        if len(coding.categorical):
            columns = [
                sparse.csc_matrix(_decoded(new.codes[:, j], coding.categories[j])[:, np.newaxis])
                for j in range(len(coding.categorical))
            ]
            back = np.argsort(np.concatenate([coding.numeric, coding.categorical]))
            tail = sparse.hstack([tail.tocsc(), *columns], format="csc")[:, back]
        tail = type(self.matrix)(tail.asformat(self.format), dtype=self.matrix.dtype)
        grown = sparse.vstack([self.matrix, tail], format=self.format, dtype=self.matrix.dtype)
        return type(self.matrix)(grown), new

    def take(self, rows: NDArray[np.int64]) -> Any:
        return self.select(self.matrix, rows)

    def select(self, grown: Any, rows: NDArray[np.int64]) -> Any:
        return grown.tocsr()[rows].asformat(self.format)


class SparseFrameTable(SparseTable):
    """A pandas frame all of whose columns are sparse and filled with zeros."""

    kind = "pandas"

    def __init__(self, X: Any):
        super().__init__(X.sparse.to_coo().tocsr())
        self.frame = X
        self.names = list(X.columns)
        self.index = X.index

    def grow(self, lineage: Lineage, rows: Rows, coding: Coding) -> tuple[Any, Rows]:
        grown, new = super().grow(lineage, rows, coding)
        return self._append(grown[self.n_rows :], lineage), new

    def copy_rows(self, lineage: Lineage) -> Any:
        return self._append(self.matrix[lineage.base], lineage)

    def _append(self, tail: Any, lineage: Lineage) -> Any:
        import pandas as pd

        from counterpoise.tables.libraries.pandas_frames import PandasLibrary

        new = pd.DataFrame.sparse.from_spmatrix(tail)
        columns = [new.iloc[:, j].astype(d) for j, d in enumerate(self.frame.dtypes)]
        return PandasLibrary().append(self.frame, columns, lineage.base)

    def take(self, rows: NDArray[np.int64]) -> Any:
        return self.frame.iloc[rows]

    def select(self, grown: Any, rows: NDArray[np.int64]) -> Any:
        return grown.iloc[rows]


def _decoded(codes: NDArray[np.int32], categories: NDArray) -> NDArray:
    """Return the values of codes; NaN where missing."""
    values = np.full(len(codes), np.nan)
    present = codes >= 0
    values[present] = categories[codes[present]].astype(np.float64)
    return values
