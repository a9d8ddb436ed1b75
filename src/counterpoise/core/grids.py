"""The grid that the numbers of a column lie on: two decimals, steps of 10, whole days."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FREE",
    "MOST_DECIMALS_TOLD",
    "Grid",
    "GridLearner",
    "decimals",
    "grid_table",
    "learn_grid",
    "learn_grids",
    "on_grid",
    "time_units",
]

_MOST_DECIMALS = 15

# A float of so many bytes tells whole numbers up to this, divided by any power of ten, from each
# other and from what lies between them: the product with that power is off by less than a half.
_MOST = {2: 10**3, 4: 2**22, 8: 10**15}

# Sums and products of decimals are off by a few units in the last place (3 * 0.1 is
# 0.30000000000000004). Numbers that have nothing to do with a decimal lie as near to one in less
# than 1 of 100 cases, if its step is so many times coarser than what floats tell.
_ARITHMETIC = 4
_COARSER = 1000

# Beyond this every float64 is whole.
_ALL_WHOLE = 2**53

_FIRST_LOOK = 64  # values that rule out most grids
_BLOCK = 1 << 14  # rows whose columns are laid out one after the other

# m values that have nothing to do with a step share a divisor of g or more with a chance below
# g**(2 - m): each of m - 1 differences is a multiple of h with chance 1/h, and h**(1 - m) is summed
# over all h from g on. A step is believed where that is below 2**-16.
_BITS_TO_BELIEVE = 16
_MOST_SEEN = 2 + _BITS_TO_BELIEVE  # different values that are enough for the smallest step, 2

MOST_DECIMALS_TOLD = 9
"""As how many decimals a value counts that has this many or more."""

_NEAR = 1e-3
"""The share of a decimal's step that a value may be off."""

FREE = (1.0, 0.0, 0.0, -np.inf, np.inf)
"""The column of `grid_table` for numbers that may lie anywhere."""


