"""What is asked of a dataframe library."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.tables.numbers import NumericColumn

__all__ = ["Library"]


class Library(ABC):
    """A dataframe library. Columns are known by their positions."""

    name: str

    @abstractmethod
    def names(self, frame: Any) -> list[Any]:
        """Return the names of the columns."""

    @abstractmethod
    def column(self, frame: Any, position: int) -> Any:
        """Return a column."""

    @abstractmethod
    def kind(self, column: Any) -> str:
        """Return the kind of a column's values by its type, or "object" where it has none.

        One of "text", "category", "bool", "integer", "float", "time", "object" and "other";
        `numbers` reads what is of the four in the middle.
        """

    def plain(self, column: Any) -> Any:
        """Return a column that narwhals and numpy can read, where its type is not one of theirs."""
        return column

    @abstractmethod
    def is_category(self, column: Any) -> bool:
        """Return whether the column's type says that it holds categories."""

    @abstractmethod
    def numbers(self, column: Any) -> NumericColumn:
        """Return a column as floats; raise `NotNumbersError` if it holds no numbers."""

    @abstractmethod
    def factorize(self, column: Any) -> tuple[NDArray[np.integer], Sequence[Any]]:
        """Return each row's position in a list of values (-1: missing), and the list."""

    @abstractmethod
    def take(self, column: Any, rows: NDArray[np.int64]) -> Any:
        """Return rows of a column."""

    @abstractmethod
    def write(self, numbers: NDArray, column: Any) -> Any:
        """Return what `NumericColumn.restore` gave as a column of another's type."""

    @abstractmethod
    def choose(self, mask: NDArray[np.bool_], yes: Any, no: Any) -> Any:
        """Return values of one column where the mask is true, and of another elsewhere."""

    @abstractmethod
    def append(self, frame: Any, columns: list[Any], base: NDArray[np.int64]) -> Any:
        """Return the frame followed by new rows, given as columns; `base` is each one's base."""

    @abstractmethod
    def select(self, frame: Any, rows: NDArray[np.int64]) -> Any:
        """Return rows of a frame."""

    def index(self, frame: Any) -> Any:
        """Return the labels of the rows, where they have any."""
        return None

    def block(self, frame: Any) -> NDArray[np.floating] | None:
        """Return the frame as one C-contiguous array, if it holds floats of one type only.

        The array may be the frame's own, so it must not be changed.
        """
        return None

    def append_block(self, frame: Any, block: NDArray[np.floating], base: NDArray[np.int64]) -> Any:
        """Return a frame that has a block, followed by new rows in the same form."""
        raise NotImplementedError
