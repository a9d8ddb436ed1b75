"""A whole table, target and ids included: told apart into columns, and put together again."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError, Setting, brief, brief_list
from counterpoise.tables.arrays import as_array
from counterpoise.tables.frames import is_frame
from counterpoise.tables.libraries import library_of
from counterpoise.tables.numbers import missing_values
from counterpoise.tables.times import read_times

__all__ = [
    "ROWS_THAT_TELL",
    "ColumnFacts",
    "FrameSheet",
    "Sheet",
    "count_up",
    "mostly_differ",
    "read_sheet",
]

# With more different values than this share of the rows, a text is a name, an id or prose, and no
# category: neighbours that vote will hardly ever agree.
_SHARE_THAT_DIFFERS = 0.5

ROWS_THAT_TELL = 100_000
"""How many of its first values tell whether those of a column mostly differ: counting all different
values of a table of any size would take memory of that size."""


@dataclass(frozen=True)
class ColumnFacts:
    """What a column holds, as far as its role depends on it.

    Parameters
    ----------
    kind : {"text", "category", "bool", "integer", "float", "time", "other"}
        The kind of its values.
    type_name : str
        What its library calls its type.
    n_present : int
        Rows in which it has a value.
    two_whole_values : tuple of int or None
        The values, if there are exactly two and both are whole numbers.
    mostly_differ : bool
        Whether, among the first 100,000 whole numbers or texts, more than half are different.
    counts_rows : bool
        Whether each value is the one before plus one.
    """

    kind: str
    type_name: str
    n_present: int
    two_whole_values: tuple[int, int] | None = None
    mostly_differ: bool = False
    counts_rows: bool = False


class Sheet(ABC):
    """A table of one kind with named or numbered columns."""

    names: list[Any]
    n_rows: int

    @abstractmethod
    def facts(self, position: int) -> ColumnFacts:
        """Return what the column at a position holds."""

    @abstractmethod
    def column(self, position: int) -> Any:
        """Return a column in the library's own kind."""

    @abstractmethod
    def select(self, positions: Sequence[int]) -> Any:
        """Return a table of the columns at the given positions, in the sheet's own kind."""

    @abstractmethod
    def assemble(
        self,
        features: Any,
        positions: Sequence[int],
        target: Any,
        target_position: int,
        kept: NDArray[np.int64],
        mark: str | None = None,
    ) -> Any:
        """Return a table like this one from resampled parts.

        Parameters
        ----------
        features : table of n_out rows
            What became of ``select(positions)``: rows that were kept, then new ones.
        positions : sequence of int
            Where its columns belong.
        target : column of n_out rows
            What became of the target.
        target_position : int
            Where it belongs.
        kept : ndarray of int64
            Row numbers of the original rows that the first of the n_out rows are. Columns that
            are neither features nor target are carried for these and missing for the new rows.
        mark : str, optional
            Name of a last column that says which rows are new.
        """

    def position_of(self, name: Any, what: str) -> int:
        """Return a column's position.

        Parameters
        ----------
        name : str or int
            Its name, or its position where no column has that name.
        what : str
            How an error calls the parameter that names it.
        """
        if isinstance(name, np.generic):
            name = name.item()
        if np.ndim(name) and not isinstance(name, tuple):
            raise InvalidInputError(self._no_name(name, what))
        found = [j for j, own in enumerate(self.names) if type(own) is type(name) and own == name]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise InvalidInputError(
                Setting(what, name), f" names {len(found)} columns of the table: rename all but one"
            )
        is_position = isinstance(name, int) and not isinstance(name, bool)
        if is_position and -len(self.names) <= name < len(self.names):
            return name % len(self.names)
        raise InvalidInputError(
            Setting(what, name), " is no column of the table; ", self._known_instead(name)
        )

    def _no_name(self, name: Any, what: str) -> str:
        message = f"{what} is {brief(name)}, and it must be the name of a column"
        if what != "target":
            return message
        return (
            f"{message}: add the classes to the table and name them, or give both to a sampler, "
            "as in SMOTE().fit_resample(X, y)"
        )

    def _known_instead(self, name: Any) -> str:
        import difflib

        texts = {str(own).strip().casefold(): str(own) for own in self.names}
        close = difflib.get_close_matches(str(name).strip().casefold(), texts, n=3, cutoff=0.6)
        if close:
            return f"did you mean {' or '.join(repr(texts[c]) for c in close)}?"
        return f"its columns are {brief_list(map(str, self.names))}"


