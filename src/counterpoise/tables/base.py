"""What every kind of table offers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.grids import FREE, grid_table, learn_grids
from counterpoise.core.lineage import Lineage
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError, WrongTypeError, brief, brief_list
from counterpoise.neighbors.inputs import look, power_beyond
from counterpoise.tables.columns import Columns, is_same
from counterpoise.tables.numbers import NotNumbersError, NumericColumn, read_numbers
from counterpoise.tables.roles import Role

__all__ = ["Coding", "Table", "check_finite", "infinite_value"]


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
    categories: list[NDArray[Any]]
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
                f"table has {len(self.categories)} columns of categories",
                remedy="give it one list for each",
            )
        codes = rows.codes.copy()
        ordered, exemplars = [], []
        for j, order in enumerate(categories):
            place = {value: i for i, value in enumerate(np.asarray(order, object).tolist())}
            absent = [value for value in self.categories[j].tolist() if value not in place]
            if absent:
                raise InvalidInputError(
                    f"the categorical encoder leaves out {brief(absent[0])}",
                    f" and {len(absent) - 1} more" if len(absent) > 1 else "",
                    f", which column {self.categorical[j]} of the table holds",
                    remedy="name all categories in its parameter categories, or leave that to "
                    "the encoder",
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


class Table(Columns):
    """A table of one kind, read without being changed."""

    native: Any
    """What was given, or an array of it."""
    kind: str
    """Its library, or "array" or "sparse"."""
    n_features: int
    has_names = False
    """Whether the container names its columns."""
    index: Any = None
    """Labels of the rows, where the container has them."""

    @abstractmethod
    def column(self, position: int) -> Any:
        """Return a column in the library's own kind."""

    @abstractmethod
    def select(self, positions: Sequence[int]) -> Table:
        """Return a table of the columns at the given positions."""

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

    def prepare(self, n_new: int) -> None:
        """Begin what `grow` can begin before it is known which rows come, some `n_new` of them."""

    @abstractmethod
    def grow(self, lineage: Lineage, rows: Rows, coding: Coding) -> tuple[Any, Rows]:
        """Return the table followed by the lineage's rows, in its own kind, and the new rows."""

    @abstractmethod
    def take(self, rows: NDArray[np.int64]) -> Any:
        """Return the given rows in the table's own kind."""

    @abstractmethod
    def take_grown(self, grown: Any, rows: NDArray[np.int64]) -> Any:
        """Return the given rows of what `grow` returned."""

    def copy_rows(self, lineage: Lineage) -> Any:
        """Return the table followed by copies of its own rows."""
        return self.take(np.concatenate([np.arange(self.n_rows), lineage.base]))

    def assemble(
        self,
        roles: Sequence[Role],
        features: Any,
        target: Any,
        kept: NDArray[Any],
        mark: str | None,
    ) -> Any:
        """Return a table like this one, in its own kind, from resampled parts.

        Parameters
        ----------
        roles : sequence of Role
            What each column is. Columns that are neither features nor target are carried for
            original rows and missing for new ones.
        features, target : table and column of n_out rows
            What became of the features and of the target: rows that were kept, then new ones.
        kept : ndarray of int64
            Row numbers of the original rows that the first of the n_out rows are.
        mark : str or None
            Name of a last column that says which rows are new.
        """
        raise InvalidInputError(
            f"a table of kind {self.kind!r} holds features only, and no target", remedy=None
        )

    def categorical_positions(self, spec: Any) -> NDArray[np.int64]:
        """Return the positions of the columns that are categories, see `encode`."""
        if spec is None:
            return np.empty(0, np.int64)
        if isinstance(spec, str) and spec == "auto":
            return self._typed_categories()
        return self.positions_of(spec)

    def _typed_categories(self) -> NDArray[np.int64]:
        """Return the positions of the columns whose types say that they are categories."""
        is_sparse = self.kind == "sparse"
        raise InvalidInputError(
            "categorical_features='auto' reads the columns' types, and "
            f"{'a sparse matrix' if is_sparse else 'an array'} has one type for all",
            remedy="give the positions of the categorical "
            f"columns{'' if is_sparse else ', or pass a dataframe'}",
            parameter="categorical_features",
        )

    def positions_of(self, spec: Any, parameter: str = "categorical_features") -> NDArray[np.int64]:
        """Return the positions of the columns that names, positions or a mask stand for.

        A whole number is a position, also where columns are named by numbers, and a negative one
        counts from the end; a name that several columns have stands for all of them.
        """
        columns = _listed(spec)
        if columns and all(isinstance(c, bool | np.bool_) for c in columns):
            if len(columns) != self.n_features:
                raise InvalidInputError(
                    f"{parameter} is a mask of {len(columns)} values",
                    needed=f"the table has {self.n_features} columns",
                    remedy="give one value for each",
                    parameter=parameter,
                )
            return np.flatnonzero(np.array(columns, bool))
        positions: list[int] = []
        for column in columns:
            if isinstance(column, int | np.integer):
                found = [int(column)] if -self.n_features <= column < self.n_features else []
            else:
                names = self.names if self.has_names else []
                found = [j for j, name in enumerate(names) if is_same(name, column)]
            if not found:
                held = (
                    f"its columns are {brief_list(map(str, self.names))}"
                    if self.has_names
                    else f"it has columns 0 to {self.n_features - 1} and no names"
                )
                raise InvalidInputError(
                    f"{parameter} names {brief(column)}, not in the table",
                    joint=": ",
                    needed=held,
                    remedy=None,
                    parameter=parameter,
                )
            positions += found
        return np.unique(np.array(positions, np.int64) % self.n_features)

    def coded(
        self,
        numeric: NDArray[np.int64],
        categorical: NDArray[np.int64],
        columns: Iterable[tuple[NDArray[np.integer], NDArray[Any], NDArray[np.int64]]],
    ) -> tuple[NDArray[np.int32], Coding]:
        """Return the codes of the categorical columns as a block, and how the table was encoded.

        Each column comes as its codes, categories and exemplars.
        """
        codes = np.empty((self.n_rows, len(categorical)), np.int32)
        categories, exemplars = [], []
        for j, (own, values, first) in enumerate(columns):
            codes[:, j] = own
            categories.append(values)
            exemplars.append(first)
        return codes, Coding(numeric, categorical, categories, exemplars)

    def title(self, position: int) -> str:
        """Return how an error names a column."""
        return f"column {self.names[position]!r}"

    def read_column(self, position: int) -> NumericColumn:
        """Return a column as numbers, or raise `InvalidInputError` with its name."""
        try:
            column = self._numbers(position)
        except NotNumbersError as error:
            lacking, remedy = _lacking(error, self.kind)
            found = f"{self.title(position)} holds {error}, {lacking}"
            if error.lacking is None and not isinstance(error.value, _OF_A_TABLE):
                raise WrongTypeError(found, remedy=remedy) from error
            raise InvalidInputError(found, remedy=remedy) from error
        check_finite(column.values, lambda _: self.title(position))
        return column

    def _numbers(self, position: int) -> NumericColumn:
        return read_numbers(self.column(position))

    def check_shape(self) -> None:
        """Raise `InvalidInputError` if there is nothing in the table."""
        if self.n_rows == 0:
            raise InvalidInputError(
                f"Found array with 0 sample(s) (shape=({self.n_rows}, {self.n_features}))",
                joint=" while ",
                needed="a minimum of 1 is required: the table is empty",
                remedy=None,
            )
        if self.n_features == 0:
            raise InvalidInputError(
                f"Found array with 0 feature(s) (shape=({self.n_rows}, 0))",
                joint=" while ",
                needed="a minimum of 1 is required: the table has no columns",
                remedy=None,
            )


