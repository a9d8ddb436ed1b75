"""What every kind of table offers to the sampler."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.grids import FREE, grid_table, learn_grids
from counterpoise.core.lineage import Lineage
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError, brief, brief_list
from counterpoise.neighbors.inputs import look, power_beyond
from counterpoise.tables.numbers import NotNumbersError, NumericColumn

__all__ = ["Coding", "Table", "check_finite", "infinite_value", "resolve_columns"]


@dataclass(frozen=True)
class Coding:
    """How a table was turned into numbers.

    Parameters
    ----------
    numeric, categorical : ndarray of int64
        Positions of the columns that became the numeric block and the codes.
    categories : list of ndarray
        The sorted categories of each categorical column; a code is a position in them.
    exemplars : list of ndarray of int64
        For each category the first row that has it.
    """

    numeric: NDArray[np.int64]
    categorical: NDArray[np.int64]
    categories: list[NDArray]
    exemplars: list[NDArray[np.int64]]

    def reorder(self, rows: Rows, categories: Sequence[Sequence[Any]]) -> tuple[Rows, Coding]:
        """Return the rows and their coding with each column's categories in another order.

        Raises
        ------
        InvalidInputError
            If the order leaves a category out.
        """
        if len(categories) != len(self.categories):
            raise InvalidInputError(
                f"the categorical encoder has categories_ for {len(categories)} columns, and the "
                f"table has {len(self.categories)} columns of categories: give it one list for each"
            )
        codes = rows.codes.copy()
        ordered, exemplars = [], []
        for j, order in enumerate(categories):
            place = {value: i for i, value in enumerate(np.asarray(order, object).tolist())}
            absent = [value for value in self.categories[j].tolist() if value not in place]
            if absent:
                raise InvalidInputError(
                    f"the categorical encoder leaves out {brief(absent[0])}"
                    + (f" and {len(absent) - 1} more" if len(absent) > 1 else "")
                    + f", which column {self.categorical[j]} of the table holds: name all "
                    "categories in its parameter categories, or leave that to the encoder"
                )
            # The order may name categories that the table does not hold.
            back = np.argsort([place[value] for value in self.categories[j].tolist()])
            new = np.empty(len(back), np.int32)
            new[back] = np.arange(len(back))
            present = codes[:, j] >= 0
            codes[present, j] = new[codes[present, j]]
            ordered.append(self.categories[j][back])
            exemplars.append(self.exemplars[j][back])
        return replace(rows, codes=codes), replace(self, categories=ordered, exemplars=exemplars)


class Table(ABC):
    """A table of one kind, read without being changed."""

    kind: str
    n_rows: int
    n_features: int
    names: list[Any] | None = None
    """Column names, where the container has them."""
    index: Any = None
    """Labels of the rows, where the container has them."""

    @abstractmethod
    def encode(self, categorical: Any = None) -> tuple[Rows, Coding]:
        """Return the table as numbers.

        Parameters
        ----------
        categorical : None, "auto", or positions, names or a mask of columns
            Which columns are categories; "auto" takes those whose type says so.
        """

    def keep_grids(self, rows: Rows) -> Rows:
        """Return the encoded table with the grids that its columns lie on.

        New rows then have as many decimals as the old ones, the same steps and whole days.
        """
        grids = learn_grids(rows.numeric)
        return replace(rows, grid=grid_table([FREE if g is None else g.row() for g in grids]))

    def prepare(self, n_new: int) -> None:  # noqa: B027 - most kinds begin nothing
        """Begin what `grow` can begin before it is known which rows come, some `n_new` of them."""

    @abstractmethod
    def grow(self, lineage: Lineage, rows: Rows, coding: Coding) -> tuple[Any, Rows]:
        """Return the table followed by the lineage's rows, in its own kind, and the new rows."""

    @abstractmethod
    def take(self, rows: NDArray[np.int64]) -> Any:
        """Return the given rows in the table's own kind."""

    @abstractmethod
    def select(self, grown: Any, rows: NDArray[np.int64]) -> Any:
        """Return the given rows of what `grow` returned."""

    def copy_rows(self, lineage: Lineage) -> Any:
        """Return the table followed by copies of its own rows."""
        return self.take(np.concatenate([np.arange(self.n_rows), lineage.base]))

    def column(self, position: int) -> str:
        """Return how an error names a column."""
        return f"column {self.names[position] if self.names is not None else position!r}"

    def read(self, position: int, read: Callable[[], NumericColumn]) -> NumericColumn:
        """Return a column as numbers, or raise `InvalidInputError` with its name."""
        try:
            column = read()
        except NotNumbersError as error:
            raise InvalidInputError(
                f"{self.column(position)} holds {error}, {_needed(error, self.kind)}"
            ) from error
        check_finite(column.values, lambda _: self.column(position))
        return column

    def check_shape(self) -> None:
        """Raise `InvalidInputError` if there is nothing in the table."""
        if self.n_rows == 0:
            raise InvalidInputError(
                f"Found array with 0 sample(s) (shape=({self.n_rows}, {self.n_features})) while a "
                "minimum of 1 is required: the table is empty"
            )
        if self.n_features == 0:
            raise InvalidInputError(
                f"Found array with 0 feature(s) (shape=({self.n_rows}, 0)) while a minimum of 1 is "
                "required: the table has no columns"
            )


