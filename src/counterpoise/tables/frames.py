"""pandas, polars and pyarrow tables, written back in their own types."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import narwhals as nw
import numpy as np
from narwhals.exceptions import DuplicateError
from numpy.typing import NDArray

from counterpoise.core.grids import Grid
from counterpoise.core.lineage import Lineage, materialise
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError
from counterpoise.tables.arrays import grid_of_columns, rows_of_columns
from counterpoise.tables.base import Coding, Table, check_finite, resolve_columns
from counterpoise.tables.categories import sorted_codes, take_exemplars
from counterpoise.tables.libraries import library_of
from counterpoise.tables.numbers import NumericColumn

__all__ = ["FrameTable", "is_frame", "is_sparse_frame"]


def is_frame(X: Any) -> bool:
    """Return whether X is a dataframe that holds its values.

    Raises
    ------
    InvalidInputError
        If it is a lazy frame or query.
    """
    if type(X) is np.ndarray:  # asking every dataframe library takes longer than all else here
        return False
    if is_pandas_frame(X):  # narwhals refuses names that repeat, which pandas allows
        return True
    try:
        native = nw.from_native(X, pass_through=True)
    except DuplicateError:  # a frame whose columns share names, which are read by position
        return True
    if isinstance(native, nw.LazyFrame):
        raise InvalidInputError(
            f"the table is lazy ({type(X).__module__}.{type(X).__name__}); neighbours need its "
            "values: collect it first"
        )
    return isinstance(native, nw.DataFrame)


def is_sparse_frame(X: Any) -> bool:
    """Return whether X is a pandas frame of sparse columns only, all of them filled with zeros."""
    if not is_pandas_frame(X) or not X.shape[1]:
        return False
    from pandas import SparseDtype

    return all(isinstance(d, SparseDtype) and d.fill_value == 0 for d in X.dtypes)


def is_pandas_frame(X: Any) -> bool:
    """Return whether X is a pandas dataframe."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(X, pandas.DataFrame)


class FrameTable(Table):
    """A pandas or polars dataframe, or a pyarrow table."""

    def __init__(self, X: Any):
        self.native = X
        self.library = library_of(X)
        self.kind = self.library.name
        self.names = self.library.names(X)
        self.index = self.library.index(X)
        self.n_rows, self.n_features = X.shape

    def encode(self, categorical: Any = None) -> tuple[Rows, Coding]:
        chosen = self._categorical_positions(categorical)
        rest = np.setdiff1d(np.arange(self.n_features), chosen)
        block = None if len(chosen) else self.library.block(self.native)
        self._is_block = block is not None
        if block is not None:
            check_finite(block, self.column)
            nothing = np.empty((self.n_rows, 0), np.int32)
            return Rows(block, nothing), Coding(rest, chosen, [], [])
        self._numeric = [
            self.read(int(j), lambda j=j: self._numbers(int(j)))  # type: ignore[misc]
            for j in rest
        ]
        codes = np.empty((self.n_rows, len(chosen)), np.int32)
        categories, exemplars = [], []
        for j, position in enumerate(chosen):
            codes[:, j], values, first = self._category_codes(int(position))
            categories.append(values)
            exemplars.append(first)
        return rows_of_columns(self._numeric, codes), Coding(rest, chosen, categories, exemplars)

    def keep_grids(self, rows: Rows) -> Rows:
        if self._is_block:
            return super().keep_grids(rows)
        self._numeric = [column.on(self._grid_of(j)) for j, column in enumerate(self._numeric)]
        return replace(rows, grid=grid_of_columns(self._numeric))

    def _grid_of(self, j: int) -> Grid | None:
        """Return the grid that the values of the j-th numeric column lie on."""
        return self._numeric[j].learned_grid()

    def _categorical_positions(self, categorical: Any) -> NDArray[np.int64]:
        if categorical is None:
            return np.empty(0, np.int64)
        if isinstance(categorical, str) and categorical == "auto":
            columns = map(self._native_column, range(self.n_features))
            return np.flatnonzero([self.library.is_category(column) for column in columns])
        return resolve_columns(categorical, self.names, self.n_features)

    def _category_codes(self, position: int) -> tuple[NDArray[np.int32], NDArray, NDArray]:
        try:
            return sorted_codes(*self.library.factorize(self._native_column(position)))
        except TypeError as error:
            raise InvalidInputError(
                f"{self.column(position)} holds values that cannot be categories because they "
                f"cannot be hashed ({error}): turn them into text, or leave the column out"
            ) from error

    def _native_column(self, position: int) -> Any:
        return self.library.column(self.native, int(position))

    def _numbers(self, position: int) -> NumericColumn:
        return self.library.numbers(self._native_column(position))

    def grow(self, lineage: Lineage, rows: Rows, coding: Coding) -> tuple[Any, Rows]:
        new = materialise(lineage, rows)
        if self._is_block:
            return self.library.append_block(self.native, new.numeric, lineage.base), new
        columns = self.new_columns(lineage, new, coding)
        return self.library.append(self.native, columns, lineage.base), new

    def new_columns(self, lineage: Lineage, new: Rows, coding: Coding) -> list[Any]:
        """Return new rows as columns of the table's types.

        Parameters
        ----------
        lineage : Lineage of n_new rows
            What was drawn, or a slice of it.
        new : Rows of shape (n_new, ...)
            What it materialises to.
        coding : Coding
            How the table was encoded, column by column.
        """
        columns: list[Any] = [None] * self.n_features
        for j, position in enumerate(coding.numeric):
            columns[position] = self._restore(j, int(position), new.numeric[:, j], lineage)
        for j, position in enumerate(coding.categorical):
            source = take_exemplars(new.codes[:, j], coding.exemplars[j], lineage.base)
            columns[position] = self.library.take(self._native_column(int(position)), source)
        return columns

    def _restore(self, j: int, position: int, values: NDArray, lineage: Lineage) -> Any:
        """Return new values of a numeric column as a native column of its type."""
        native = self._native_column(position)
        numbers, source = self._numeric[j].restore(values, lineage)
        taken = source >= 0
        if not taken.any():
            return self.library.write(numbers, native)
        own = self.library.take(native, np.where(taken, source, lineage.base))
        if taken.all():
            return own
        return self.library.choose(taken, own, self.library.write(numbers, native))

    def copy_rows(self, lineage: Lineage) -> Any:
        everything = [self._native_column(j) for j in range(self.n_features)]
        copies = [self.library.take(column, lineage.base) for column in everything]
        return self.library.append(self.native, copies, lineage.base)

    def take(self, rows: NDArray[np.int64]) -> Any:
        return self.library.select(self.native, rows)

    def select(self, grown: Any, rows: NDArray[np.int64]) -> Any:
        return self.library.select(grown, rows)