def read_sheet(table: Any) -> Sheet:
    """Return a `Sheet` over a dataframe or a two-dimensional array.

    Parameters
    ----------
    table : pandas, polars or pyarrow table, or array of shape (n_rows, n_columns)
        The table with its target.
    """
    if is_frame(table):
        return FrameSheet(table)
    if isinstance(table, np.ndarray) and table.ndim == 2:
        return ArraySheet(as_array(table))
    raise InvalidInputError(
        f"the table is a {type(table).__name__}; balance takes a pandas, polars or pyarrow table, "
        "or a two-dimensional numpy array, that holds the target as one of its columns"
    )


class FrameSheet(Sheet):
    """A pandas or polars dataframe, or a pyarrow table."""

    def __init__(self, frame: Any):
        self.native = frame
        self.names = [*frame.column_names] if hasattr(frame, "column_names") else [*frame.columns]
        self.n_rows = frame.shape[0]
        # Positions serve as names, because pandas allows the same name twice, and any object.
        self._plain = _with_names(frame, [str(j) for j in range(len(self.names))])
        self._frame = nw.from_native(self._plain, eager_only=True)
        self.kind = str(self._frame.implementation)

    def facts(self, position: int) -> ColumnFacts:
        library = library_of(self._plain)
        native = library.column(self._plain, position)
        kind = library.kind(native)
        name = _type_name(nw.from_native(native, series_only=True))
        series = nw.from_native(library.plain(native), series_only=True)
        if kind == "object":
            return _facts_of_objects(series.drop_nulls().to_list())
        n_present = len(series) - series.null_count()
        if series.dtype in (nw.Int128, nw.UInt128):  # which numpy does not have
            return replace(_facts_of_objects(series.drop_nulls().to_list()), type_name=name)
        if kind in ("integer", "float"):
            values = series.drop_nulls().to_numpy()
            return _facts_of_numbers(np.asarray(values), kind, name)
        if kind == "text" and n_present:
            return ColumnFacts(
                kind, name, n_present, mostly_differ=_texts_differ(series.drop_nulls())
            )
        return ColumnFacts(kind, name, n_present)

    def column(self, position: int) -> Any:
        column = self._frame[str(position)].to_native()
        name = self.names[position]
        if self.kind == "pandas":
            return column.rename(name)
        return column.alias(name) if self.kind == "polars" else column

    def select(self, positions: Sequence[int]) -> Any:
        if self.kind == "pandas":
            return self.native.iloc[:, list(positions)]
        if self.kind == "polars":
            return self.native.select([self.names[j] for j in positions])
        return self.native.select(list(positions))

    def assemble(
        self,
        features: Any,
        positions: Sequence[int],
        target: Any,
        target_position: int,
        kept: NDArray[np.int64],
        mark: str | None = None,
    ) -> Any:
        n_new = features.shape[0] - len(kept)
        columns: list[Any] = [None] * len(self.names)
        for j, position in enumerate(positions):
            columns[position] = _column_at(features, j)
        columns[target_position] = target
        for position, column in enumerate(columns):
            if column is None:
                own = _column_at(self._plain, position)
                columns[position] = _with_missing(own, kept, n_new, self.n_rows)
        names = list(self.names)
        if mark is not None:
            columns.append(np.arange(len(kept) + n_new) >= len(kept))
            names.append(mark)
        return self._join(columns, names, features)

    def _join(self, columns: list[Any], names: list[Any], like: Any) -> Any:
        if self.kind == "pandas":
            import pandas as pd

            series = [
                c.set_axis(like.index) if isinstance(c, pd.Series) else pd.Series(c, like.index)
                for c in columns
            ]
            frame = pd.concat(series, axis=1, keys=range(len(series)))
            frame.columns = self._column_index(names)
            frame.attrs = dict(self.native.attrs)
            return frame
        if self.kind == "polars":
            import polars as pl

            return pl.DataFrame([pl.Series(n, c) for n, c in zip(names, columns, strict=True)])
        import pyarrow as pa

        fields = []
        for position, (name, column) in enumerate(zip(names, columns, strict=True)):
            if position == len(self.names):
                fields.append(pa.field(name, pa.bool_()))
                continue
            field = self.native.schema.field(position)
            fields.append(field.with_nullable(field.nullable or column.null_count > 0))
        schema = pa.schema(fields, metadata=self.native.schema.metadata)
        return pa.Table.from_arrays(columns, schema=schema)

    def _column_index(self, names: list[Any]) -> Any:
        """Return pandas' column index, kept as it is where nothing was added."""
        import pandas as pd

        own = self.native.columns
        if len(names) == len(own):
            return own
        if own.nlevels > 1:
            names[-1] = (names[-1], *[""] * (own.nlevels - 1))
            return pd.MultiIndex.from_tuples(names, names=own.names)
        return pd.Index(names, name=own.name)


