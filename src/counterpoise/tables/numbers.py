"""A column of numbers, whatever they count, as floats and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.grids import FREE, Grid, GridLearner, time_units
from counterpoise.core.lineage import Lineage
from counterpoise.errors import brief
from counterpoise.tables.times import read_times

__all__ = [
    "NotNumbersError",
    "NumericColumn",
    "missing_values",
    "offset_of",
    "read_numbers",
    "read_whole",
    "whole_bounds",
]

# Whole numbers beyond this are not all float64: such columns are measured from their minimum.
EXACT = 2**53


# Python's own context rounds to 28 digits.
_DECIMALS = Context(prec=10_000, Emin=-999_999, Emax=999_999)


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
    lacking : str, optional
        Why that is no number to work with.
    remedy : str, optional
        What to do.
    """

    def __init__(
        self,
        found: str,
        row: int | None = None,
        *,
        value: Any = None,
        lacking: str | None = None,
        remedy: str | None = None,
    ):
        super().__init__(found if row is None else f"{found} in row {row}")
        self.value = value
        self.lacking, self.remedy = lacking, remedy

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
    grid : Grid, optional
        On which numbers new values lie, by the column's type or by what it holds.
    is_counted : bool, default=False
        Whether `restore` returns whole numbers: how many units of ``1 / grid.scale`` there are.
    bounds : tuple of float
        The least and the greatest value of the type, less `offset`.
    precise : ndarray of shape (n_rows,), optional
        The numbers themselves (how many units, where they are counted), where `values` does not
        tell all their digits; anything where they are missing.
    as_object : callable, optional
        From a number of `dtype` to what the column holds, where that is no numpy type.
    units : tuple of int
        Steps that are believed at sight, see `GridLearner`.
    """

    values: NDArray[np.floating]
    dtype: np.dtype
    offset: int = 0
    grid: Grid | None = None
    is_counted: bool = False
    bounds: tuple[float, float] = (-np.inf, np.inf)
    precise: NDArray[Any] | None = None
    as_object: Callable[[Any], Any] | None = None
    units: tuple[int, ...] = ()

    @property
    def grid_row(self) -> tuple[float, ...]:
        """What `counterpoise.core.grids.grid_table` says of the column."""
        return FREE if self.grid is None else self.grid.less(self.offset).row(*self.bounds)

    def learner(self) -> GridLearner:
        """Return what finds the grid of such a column; it knows no value yet."""
        return GridLearner(self.grid.scale if self.grid is not None else 1, self.units)

    def teach(self, learner: GridLearner) -> None:
        """Tell a learner the values of the column."""
        if self.is_counted:
            if not learner.has_no_step:
                learner.add_whole(self._counts())
        elif self.precise is None:
            learner.add_floats(self.values.astype(self.dtype, copy=False))

    def learned_grid(self) -> Grid | None:
        """Return the grid that its values lie on; None where they have none."""
        learner = self.learner()
        self.teach(learner)
        return learner.finish()

    def on(self, grid: Grid | None) -> NumericColumn:
        """Return the column with a grid that was learned; that of its type where there is none."""
        return self if grid is None else replace(self, grid=grid)

    def restore(
        self, values: NDArray[np.floating], lineage: Lineage
    ) -> tuple[NDArray[Any], NDArray[np.int64] | None]:
        """Return new values in the column's own type, and which rows' values they take instead.

        Parameters
        ----------
        values : ndarray of shape (n_new,)
            New values in the form of `self.values`; NaN where missing.
        lineage : Lineage of n_new rows
            Where they come from.

        Returns
        -------
        numbers : ndarray of shape (n_new,)
            The new values.
        source : ndarray of shape (n_new,), int64
            The row of the column whose value each new row has, bit for bit, in place of the number;
            -1 for none. None where all new rows have their numbers, which is told at no cost.
        """
        values = np.ascontiguousarray(values)  # often a column of rows, read more than once
        absent = np.isnan(values)
        any_absent = bool(absent.any())
        numbers = np.where(absent, 0, values) if any_absent else values
        numbers = self._counted(numbers) if self.is_counted else numbers.astype(self.dtype)
        source: NDArray[np.int64] | None = None
        if any_absent or self.precise is not None:
            source = np.where(absent, lineage.base, -1)
        if source is not None and self.precise is not None:
            source = self._within_parents(values, numbers, source, lineage)
        if self.as_object is None:
            return numbers, source
        objects = np.empty(len(numbers), object)
        objects[:] = [self.as_object(number) for number in numbers.tolist()]
        return objects, source

    def _counted(self, values: NDArray[np.floating]) -> NDArray[Any]:
        """Return values as whole numbers of the column's type, `offset` added."""
        assert self.grid is not None
        if self.dtype.kind == "b":
            nonzero: NDArray[np.bool_] = values != 0
            return nonzero
        if self.dtype == object:
            counted = np.empty(len(values), object)
            scale = self.grid.scale
            counted[:] = [round(Fraction(value) * scale) for value in values.tolist()]
            return self.grid.nearest(counted)
        if self.precise is not None:  # whose ends may have been rounded outwards
            values = np.clip(values, *self.bounds)
        counted = np.rint(values * self.grid.scale)
        whole: NDArray[Any]
        if self.dtype.kind == "u" and not self.offset:
            whole = counted.astype(np.uint64)
        else:  # modulo 2**64 nothing overflows
            whole = counted.astype(np.int64).view(np.uint64) + np.uint64(self.offset % 2**64)
        whole = whole if self.dtype.kind == "u" else whole.view(np.int64)
        if self.precise is not None:
            whole = self.grid.nearest(whole)
        if self.dtype.kind in "mM":
            return whole.view(self.dtype)
        return whole.astype(self.dtype)

    def _counts(self) -> NDArray[Any]:
        """Return the values that are there as whole numbers: int64, uint64 or objects."""
        present = ~np.isnan(self.values)
        everything = bool(present.all())
        if self.precise is not None:
            found = self.precise if everything else self.precise[present]
        else:
            found = self._counted(self.values if everything else self.values[present])
        if found.dtype.kind in "mM":
            return found.view(np.int64)
        if found.dtype == object:
            return found
        return found.astype(np.uint64 if found.dtype.kind == "u" else np.int64, copy=False)

    def _within_parents(
        self,
        values: NDArray[np.floating],
        numbers: NDArray[Any],
        source: NDArray[np.int64],
        lineage: Lineage,
    ) -> NDArray[np.int64]:
        """Return the row whose value a new one takes because it would lie beyond it, or be it."""
        assert self.precise is not None
        base = lineage.base
        same = values == self.values[base]  # with noise
        absent = np.isnan(self.values)
        # A parent in which the value is missing has no say.
        parents = np.where(absent[lineage.parents], base[:, np.newaxis], lineage.parents)
        told = self.precise[parents]
        row = np.arange(len(parents))
        least, greatest = told.argmin(axis=1), told.argmax(axis=1)
        low, high = told[row, least], told[row, greatest]
        if numbers.dtype != self.precise.dtype:  # floats, which are compared as fractions
            numbers = _fractions(numbers)
        nearest = np.where(
            low == high,
            base,
            np.where(
                numbers <= low,
                parents[row, least],
                np.where(numbers >= high, parents[row, greatest], -1),
            ),
        )
        found = np.where(lineage.is_between, nearest, np.where(same, base, -1))
        return np.where(source < 0, found, source)