# The types of values that an error about numbers speaks of as text or numbers.
_OF_A_TABLE = (str, bytes, Real, Decimal)

_CONVERT = {"polars": "cast(polars.Float64)", "pyarrow": "cast('float64')"}


def _lacking(error: NotNumbersError, kind: str) -> tuple[str, str]:
    """Return what a column that is no number lacks, and what to do about it."""
    if error.lacking is not None and error.remedy is not None:
        return error.lacking, error.remedy
    as_category = "use SMOTENC and name the column in categorical_features"
    if isinstance(error.value, str | bytes) and _tells_number(error.value):
        return (
            "a number written as text",
            f"convert it with {_CONVERT.get(kind, 'astype(float)')}; or, if it is a code and no "
            f"quantity, {as_category}",
        )
    if isinstance(error.value, _OF_A_TABLE):
        return (
            "which is a category and no number",
            f"for a table with categories {as_category}, or encode it, or leave it out",
        )
    return (
        "which is no number (the argument must be a string or a number)",
        f"leave the column out, turn it into numbers, or, if it is a category, {as_category}",
    )


def _tells_number(text: str | bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def check_finite(block: NDArray[Any], name: Any) -> bool:
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
        f"({count} in all)",
        needed="distances need finite numbers",
        remedy="replace them or remove the rows",
    )


def _listed(spec: Any) -> list[Any]:
    """Return a specification as a list; a name that is a tuple stays one."""
    if isinstance(spec, list | tuple):
        return [c.item() if isinstance(c, np.generic) else c for c in spec]
    listed: list[Any] = np.atleast_1d(np.asarray(spec, dtype=object)).tolist()
    return listed
