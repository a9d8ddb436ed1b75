"""Rows that are equal in some columns, and how many would be by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.rows import Rows

__all__ = ["column_hashes", "more_than_chance", "shared_by_chance", "sizes_of"]

_STEP = 0x9E3779B97F4A7C15


def column_hashes(rows: Rows) -> NDArray[np.uint64]:
    """Return a hash of each value; shape (n_columns, n_rows), uint64.

    The sum of a row's hashes is one of the row, and without a summand one of the other columns.
    Missing values are equal to each other.
    """
    hashes = np.empty((rows.n_numeric + rows.n_categorical, len(rows)), np.uint64)
    for j in range(rows.n_numeric):
        column = np.asarray(rows.numeric[:, j], np.float64) + 0.0  # -0.0 equals 0.0
        column[np.isnan(column)] = np.nan
        hashes[j] = _mixed(column.view(np.uint64), j)
    for j in range(rows.n_categorical):
        codes = rows.codes[:, j].astype(np.int64).view(np.uint64)
        hashes[rows.n_numeric + j] = _mixed(codes, rows.n_numeric + j)
    return hashes


def sizes_of(keys: NDArray[np.uint64], asked: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return how many of the keys equal each of those asked for; shape (n_asked,), int64."""
    held, counts = np.unique(keys, return_counts=True)
    place = np.minimum(np.searchsorted(held, asked), len(held) - 1)
    return np.where(held[place] == asked, counts[place], 0).astype(np.int64)


def shared_by_chance(
    own: NDArray[np.uint64], other: NDArray[np.uint64], scale: float = 1.0
) -> float:
    """Return how many rows of one side would equal a row of the other by chance.

    Rows that agree in all columns but one, and differ there, tell: had chance thrown that column
    again, it would agree as often as its value is frequent. The largest number that any column
    tells counts. Where rows are copies, as many agree in all columns and hardly any in all but one,
    so chance expects none.

    Parameters
    ----------
    own, other : ndarray of shape (n_columns, n_own) and (n_columns, n_other), uint64
        Hashes of both sides' values.
    scale : float
        How many rows of the other side there are for each of these.
    """
    whole, theirs = own.sum(axis=0), other.sum(axis=0)
    full = sizes_of(theirs, whole)
    most = 0.0
    for a, b in zip(own, other, strict=True):
        differ = sizes_of(theirs - b, whole - a) - full
        if not differ.any():
            continue
        frequency = np.minimum(sizes_of(b, a) / other.shape[1], 1 - 1e-9)
        expected = scale * differ * frequency / (1 - frequency)
        most = max(most, float(-np.expm1(-expected).sum()))
    return most


def more_than_chance(found: int, by_chance: float) -> bool:
    """Return whether so many are more than chance explains.

    Twice as many, because columns that hang together agree more often than told, and three
    standard deviations.
    """
    return bool(found > 2 * by_chance + 3 * np.sqrt(by_chance))


def _mixed(values: NDArray[np.uint64], column: int) -> NDArray[np.uint64]:
    """Return splitmix64 of values, of each column its own."""
    state = values + np.uint64(_STEP * (column + 1) % 2**64)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