def read_numbers(
    values: NDArray[Any],
    missing: NDArray[np.bool_] | None = None,
    *,
    limits: tuple[int, int] | None = None,
    offset: int | None = None,
    grid: Grid | None = None,
    units: tuple[int, ...] = (),
) -> NumericColumn:
    """Return a numpy column as floats.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        Numbers, bools, times, durations, or Python objects that are such.
    missing : ndarray of shape (n_rows,), bool, optional
        Where a value is missing, in addition to NaN, NaT, None and NA.
    limits : tuple of int, optional
        Least and greatest value of a column of whole numbers of which these are a part. They
        decide from where its numbers are counted.
    offset : int, optional
        From where whole numbers are counted, where that is decided already.
    grid : Grid, optional
        For whole numbers, which of them the column's type holds, where these are not all.
    units : tuple of int
        For whole numbers, steps that are believed at sight, see `GridLearner`.

    Raises
    ------
    NotNumbersError
        If the column holds anything else.
    """
    kind = values.dtype.kind
    if kind == "O":
        return _read_objects(values, missing)
    if kind == "f":
        return _read_floats(values, missing)
    if kind in "iub":
        ends = (0, 1) if kind == "b" else (np.iinfo(values.dtype).min, np.iinfo(values.dtype).max)
        found = _read_whole(values, missing, values.dtype, ends, limits, offset)
        return replace(found, grid=grid or Grid(), units=units)
    if kind in "mM":
        absent = np.isnat(values) if missing is None else missing | np.isnat(values)
        counts = np.ascontiguousarray(values).view(np.int64)
        ends = (-(2**63) + 1, 2**63 - 1)
        units = time_units(np.datetime_data(values.dtype)[0])
        found = _read_whole(counts, absent, values.dtype, ends, limits, offset)
        return replace(found, units=units)
    if kind in "US" and len(values):
        raise NotNumbersError.of(values[0].item(), 0)
    raise NotNumbersError(f"values of type {values.dtype}")


