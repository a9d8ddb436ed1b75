"""A map of points on a grid, whose neighbouring nodes have near points."""

from __future__ import annotations

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from counterpoise.neighbors import NeighborIndex

__all__ = ["grid_edges", "map_points"]

# A map that is fitted to more points than this is no other, but slower.
_MOST_FITTED = 5000


def map_points(
    points: NDArray[np.float64], side: int, n_rounds: int, stream: RandomState
) -> NDArray[np.int64]:
    """Return the node of each point on a self-organising map; shape (n_points,).

    The grid begins as a net along the two widest columns. Each round moves every node to
    the mean of all points, weighted by how near on the grid their node is; the reach of that falls
    from half of the grid to half a step (Kohonen's batch map).

    Parameters
    ----------
    points : ndarray of shape (n_points, n_dims), float64
        The points.
    side : int
        Nodes along each side of the square grid.
    n_rounds : int
        How many rounds.
    stream : RandomState
        What draws the points that the map is fitted to, where there are many.
    """
    n_nodes = side * side
    place = np.column_stack(np.divmod(np.arange(n_nodes), side)).astype(float)
    apart = np.square(place[:, np.newaxis] - place).sum(axis=2)
    some = points
    if len(points) > _MOST_FITTED:
        some = points[stream.choice(len(points), _MOST_FITTED, replace=False)]
    nodes = _net(some, place, side)
    for reach in np.geomspace(max(side / 2, 0.5), 0.5, n_rounds):
        own = _nearest(some, nodes)
        sums = np.stack([np.bincount(own, column, n_nodes) for column in some.T], axis=1)
        counts = np.bincount(own, minlength=n_nodes)
        pull = np.exp(-apart / (2 * reach**2))
        pulled = (pull @ counts)[:, np.newaxis]
        np.divide(pull @ sums, pulled, out=nodes, where=pulled > 0)
    return _nearest(points, nodes)


def _net(points: NDArray[np.float64], place: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    """Return nodes along the two widest columns, two standard deviations to either side."""
    spread = points.std(axis=0)
    nodes = np.repeat(points.mean(axis=0)[np.newaxis], len(place), axis=0)
    steps = 4 * place / max(side - 1, 1) - 2
    for column, step in zip(np.argsort(-spread, kind="stable")[:2], steps.T, strict=False):
        nodes[:, column] += step * spread[column]
    return nodes


def _nearest(points: NDArray[np.float64], nodes: NDArray[np.float64]) -> NDArray[np.int64]:
    index = NeighborIndex(n_neighbors=1).fit(nodes)
    found: NDArray[np.int64] = index.kneighbors(points, n_neighbors=1, return_distance=False)
    return found[:, 0]


def grid_edges(side: int) -> NDArray[np.int64]:
    """Return which nodes of the grid are next to each other; shape (n_edges, 2)."""
    nodes = np.arange(side * side).reshape(side, side)
    across = np.column_stack([nodes[:, :-1].ravel(), nodes[:, 1:].ravel()])
    down = np.column_stack([nodes[:-1].ravel(), nodes[1:].ravel()])
    return np.concatenate([across, down])