class ArraySheet(Sheet):
    """A two-dimensional numpy array, whose columns are named by their positions."""

    def __init__(self, array: NDArray):
        self.array = array
        self.n_rows, n_columns = array.shape
        self.names = list(range(n_columns))

    def facts(self, position: int) -> ColumnFacts:
        column = self.array[:, position]
        name = str(column.dtype)
        if column.dtype.kind == "O":
            return _facts_of_objects(column[~missing_values(column)].tolist())
        kind = {"b": "bool", "i": "integer", "u": "integer", "f": "float"}.get(
            column.dtype.kind, "text" if column.dtype.kind in "US" else "other"
        )
        if kind in ("integer", "float"):
            return _facts_of_numbers(column, kind, name)
        if kind == "text":
            differ = mostly_differ(column[:ROWS_THAT_TELL])
            return ColumnFacts(kind, name, len(column), mostly_differ=differ)
        return ColumnFacts(kind, name, len(column))

    def column(self, position: int) -> Any:
        return self.array[:, position]

    def select(self, positions: Sequence[int]) -> Any:
        return self.array[:, list(positions)]

    def assemble(
        self,
        features: Any,
        positions: Sequence[int],
        target: Any,
        target_position: int,
        kept: NDArray[np.int64],
        mark: str | None = None,
    ) -> Any:
        if mark is not None:
            raise InvalidInputError(
                f"mark={mark!r} names a new column, and an array's columns have no names: pass a "
                "dataframe"
            )
        grown = np.empty((len(features), len(self.names)), self.array.dtype)
        grown[:, list(positions)] = features
        grown[:, target_position] = target
        rest = [j for j in self.names if j not in {*positions, target_position}]
        if rest and len(kept) < len(grown) and self.array.dtype.kind not in "fO":
            raise InvalidInputError(
                f"column {rest[0]} is ignored, and an array of {self.array.dtype} has no "
                "missing value for its new rows: pass floats, a dataframe, or leave the column out"
            )
        for j in rest:
            grown[: len(kept), j] = self.array[kept, j]
            grown[len(kept) :, j] = np.nan if self.array.dtype.kind == "f" else None
        return grown


def _type_name(series: nw.Series) -> str:
    """Return what narwhals calls a column's type, or its library does where that knows it only."""
    try:
        name = str(series.dtype).split("(")[0]
    except ValueError:  # a decimal of negative scale
        name = "Unknown"
    native = series.to_native()
    return name if name != "Unknown" else str(getattr(native, "dtype", None) or native.type)


def _facts_of_objects(values: list[Any]) -> ColumnFacts:
    """Return the facts of a column of Python objects, none of them missing."""
    name = "object"
    if read_times(values) is not None:
        return ColumnFacts("time", name, len(values))
    if values and all(isinstance(v, str) for v in values):
        differ = mostly_differ(np.array(values[:ROWS_THAT_TELL], dtype=object))
        return ColumnFacts("text", name, len(values), mostly_differ=differ)
    if all(isinstance(v, Real | Decimal) and not isinstance(v, bool) for v in values):
        whole = all(isinstance(v, Integral) for v in values)
        kind = "integer" if whole else "float"
        try:
            numbers = np.array(values, dtype=np.float64)
        except OverflowError:  # whole numbers that no float comes near
            return ColumnFacts("other", name, len(values))
        return _facts_of_numbers(numbers, kind, name)
    hashable = all(isinstance(v, str | bytes | Real | Decimal | np.generic) for v in values)
    return ColumnFacts("category" if hashable else "other", name, len(values))


