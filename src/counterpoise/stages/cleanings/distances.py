"""How far some rows are from the nearest, or the farthest, of others."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from counterpoise.errors import InvalidInputError, Named, Setting
from counterpoise.neighbors import NeighborIndex
from counterpoise.space.problem import TableProblem

__all__ = ["farthest_distances", "n_found", "nearest_distances"]

_BLOCK = 1 << 22
"""Distances that are held at once where all of them are needed."""


def n_found(n_neighbors: Any) -> int:
    """Return how many neighbours a number or the user's search stands for, none of them itself."""
    return int(getattr(n_neighbors, "n_neighbors", n_neighbors))


def check_enough(
    problem: TableProblem, reference: NDArray[np.int64], k: int, parameter: str
) -> None:
    """Raise `InvalidInputError` unless a class has k rows to be neighbours."""
    n = len(reference)
    if n < k:
        label = problem.labels[problem.target[reference[0]]] if n else None
        raise InvalidInputError(
            f"class {label!r} has {n} row{'s' * (n != 1)}",
            needed=(Setting(parameter, k), f" needs at least {k}"),
            remedy=("lower ", Named(parameter), f" to {n}"),
        )


def nearest_distances(
    problem: TableProblem,
    queries: NDArray[np.int64],
    reference: NDArray[np.int64],
    n_neighbors: Any,
    parameter: str = "n_neighbors",
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the distances to the nearest reference rows and their numbers, nearest first.

    Parameters
    ----------
    problem : TableProblem
        The table.
    queries : ndarray of shape (n_queries,), int64
        Row numbers; those that are in the reference are their own nearest.
    reference : ndarray of shape (n_reference,), int64
        Ascending row numbers of one class.
    n_neighbors : int or estimator
        How many, or an object with `kneighbors` that finds so many.
    parameter : str
        What the sampler calls it.

    Returns
    -------
    distances : ndarray of shape (n_queries, k), float64
    rows : ndarray of shape (n_queries, k), int64
    """
    k = n_found(n_neighbors)
    check_enough(problem, reference, k, parameter)
    klass = int(problem.target[reference[0]])
    if hasattr(n_neighbors, "kneighbors"):
        index = clone(n_neighbors, safe=False)
        space = problem.geometry.embedding(klass)
        far, found = index.fit(space[reference]).kneighbors(space[queries])
        problem.findings["search", parameter] = index
        return np.asarray(far), reference[found]
    own = np.isin(queries, reference, assume_unique=True)
    if own.any():
        return _with_themselves(problem, queries, reference, k, klass, own)
    found, distances, index = problem.geometry.search(
        reference, queries, k, klass=klass, distances=True
    )
    assert distances is not None
    index.n_neighbors = k  # no query is among the rows that are searched
    problem.findings["search", parameter] = index
    return distances, found


def _with_themselves(
    problem: TableProblem,
    queries: NDArray[np.int64],
    reference: NDArray[np.int64],
    k: int,
    klass: int,
    own: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return what `nearest_distances` does where queries are reference rows."""
    assert own.all(), "a class is asked about itself, or about another one"
    distances, rows = np.zeros((len(queries), 1)), queries[:, np.newaxis]
    if k > 1:
        found, far, _ = problem.geometry.search(
            reference, queries, k - 1, klass=klass, distances=True
        )
        assert far is not None
        distances, rows = np.hstack([distances, far]), np.hstack([rows, found])
    return distances, rows


def farthest_distances(
    problem: TableProblem,
    queries: NDArray[np.int64],
    reference: NDArray[np.int64],
    k: int,
) -> NDArray[np.float64]:
    """Return the distances to the k farthest reference rows, in no order; shape (n_queries, k)."""
    rows = problem.rows
    check_enough(problem, reference, k, "n_neighbors")
    if not (rows.n_categorical or rows.has_missing or rows.is_sparse):
        points = np.asarray(problem.geometry.points, np.float64)
        return _farthest_points(points[queries], points[reference], k, problem.geometry.n_jobs)
    found = np.empty((len(queries), k))
    step = max(1, _BLOCK // len(reference))
    for start in range(0, len(queries), step):
        asked = queries[start : start + step]
        far, _ = nearest_distances(problem, asked, reference, len(reference))
        found[start : start + step] = far[:, -k:]
    return found


def _farthest_points(
    queries: NDArray[np.float64], points: NDArray[np.float64], k: int, n_jobs: int | None
) -> NDArray[np.float64]:
    """Return the distances to the k farthest points; shape (n_queries, k).

    The farthest points are the nearest ones in a space with one more axis. There a point is
    ``(p, s)`` with ``s^2 = 2 max|p|^2 - 2 |p|^2``, and a query is ``(-q, 0)``. The square of
    their distance is ``2 |q|^2 + 2 max|p|^2 - |p - q|^2``: the farther the point, the less it is.
    """
    middle = points.mean(axis=0)
    points, queries = points - middle, queries - middle
    squares = np.einsum("ij,ij->i", points, points)
    lifted = np.column_stack([points, np.sqrt(2 * (squares.max() - squares))])
    asked = np.column_stack([-queries, np.zeros(len(queries))])
    index = NeighborIndex(n_neighbors=k, n_jobs=n_jobs).fit(lifted)
    rows = index.kneighbors(asked, return_distance=False)
    found = np.empty((len(queries), k))
    for j in range(k):
        apart = queries - points[rows[:, j]]
        found[:, j] = np.sqrt(np.einsum("ij,ij->i", apart, apart))
    return found
