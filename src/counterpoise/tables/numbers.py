"""A column of numbers, whatever they count, as floats and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import brief

__all__ = ["NotNumbersError", "NumericColumn", "missing_values", "read_numbers", "whole_bounds"]

# Whole numbers beyond this are not all float64: such columns are measured from their minimum.
EXACT = 2**53


class NotNumbersError(TypeError):
    """A column holds something that cannot be interpolated.

    Parameters
    ----------
    found : str
        What it holds.
    row : int, optional
        Where.
    value : object, optional
        The value itself, where it is one that says what to do.
    remedy : str, optional
        What to do.
    """

    def __init__(
        self, found: str, row: int | None = None, *, value: Any = None, remedy: str | None = None
    ):
        super().__init__(found if row is None else f"{found} in row {row}")
        self.value = value
        self.remedy = remedy

    @classmethod
    def of(cls, value: Any, row: int | None = None) -> NotNumbersError:
        """Return the error for a value that is no number."""
        return cls(brief(value), row, value=value)


@dataclass(frozen=True)
class NumericColumn:
    """A column as floats, and the way back.

    Parameters
    ----------
    values : ndarray of shape (n_rows,), float32 or float64
        The numbers less `offset`; NaN where missing.
    dtype : dtype
        The type of the numbers before, and of those that `restore` returns.
    offset : int, default=0
        Where they are counted from, so that the differences of large whole numbers are exact.
    whole : bool, default=False
        Whether they are whole numbers, so that new values are rounded.
    bounds : tuple of float
        The least and the greatest value of the type, less `offset`.
    exact : bool, default=True
        Whether `values` tells all digits of the numbers. Otherwise a new value that equals its
        base's is taken from there.
    as_object : callable, optional
        From a number of `dtype` to what the column holds, where that is no numpy type.
    """

    values: NDArray[np.floating]
    dtype: np.dtype
    offset: int = 0
    whole: bool = False
    bounds: tuple[float, float] = (-np.inf, np.inf)
    exact: bool = True
    as_object: Callable[[Any], Any] | None = None

    def restore(
        self, values: NDArray[np.floating], base: NDArray[np.int64]
    ) -> tuple[NDArray, NDArray[np.bool_]]:
        """Return new values in the column's own type, and which rows take their base's instead.

        Parameters
        ----------
        values : ndarray of shape (n_new,)
            New values in the form of `self.values`; NaN where missing.
        base : ndarray of shape (n_new,), int64
            Rows of the column that are missing where the new values are.
        """
        own = np.isnan(values)
        if not self.exact:
            own |= values == self.values[base]
        numbers = np.where(own, 0, values)
        numbers = self._whole(numbers) if self.whole else numbers.astype(self.dtype)
        if self.as_object is None:
            return numbers, own
        objects = np.empty(len(numbers), object)
        objects[:] = [self.as_object(number) for number in numbers.tolist()]
        return objects, own

    def _whole(self, numbers: NDArray[np.floating]) -> NDArray:
        if self.dtype.kind == "b":
            return numbers != 0
        counted = np.uint64 if self.dtype.kind == "u" else np.int64
        whole = np.rint(numbers).astype(counted)
        if self.offset:
            whole = whole + counted(self.offset)
        return whole.view(self.dtype) if self.dtype.kind in "mM" else whole.astype(self.dtype)


def read_numbers(
    values: NDArray,
    missing: NDArray[np.bool_] | None = None,
    *,
    exact: bool = True,
    limits: tuple[int, int] | None = None,
) -> NumericColumn:
    """Return a numpy column as floats.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        Numbers, bools, times, durations, or Python objects that are such.
    missing : ndarray of shape (n_rows,), bool, optional
        Where a value is missing, in addition to NaN, NaT, None and NA.
    exact : bool, default=True
        Whether the values are what the column holds, and not its rounding.
    limits : tuple of int, optional
        Least and greatest value of a column of whole numbers of which these are a part. They
        decide from where its numbers are counted.

    Raises
    ------
    NotNumbersError
        If the column holds anything else.
    """
    kind = values.dtype.kind
    if kind == "O":
        return _read_objects(values, missing)
    if kind == "f":
        return _read_floats(values, missing, exact)
    if kind in "iub":
        return _read_whole(values, missing, values.dtype, whole_bounds(values.dtype), limits)
    if kind in "mM":
        absent = np.isnat(values) if missing is None else missing | np.isnat(values)
        limit = float(np.nextafter(2.0**63, 0))
        counts = np.ascontiguousarray(values).view(np.int64)
        return _read_whole(counts, absent, values.dtype, (-limit, limit), limits)
    if kind in "US" and len(values):
        raise NotNumbersError.of(values[0].item(), 0)
    raise NotNumbersError(f"values of type {values.dtype}")


def missing_values(values: NDArray) -> NDArray[np.bool_]:
    """Return where an array holds None, NaN, NaT or NA; of the array's shape."""
    if values.dtype.kind in "fc":
        return np.isnan(values)
    if values.dtype.kind in "mM":
        return np.isnat(values)
    if values.dtype.kind != "O":
        return np.zeros(values.shape, bool)
    return np.array([_is_missing(v) for v in values.ravel()], bool).reshape(values.shape)