def _facts_of_numbers(values: NDArray, kind: str, name: str) -> ColumnFacts:
    """Return the facts of a column of numbers; shape (n_rows,), NaN where missing."""
    if values.dtype.kind not in "iuf":
        values = values.astype(np.float64)
    if values.dtype.kind == "f":
        values = values[~np.isnan(values)]
    if not len(values):
        return ColumnFacts(kind, name, 0)
    least, greatest = values.min(), values.max()
    whole = float(least).is_integer() and float(greatest).is_integer()
    if whole and least < greatest and np.all((values == least) | (values == greatest)):
        two = (int(least), int(greatest))
        return ColumnFacts(kind, name, len(values), two_whole_values=two)
    if kind == "float":
        return ColumnFacts(kind, name, len(values))
    counts = len(values) > 1 and count_up(values)
    differ = counts or mostly_differ(values[:ROWS_THAT_TELL])
    return ColumnFacts(kind, name, len(values), mostly_differ=differ, counts_rows=counts)


def count_up(values: NDArray[np.integer]) -> bool:
    """Return whether each whole number is the one before plus one.

    The numbers of a narrow type that starts again (255, 0, 1, ...) do not: the last of them says
    that a step has wrapped.
    """
    climbed = int(values[-1]) - int(values[0])
    return climbed == len(values) - 1 and bool(
        np.all(values[1:] == values[:-1] + values.dtype.type(1))
    )


def mostly_differ(values: NDArray) -> bool:
    """Return whether more than half of some values are different from each other."""
    return len(np.unique(values)) > _SHARE_THAT_DIFFERS * len(values)


def _with_names(frame: Any, names: list[str]) -> Any:
    if hasattr(frame, "rename_columns"):  # pyarrow
        return frame.rename_columns(names)
    if hasattr(frame, "set_axis"):  # pandas
        return frame.set_axis(names, axis=1)
    return frame.rename(dict(zip(frame.columns, names, strict=True)))


def _texts_differ(series: nw.Series) -> bool:
    # Most columns repeat a value early, and then the whole need not be hashed.
    return all(
        part.n_unique() > _SHARE_THAT_DIFFERS * len(part) for part in (series.head(1000), series)
    )


def _column_at(frame: Any, position: int) -> Any:
    if hasattr(frame, "iloc"):
        return frame.iloc[:, position]
    return frame.column(position) if hasattr(frame, "rename_columns") else frame.to_series(position)


def _with_missing(column: Any, kept: NDArray[np.int64], n_new: int, n_rows: int) -> Any:
    """Return rows of a native column followed by missing values, of the same type if it has any."""
    everything = len(kept) == n_rows
    if hasattr(column, "iloc"):
        column = column.iloc[kept].reset_index(drop=True)
        if not n_new:
            return column
        if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iub":
            # numpy's whole numbers have no missing value, and floats would change large ids.
            column = column.astype(_nullable(column.dtype))
        return column.reindex(range(len(column) + n_new))
    if "polars" in sys.modules and isinstance(column, sys.modules["polars"].Series):
        import polars as pl

        own = column if everything else column.gather(kept)
        return pl.concat([own, pl.Series(column.name, [None] * n_new, dtype=column.dtype)])
    import pyarrow as pa

    own = column.chunks if everything else [library_of(column).take(column, kept)]
    return pa.chunked_array([*own, *([pa.nulls(n_new, column.type)] if n_new else [])], column.type)


def _nullable(dtype: np.dtype) -> str:
    """Return the name of pandas' type that adds missing values to a numpy type."""
    if dtype.kind == "b":
        return "boolean"
    name = dtype.name
    return ("UI" + name[2:]) if dtype.kind == "u" else name.capitalize()