def _too_large() -> NotNumbersError:
    return NotNumbersError(
        "a number of more than 308 digits",
        lacking="too large to measure distances from",
        remedy="divide the column, or leave it out",
    )


def read_whole(
    numbers: NDArray[Any],
    missing: NDArray[np.bool_] | None,
    scale: int,
    most: int,
    as_object: Callable[[Any], Any] | None = None,
    step: int = 1,
) -> NumericColumn:
    """Return a column of a decimal type, or of whole numbers of any size, as floats.

    Parameters
    ----------
    numbers : ndarray of shape (n_rows,), int64, or object that holds Python's integers
        How many units of ``1 / scale`` each value is; anything where it is missing.
    missing : ndarray of shape (n_rows,), bool, optional
        Where a value is missing.
    scale : int
        A power of ten.
    most : int
        How many units the type holds at most.
    as_object : callable, optional
        From a whole number to what the column holds.
    step : int, default=1
        Which whole numbers the type holds, where these are not all.
    """
    if numbers.dtype == object:
        values = np.zeros(len(numbers))
        there = slice(None) if missing is None else ~missing
        try:
            values[there] = [number / scale for number in numbers[there]]
        except OverflowError:
            raise _too_large() from None
    else:
        values = numbers / np.float64(scale)
    if missing is not None and missing.any():
        values[missing] = np.nan
    bound = _inner(most) / scale
    dtype = numbers.dtype
    units = tuple(10**k for k in range(1, len(str(scale))))
    grid = Grid(scale, 0, step)
    return NumericColumn(values, dtype, 0, grid, True, (-bound, bound), numbers, as_object, units)