_CONVERT = {"polars": "cast(polars.Float64)", "pyarrow": "cast('float64')"}


def _needed(error: NotNumbersError, kind: str) -> str:
    """Return what a column that is no number lacks, and what to do about it."""
    if error.remedy is not None:
        return error.remedy
    as_category = "use SMOTENC and name the column in categorical_features"
    if isinstance(error.value, str | bytes) and _tells_number(error.value):
        return (
            f"a number written as text: convert it with {_CONVERT.get(kind, 'astype(float)')}; or, "
            f"if it is a code and no quantity, {as_category}"
        )
    if isinstance(error.value, str | bytes | Real | Decimal):
        return (
            "which is a category and no number: for a table with categories "
            f"{as_category}, or encode it, or leave it out"
        )
    return (
        "which is no number (the argument must be a string or a number): leave the column out, "
        f"turn it into numbers, or, if it is a category, {as_category}"
    )


def _tells_number(text: str | bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def check_finite(block: NDArray, name: Any) -> bool:
    """Return whether all values are there, and none is extreme; raise where one is infinite.

    Parameters
    ----------
    block : ndarray of shape (n_rows, n_columns) or (n_rows,), float
        What to look at.
    name : callable
        From a position in the block to the column's name in the message.
    """
    if block.size == 0 or block.dtype.kind != "f":
        return True
    block = block if block.dtype in (np.float32, np.float64) else block.astype(np.float64)
    missing, infinite, peak = look(block.reshape(len(block), -1))
    if infinite:
        where = np.argwhere(np.isinf(block))
        position = int(where[0][1]) if block.ndim == 2 else 0
        row = int(where[0][0])
        raise infinite_value(name(position), block[tuple(where[0])], row, len(where))
    return not missing and not power_beyond(peak)


def infinite_value(column: str, value: Any, row: int, count: int) -> InvalidInputError:
    """Return the error for an infinite value."""
    return InvalidInputError(
        f"Input X contains infinity or a value too large: {column} has {value} in row {row} "
        f"({count} in all); distances need finite numbers: replace them or remove the rows"
    )


def resolve_columns(spec: Any, names: list[Any] | None, n_features: int) -> NDArray[np.int64]:
    """Return the positions of the columns that names, positions or a mask stand for.

    A whole number is a position, also where columns are named by numbers; a name that several
    columns have stands for all of them.

    Parameters
    ----------
    spec : array-like of str, int or bool
        Names, positions (negative ones count from the end), or a mask of length n_features.
    names : list or None
        The table's column names, where it has them.
    n_features : int
        Number of columns.
    """
    columns = _listed(spec)
    if columns and all(isinstance(c, bool | np.bool_) for c in columns):
        if len(columns) != n_features:
            raise InvalidInputError(
                f"categorical_features is a mask of {len(columns)} values; the table has "
                f"{n_features} columns: give one value for each"
            )
        return np.flatnonzero(np.array(columns, bool))
    positions: list[int] = []
    for column in columns:
        whole = isinstance(column, int | np.integer)
        named = [j for j, name in enumerate(names or []) if not whole and _same(name, column)]
        if named:
            positions += named
        elif whole and -n_features <= column < n_features:
            positions.append(int(column) % n_features)
        else:
            held = (
                f"its columns are {brief_list(map(str, names))}"
                if names is not None
                else f"it has columns 0 to {n_features - 1} and no names"
            )
            raise InvalidInputError(
                f"categorical_features names {brief(column)}, not in the table: {held}"
            )
    return np.unique(np.array(positions, np.int64))


def _listed(spec: Any) -> list[Any]:
    """Return a specification as a list; a name that is a tuple stays one."""
    if isinstance(spec, list | tuple):
        return [c.item() if isinstance(c, np.generic) else c for c in spec]
    return np.atleast_1d(np.asarray(spec, dtype=object)).tolist()


def _same(name: Any, column: Any) -> bool:
    return type(name) is type(column) and bool(name == column)
