"""pandas, polars and pyarrow tables, written back in their own types."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
from narwhals.exceptions import DuplicateError
from numpy.typing import NDArray

from counterpoise.core.lineage import Lineage
from counterpoise.core.materialise import materialise
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError
from counterpoise.tables.arrays import grid_of_columns, rows_of_columns
from counterpoise.tables.base import Coding, Table, check_finite
from counterpoise.tables.categories import sorted_codes, take_exemplars
from counterpoise.tables.column_profiles import ColumnProfile
from counterpoise.tables.libraries import library_of
from counterpoise.tables.numbers import NumericColumn
from counterpoise.tables.roles import Role
from counterpoise.tables.sparse import SparseTable

__all__ = ["FrameTable", "SparseFrameTable", "has_columns", "is_frame", "read_frame"]


def is_frame(X: Any) -> bool:
    """Return whether X is a dataframe that holds its values.

    Raises
    ------
    InvalidInputError
        If it is a lazy frame or query.
    """
    if type(X) is np.ndarray:  # asking every dataframe library takes longer than all else here
        return False
    if _is_pandas_frame(X):  # narwhals refuses names that repeat, which pandas allows
        return True
    try:
        native = nw.from_native(X, pass_through=True)
    except DuplicateError:  # a frame whose columns share names, which are read by position
        return True
    if isinstance(native, nw.LazyFrame):
        raise InvalidInputError(
            f"the table is lazy ({type(X).__module__}.{type(X).__name__})",
            needed="neighbours need its values",
            remedy="collect it first",
        )
    return isinstance(native, nw.DataFrame)


def has_columns(X: Any) -> bool:
    """Return whether X is a dataframe of any library, lazy ones included."""
    return hasattr(X, "columns")


def _is_pandas_frame(X: Any) -> bool:
    """Return whether X is a pandas dataframe."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(X, pandas.DataFrame)


def read_frame(X: Any) -> FrameTable:
    """Return a table over a dataframe that holds its values."""
    return SparseFrameTable(X) if library_of(X).is_sparse(X) else FrameTable(X)


class FrameTable(Table):
    """A pandas or polars dataframe, or a pyarrow table."""

    has_names = True

    def __init__(self, X: Any):
        self.native = X
        self.library = library_of(X)
        self.kind = self.library.name
        self.names = self.library.names(X)
        self.index = self.library.index(X)
        self.n_rows, self.n_features = X.shape

    def profile(self, position: int) -> ColumnProfile:
        return self.library.profile(self.column(position))

    def column(self, position: int) -> Any:
        return self.library.column(self.native, position)

    def select(self, positions: Sequence[int]) -> FrameTable:
        return read_frame(self.library.take_columns(self.native, positions))

    def encode(self, categorical: Any = None) -> tuple[Rows, Coding]:
        chosen = self.categorical_positions(categorical)
        rest = np.delete(np.arange(self.n_features), chosen)
        block = None if len(chosen) else self.library.block(self.native)
        self._is_block = block is not None
        if block is not None:
            check_finite(block, self.title)
            nothing = np.empty((self.n_rows, 0), np.int32)
            return Rows(block, nothing), Coding(rest, chosen, [], [])
        self._numeric = [self.read_column(j) for j in rest.tolist()]
        codes, coding = self.coded(rest, chosen, map(self._category_codes, chosen.tolist()))
        return rows_of_columns(self._numeric, codes), coding

    def keep_grids(self, rows: Rows) -> Rows:
        if self._is_block:
            return super().keep_grids(rows)
        self._numeric = [column.on(column.learned_grid()) for column in self._numeric]
        return replace(rows, grid=grid_of_columns(self._numeric))

    def _typed_categories(self) -> NDArray[np.int64]:
        columns = map(self.column, range(self.n_features))
        return np.flatnonzero([self.library.is_category(column) for column in columns])

    def _category_codes(
        self, position: int
    ) -> tuple[NDArray[np.int32], NDArray[Any], NDArray[Any]]:
        try:
            return sorted_codes(*self.library.factorize(self.column(position)))
        except TypeError as error:
            raise InvalidInputError(
                f"{self.title(position)} holds values that cannot be categories because they "
                f"cannot be hashed ({error})",
                remedy="turn them into text, or leave the column out",
            ) from error

    def _numbers(self, position: int) -> NumericColumn:
        return self.library.numbers(self.column(position))

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
            columns[position] = self.library.take(self.column(int(position)), source)
        return columns

    def _restore(self, j: int, position: int, values: NDArray[Any], lineage: Lineage) -> Any:
        """Return new values of a numeric column as a native column of its type."""
        native = self.column(position)
        numbers, source = self._numeric[j].restore(values, lineage)
        if source is None or not (source >= 0).any():
            return self.library.write(numbers, native)
        taken = source >= 0
        own = self.library.take(native, np.where(taken, source, lineage.base))
        if taken.all():
            return own
        return self.library.choose(taken, own, self.library.write(numbers, native))

    def copy_rows(self, lineage: Lineage) -> Any:
        everything = [self.column(j) for j in range(self.n_features)]
        copies = [self.library.take(column, lineage.base) for column in everything]
        return self.library.append(self.native, copies, lineage.base)

    def take(self, rows: NDArray[np.int64]) -> Any:
        return self.library.take_rows(self.native, rows)

    def take_grown(self, grown: Any, rows: NDArray[np.int64]) -> Any:
        return self.library.take_rows(grown, rows)

    def assemble(
        self,
        roles: Sequence[Role],
        features: Any,
        target: Any,
        kept: NDArray[Any],
        mark: str | None,
    ) -> Any:
        n_new = features.shape[0] - len(kept)
        carried = None if len(kept) == self.n_rows else kept
        place = itertools.count()
        columns = [
            self.library.column(features, next(place))
            if role.is_feature
            else target
            if role.role == "target"
            else self.library.with_missing(self.column(position), carried, n_new)
            for position, role in enumerate(roles)
        ]
        if mark is not None:
            columns.append(np.arange(len(kept) + n_new) >= len(kept))
        return self.library.join(self.native, columns, mark, features)


class SparseFrameTable(FrameTable):
    """A pandas frame all of whose columns are sparse and filled with zeros."""

    @cached_property
    def _sparse(self) -> SparseTable:
        """The frame as a matrix, which only what is measured needs."""
        table = SparseTable(self.native.sparse.to_coo().tocsr())
        table.names, table.has_names = self.names, True
        return table

    def encode(self, categorical: Any = None) -> tuple[Rows, Coding]:
        return self._sparse.encode(categorical)

    def keep_grids(self, rows: Rows) -> Rows:
        return self._sparse.keep_grids(rows)

    def grow(self, lineage: Lineage, rows: Rows, coding: Coding) -> tuple[Any, Rows]:
        from pandas import DataFrame

        new = materialise(lineage, rows)
        tail = DataFrame.sparse.from_spmatrix(self._sparse.decode(new, coding))
        columns = [tail.iloc[:, j].astype(d) for j, d in enumerate(self.native.dtypes)]
        return self.library.append(self.native, columns, lineage.base), new
