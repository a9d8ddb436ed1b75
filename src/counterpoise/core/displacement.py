"""Noise that is drawn where rows are made: as small as its key, whatever the columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.grids import MOST_DECIMALS_TOLD, decimals
from counterpoise.core.ragged import Ragged
from counterpoise.core.words import NOISE, Words, below, purpose_of, unit

__all__ = ["Displacement", "GaussianNoise", "LikeParents", "Site", "TowardsPoints"]

_TOWARDS = purpose_of("towards points")

_ARITHMETIC = 4
"""Units in the last place by which a sum or a product of a few decimals may be off."""


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
    gaps : ndarray of shape (n_new, n_parents - 1), float64
        How far the new row goes from its first parent towards each of the others.
    """

    words: Words
    numbers: NDArray[np.int64]
    places: NDArray[np.int64]
    parents: NDArray[np.float64]
    gaps: NDArray[np.float64]

    @property
    def mixtures(self) -> NDArray[np.float64]:
        """The mixtures of the parents; shape (n_new, n_numeric), NaN where the first is missing.

        They are summed as the kernel sums them, to the last bit.
        """
        base = self.parents[:, 0]
        mixed: NDArray[np.float64] = base.copy()
        for gap, partner in zip(self.gaps.T, np.moveaxis(self.parents[:, 1:], 1, 0), strict=True):
            mixed -= gap[:, np.newaxis] * np.nan_to_num(base - partner)
        return mixed


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


@dataclass(frozen=True)
class LikeParents(Displacement):
    """Rounding, so that a value looks like one that was measured as its parents' values were.

    Where people round to various digits (13.5 beside 9.504, or 1 price in 10 whole), one grid for a
    column gives new values away: they have the most decimals of all. So do values between heaps,
    such as 53 months among contracts of 48 and 60, or 12.7 where most have 0.

    A value becomes the nearest parent's, if another parent has the same, or where the whole column
    has few values (contracts of 6, 12, 24 or 36 months). Else it gets exactly as
    many decimals as its first parent's value, because who rounds one column rounds others too; but
    if that is of another magnitude, as the nearest parent's, because large numbers have fewer.

    Parameters
    ----------
    steps : ndarray of shape (n_numeric,), float64
        How far the numbers of each column are apart: 0.05 where all end in 0 or 5; 0 where any
        number will do.
    few : ndarray of shape (n_numeric,), bool
        Which columns have few values, and get no others.
    """

    looks_at_parents = True
    steps: NDArray[np.float64]
    few: NDArray[np.bool_]

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        with np.errstate(over="ignore", invalid="ignore"):
            mixed = site.mixtures
            far = np.abs(site.parents - mixed[:, np.newaxis])
            nearest = np.argmin(np.where(np.isnan(far), np.inf, far), axis=1)
            like = np.take_along_axis(site.parents, nearest[:, np.newaxis], axis=1)[:, 0]
            is_heap = self.few | ((site.parents == like[:, np.newaxis]).sum(axis=1) > 1)
            first = site.parents[:, 0]
            model = np.where(_magnitude(first) == _magnitude(mixed), first, like)
            digits = decimals(model, ulps=_ARITHMETIC)
            steps = np.broadcast_to(self.steps, mixed.shape)
            offsets = np.where(is_heap, like, _rounded(mixed, digits, steps)) - mixed
        return np.nan_to_num(offsets, posinf=0.0, neginf=0.0)


def _rounded(
    values: NDArray[np.float64], digits: NDArray[np.float64], steps: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return values with exactly as many decimals as is said, where these are fewer than nine.

    One value in ten would lose its last decimal to a zero otherwise, and have fewer.
    """
    found = values.copy()
    for n in range(MOST_DECIMALS_TOLD):
        here = digits == n
        if not here.any():
            continue
        step = np.maximum(steps[here], 10.0**-n)
        rounded = np.round(np.rint(values[here] / step) * step, n)
        if n:
            ends_in_zero = np.round(rounded, n - 1) == rounded
            moved = rounded + np.where(values[here] >= rounded, step, -step)
            rounded = np.where(ends_in_zero, np.round(moved, n), rounded)
        found[here] = rounded
    return found


def _magnitude(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the power of ten of each value."""
    with np.errstate(divide="ignore"):
        power: NDArray[np.float64] = np.floor(np.log10(np.abs(values)))
    return power