@dataclass(frozen=True)
class Grid:
    """The numbers ``(origin + step * n) / scale`` for all whole n.

    Parameters
    ----------
    scale : int
        A power of ten: that of the decimals.
    origin : int
        Where the steps begin, from 0 to below `step`.
    step : int
        How far the numbers are apart, in units of 1 / scale.
    """

    scale: int = 1
    origin: int = 0
    step: int = 1

    def less(self, offset: int) -> Grid:
        """Return the grid of the same numbers, counted from a whole number."""
        return Grid(self.scale, (self.origin - offset * self.scale) % self.step, self.step)

    def row(self, least: float = -np.inf, greatest: float = np.inf) -> tuple[float, ...]:
        """Return the column of `grid_table` that says this, within a least and a greatest value."""
        return float(self.scale), float(self.origin), float(self.step), least, greatest

    def nearest(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Return the nearest numbers of the grid to whole numbers, both in units of 1 / scale."""
        if self.step == 1:
            return numbers
        rest = (numbers - self.origin) % self.step
        nearest: NDArray[Any] = numbers - rest + np.where(2 * rest >= self.step, self.step, 0)
        return nearest


def grid_table(columns: Sequence[tuple[float, ...]]) -> NDArray[np.float64]:
    """Return the grids of columns as `Rows` have them.

    Parameters
    ----------
    columns : sequence of tuple of float
        What `Grid.row` returns, or `FREE`.

    Returns
    -------
    ndarray of shape (5, n_columns), float64
        Scale, origin, step (0 where any number will do), least and greatest value.
    """
    return np.ascontiguousarray(np.array(columns, np.float64).reshape(-1, 5).T)


def on_grid(values: NDArray[np.float64], grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the nearest values on the grids of their columns; NaN stays NaN.

    Parameters
    ----------
    values : ndarray of shape (n_values,), float64
        Any values.
    grid : ndarray of shape (5, n_values)
        The column of `grid_table` for each.
    """
    scale, origin, step, least, greatest = grid
    is_free = step == 0
    distance = np.where(is_free, 1.0, step)
    counted = origin + distance * np.rint((values * scale - origin) / distance)
    return np.where(is_free, values, np.clip(counted / scale, least, greatest))


def decimals(values: NDArray[np.float64], ulps: int = 0) -> NDArray[np.float64]:
    """Return how many decimals each value has, up to nine; the shape of the values.

    The values of a column that are all float32 are read as such: 0.1 has one decimal there too.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_columns), float64
        The values, NaN where missing.
    ulps : int, default=0
        By how many units in the last place a value may be off, as a sum of decimals is.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.core.grids import decimals
    >>> decimals(np.array([[13.5, 9.504, 1001.0, 1 / 3]]))
    array([[1., 3., 0., 9.]])
    >>> decimals(np.array([[0.1 + 0.2]])), decimals(np.array([[0.1 + 0.2]]), ulps=4)
    (array([[9.]]), array([[1.]]))
    """
    found = np.full(values.shape, float(MOST_DECIMALS_TOLD))
    with np.errstate(over="ignore", invalid="ignore"):
        single = ((values.astype(np.float32) == values) | np.isnan(values)).all(axis=0)
        for n in reversed(range(MOST_DECIMALS_TOLD)):
            rounded = np.round(values, n)
            found[rounded == values] = n
            if ulps:
                slack = ulps * np.spacing(np.abs(values))
                # Among numbers so large that all are near a decimal, being near one says nothing.
                found[(np.abs(rounded - values) <= slack) & (slack <= _NEAR * 10.0**-n)] = n
            if single.any():
                found[(rounded.astype(np.float32) == values) & single] = n
    return found


def time_units(unit: str) -> tuple[int, ...]:
    """Return how long a microsecond, ..., a second, a minute, an hour and a day are.

    Parameters
    ----------
    unit : {"ns", "us", "ms", "s", "m", "h", "D"} or another of numpy's
        What they are counted in; what is no more than that is left out.
    """
    seconds = {"ns": 10**9, "us": 10**6, "ms": 10**3, "s": 1}
    if unit in seconds:
        second = seconds[unit]
        parts = [second // k for k in (10**6, 10**3) if second > k]
        return tuple(n for n in (*parts, second, *(second * k for k in (60, 3600, 86400))) if n > 1)
    return {"m": (60, 1440), "h": (24,)}.get(unit, ())


def learn_grid(values: NDArray[np.floating]) -> Grid | None:
    """Return the grid of floats, NaN where missing; None where they have none.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.core.grids import learn_grid
    >>> learn_grid(np.array([0.25, 1.5, np.nan]))
    Grid(scale=100, origin=0, step=1)
    >>> learn_grid(np.arange(20) * 0.5)
    Grid(scale=10, origin=0, step=5)
    >>> learn_grid(np.sqrt(np.arange(20.0)))
    """
    learner = GridLearner()
    learner.add_floats(values)
    return learner.finish()


def learn_grids(table: NDArray[np.floating]) -> list[Grid | None]:
    """Return the grid of each column of a table of shape (n_rows, n_columns), as `learn_grid`."""
    learners = [GridLearner() for _ in range(table.shape[1])]
    alive = list(range(len(learners)))
    starts = [0, *range(_FIRST_LOOK, len(table), _BLOCK), len(table)]
    for start, stop in itertools.pairwise(starts):
        block = np.ascontiguousarray(table[start:stop, alive].T)
        for j, values in zip(alive, block, strict=True):
            learners[j].add_floats(values)
        alive = [j for j in alive if learners[j].possible]
        if not alive:
            break
    return [learner.finish() for learner in learners]


def _counted(
    values: NDArray[np.floating], power: float, ulps: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return values in units of a decimal, rounded, and which of them are whole numbers of it.

    They may be off by some units in the last place.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        counted = np.rint(values.astype(np.float64, copy=False) * power)
        nearest = (counted / power).astype(values.dtype, copy=False)
        if ulps:
            return counted, np.abs(nearest - values) <= ulps * np.spacing(np.abs(values))
        return counted, nearest == values


class GridLearner:
    """Finds the grid of a column whose values arrive in pieces, in any order.

    Decimals are believed at sight, and so are the units in which people count (whole seconds,
    minutes, hours, days). Any other step is believed only where there are enough different values:
    numbers that have nothing to do with a step share one of g or more with a chance below
    ``g ** (2 - m)``, where m is how many different ones there are, and that must be less than one
    in 65,536.

    Values may be off by some units in the last place, as computed decimals are, where no finer
    decimal explains them.

    Parameters
    ----------
    scale : int, default=1
        For whole numbers, in what part of one they are counted: 100 for a decimal type with two
        digits.
    units : tuple of int
        Steps that are believed at sight, ascending, each a divisor of the next.

    Attributes
    ----------
    possible : bool
        Whether there may be a grid still: what comes need not be added where there is none.
    """

    def __init__(self, scale: int = 1, units: tuple[int, ...] = ()):
        self._scale = scale
        self._units = units
        self._decimals = 0
        self._largest = 0.0
        self._most = _MOST[8]
        self._first: int | None = None
        self._step = 0  # the greatest common divisor of the differences from the first
        self._seen: set[int] = set()
        self._is_exact = True  # whether all values so far are decimals to the last bit
        self.possible = True

    def add_floats(self, values: NDArray[np.floating]) -> None:
        """Take values of shape (n_rows,), float16 to float64; NaN where missing."""
        self._most = min(self._most, _MOST[values.dtype.itemsize])
        for part in (values[:_FIRST_LOOK], values[_FIRST_LOOK:]):
            if not self.possible or not len(part):
                return
            counted = self._count_decimals(part)
            if counted is not None:
                self._add_counted(counted)

    @property
    def has_no_step(self) -> bool:
        """Whether no number but 1 divides the differences of the whole numbers so far."""
        return self._step == 1

    def add_whole(self, numbers: NDArray[Any]) -> None:
        """Take whole numbers of shape (n_rows,): int64, uint64, or Python's of any size."""
        for part in (numbers[:_FIRST_LOOK], numbers[_FIRST_LOOK:]):
            if len(part):
                self._add_counted(part)

    def merge(self, other: GridLearner) -> None:
        """Take all that another learner of the same column was given."""
        self.possible = self.possible and other.possible
        self._largest = max(self._largest, other._largest)
        self._most = min(self._most, other._most)
        self._is_exact = self._is_exact and other._is_exact
        if not self.possible or other._first is None:
            return
        seen, first, step = other._seen, other._first, other._step
        if other._decimals > self._decimals:
            self._refine(other._decimals)
        elif other._decimals < self._decimals:
            finer = 10 ** (self._decimals - other._decimals)
            seen, first, step = {n * finer for n in seen}, first * finer, step * finer
        if self._is_beyond():
            self.possible = False
            return
        if self._first is None:
            self._first = first
        self._step = math.gcd(self._step, step, first - self._first)
        self._note(seen)

    def finish(self) -> Grid | None:
        """Return the grid; None where the values have none, or there are none."""
        if not self.possible or self._first is None:
            return None
        divisor = math.gcd(self._first, self._step)
        step = max((u for u in self._units if divisor % u == 0), default=1)
        times = self._step // step
        if times > 1 and (len(self._seen) - 2) * math.log2(times) >= _BITS_TO_BELIEVE:
            step = self._step
        return Grid(self._scale * 10**self._decimals, self._first % step, step)

    def _count_decimals(self, values: NDArray[np.floating]) -> NDArray[np.int64] | None:
        """Return values in units of the last decimal; None where that cannot be."""
        present = values
        largest = float(np.abs(values).max())
        if not math.isfinite(largest):
            present = values[np.isfinite(values)]
            largest = float(np.abs(present).max(initial=0.0))
            if not len(present):
                return None
        self._largest = max(self._largest, largest)
        doubtful, looked_ahead = present, False
        while True:
            power = 10.0**self._decimals
            counted, fits = _counted(doubtful, power)
            if fits.all():
                break
            doubtful = doubtful[~fits]  # the others fit with more decimals all the more
            if self._largest * power * _COARSER <= self._most:
                near = _counted(doubtful, power, _ARITHMETIC)[1]
                self._is_exact = self._is_exact and not near.any()
                doubtful = doubtful[~near]
                if not len(doubtful):
                    break
            if not looked_ahead and not self._may_fit(doubtful):
                self.possible = False
                return None
            looked_ahead = True
            self._refine(self._decimals + 1)
            if self._decimals > _MOST_DECIMALS or self._is_beyond():
                self.possible = False
                return None
        if self._is_beyond():
            self.possible = False
            return None
        if self._step == 1 and self._first is not None:
            return None
        if self._largest > _ALL_WHOLE:  # no step is looked for among so large numbers
            self._first, self._step = self._first or 0, 1
            return None
        if len(doubtful) < len(present):
            counted = np.rint(present.astype(np.float64, copy=False) * power)
        return counted.astype(np.int64)

    def _may_fit(self, values: NDArray[np.floating]) -> bool:
        """Return whether all values have a last decimal that floats of their size tell.

        What fits with some decimals fits with more, so one look at the most tells noise apart.
        """
        decimals = self._decimals + 1
        while decimals < _MOST_DECIMALS and self._largest * 10.0 ** (decimals + 1) <= self._most:
            decimals += 1
        fits = _counted(values, 10.0**decimals)[1]
        while decimals > self._decimals and self._largest * 10.0**decimals * _COARSER > self._most:
            decimals -= 1
        if decimals > self._decimals:  # one unit more, since a finer decimal is rounded anew
            fits |= _counted(values, 10.0**decimals, _ARITHMETIC + 1)[1]
        return bool(fits.all())

    def _is_beyond(self) -> bool:
        """Return whether the numbers have more digits than floats of their size tell."""
        if not self._is_exact:
            return self._largest * 10.0**self._decimals * _COARSER > self._most
        return self._decimals > 0 and self._largest * 10.0**self._decimals > self._most

    def _refine(self, decimals: int) -> None:
        """Count in units of more decimals."""
        finer = 10 ** (decimals - self._decimals)
        self._decimals = decimals
        self._step *= finer
        self._seen = {n * finer for n in self._seen}
        if self._first is not None:
            self._first *= finer

    def _add_counted(self, numbers: NDArray[Any]) -> None:
        if self._first is None:
            self._first = int(numbers[0])
        if self._step == 1:
            return
        differences = _differences(numbers, self._first)
        if self._step:
            differences = differences % differences.dtype.type(self._step)
        if differences.any():
            self._step = math.gcd(self._step, int(np.gcd.reduce(differences)))
        if self._step != 1 and len(self._seen) < _MOST_SEEN:
            known = np.array(sorted(self._seen), numbers.dtype)
            new = numbers[~np.isin(numbers, known)] if len(known) else numbers
            self._note(np.unique(new)[:_MOST_SEEN].tolist())

    def _note(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            if len(self._seen) == _MOST_SEEN:
                return
            self._seen.add(number)


def _differences(numbers: NDArray[Any], first: int) -> Any:
    """Return how far whole numbers are from one of them, without a sign."""
    if numbers.dtype == object:
        return np.abs(numbers - first)
    below = numbers < numbers.dtype.type(first)
    # Modulo 2**64 no difference overflows.
    steps = numbers.view(np.uint64) - np.uint64(first % 2**64)
    return np.where(below, np.negative(steps), steps) if below.any() else steps
