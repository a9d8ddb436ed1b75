"""What there is to know of a column, gathered while its rows pass once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterpoise.core.grids import Grid, GridLearner
from counterpoise.core.moments import ColumnMoments
from counterpoise.tables.base import infinite_value
from counterpoise.tables.column_profiles import (
    ROWS_THAT_TELL,
    ColumnProfile,
    count_up,
    mostly_differ,
)
from counterpoise.tables.columns import Columns
from counterpoise.tables.libraries.arrow_tables import ArrowLibrary
from counterpoise.tables.numbers import offset_of

__all__ = ["ColumnScan", "ScannedColumns"]

_LIBRARY = ArrowLibrary()


class ColumnScan:
    """Profile, units, limits, grid and categories of one column.

    What comes out is, to the last bit, what the column would say of itself in memory.

    Parameters
    ----------
    field : pyarrow.Field
        The column.
    """

    def __init__(self, field: pa.Field):
        self.field = field
        empty = _LIBRARY.profile(pa.chunked_array([pa.nulls(0, field.type)]))
        self.kind = empty.kind
        self._type_name = empty.type_name
        self._n_present = 0
        self._values = _DifferentValues()
        self._first: list[pa.Array] = []
        self._n_first = 0
        self._counts_rows = self.kind == "integer"
        self._last: Any = None
        self.moments = ColumnMoments()
        self.limits: tuple[int, int] | None = None
        self._grid: GridLearner | None = None
        self._n_rows = 0
        self._infinite: tuple[Any, int, int] | None = None
        self.dictionary: pa.Array | None = None

    @property
    def is_measured(self) -> bool:
        """Whether its values are numbers, or can be taken for such."""
        return self.kind in ("integer", "float", "time")

    def add(self, chunk: pa.Array) -> None:
        """Take the next rows."""
        if self.kind == "category":
            self._add_categories(chunk)
        if self.is_measured:
            self._add_numbers(chunk)
        elif self.kind == "text":
            # Hardly anything is done with views in Arrow.
            self._add_first(chunk.cast(pa.large_string()))
            self._n_present += len(chunk) - chunk.null_count
        else:
            self._n_present += len(chunk) - chunk.null_count

    def profile(self) -> ColumnProfile:
        """Return what its role depends on."""
        two = self._values.two_whole if self.kind in ("integer", "float") else None
        differ, counts = False, False
        if self.kind == "integer" and self._n_present and two is None:
            counts = self._counts_rows and self._n_present > 1
            differ = counts or mostly_differ(self._first_numbers())
        elif self.kind == "text" and self._n_present:
            differ = self._texts_differ()
        n_present = self._n_present
        if self.kind == "other" and not pa.types.is_null(self.field.type):
            n_present = 1  # they are not read: their type says enough
        return ColumnProfile(self.kind, self._type_name, n_present, two, differ, counts)

    @property
    def offset(self) -> int:
        """Where its whole numbers are counted from, see `NumericColumn`."""
        return 0 if self.limits is None else offset_of(*self.limits)

    @property
    def grid(self) -> Grid | None:
        """On which numbers its values lie; None where these may be any."""
        return None if self._grid is None else self._grid.finish()

    def check_finite(self) -> None:
        """Raise `InvalidInputError` if a value is infinite."""
        if self._infinite is not None:
            value, row, count = self._infinite
            raise infinite_value(f"column {self.field.name}", value, row, count)

    def add_again(self, chunk: pa.Array) -> None:
        """Take rows for the units once more, now that it is known where numbers are counted from.

        The moments must have been replaced by new ones before.
        """
        self.moments.add(_LIBRARY.numbers(pa.chunked_array([chunk]), self.limits).values)

    def _add_numbers(self, chunk: pa.Array) -> None:
        column = _LIBRARY.numbers(pa.chunked_array([chunk]), offset=0)
        values = column.values
        if self._grid is None:
            self._grid = column.learner()
        column.teach(self._grid)
        self._note_infinite(values)
        self.moments.add(values)
        self._n_rows += len(chunk)
        missing = np.isnan(values) if chunk.null_count or self.kind == "float" else None
        if missing is not None and not missing.any():
            missing = None
        self._n_present += len(values) - (0 if missing is None else int(missing.sum()))
        if self.kind == "time" or (self.kind == "integer" and column.dtype.itemsize == 8):
            self._add_limits(chunk)
        if self.kind == "time":
            return
        self._values.add(values if missing is None else values[~missing])
        if self.kind == "integer":
            self._add_first(chunk)
            if self._counts_rows:
                self._count(chunk)

    def _add_limits(self, chunk: pa.Array) -> None:
        if pa.types.is_temporal(chunk.type):
            chunk = chunk.cast(pa.int64() if chunk.type.bit_width == 64 else pa.int32())
        least, greatest = (v.as_py() for v in pc.min_max(chunk).values())
        if least is not None:
            low, high = self.limits or (least, greatest)
            self.limits = (min(low, least), max(high, greatest))

    def _count(self, chunk: pa.Array) -> None:
        """Find out whether each value is the one before plus one."""
        values = chunk.drop_null().to_numpy(zero_copy_only=False)
        if not len(values):
            return
        joins = self._last is None or int(values[0]) == self._last + 1
        self._counts_rows = joins and count_up(values)
        self._last = int(values[-1])

    def _add_first(self, chunk: pa.Array) -> None:
        if self._n_first < ROWS_THAT_TELL:
            present = chunk.drop_null()[: ROWS_THAT_TELL - self._n_first]
            self._first.append(present)
            self._n_first += len(present)

    def _first_numbers(self) -> Any:
        return np.concatenate([p.to_numpy(zero_copy_only=False) for p in self._first])

    def _texts_differ(self) -> bool:
        return _LIBRARY.profile(pa.chunked_array(self._first)).mostly_differ

    def _add_categories(self, chunk: pa.Array) -> None:
        if self.dictionary is None:
            self.dictionary = chunk.dictionary
        elif not chunk.dictionary.equals(self.dictionary):
            self.dictionary = pc.unique(pa.concat_arrays([self.dictionary, chunk.dictionary]))

    def _note_infinite(self, values: Any) -> None:
        with np.errstate(over="ignore", invalid="ignore"):
            if np.isfinite(values.sum(dtype=np.float64)):
                return
        where = np.flatnonzero(np.isinf(values))
        if len(where):
            row, seen = self._n_rows + int(where[0]), 0
            value = values[where[0]]
            if self._infinite is not None:
                value, row, seen = self._infinite
            self._infinite = (value, row, seen + len(where))


class _DifferentValues:
    """The different values of a column, as long as there are two at most."""

    def __init__(self) -> None:
        self._seen: Any = np.empty(0)
        self._many = False

    def add(self, values: Any) -> None:
        if self._many or not len(values):
            return
        # Most columns show a third value in the first few rows.
        for part in (values[:100], values):
            self._seen = np.unique(np.concatenate([self._seen, np.unique(part)]))
            if len(self._seen) > 2:
                self._many = True
                return

    @property
    def two_whole(self) -> tuple[int, int] | None:
        if self._many or len(self._seen) != 2:
            return None
        least, greatest = self._seen.tolist()
        whole = float(least).is_integer() and float(greatest).is_integer()
        return (int(least), int(greatest)) if whole else None


class ScannedColumns(Columns):
    """The columns of a table that is not in memory.

    Parameters
    ----------
    names : sequence of str
        What they are called.
    n_rows : int
        Rows of the table.
    profiles : sequence of ColumnProfile
        What each column holds, once that is known.
    """

    def __init__(self, names: Sequence[str], n_rows: int, profiles: Sequence[ColumnProfile] = ()):
        self.names = list(names)
        self.n_rows = n_rows
        self._profiles = profiles

    def profile(self, position: int) -> ColumnProfile:
        return self._profiles[position]
