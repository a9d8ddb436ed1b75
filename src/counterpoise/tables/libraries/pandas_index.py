"""Labels for new rows of a pandas table: of the index's type, and none that it has already."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["grown_index"]

_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_LARGE = 2**100  # for Python's whole numbers, which have no greatest
_TEXT = "synthetic-"


def grown_index(index: pd.Index, base: NDArray[np.int64]) -> pd.Index:
    """Return an index followed by labels for new rows that it does not have.

    Numbers, dates, times, durations and periods go on from the greatest; texts are
    ``synthetic-0``, ``synthetic-1``, ...; intervals and categories do as their ends and their
    categories do. Of several levels the last goes on, the others are those of the row's base.
    Other types, such as bool, have no label left: the new ones are texts, among objects.

    Parameters
    ----------
    index : pandas index of n_rows labels
        The labels of the rows.
    base : ndarray of shape (n_new,), int64
        Each new row's base.
    """
    n_new = len(base)
    if isinstance(index, pd.RangeIndex):
        stop = index.start + (len(index) + n_new) * index.step
        return pd.RangeIndex(index.start, stop, index.step, name=index.name)
    if not n_new:
        return index
    if isinstance(index, pd.MultiIndex):
        levels = [index.get_level_values(j) for j in range(index.nlevels)]
        grown = [level.append(level.take(base)) for level in levels[:-1]]
        return pd.MultiIndex.from_arrays([*grown, grown_index(levels[-1], base)], names=index.names)
    if isinstance(index, pd.CategoricalIndex):
        # A new label is a new category, and one that no row has yet is not new.
        n_known = len(index.categories)
        values = index.categories.append(_new_labels(index.categories, n_new))
        codes = np.concatenate([index.codes, np.arange(n_known, n_known + n_new)])
        categories = pd.Categorical.from_codes(codes, values, ordered=index.ordered)
        return pd.CategoricalIndex(categories, name=index.name)
    labels = _new_labels(index, n_new)
    if labels.dtype != object and index.dtype != object:
        return index.append(labels).rename(index.name)
    # pandas would find a type for objects that agree in one.
    values = np.concatenate([index.to_numpy(object), labels.to_numpy(object)])
    return pd.Index(values, dtype=object, name=index.name, tupleize_cols=False)


def _new_labels(index: pd.Index, n_new: int) -> pd.Index:
    """Return labels of an index's type, or texts where that has none left."""
    kind = index.inferred_type
    present: Any = index.dropna()
    if kind == "interval":
        ends = present.left.append(present.right)
        return pd.IntervalIndex.from_breaks(_new_labels(ends, n_new + 1), closed=index.closed)
    found: Any = None
    if kind in ("datetime", "datetime64", "timedelta", "timedelta64", "period"):
        found = _new_times(pd.Index(present.tolist()), n_new)
        if kind == "datetime" and found is not None and type(present[0]) is dt.datetime:
            found = found.to_pydatetime()
    elif kind in ("integer", "floating", "mixed-integer-float"):
        found = _new_numbers(present, n_new)
    elif kind == "decimal":
        whole = _free_numbers(present.to_numpy(object), n_new, -_LARGE, _LARGE)
        found = [Decimal(number) for number in whole.tolist()]
    elif kind == "date":
        days = np.array([day.toordinal() for day in present])
        whole = _free_numbers(days, n_new, dt.date.min.toordinal(), dt.date.max.toordinal())
        found = [dt.date.fromordinal(day) for day in whole.tolist()]
    if found is not None and len(found) == n_new:
        return pd.Index(found, dtype=index.dtype)
    if kind == "integer":  # a wider type has room
        return pd.Index(_new_numbers(present.astype(np.int64), n_new))
    texts = [t for t in index if isinstance(t, str) and t.startswith(_TEXT)]
    numbers = (t.removeprefix(_TEXT) for t in texts)
    start = max((int(n) for n in numbers if n.isdecimal()), default=-1) + 1
    labels = [f"{_TEXT}{i}" for i in range(start, start + n_new)]
    return pd.Index(labels, dtype=index.dtype if kind == "string" else object)


def _new_numbers(present: pd.Index, n_new: int) -> NDArray[Any]:
    dtype: Any = getattr(present.dtype, "numpy_dtype", present.dtype)
    taken = present.to_numpy(np.float64 if present.inferred_type != "integer" else dtype)
    if taken.dtype.kind == "f":
        taken = taken[np.isfinite(taken)]
        # Beyond this not every whole number is a float of the type.
        highest = 2 ** (np.finfo(dtype if dtype.kind == "f" else np.float64).nmant + 1)
        return _free_numbers(taken, n_new, -highest, highest)
    if taken.dtype.kind == "O":
        return _free_numbers(taken, n_new, -_LARGE, _LARGE)
    return _free_numbers(taken, n_new, np.iinfo(dtype).min, np.iinfo(dtype).max)


def _new_times(present: Any, n_new: int) -> Any:
    """Return times that go on from the last, in the coarsest step of which all are multiples."""
    if isinstance(present, pd.PeriodIndex):
        ordinals = _free_numbers(present.asi8, n_new, -(2**62), 2**62)
        return pd.PeriodIndex.from_ordinals(ordinals, freq=present.freq)
    if not isinstance(present, pd.DatetimeIndex | pd.TimedeltaIndex):  # zones differ
        return None
    second = _PER_SECOND[present.unit]
    steps = [second * n for n in (86_400, 3_600, 60, 1)]
    steps += [second // n for n in (10**3, 10**6) if second >= n]
    counts = present.asi8
    step = next((s for s in steps if not (counts % s).any()), 1)
    limit = np.iinfo(np.int64).max // step - 1
    made = _free_numbers(counts // step, n_new, -limit, limit) * step
    if isinstance(present, pd.TimedeltaIndex):
        return pd.TimedeltaIndex(made.view(f"m8[{present.unit}]"))
    times = pd.DatetimeIndex(made.view(f"M8[{present.unit}]"))
    return times if present.tz is None else times.tz_localize("UTC").tz_convert(present.tz)


def _free_numbers(taken: NDArray[Any], n_new: int, lowest: int, highest: int) -> NDArray[Any]:
    """Return whole numbers that are not taken: those that follow, or precede, or lie between.

    Parameters
    ----------
    taken : ndarray
        Finite numbers.
    n_new : int
        How many are wanted; where there is no room fewer are returned.
    lowest, highest : int
        The least and the greatest that may be.
    """
    if not len(taken):
        return np.arange(n_new)
    first = math.floor(taken.max().item() if taken.dtype != object else max(taken)) + 1
    if lowest <= first and first + n_new - 1 <= highest:
        return _numbers_from(first, n_new, 1)
    last = math.ceil(taken.min().item() if taken.dtype != object else min(taken)) - 1
    if last <= highest and last - n_new + 1 >= lowest:
        return _numbers_from(last, n_new, -1)
    held = set(taken.tolist())
    between = itertools.chain(range(max(lowest, 0), highest + 1), range(-1, lowest - 1, -1))
    return np.array(list(itertools.islice((i for i in between if i not in held), n_new)))


def _numbers_from(first: int, n: int, step: int) -> NDArray[Any]:
    whole = range(first, first + n * step, step)
    if min(whole) >= -(2**63) and max(whole) < 2**63:
        return np.arange(first, first + n * step, step)
    return np.array(whole, object)
