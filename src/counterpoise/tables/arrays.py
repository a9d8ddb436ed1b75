"""numpy arrays, and whatever numpy takes for one."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import issparse

from counterpoise.core.grids import Grid, grid_table
from counterpoise.core.lineage import Lineage
from counterpoise.core.masks import check_mask
from counterpoise.core.materialise import BegunCopy, append_rows, copy_rows, materialise
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError, brief
from counterpoise.tables.base import Coding, Table, check_finite
from counterpoise.tables.categories import category_codes, take_categories
from counterpoise.tables.column_profiles import ColumnProfile, profile_array
from counterpoise.tables.columns import as_slice
from counterpoise.tables.numbers import EXACT, NumericColumn, whole_bounds
from counterpoise.tables.roles import Role, feature_positions

__all__ = ["ArrayTable", "as_dense"]

_LARGE = 1 << 24  # bytes


class ArrayTable(Table):
    """A two-dimensional numpy array, or nested lists."""

    kind = "array"

    def __init__(self, X: Any):
        self.given = X if isinstance(X, list | tuple) else None
        self.native = self.array = _as_array(X)
        self.n_rows, self.n_features = self.array.shape
        self.names = list(range(self.n_features))
        self._block: NDArray[Any] | None = None
        """The array as it is measured and interpolated, where nothing else becomes of it."""
        self._begun: BegunCopy | None = None

    def profile(self, position: int) -> ColumnProfile:
        return profile_array(self.array[:, position])

    def column(self, position: int) -> NDArray[Any]:
        return self.array[:, position]

    def select(self, positions: Sequence[int]) -> ArrayTable:
        return ArrayTable(self.array[:, as_slice(positions)])

    def encode(self, categorical: Any = None) -> tuple[Rows, Coding]:
        chosen = self.categorical_positions(categorical)
        rest = np.arange(self.n_features)
        if not len(chosen):
            codes = np.empty((self.n_rows, 0), np.int32)
            return self._numeric_rows(rest, codes), Coding(rest, chosen, [], [])
        rest = np.setdiff1d(rest, chosen)
        codes, coding = self.coded(rest, chosen, map(category_codes, self._categories(chosen)))
        return self._numeric_rows(rest, codes), coding

    def _categories(self, positions: NDArray[np.int64]) -> list[NDArray[Any]]:
        # All at once: a column at a time would go through the whole table for each.
        columns = list(np.ascontiguousarray(self.array[:, as_slice(positions)].T))
        if self.array.dtype.kind == "O":
            for position, column in zip(positions, columns, strict=True):
                _check_hashable(column, self.title(int(position)))
        return columns

    def _numeric_rows(self, positions: NDArray[np.int64], codes: NDArray[np.int32]) -> Rows:
        """Return the rows with a C-contiguous float block; the array itself where it is one."""
        everything = len(positions) == self.n_features
        block = self.array if everything else self.array[:, as_slice(positions)]
        self._columns: list[NumericColumn] | None = None
        if block.dtype.kind == "c":
            raise InvalidInputError(
                "Complex data not supported: the table holds complex numbers",
                joint=", and ",
                needed="distances need real ones",
                then="; ",
                remedy="pass their real and imaginary parts as columns",
            )
        if _is_plain(block):
            if block.dtype not in (np.float32, np.float64):
                block = block.astype(np.float32 if block.dtype == np.float16 else np.float64)
            block = np.ascontiguousarray(block)
            complete = check_finite(block, lambda j: self.title(int(positions[j])))
            if everything and block.dtype == self.array.dtype:
                self._block = block
            grid = whole_grid(self.array.dtype, len(positions))
            return Rows(block, codes, grid, complete)
        self._columns = [self.read_column(j) for j in positions.tolist()]
        return rows_of_columns(self._columns, codes)

    def keep_grids(self, rows: Rows) -> Rows:
        if self._columns is None:
            grids = super().keep_grids(rows).grid
            if grids is not None and rows.grid is not None:
                grids[3:] = rows.grid[3:]  # the ends of a type of whole numbers
            return replace(rows, grid=grids)
        self._columns = [column.on(column.learned_grid()) for column in self._columns]
        return replace(rows, grid=grid_of_columns(self._columns))

    def prepare(self, n_new: int) -> None:
        # A small table is copied before a thread has begun.
        if self._block is not None and self._block.nbytes > _LARGE and n_new:
            self._begun = BegunCopy(self._block, n_new)

    def grow(self, lineage: Lineage, rows: Rows, coding: Coding) -> tuple[Any, Rows]:
        if self._block is not None:
            grown, new = append_rows(lineage, rows, self._begun)
            self._begun = None
            return self._as_given(grown), new
        grown = np.empty((self.n_rows + len(lineage), self.n_features), self.array.dtype)
        if self.array.dtype in (np.float32, np.float64):
            copy_rows(self.array, grown[: self.n_rows])
        else:
            grown[: self.n_rows] = self.array
        tail = grown[self.n_rows :]
        new = materialise(lineage, rows)
        base = lineage.base
        if self._columns is None:
            tail[:, as_slice(coding.numeric)] = new.numeric
        else:
            for j, position in enumerate(coding.numeric):
                numbers, source = self._columns[j].restore(new.numeric[:, j], lineage)
                # A missing value stays the object that says so in the base: None, nan or NA.
                if source is not None:
                    taken = source >= 0
                    numbers[taken] = self.array[source[taken], position]
                tail[:, position] = numbers
        for j, position in enumerate(coding.categorical):
            tail[:, position] = take_categories(
                self.array[:, position], new.codes[:, j], coding.exemplars[j], base
            )
        return self._as_given(grown), new

    def take(self, rows: NDArray[np.int64]) -> Any:
        if self.given is not None:
            return [list(self.given[i]) for i in rows]
        return self.array[rows]

    def take_grown(self, grown: Any, rows: NDArray[np.int64]) -> Any:
        return [grown[i] for i in rows] if self.given is not None else grown[rows]

    def assemble(
        self,
        roles: Sequence[Role],
        features: Any,
        target: Any,
        kept: NDArray[Any],
        mark: str | None,
    ) -> NDArray[Any]:
        if mark is not None:
            raise InvalidInputError(
                f"mark={mark!r} names a new column, and an array's columns have no names",
                remedy="pass a dataframe",
                parameter="mark",
            )
        dtype = self.array.dtype
        grown = np.empty((len(features), self.n_features), dtype)
        grown[:, as_slice(feature_positions(roles))] = features
        for j, role in enumerate(roles):
            if role.role == "target":
                grown[:, j] = target
            elif role.role == "ignored":
                if len(kept) < len(grown) and dtype.kind not in "fO":
                    raise InvalidInputError(
                        f"column {j} is ignored, and an array of {dtype} has no missing value for "
                        "its new rows",
                        remedy="pass floats, a dataframe, or leave the column out",
                    )
                grown[: len(kept), j] = self.array[kept, j]
                grown[len(kept) :, j] = np.nan if dtype.kind == "f" else None
        return grown

    def _as_given(self, grown: NDArray[Any]) -> Any:
        if self.given is None:
            return grown
        return [*map(list, self.given), *grown[self.n_rows :].tolist()]


def rows_of_columns(columns: list[NumericColumn], codes: NDArray[np.int32]) -> Rows:
    """Return columns that were read one by one, and codes, as rows."""
    single = len(columns) > 0 and all(c.values.dtype == np.float32 for c in columns)
    numeric = np.empty((len(codes), len(columns)), np.float32 if single else np.float64)
    for j, column in enumerate(columns):
        numeric[:, j] = column.values
    return Rows(numeric, codes, grid_of_columns(columns))


def grid_of_columns(columns: list[NumericColumn]) -> NDArray[np.float64] | None:
    """Return the grids of columns that were read one by one; None where there is none."""
    if all(column.grid is None for column in columns):
        return None
    return grid_table([column.grid_row for column in columns])


def whole_grid(dtype: np.dtype, n_columns: int) -> NDArray[np.float64] | None:
    """Return the grids of columns of one numpy type; None unless it holds whole numbers."""
    if dtype.kind not in "iub":
        return None
    return grid_table([Grid().row(*whole_bounds(dtype))] * n_columns)


def as_dense(X: Any) -> Any:
    """Return a sparse matrix or nested lists as an array, and anything else as it is."""
    if issparse(X):
        return X.toarray()
    return _as_array(X) if isinstance(X, list | tuple) else X


def _as_array(X: Any) -> NDArray[Any]:
    """Return what was given for a table as a two-dimensional array; lists may mix types."""
    check_mask(X, "the table", "fill it with NaN, as in X.astype(float).filled(numpy.nan)")
    if type(X) is np.ndarray and X.ndim == 2:
        return X
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            array = np.asarray(X)
            if isinstance(X, list | tuple) and array.ndim == 2 and array.dtype.kind in "USf":
                # numpy has turned numbers beside texts into texts, whole ones beside others into
                # floats.
                objects = np.array(X, dtype=object)
                common = float if array.dtype.kind == "f" else str | bytes
                if not all(isinstance(v, common) for v in objects.ravel()):
                    array = objects
        except Exception as error:
            raise InvalidInputError(
                "Expected 2D array, got something that is no table (such as rows of different "
                f"lengths): {error}",
                remedy=None,
            ) from error
    if array.ndim != 2:
        raise InvalidInputError(
            f"Expected 2D array, got {array.ndim}D array instead (shape={array.shape})",
            joint=": ",
            needed="the table needs rows and columns",
            then=". ",
            remedy=_remedy(array.ndim),
        )
    return array


def _remedy(n_dimensions: int) -> str:
    if n_dimensions > 2:
        return (
            "Reshape your data with X.reshape(len(X), -1), which makes one row of each image or "
            "series, and the result with X_resampled.reshape(-1, *X.shape[1:])"
        )
    if n_dimensions == 1:
        return (
            "Reshape your data with array.reshape(-1, 1) if it is a single column or "
            "array.reshape(1, -1) if it is a single row"
        )
    return "Pass an array, a list of rows or a dataframe"


def _is_plain(block: NDArray[Any]) -> bool:
    """Return whether float64 (or float32 for its like) tells every value of the block."""
    kind, size = block.dtype.kind, block.dtype.itemsize
    if kind == "f":
        return size <= 8
    if kind == "b" or (kind in "iu" and size < 8):
        return True
    return kind in "iu" and (block.size == 0 or max(-int(block.min()), int(block.max())) <= EXACT)


def _check_hashable(column: NDArray[Any], name: str) -> None:
    for row, value in enumerate(column):
        try:
            hash(value)
        except TypeError as error:  # also of a tuple that holds a list
            raise InvalidInputError(
                f"{name} holds {brief(value)} in row {row}, which cannot be a category because it "
                "cannot be hashed",
                remedy="turn it into text, or leave the column out",
            ) from error
