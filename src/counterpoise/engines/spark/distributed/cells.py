"""Cells: a space divided by the nearest of some centres, so that neighbours are looked for nearby.

A coarse quantizer in the sense of inverted files (Sivic and Zisserman 2003; Jégou, Douze and Schmid
2011, https://doi.org/10.1109/TPAMI.2010.57): rows near each other mostly lie in the same cell or in
neighbouring ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.neighbors import NeighborIndex

__all__ = ["Cells", "Embedding", "find_centres"]

_ROUNDS = 8
_AXES = 16


@dataclass(frozen=True)
class Embedding:
    """Rows as points of a Euclidean space in which no two are farther apart than they are.

    A category is an axis at a distance that makes two differing ones as far apart as they are;
    some share an axis, which moves them together. A missing number stands in the middle.

    Parameters
    ----------
    middle : ndarray of shape (n_numeric,), float64
        What stands for a missing number.
    category_unit : float
        How far apart two rows are that differ in one category.
    """

    middle: NDArray[np.float64]
    category_unit: float

    def __call__(self, points: NDArray[Any], codes: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return the place of each row.

        Parameters
        ----------
        points : ndarray of shape (n_rows, n_numeric)
            Numbers in the units of the distance; NaN where missing.
        codes : ndarray of shape (n_rows, n_categorical), int32
            Category codes; -1 where missing.
        """
        n_rows, n_numeric = points.shape
        n_categorical = codes.shape[1]
        placed = np.zeros((n_rows, n_numeric + _AXES * n_categorical))
        placed[:, :n_numeric] = np.where(np.isnan(points), self.middle, points)
        side = self.category_unit / np.sqrt(2)  # two axes differ where a category does
        for j in range(n_categorical):
            present = np.flatnonzero(codes[:, j] >= 0)
            placed[present, n_numeric + _AXES * j + codes[present, j] % _AXES] = side
        return placed


def find_centres(sample: NDArray[np.float64], n_centres: int) -> NDArray[np.float64]:
    """Return centres of about equally many rows: some rounds of Lloyd's k-means.

    The exact search and sums in the order of the rows make it the same with any number of threads.

    Parameters
    ----------
    sample : ndarray of shape (n_rows, n_axes), float64
        Places of rows.
    n_centres : int
        How many; fewer come back where rows repeat.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.engines.spark.distributed.cells import find_centres
    >>> find_centres(np.array([[0.0], [1.0], [10.0], [11.0]]), 2)
    array([[ 0.5],
           [10.5]])
    """
    first = np.linspace(0, len(sample), n_centres, endpoint=False).astype(np.int64)
    centres = np.unique(sample[first], axis=0)
    for _ in range(_ROUNDS):
        cell = nearest_centre(centres, sample)[0]
        used, place, counts = np.unique(cell, return_inverse=True, return_counts=True)
        total = np.zeros((len(used), sample.shape[1]))
        np.add.at(total, place, sample)
        moved = total / counts[:, np.newaxis]
        if moved.shape == centres.shape and np.array_equal(moved, centres):
            break
        centres = moved
    return centres


def nearest_centre(
    centres: NDArray[np.float64], placed: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the cell of each place, and how far it is from the cell's centre; both (n_rows,)."""
    distances, cell = NeighborIndex(1).fit(centres).kneighbors(placed, 1)
    return cell[:, 0], distances[:, 0]


@dataclass(frozen=True)
class Cells:
    """The cells of one class.

    Parameters
    ----------
    centres : ndarray of shape (n_cells, n_axes), float64
        Their centres.
    counts : ndarray of shape (n_cells,), int64
        Rows in each.
    radii : ndarray of shape (n_cells,), float64
        How far from its centre a row of the cell is at most.
    """

    centres: NDArray[np.float64]
    counts: NDArray[np.int64]
    radii: NDArray[np.float64]

    @property
    def n_cells(self) -> int:
        return len(self.centres)

    def order(self, placed: NDArray[np.float64], n_nearest: int | None = None) -> NDArray[np.int64]:
        """Return the cells nearest to each place, the nearest first; (n_rows, n_nearest)."""
        n_nearest = self.n_cells if n_nearest is None else min(n_nearest, self.n_cells)
        index = NeighborIndex(n_nearest).fit(self.centres)
        order: NDArray[np.int64] = index.kneighbors(placed, n_nearest, return_distance=False)
        return order

    def probed(
        self, placed: NDArray[np.float64], n_probes: int, n_needed: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which row looks into which cell: the nearest ones, and more if these are empty.

        Parameters
        ----------
        placed : ndarray of shape (n_rows, n_axes)
            Places of rows.
        n_probes : int
            How many cells each row looks into.
        n_needed : int
            How many rows its cells must have at least.

        Returns
        -------
        row, cell : ndarray of shape (n_pairs,), int64
        """
        nearest = self.order(placed, n_probes)
        row = np.repeat(np.arange(len(placed)), nearest.shape[1])
        cell = nearest.ravel()
        lacking = np.flatnonzero(self.counts[nearest].sum(axis=1) < n_needed)
        if len(lacking):
            everything = self.order(placed[lacking])
            n_before = np.cumsum(self.counts[everything], axis=1) - self.counts[everything]
            place = np.arange(self.n_cells)
            more, rank = np.nonzero((place >= nearest.shape[1]) & (n_before < n_needed))
            row = np.concatenate([row, lacking[more]])
            cell = np.concatenate([cell, everything[more, rank]])
        return row, cell

    def within(
        self, placed: NDArray[np.float64], bounds: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which row must look into which cell to miss no neighbour within its bound.

        A row of a cell is at least as far away as its centre, less the cell's radius.
        """
        pairs = []
        for start in range(0, len(placed), 4096):
            some = placed[start : start + 4096]
            distances, cell = NeighborIndex(self.n_cells).fit(self.centres).kneighbors(some)
            slack = 1e-9 * (distances + self.radii[cell])  # what rounding may have added
            reached = (
                distances - self.radii[cell] - slack <= bounds[start : start + 4096, np.newaxis]
            )
            row, rank = np.nonzero(reached)
            pairs.append((row + start, cell[row, rank]))
        rows, cells = zip(*pairs, strict=True) if pairs else ([], [])
        nothing = np.empty(0, np.int64)
        return np.concatenate([nothing, *rows]), np.concatenate([nothing, *cells])
