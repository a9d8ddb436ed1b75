"""Small trees that tell two sides apart, grown again and again on the same rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.kernel import _kernel
from counterpoise.parameters.threads import count_threads, in_threads

__all__ = ["WeakTrees"]

_BINS = 256


class WeakTrees:
    """Trees on rows whose numbers are put into bins once, so that no tree has to sort them.

    A column is cut at its quantiles into at most 256 bins, and trees split between bins. They are
    of the kind that rpart grows with its complexity parameter: a split must take away a share of
    the impurity (Gini's) of the whole table.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_dims), float64
        The rows.
    is_own : ndarray of shape (n_rows,), bool
        Which of the two sides each row is of.
    complexity : float
        Which share of the impurity a split must take away.
    most_depth : int
        How deep a tree grows at most.
    fewest : int
        How many rows a node must have to be split.
    n_jobs : int, optional
        Threads; None for all of them.
    """

    def __init__(
        self,
        points: NDArray[np.float64],
        is_own: NDArray[np.bool_],
        complexity: float,
        most_depth: int,
        fewest: int,
        n_jobs: int | None = None,
    ):
        self._n_threads = count_threads(n_jobs)
        columns = ((column,) for column in np.ascontiguousarray(points.T))
        self._bins = np.stack(in_threads(_in_bins, columns, self._n_threads))
        self._is_own = is_own
        self._complexity = complexity
        self._most_depth = most_depth
        self._fewest = fewest

    def tell(self, weights: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return for which rows a tree that is grown on all says that they are of the one side.

        Parameters
        ----------
        weights : ndarray of shape (n_rows,), float64
            How much each row counts.
        """
        own = np.where(self._is_own, weights, 0.0)
        total, mine = weights.sum(), own.sum()
        least = self._complexity * 2 * mine * (total - mine) / total
        told = np.zeros(len(weights), bool)
        rows, nodes = np.arange(len(weights)), np.zeros(len(weights), np.int32)
        for depth in range(self._most_depth + 1):
            n_nodes = int(nodes.max(initial=-1)) + 1
            sums = [np.bincount(nodes, each[rows], n_nodes) for each in (own, weights)]
            told[rows] = (2 * sums[0] > sums[1])[nodes]
            if depth == self._most_depth or not n_nodes:
                break
            gain, column, last = self._best(rows, nodes, weights, own, n_nodes)
            splits = (gain >= least) & (gain > 0)
            splits &= np.bincount(nodes, minlength=n_nodes) >= self._fewest
            stays = splits[nodes]
            rows, nodes = rows[stays], nodes[stays]
            # The nodes of the next level are numbered two by two.
            number = np.cumsum(splits, dtype=np.int32) - 1
            is_right = self._bins[column[nodes], rows] > last[nodes]
            nodes = 2 * number[nodes] + is_right.astype(np.int32)
        return told

    def _best(
        self,
        rows: NDArray[np.int64],
        nodes: NDArray[np.int32],
        weights: NDArray[np.float64],
        own: NDArray[np.float64],
        n_nodes: int,
    ) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int32]]:
        """Return the gain, column and last left bin of the best split of each node."""
        everywhere = np.full(len(weights), -1, np.int32)
        everywhere[rows] = nodes
        gain, column, last = _kernel.best_splits(
            self._bins, everywhere, weights, own, n_nodes, self._n_threads
        )
        return gain[:, 0], column[:, 0], last[:, 0]


def _in_bins(column: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return numbers as the places of their bins, with about equally many in each; (n_rows,)."""
    values = np.sort(column)
    ends = values[np.append(values[1:] > values[:-1], True)]
    if len(ends) > _BINS:
        ends = np.unique(values[np.arange(1, _BINS) * len(values) // _BINS])
    return np.searchsorted(ends, column).astype(np.uint8)
