"""What a column holds, as far as it decides what the column is taken for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from counterpoise.tables.numbers import missing_values
from counterpoise.tables.times import read_times

__all__ = [
    "ROWS_THAT_TELL",
    "SHARE_THAT_DIFFERS",
    "ColumnProfile",
    "Kind",
    "count_up",
    "mostly_differ",
    "profile_array",
    "profile_numbers",
    "profile_objects",
]

Kind = Literal["text", "category", "bool", "integer", "float", "time", "object", "other"]
"""The kind of a column's values; "object" until the objects in it are looked at."""

SHARE_THAT_DIFFERS = 0.5
"""With more different values than this share of the rows, a text is a name, an id or prose, and no
category: neighbours that vote will hardly ever agree."""

ROWS_THAT_TELL = 100_000
"""How many of its first values tell whether those of a column mostly differ: counting all different
values of a table of any size would take memory of that size."""


@dataclass(frozen=True)
class ColumnProfile:
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

    kind: Kind
    type_name: str
    n_present: int
    two_whole_values: tuple[int, int] | None = None
    mostly_differ: bool = False
    counts_rows: bool = False


def profile_array(column: NDArray[Any]) -> ColumnProfile:
    """Return the profile of a column of a numpy array; shape (n_rows,)."""
    name = str(column.dtype)
    if column.dtype.kind == "O":
        return profile_objects(column[~missing_values(column)].tolist())
    kind = _KINDS.get(column.dtype.kind, "other")
    if kind in ("integer", "float"):
        return profile_numbers(column, kind, name)
    differ = kind == "text" and mostly_differ(column[:ROWS_THAT_TELL])
    return ColumnProfile(kind, name, len(column), mostly_differ=differ)


_KINDS: dict[str, Kind] = {
    "b": "bool", "i": "integer", "u": "integer", "f": "float", "U": "text", "S": "text"
}  # fmt: skip


def profile_objects(values: list[Any]) -> ColumnProfile:
    """Return the profile of a column of Python objects, none of them missing."""
    name = "object"
    if read_times(values) is not None:
        return ColumnProfile("time", name, len(values))
    if values and all(isinstance(v, str) for v in values):
        differ = mostly_differ(np.array(values[:ROWS_THAT_TELL], dtype=object))
        return ColumnProfile("text", name, len(values), mostly_differ=differ)
    if all(isinstance(v, Real | Decimal) and not isinstance(v, bool) for v in values):
        whole = all(isinstance(v, Integral) for v in values)
        kind: Kind = "integer" if whole else "float"
        try:
            numbers = np.array(values, dtype=np.float64)
        except OverflowError:  # whole numbers that no float comes near
            return ColumnProfile("other", name, len(values))
        return profile_numbers(numbers, kind, name)
    hashable = all(isinstance(v, str | bytes | Real | Decimal | np.generic) for v in values)
    return ColumnProfile("category" if hashable else "other", name, len(values))


def profile_numbers(values: NDArray[Any], kind: Kind, name: str) -> ColumnProfile:
    """Return the profile of a column of numbers; shape (n_rows,), NaN where missing."""
    if values.dtype.kind not in "iuf":
        values = values.astype(np.float64)
    if values.dtype.kind == "f":
        values = values[~np.isnan(values)]
    if not len(values):
        return ColumnProfile(kind, name, 0)
    least, greatest = values.min(), values.max()
    whole = float(least).is_integer() and float(greatest).is_integer()
    if whole and least < greatest and np.all((values == least) | (values == greatest)):
        two = (int(least), int(greatest))
        return ColumnProfile(kind, name, len(values), two_whole_values=two)
    if kind == "float":
        return ColumnProfile(kind, name, len(values))
    counts = len(values) > 1 and count_up(values)
    differ = counts or mostly_differ(values[:ROWS_THAT_TELL])
    return ColumnProfile(kind, name, len(values), mostly_differ=differ, counts_rows=counts)


def count_up(values: NDArray[np.integer]) -> bool:
    """Return whether each whole number is the one before plus one.

    The numbers of a narrow type that starts again (255, 0, 1, ...) do not: the last of them says
    that a step has wrapped.
    """
    climbed = int(values[-1]) - int(values[0])
    return climbed == len(values) - 1 and bool(
        np.all(values[1:] == values[:-1] + values.dtype.type(1))
    )


def mostly_differ(values: NDArray[Any]) -> bool:
    """Return whether more than half of some values are different from each other."""
    return len(np.unique(values)) > SHARE_THAT_DIFFERS * len(values)
