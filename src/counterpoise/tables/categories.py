"""A column of categories as codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.tables.numbers import missing_values

__all__ = ["category_codes", "sorted_codes", "take_categories", "take_exemplars"]

# Whole numbers that lie as near each other are counted rather than sorted.
_FEW = 1 << 10
# With so few it is quicker to look for each of them.
_HANDFUL = 8


def category_codes(
    values: NDArray[Any],
) -> tuple[NDArray[np.integer], NDArray[Any], NDArray[np.int64]]:
    """Return a column's codes, its sorted categories and the first row of each.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        Any values that can be hashed or compared; where one is missing the code is -1.
    """
    if values.dtype.kind == "O":
        # Hashing every value and sorting only the few distinct ones beats sorting all of them.
        seen: dict[Any, int] = {}
        numbers = np.fromiter(
            (seen.setdefault(v, len(seen)) for v in values), np.int64, len(values)
        )
        return sorted_codes(numbers, list(seen))
    if values.dtype.kind in "iu" and len(values):
        least, greatest = int(values.min()), int(values.max())
        if greatest - least < _FEW:
            return _codes_of_small_numbers(values, least, greatest - least + 1)
    if values.dtype.kind == "f" and len(values):
        # Sorting floats takes long, and most that stand for categories are small whole numbers.
        lowest, highest = float(values.min()), float(values.max())
        if abs(lowest) < _FEW and highest - lowest < _FEW:  # neither is NaN
            whole = values.astype(np.int32)
            if np.array_equal(whole, values):
                codes, _, first = _codes_of_small_numbers(
                    whole, int(lowest), int(highest - lowest) + 1
                )
                return codes, values[first], first
    codes = np.full(len(values), -1, np.int32)
    present = np.flatnonzero(~missing_values(values))
    categories, first, inverse = np.unique(values[present], return_index=True, return_inverse=True)
    codes[present] = inverse
    return codes, categories, present[first]


def _codes_of_small_numbers(
    values: NDArray[np.integer], least: int, n_values: int
) -> tuple[NDArray[np.integer], NDArray[Any], NDArray[np.int64]]:
    """Do what `category_codes` does by counting, which is quicker than sorting."""
    # Not in the values' own type, in which the difference of two int8 may wrap. It may wrap in this
    # one where the values are cut, and is right all the same: it is smaller than `n_values`.
    offsets = np.subtract(values, values.dtype.type(least), dtype=np.intp, casting="unsafe")
    if n_values <= _HANDFUL:
        found = [int((offsets == value).argmax()) for value in range(n_values)]
        if all(offsets[row] == value for value, row in enumerate(found)):  # none is missing
            first = np.array(found)
            return offsets, values[first], first
    first = np.full(n_values, -1, np.int64)
    first[offsets[::-1]] = np.arange(len(values) - 1, -1, -1)  # the last to write is the first row
    used = np.flatnonzero(first >= 0)
    rank = np.zeros(n_values, np.int32)
    rank[used] = np.arange(len(used), dtype=np.int32)
    return rank[offsets], values[first[used]], first[used]


def sorted_codes(
    numbers: NDArray[np.integer], distinct: Sequence[Any]
) -> tuple[NDArray[np.int32], NDArray[Any], NDArray[np.int64]]:
    """Return codes whose order is that of the categories, the categories, and their first rows.

    Parameters
    ----------
    numbers : ndarray of shape (n_rows,), int
        Each row's position in `distinct`; -1 where missing.
    distinct : sequence
        Values, in any order, also such as are missing, repeated or not in any row.
    """
    values = np.empty(len(distinct), object)
    values[:] = list(distinct)
    numbers = np.asarray(numbers, np.int64)
    first = np.full(len(values) + 1, len(numbers), np.int64)
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]  # the last to write is the first row
    used = np.flatnonzero((first[:-1] < len(numbers)) & ~missing_values(values))
    rank_of: dict[Any, int] = {}
    for value in sorted((values[i] for i in used), key=_sort_key(values[used])):
        rank_of.setdefault(value, len(rank_of))
    rank = np.full(len(values) + 1, -1, np.int32)
    rank[used] = [rank_of[values[i]] for i in used]
    categories = np.empty(len(rank_of), object)
    categories[:] = list(rank_of)
    exemplars = np.full(len(rank_of), len(numbers), np.int64)
    np.minimum.at(exemplars, rank[used], first[used])
    return rank[numbers], categories, exemplars


def take_exemplars(
    codes: NDArray[np.int32], exemplars: NDArray[np.int64], base: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return for each new row a row that has its category; the base where that is missing."""
    source = base.copy()
    present = codes >= 0
    source[present] = exemplars[codes[present]]
    return source


def take_categories(
    values: NDArray[Any],
    codes: NDArray[np.int32],
    exemplars: NDArray[np.int64],
    base: NDArray[np.int64],
) -> NDArray[Any]:
    """Return each new row's value of a column of categories.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        The column.
    codes : ndarray of shape (n_new,), int32
        The new rows' categories; -1 where missing.
    exemplars : ndarray of shape (n_categories,)
        A row of each category.
    base : ndarray of shape (n_new,)
        Rows whose missing values the new rows have.
    """
    if len(codes) and codes.min() >= 0:
        return values[exemplars][codes]
    return values[take_exemplars(codes, exemplars, base)]


def _sort_key(values: NDArray[Any]) -> Callable[[Any], Any]:
    """Return a sort key: the value, or its type and text where types mix."""
    try:
        sorted(values)
    except TypeError:
        return lambda value: (type(value).__name__, str(value))
    return lambda value: value
