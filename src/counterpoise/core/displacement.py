"""Noise that is drawn where rows are made: as small as its key, whatever the columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.words import NOISE, Words

__all__ = ["Displacement", "GaussianNoise", "Site"]


@dataclass(frozen=True)
class Site:
    """Where some new rows stand before they are displaced.

    Parameters
    ----------
    words : Words
        The words of their stratum.
    numbers : ndarray of shape (n_new,), int64
        The rows' numbers within it.
    places : ndarray of shape (n_new,), int64
        Position of each row's seed in its group.
    parents : ndarray of shape (n_new, n_parents, n_numeric), float64
        Values of the parents, missing ones as NaN.
    """

    words: Words
    numbers: NDArray[np.int64]
    places: NDArray[np.int64]
    parents: NDArray[np.float64]


class Displacement(ABC):
    """A way to move new rows away from the mixture of their parents.

    It is a few arrays, picklable and without the table: what a row's noise is follows from these,
    its words and its parents, so that it is the same wherever the row is made.
    """

    looks_at_parents: bool = False
    """Whether it has to know the parents' values; else `Site.parents` has none."""

    @abstractmethod
    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        """Return what is added to the numbers of new rows; shape (n_new, n_numeric)."""


@dataclass(frozen=True)
class GaussianNoise(Displacement):
    """Normal noise.

    Parameters
    ----------
    width : ndarray of shape (n_numeric,), float64
        Standard deviation of each column's noise.
    """

    width: NDArray[np.float64]

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        most = np.finfo(np.float64).max
        with np.errstate(over="ignore"):
            normals = site.words.normal(NOISE, site.numbers, n_numeric)
            return np.clip(normals * self.width, -most, most)