def missing_values(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where an array holds None, NaN, NaT or NA; of the array's shape."""
    if values.dtype.kind in "fc":
        is_nan: NDArray[np.bool_] = np.isnan(values)
        return is_nan
    if values.dtype.kind in "mM":
        is_nat: NDArray[np.bool_] = np.isnat(values)
        return is_nat
    if values.dtype.kind != "O":
        return np.zeros(values.shape, bool)
    return np.array([_is_missing(v) for v in values.ravel()], bool).reshape(values.shape)


def _is_missing(value: Any) -> bool:
    if value is None:
        return True
    if isinstance(value, float | np.floating | Decimal | np.datetime64 | np.timedelta64):
        return bool(value != value)
    # pandas.NA answers NA to its own comparison, which has no truth value.
    return type(value).__name__ in ("NAType", "NaTType", "MaskedConstant")


def offset_of(least: int, greatest: int) -> int:
    """Return from where the whole numbers of a column with these ends are counted."""
    return least if max(-least, greatest) > EXACT and greatest - least < 2**63 else 0


def whole_bounds(dtype: np.dtype) -> tuple[float, float]:
    """Return the least and greatest float64 that a whole-number dtype holds."""
    if dtype.kind == "b":
        return 0.0, 1.0
    info = np.iinfo(dtype)
    return float(info.min), _inner(info.max)


def _inner(number: int) -> float:
    """Return the float64 nearest to a whole number that is not farther from 0; not all are one."""
    found = float(min(max(number, -(10**308)), 10**308))
    return found if abs(int(found)) <= abs(number) else float(np.nextafter(found, 0))


def _read_floats(values: NDArray[Any], missing: NDArray[np.bool_] | None) -> NumericColumn:
    dtype = values.dtype
    with np.errstate(over="ignore"):
        numbers: Any = values.astype(np.float32 if dtype.itemsize <= 4 else np.float64, copy=False)
    if missing is not None and missing.any():
        numbers = np.where(missing, numbers.dtype.type(np.nan), numbers)
    return NumericColumn(numbers, dtype, precise=values if dtype.itemsize > 8 else None)


def _read_whole(
    whole: NDArray[Any],
    missing: NDArray[np.bool_] | None,
    dtype: np.dtype,
    ends: tuple[int, int],
    limits: tuple[int, int] | None,
    given: int | None,
) -> NumericColumn:
    if missing is not None and not missing.any():
        missing = None
    present = whole if missing is None else whole[~missing]
    offset, precise, counted = 0, None, whole
    if given is not None:
        offset, precise = given, whole
    elif present.size and whole.dtype.itemsize == 8:
        least, greatest = limits or (int(present.min()), int(present.max()))
        offset = offset_of(least, greatest)
        if max(offset - least, greatest - offset) > EXACT:
            precise = whole
    if offset:
        counted = whole - whole.dtype.type(offset)  # wraps only where missing
    if precise is not None and dtype.kind in "mM":
        precise = precise.view(dtype)
    values = counted.astype(np.float64)
    if missing is not None:
        values[missing] = np.nan
    # Counted from the offset, a value must fit into 64 bits as well.
    bounds = (
        _inner(max(ends[0] - offset, -(2**63) + 1)),
        _inner(min(ends[1] - offset, 2**63 - 1 if offset else ends[1])),
    )
    return NumericColumn(values, dtype, offset, Grid(), True, bounds, precise)


def _read_objects(objects: NDArray[Any], missing: NDArray[np.bool_] | None) -> NumericColumn:
    absent = missing_values(objects)
    if missing is not None:
        absent |= missing
    present = objects[~absent].tolist()
    times = read_times(present)
    if times is not None:
        counts = np.full(len(objects), "NaT", times.values.dtype)
        counts[~absent] = times.values
        column = read_numbers(counts)
        ends = (times.bounds[0] - column.offset, times.bounds[1] - column.offset)
        bounds = (max(column.bounds[0], ends[0]), min(column.bounds[1], ends[1]))
        return replace(column, as_object=times.as_object, bounds=bounds)
    dtype, as_object = _object_type(present)
    if dtype is None:
        if all(isinstance(v, date) for v in present):  # datetime is one of them
            raise NotNumbersError(
                "dates or times of several kinds or time zones",
                lacking="between which there is no distance",
                remedy="convert them to one kind and zone first, as with "
                "pandas.to_datetime(column, utc=True)",
            )
        row = next(i for i, v in enumerate(objects) if not absent[i] and not _is_number(v))
        raise NotNumbersError.of(objects[row], row)
    if dtype is object:
        return _read_decimals(objects, absent, present)
    try:
        numbers: Any = np.zeros(len(objects), dtype)
        numbers[~absent] = present
    except OverflowError:  # whole numbers of more than 64 bits
        return _read_large(objects, absent, present)
    except (TypeError, ValueError) as error:
        raise NotNumbersError(f"values that do not go together ({error})") from error
    column = read_numbers(numbers, absent)
    if dtype == np.float64 and not all(isinstance(v, float | np.float32) for v in present):
        precise = np.zeros(len(objects), object)
        precise[~absent] = _fractions(objects[~absent])
        column = replace(column, precise=precise)
    return replace(column, as_object=as_object)


def _read_large(
    objects: NDArray[Any], absent: NDArray[np.bool_], present: list[Any]
) -> NumericColumn:
    """Return a column of numbers that are too large for numpy's types."""
    if not all(isinstance(v, Integral) for v in present):
        raise _too_large()
    numbers = np.zeros(len(objects), object)
    numbers[~absent] = [int(v) for v in present]
    return read_whole(numbers, absent, 1, 10**400, int)


def _read_decimals(
    objects: NDArray[Any], absent: NDArray[np.bool_], present: list[Any]
) -> NumericColumn:
    """Return a column of finite decimals, as whole numbers of their last digit."""
    least = min(0, *(int(v.as_tuple().exponent) for v in present))
    if least < -300:
        found = "a decimal with more than 300 digits after the point"
        raise NotNumbersError(
            found, lacking="more than distances can tell", remedy="round the column"
        )
    numbers = np.zeros(len(objects), object)
    numbers[~absent] = [int(v.scaleb(-least, _DECIMALS)) for v in present]
    return read_whole(
        numbers, absent, 10**-least, 10**400, lambda n: Decimal(n).scaleb(least, _DECIMALS)
    )


def _fractions(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return real numbers of any kind as fractions, which compare exactly; of shape (n_rows,)."""
    found = np.empty(len(numbers), object)
    found[:] = [
        Fraction(int(v)) if isinstance(v, Integral | np.bool_) else _fraction(v)
        for v in numbers.tolist()
    ]
    return found


def _fraction(number: Any) -> Fraction:
    """Return a number as a fraction; anything if it is infinite, which is refused elsewhere."""
    return Fraction(*number.as_integer_ratio()) if np.isfinite(float(number)) else Fraction(0)


def _object_type(present: list[Any]) -> tuple[Any, Callable[[Any], Any] | None]:
    """Return the numpy type of Python objects and how to make such an object; or None."""

    def all_are(*types: type) -> bool:
        return all(isinstance(v, types) for v in present)

    if not present:
        return np.float64, float
    kind = type(present[0])
    if issubclass(kind, np.integer | np.floating | np.bool_) and all_are(kind):
        return np.dtype(kind), kind
    if all_are(bool, np.bool_):
        return np.bool_, bool
    if all_are(Integral, bool, np.bool_):
        return np.int64, int
    if all_are(Decimal) and all(v.is_finite() for v in present):
        return object, None
    if all_are(Real, Decimal, np.bool_):
        return np.float64, float
    return None, None


def _is_number(value: Any) -> bool:
    return isinstance(value, Real | Decimal | np.bool_)
