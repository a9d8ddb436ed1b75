"""Noise that is drawn where rows are made: as small as its key, whatever the columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.ragged import Ragged
from counterpoise.core.words import NOISE, Words, below, purpose_of, unit

__all__ = ["Displacement", "GaussianNoise", "Site", "TowardsPoints"]

_TOWARDS = purpose_of("towards points")


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
            normals *= self.width
        return np.clip(normals, -most, most, out=normals)


@dataclass(frozen=True)
class TowardsPoints(Displacement):
    """A uniform share of the way towards a point that is no row, such as the middle of a cluster.

    Where a row has several points, each is as likely. A value that either end misses stays.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_numeric), float64
        The points, in the table's own units.
    lists : Ragged
        The numbers of each seed's points, by the seed's place in its group; a seed without any
        stays where it is.
    reach : float, default=1.0
        The largest share of the way.
    least : float, default=0.0
        The smallest.
    """

    looks_at_parents = True
    points: NDArray[np.float64]
    lists: Ragged
    reach: float = 1.0
    least: float = 0.0

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        drawn = site.words.columns(_TOWARDS, site.numbers, 2)
        lengths = np.broadcast_to(self.lists.lengths_of(site.places), site.places.shape)
        goes = lengths > 0
        offsets = np.zeros((len(site.places), n_numeric))
        pairs = self.lists.pairs(site.places[goes], below(lengths[goes], drawn[goes, 0]))
        assert isinstance(self.lists.values, np.ndarray), "points are at hand"
        ends = self.points[self.lists.values[pairs]]
        share = self.least + (self.reach - self.least) * unit(drawn[goes, 1:])
        starts = site.parents[goes, 0]
        # Halves, because the difference of two may be larger than any number.
        with np.errstate(over="ignore"):
            offsets[goes] = np.nan_to_num(2 * (share * (ends / 2 - starts / 2)))
        return offsets
