"""Neighbours among more rows than memory holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import InvalidInputError, brief
from counterpoise.neighbors.index import NeighborIndex
from counterpoise.neighbors.inputs import as_table, column_names, whole_numbers
from counterpoise.parameters.checks import checked_whole

__all__ = ["nearest_in_batches"]

ABSENT = np.iinfo(np.int64).max  # sorts behind every row, those infinitely far away included


def nearest_in_batches(
    batches: Iterable[Any],
    X: Any,
    n_neighbors: int = 5,
    *,
    codes: Any = None,
    exclude: Any = None,
    metric: Any = "euclidean",
    n_jobs: int | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return each query's nearest rows of a table that comes in batches.

    One batch is in memory at a time; the answer is that of one index over all of them.

    Parameters
    ----------
    batches : iterable of array-like of shape (n_rows, n_features), or of pairs
        The reference table from its first row to its last; pairs are numbers and category codes.
    X : array-like or sparse matrix of shape (n_queries, n_features)
        The queries' numbers.
    n_neighbors : int, default=5
        Number of neighbours.
    codes : array-like of shape (n_queries, n_categorical), int32, optional
        The queries' category codes.
    exclude : array-like of shape (n_queries,), int64, optional
        For each query a row of the whole table that is not to be among its neighbours; -1 for none.
    metric : "euclidean", MixedMetric or ValueDifferenceMetric, default="euclidean"
        The distance.
    n_jobs : int, optional
        Number of threads, as for `NeighborIndex`.

    Returns
    -------
    distances : ndarray of shape (n_queries, n_neighbors), float64
        Distances, nearest first.
    rows : ndarray of shape (n_queries, n_neighbors), int64
        Row numbers in the whole table.

    Raises
    ------
    InvalidInputError
        If the table has fewer rows than neighbours are asked for, or its columns are not those of
        the queries.

    Examples
    --------
    >>> from counterpoise.neighbors import nearest_in_batches
    >>> batches = ([[0.0], [1.0]], [[2.0], [5.0]])
    >>> distances, rows = nearest_in_batches(batches, [[1.9]], n_neighbors=2)
    >>> rows
    array([[2, 1]])
    """
    n_neighbors = checked_whole("n_neighbors", n_neighbors, 1)
    names, queries = column_names(X), as_table(X, codes)
    n_queries = len(queries)
    excluded = _exclusion(exclude, n_queries)
    if isinstance(batches, str | bytes) or not isinstance(batches, Iterable):
        raise InvalidInputError(
            f"batches={brief(batches)} cannot be used",
            joint=": ",
            needed="it must be tables, one after the other",
            remedy=None,
            parameter="batches",
        )
    try:
        distances = np.full((n_queries, n_neighbors), np.inf)
        rows = np.full((n_queries, n_neighbors), ABSENT)
    except (MemoryError, ValueError) as error:
        raise InvalidInputError(
            f"n_neighbors={n_neighbors} for {n_queries} queries does not fit into memory",
            remedy="lower it",
            parameter="n_neighbors",
        ) from error
    n_seen = 0
    for batch in batches:
        numeric, batch_codes = batch if isinstance(batch, tuple) else (batch, None)
        index = NeighborIndex(n_neighbors, metric=metric, n_jobs=n_jobs)
        index.fit(numeric, codes=batch_codes)
        index.check_names(names)
        n_rows = index.n_samples_fit_
        is_here = (excluded >= n_seen) & (excluded < n_seen + n_rows)
        # A batch may be smaller than n_neighbors, and by one row more where it holds an exclusion.
        for chosen, k in (
            (np.flatnonzero(is_here), min(n_neighbors, n_rows - 1)),
            (np.flatnonzero(~is_here), min(n_neighbors, n_rows)),
        ):
            if not len(chosen) or k < 1:
                continue
            found = index.kneighbors(
                queries.take(chosen), k, exclude=np.where(is_here, excluded - n_seen, -1)[chosen]
            )
            all_distances = np.hstack([distances[chosen], found[0]])
            all_rows = np.hstack([rows[chosen], found[1] + n_seen])
            order = np.lexsort((all_rows, all_distances), axis=1)[:, :n_neighbors]
            distances[chosen] = np.take_along_axis(all_distances, order, axis=1)
            rows[chosen] = np.take_along_axis(all_rows, order, axis=1)
        n_seen += n_rows
    _check_found(excluded, rows, n_seen)
    return distances, rows


def _exclusion(exclude: Any, n_queries: int) -> NDArray[np.int64]:
    """Return for each query a row of the table that is not to be among its neighbours, or -1."""
    excluded = np.full(n_queries, -1)
    if exclude is not None:
        excluded = whole_numbers("exclude", exclude, np.int64)
    if excluded.shape != (n_queries,):
        raise InvalidInputError(
            f"exclude has shape {excluded.shape}",
            needed=f"it needs one row number for each of the {n_queries} queries",
            remedy=None,
            parameter="exclude",
        )
    return excluded


def _check_found(excluded: NDArray[np.int64], rows: NDArray[np.int64], n_seen: int) -> None:
    """Raise `InvalidInputError` if the table has not the rows that were asked for."""
    n_neighbors = rows.shape[1]
    if excluded.max(initial=-1) >= n_seen:
        raise InvalidInputError(
            f"exclude names row {excluded.max()}",
            needed=f"the table has {n_seen} rows, numbered from 0",
            remedy="give row numbers of the table, or -1",
            parameter="exclude",
        )
    if (rows == ABSENT).any():
        available = int((rows != ABSENT).sum(axis=1).min())
        raise InvalidInputError(
            f"a query has {available} rows to choose from",
            needed=f"n_neighbors={n_neighbors} needs at least {n_neighbors}",
            remedy=f"lower n_neighbors to {available}, or add rows" if available else "add rows",
            parameter="n_neighbors",
        )