def _is_missing(value: Any) -> bool:
    if value is None:
        return True
    if isinstance(value, float | np.floating | Decimal):
        return bool(value != value)
    # pandas.NA answers NA to its own comparison, which has no truth value.
    return type(value).__name__ in ("NAType", "NaTType", "MaskedConstant")


def whole_bounds(dtype: np.dtype) -> tuple[float, float]:
    """Return the least and greatest float64 that a whole-number dtype holds."""
    if dtype.kind == "b":
        return 0.0, 1.0
    info = np.iinfo(dtype)
    # Not every int64 is a float64: stay on the inner side of the type's limits.
    highest = float(info.max)
    return float(info.min), highest if int(highest) <= info.max else float(np.nextafter(highest, 0))


def _read_floats(values: NDArray, missing: NDArray[np.bool_] | None, exact: bool) -> NumericColumn:
    dtype = values.dtype
    numbers: Any = values.astype(np.float32 if dtype.itemsize <= 4 else np.float64, copy=False)
    if missing is not None and missing.any():
        numbers = np.where(missing, numbers.dtype.type(np.nan), numbers)
    return NumericColumn(numbers, dtype, exact=exact and dtype.itemsize <= 8)


def _read_whole(
    whole: NDArray,
    missing: NDArray[np.bool_] | None,
    dtype: np.dtype,
    bounds: tuple[float, float],
    limits: tuple[int, int] | None,
) -> NumericColumn:
    if missing is not None and not missing.any():
        missing = None
    present = whole if missing is None else whole[~missing]
    offset, exact = 0, True
    if present.size and whole.dtype.itemsize == 8:
        least, greatest = limits or (int(present.min()), int(present.max()))
        if max(-least, greatest) > EXACT and greatest - least < 2**63:
            offset = least
            whole = whole - whole.dtype.type(offset)  # wraps only where missing
        exact = max(offset - least, greatest - offset) <= EXACT
    values = whole.astype(np.float64)
    if missing is not None:
        values[missing] = np.nan
    bounds = (bounds[0] - offset, bounds[1] - offset)
    return NumericColumn(values, dtype, offset, True, bounds, exact)


def _read_objects(objects: NDArray, missing: NDArray[np.bool_] | None) -> NumericColumn:
    absent = missing_values(objects)
    if missing is not None:
        absent |= missing
    present = objects[~absent].tolist()
    dtype, as_object = _object_type(present)
    if dtype is None:
        row = next(i for i, v in enumerate(objects) if not absent[i] and not _is_number(v))
        raise NotNumbersError.of(objects[row], row)
    try:
        numbers: Any = np.zeros(len(objects), dtype)
        numbers[~absent] = present
    except OverflowError:  # whole numbers of more than 64 bits
        numbers = np.zeros(len(objects), np.float64)
        numbers[~absent] = present
        numbers[absent] = np.nan
        return NumericColumn(numbers, numbers.dtype, exact=False, as_object=round)
    except (TypeError, ValueError) as error:
        raise NotNumbersError(f"values that do not go together ({error})") from error
    column = read_numbers(numbers, absent)
    exact = column.exact and not any(isinstance(v, Decimal) for v in present)
    return NumericColumn(
        column.values, column.dtype, column.offset, column.whole, column.bounds, exact, as_object
    )


def _object_type(present: list[Any]) -> tuple[Any, Callable[[Any], Any] | None]:
    """Return the numpy type of Python objects and how to make such an object; or None."""

    def all_are(*types: type) -> bool:
        return all(isinstance(v, types) for v in present)

    if not present:
        return np.float64, float
    if all_are(bool, np.bool_):
        return np.bool_, bool
    if all_are(Integral, bool, np.bool_):
        return np.int64, int
    if all_are(Decimal):
        least = min((int(v.as_tuple().exponent) for v in present if v.is_finite()), default=0)
        step = Decimal(1).scaleb(least)
        return np.float64, lambda number: Decimal(repr(number)).quantize(step)
    if all_are(Real, Decimal, np.bool_):
        return np.float64, float
    if all_are(datetime) and all(v.tzinfo is None for v in present):
        return "M8[us]", lambda time: time
    if all_are(date) and not any(isinstance(v, datetime) for v in present):
        return "M8[D]", lambda day: day
    if all_are(timedelta):
        return "m8[us]", lambda duration: duration
    return None, None


def _is_number(value: Any) -> bool:
    return isinstance(value, Real | Decimal | np.bool_)
