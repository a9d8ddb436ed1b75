"""A few typical rows of a class, learnt by learning vector quantisation."""

from __future__ import annotations

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from counterpoise.parameters.threads import one_thread
from counterpoise.stages.seeds.kmeans_labels import kmeans_labels

__all__ = ["learnt_codebook"]

_BLOCK = 256
_PASSES = 5
_RATE = 0.1
# From how many rows of each side a codebook is learnt at most.
_MOST_ROWS = 20_000


def learnt_codebook(
    points: NDArray[np.float64], is_own: NDArray[np.bool_], n_entries: int, stream: RandomState
) -> NDArray[np.float64]:
    """Return the codebook of a class; shape (n_entries, n_dims), fewer where rows are alike.

    It begins with the centres of k-means within the class and within the others. Then rows pass by
    in random order: the nearest entry moves towards a row of its own side, and away from one of the
    other side, by a rate that falls to 0 (Kohonen's LVQ1). Entries move once for a block of rows,
    by the mean of what these ask.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_dims), float64
        The rows.
    is_own : ndarray of shape (n_rows,), bool
        Which of them are of the class.
    n_entries : int
        How many entries there are on each side at most.
    stream : RandomState
        Decides which rows serve, how k-means begins, and in which order rows pass.
    """
    sides = [_some(np.flatnonzero(is_own), stream), _some(np.flatnonzero(~is_own), stream)]
    starts = [_centres(points[rows], n_entries, stream) for rows in sides]
    entries = np.concatenate(starts)
    of_own = np.arange(len(entries)) < len(starts[0])
    rows = np.concatenate(sides)
    n_blocks = _PASSES * -(-len(rows) // _BLOCK)
    done = 0
    # Products this small keep several threads waiting for each other.
    with one_thread("blas"):
        for _ in range(_PASSES):
            order = stream.permutation(rows)
            for start in range(0, len(order), _BLOCK):
                block = order[start : start + _BLOCK]
                rate = _RATE * (1 - done / n_blocks)
                _learn(entries, of_own, points[block], is_own[block], rate)
                done += 1
    return entries[of_own]


def _learn(
    entries: NDArray[np.float64],
    of_own: NDArray[np.bool_],
    points: NDArray[np.float64],
    is_own: NDArray[np.bool_],
    rate: float,
) -> None:
    """Move entries as a block of rows asks."""
    # Without the squares of the points, which are the same for all entries.
    far = np.square(entries).sum(axis=1) - 2 * (points @ entries.T)
    nearest = far.argmin(axis=1)
    is_nearest = nearest[:, np.newaxis] == np.arange(len(entries))
    signs = np.where(of_own[nearest] == is_own, 1.0, -1.0)
    asked = (signs[:, np.newaxis] * (points - entries[nearest])).T @ is_nearest
    entries += rate * asked.T / np.maximum(is_nearest.sum(axis=0), 1)[:, np.newaxis]


def _some(rows: NDArray[np.int64], stream: RandomState) -> NDArray[np.int64]:
    return rows if len(rows) <= _MOST_ROWS else np.sort(stream.permutation(rows)[:_MOST_ROWS])


def _centres(
    points: NDArray[np.float64], n_entries: int, stream: RandomState
) -> NDArray[np.float64]:
    """Return the middles of the clusters of k-means; shape (n_centres, n_dims)."""
    labels = kmeans_labels(points, n_entries, stream)
    return np.array([points[labels == label].mean(axis=0) for label in np.unique(labels)])
