"""Mean and standard deviation of columns, the same to the last bit however the rows arrive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK", "ColumnMoments", "join_blocks", "moments_of_block", "moments_of_columns"]

BLOCK = 1 << 14
"""Rows that are summed up together. Where a block begins depends on row numbers alone."""

# The square of a smaller number has lost digits.
_SMALL = 2.0**-450


class ColumnMoments:
    """Count, mean and standard deviation of one column whose rows arrive in pieces.

    Floating-point sums depend on their order, so rows are gathered into blocks of fixed size, and
    the blocks joined in order (Chan, Golub and LeVeque 1983). Differences are taken from a value of
    the column, so that a constant column has a standard deviation of exactly 0, whatever it is.

    Examples
    --------
    >>> from counterpoise.core.moments import ColumnMoments
    >>> moments = ColumnMoments()
    >>> moments.add([1.0, 2.0, float("nan")])
    >>> moments.add([6.0])
    >>> n, mean, std = moments.finish()
    >>> n, mean, round(std, 3)
    (3, 3.0, 2.16)
    """

    def __init__(self) -> None:
        self._waiting: list[NDArray[np.float64]] = []
        self._n_waiting = 0
        self._blocks: list[NDArray[np.float64]] = []

    def add(self, values: Any) -> None:
        """Take the next rows; shape (n_rows,), NaN where missing."""
        values = np.asarray(values)
        if not len(values):
            return
        self._waiting.append(values)
        self._n_waiting += len(values)
        if self._n_waiting < BLOCK:
            return
        joined = self._joined()
        n_blocks = len(joined) // BLOCK
        whole = joined[: n_blocks * BLOCK].reshape(n_blocks, BLOCK)
        self._blocks.append(moments_of_block(whole))
        rest = joined[n_blocks * BLOCK :]
        self._waiting = [rest.copy()] if len(rest) else []
        self._n_waiting = len(rest)

    def finish(self) -> tuple[int, float, float]:
        """Return the number of present values, their mean (NaN without any) and their deviation."""
        blocks = list(self._blocks)
        if self._n_waiting:
            blocks.append(moments_of_block(self._joined()[np.newaxis]))
        if not blocks:
            return 0, np.nan, 0.0
        n, mean, std = join_blocks(np.concatenate(blocks)[:, :, np.newaxis])
        return int(n[0]), float(mean[0]), float(std[0])

    def _joined(self) -> NDArray[np.float64]:
        one = self._waiting[0] if len(self._waiting) == 1 else np.concatenate(self._waiting)
        return np.ascontiguousarray(one, np.float64)


def moments_of_columns(numeric: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and population standard deviation of each column over its present values.

    Parameters
    ----------
    numeric : ndarray of shape (n_rows, n_columns), float32 or float64
        A table in memory; NaN where missing.

    Returns
    -------
    mean, std : ndarray of shape (n_columns,), float64
        To the last bit what `ColumnMoments` says of each column. A column without values has the
        mean NaN and the deviation 0.
    """
    n_rows, n_columns = numeric.shape
    if not n_rows:
        return np.full(n_columns, np.nan), np.zeros(n_columns)
    blocks = [
        moments_of_block(np.ascontiguousarray(numeric[i : i + BLOCK].T, np.float64)).T
        for i in range(0, n_rows, BLOCK)
    ]
    _, mean, std = join_blocks(np.stack(blocks))
    return mean, std


def moments_of_block(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return count, mean and population standard deviation of each row; shape (n, 3).

    Reducing along contiguous rows, numpy adds each one in the same order whatever the others are.
    """
    found, differ = _moments_as_they_are(rows)
    doubtful = np.flatnonzero(_is_doubtful(found[:, 1], found[:, 2], differ) & (found[:, 0] > 0))
    if len(doubtful):  # squares of these overflow or vanish
        power = _powers(np.fmax.reduce(np.abs(rows[doubtful]), axis=1))
        scaled, _ = _moments_as_they_are(np.ldexp(rows[doubtful], -power[:, np.newaxis]))
        found[doubtful, 1:] = np.ldexp(scaled[:, 1:], power[:, np.newaxis])
    return found


def _moments_as_they_are(
    rows: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return what `moments_of_block` does unless squares overflow, and which rows differ at all."""
    n_rows, length = rows.shape
    first = rows[:, :1]
    with np.errstate(over="ignore", invalid="ignore"):
        step = rows - first
        total = step.sum(axis=1)
        count = np.full(n_rows, float(length))
        absent: NDArray[np.bool_] | None = None
        if np.isnan(total).any():
            absent = np.isnan(rows)
            present = ~absent
            place = present.argmax(axis=1)[:, np.newaxis]
            first = np.nan_to_num(np.take_along_axis(rows, place, axis=1))
            step = np.where(present, rows - first, 0.0)
            total = step.sum(axis=1)
            count = present.sum(axis=1).astype(np.float64)
        middle = total / np.maximum(count, 1)
        step -= middle[:, np.newaxis]
        if absent is not None:
            step[absent] = 0.0
        np.square(step, out=step)
        std = np.sqrt(step.sum(axis=1) / np.maximum(count, 1))
        differ = std > 0
        for i in np.flatnonzero(std == 0):
            differ[i] = bool((rows[i] - first[i] != 0)[~np.isnan(rows[i])].any())
        return np.column_stack([count, first[:, 0] + middle, std]), differ


def join_blocks(
    blocks: NDArray[np.float64] | Sequence[Any],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return count, mean and standard deviation over blocks; shape (n_blocks, 3, n_columns).

    The blocks are added one after the other.
    """
    blocks = np.asarray(blocks)
    n, mean, std = blocks[:, 0], blocks[:, 1], blocks[:, 2]
    total, middle, spread, differ = _joined_as_they_are(n, mean, std)
    doubtful = np.flatnonzero(_is_doubtful(middle, spread, differ) & (total > 0))
    if len(doubtful):
        sizes = np.fmax(np.abs(mean[:, doubtful]), std[:, doubtful])
        power = _powers(np.fmax.reduce(sizes, axis=0))
        scaled = (np.ldexp(part[:, doubtful], -power) for part in (mean, std))
        _, own_middle, own_spread, _ = _joined_as_they_are(n[:, doubtful], *scaled)
        middle[doubtful] = np.ldexp(own_middle, power)
        spread[doubtful] = np.ldexp(own_spread, power)
    return total, middle, spread


def _joined_as_they_are(
    n: NDArray[np.float64], mean: NDArray[np.float64], std: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return what `join_blocks` does unless squares overflow, and which columns differ at all."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        start = mean[(n > 0).argmax(axis=0), np.arange(n.shape[1])]
        step = np.where(n > 0, mean - start, 0.0)
        total = n.sum(axis=0)
        middle = _added(n * step) / np.maximum(total, 1)
        squares = _added(n * (std**2 + (step - middle) ** 2))
        differ = ((std > 0) | (step != 0)).any(axis=0)
        spread = np.sqrt(squares / np.maximum(total, 1))
        return total, np.where(total > 0, start + middle, np.nan), spread, differ


def _is_doubtful(
    mean: NDArray[np.float64], std: NDArray[np.float64], differ: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which moments may be wrong because squares overflowed, or vanished."""
    return ~np.isfinite(mean) | ~np.isfinite(std) | (differ & (std < _SMALL))


def _powers(sizes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the powers of two that bring numbers below one."""
    return np.frexp(sizes)[1].astype(np.int64)


def _added(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sums over the first axis, added one after the other."""
    total: NDArray[np.float64] = np.cumsum(values, axis=0)[-1]
    return total
