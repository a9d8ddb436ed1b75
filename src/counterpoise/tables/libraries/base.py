"""What is asked of a dataframe library."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from counterpoise.tables.column_profiles import (
    SHARE_THAT_DIFFERS,
    ColumnProfile,
    Kind,
    profile_numbers,
    profile_objects,
)
from counterpoise.tables.numbers import NumericColumn

__all__ = ["Library"]

Frame = TypeVar("Frame")
Column = TypeVar("Column")


class Library(ABC, Generic[Frame, Column]):
    """A dataframe library. Columns are known by their positions."""

    name: str

    @abstractmethod
    def names(self, frame: Frame) -> list[Any]:
        """Return the names of the columns."""

    @abstractmethod
    def column(self, frame: Frame, position: int) -> Column:
        """Return a column."""

    @abstractmethod
    def kind(self, column: Column) -> Kind:
        """Return the kind of a column's values by its type, or "object" where it has none.

        `numbers` reads integers, floats, bools, times and objects.
        """

    def plain(self, column: Column) -> Column:
        """Return a column that narwhals and numpy can read, where its type is not one of theirs."""
        return column

    def profile(self, column: Column) -> ColumnProfile:
        """Return what a column holds."""
        kind = self.kind(column)
        name = _type_name(nw.from_native(column, series_only=True))
        series: nw.Series[Any] = nw.from_native(self.plain(column), series_only=True)
        if kind == "object":
            return profile_objects(series.drop_nulls().to_list())
        n_present = len(series) - series.null_count()
        if series.dtype in (nw.Int128, nw.UInt128):  # which numpy does not have
            return replace(profile_objects(series.drop_nulls().to_list()), type_name=name)
        if kind in ("integer", "float"):
            values = series.drop_nulls().to_numpy()
            return profile_numbers(np.asarray(values), kind, name)
        differ = kind == "text" and n_present > 0 and _texts_differ(series.drop_nulls())
        return ColumnProfile(kind, name, n_present, mostly_differ=differ)

    def is_category(self, column: Column) -> bool:
        """Return whether the column's type says that it holds categories."""
        return self.kind(column) in ("category", "text")

    def is_sparse(self, frame: Frame) -> bool:
        """Return whether all columns are sparse and filled with zeros."""
        return False

    @abstractmethod
    def numbers(self, column: Column) -> NumericColumn:
        """Return a column as floats; raise `NotNumbersError` if it holds no numbers."""

    @abstractmethod
    def factorize(self, column: Column) -> tuple[NDArray[np.integer], Sequence[Any]]:
        """Return each row's position in a list of values (-1: missing), and the list."""

    @abstractmethod
    def take(self, column: Column, rows: NDArray[np.int64]) -> Any:
        """Return rows of a column."""

    @abstractmethod
    def write(self, numbers: NDArray[Any], column: Column) -> Any:
        """Return what `NumericColumn.restore` gave as a column of another's type."""

    @abstractmethod
    def choose(self, mask: NDArray[np.bool_], yes: Any, no: Any) -> Any:
        """Return values of one column where the mask is true, and of another elsewhere."""

    @abstractmethod
    def append(self, frame: Frame, columns: list[Any], base: NDArray[np.int64]) -> Frame:
        """Return the frame followed by new rows, given as columns; `base` is each one's base."""

    @abstractmethod
    def take_rows(self, frame: Frame, rows: NDArray[np.int64]) -> Frame:
        """Return rows of a frame."""

    @abstractmethod
    def take_columns(self, frame: Frame, positions: Sequence[int]) -> Frame:
        """Return columns of a frame."""

    @abstractmethod
    def with_missing(self, column: Column, kept: NDArray[np.int64] | None, n_new: int) -> Any:
        """Return rows of a column (None: all), then missing values, in its type if it has any."""

    @abstractmethod
    def join(self, frame: Frame, columns: list[Any], mark: str | None, like: Frame) -> Frame:
        """Return whole columns as a frame.

        Parameters
        ----------
        frame : frame
            Whose names and metadata it has.
        columns : list of columns
            One for each of the frame's, and an array of bool where there is a mark.
        mark : str, optional
            Name of a last column.
        like : frame
            Whose row labels it has.
        """

    def index(self, frame: Frame) -> Any:
        """Return the labels of the rows, where they have any."""
        return None

    def block(self, frame: Frame) -> NDArray[np.floating] | None:
        """Return the frame as one C-contiguous array, if it holds floats of one type only.

        The array may be the frame's own, so it must not be changed.
        """
        return None

    def append_block(
        self, frame: Frame, block: NDArray[np.floating], base: NDArray[np.int64]
    ) -> Frame:
        """Return a frame that has a block, followed by new rows in the same form."""
        raise NotImplementedError


def _type_name(series: nw.Series[Any]) -> str:
    """Return what narwhals calls a column's type, or its library does where that knows it only."""
    try:
        name = str(series.dtype).split("(")[0]
    except ValueError:  # a decimal of negative scale
        name = "Unknown"
    native = series.to_native()
    return name if name != "Unknown" else str(getattr(native, "dtype", None) or native.type)


def _texts_differ(series: nw.Series[Any]) -> bool:
    # Most columns repeat a value early, and then the whole need not be hashed.
    return all(
        part.n_unique() > SHARE_THAT_DIFFERS * len(part) for part in (series.head(1000), series)
    )
