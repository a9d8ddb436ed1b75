"""Groups of rows that are all joined with each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError

__all__ = ["maximal_cliques"]

# Cliques of one size, with those that turn out to be none; more would not fit into memory.
_MOST_CLIQUES = 20_000_000


def maximal_cliques(
    n: int, first: NDArray[np.int64], second: NDArray[np.int64], most: int
) -> list[NDArray[np.int64]]:
    """Return the cliques of a graph, up to a size, that are part of no larger one.

    A clique of the greatest size counts, whether or not it could be extended. Every vertex must
    have an edge.

    Parameters
    ----------
    n : int
        How many vertices there are.
    first, second : ndarray of shape (n_edges,), int64
        The ends of the edges, in either order.
    most : int
        The greatest size of a clique, 2 or more.

    Returns
    -------
    list of ndarray of shape (n_cliques, size), int64
        The cliques of each size from 2 on, each one's vertices ascending.

    Raises
    ------
    InvalidInputError
        If there are too many to keep.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.stages.seeds.cliques import maximal_cliques
    >>> edges = np.array([[0, 1], [0, 2], [1, 2], [2, 3]])
    >>> [found.tolist() for found in maximal_cliques(4, *edges.T, most=3)]
    [[[2, 3]], [[0, 1, 2]]]
    """
    low, high = np.minimum(first, second), np.maximum(first, second)
    # A clique is named by its first vertices, which are a clique, and its last one.
    names = [np.unique((low * n + high)[low < high])]
    cliques = [np.column_stack(np.divmod(names[0], n))]
    starts = np.searchsorted(cliques[0][:, 0], np.arange(n + 1))
    found = []
    while len(cliques[-1]) and cliques[-1].shape[1] < most:
        own = cliques[-1]
        n_after = np.diff(starts)[own[:, -1]]
        if n_after.sum() > _MOST_CLIQUES:
            raise InvalidInputError(
                f"neighbours make over {_MOST_CLIQUES:,} groups of {own.shape[1] + 1} rows",
                joint=", which ",
                needed="do not fit into memory",
                remedy="lower dimension or k_neighbors",
            )
        parent = np.repeat(np.arange(len(own)), n_after)
        rank = np.arange(len(parent)) - np.repeat(np.cumsum(n_after) - n_after, n_after)
        added = cliques[0][starts[own[parent, -1]] + rank, 1]
        joined = np.ones(len(parent), bool)
        for vertex in own[parent, :-1].T:
            joined &= _has(names[0], vertex * n + added)
        parent, added = parent[joined], added[joined]
        larger = np.column_stack([own[parent], added])
        is_part = np.zeros(len(own), bool)
        for left_out in range(larger.shape[1]):
            is_part[_place(names, n, np.delete(larger, left_out, axis=1))] = True
        found.append(own[~is_part])
        names.append(parent * n + added)
        cliques.append(larger)
    return [*found, cliques[-1]]


def _has(names: NDArray[np.int64], sought: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which numbers are among some ascending ones."""
    place = np.minimum(np.searchsorted(names, sought), len(names) - 1)
    there: NDArray[np.bool_] = names[place] == sought
    return there


def _place(names: list[NDArray[np.int64]], n: int, cliques: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of cliques among all those of their size."""
    place = cliques[:, 0]
    for known, vertex in zip(names, cliques[:, 1:].T, strict=False):
        place = np.searchsorted(known, place * n + vertex)
    return place
