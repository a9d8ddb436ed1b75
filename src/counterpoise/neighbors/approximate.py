"""Nearly all of the nearest neighbours, sooner: where the exact search takes too long."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from counterpoise.errors import InvalidInputError
from counterpoise.neighbors.inputs import Table

__all__ = ["ApproximateSearch"]

_LINKS = 32  # of each row in the graph
_EFFORT_BUILDING, _EFFORT_SEARCHING = 80, 96
_SPARE = 2  # candidates for each neighbour, measured again in float64


class ApproximateSearch:
    """Neighbours from a graph of near rows (HNSW), which faiss builds and walks.

    Candidates are found in float32 and measured again in float64, so distances are exact and only
    neighbours may be missed.

    Parameters
    ----------
    table : Table of shape (n_rows, n_columns)
        Dense numbers, none of them missing.
    n_threads : int
        Threads for building and searching.

    References
    ----------
    Malkov, Yashunin: Efficient and robust approximate nearest neighbor search using hierarchical
    navigable small world graphs. https://doi.org/10.1109/TPAMI.2018.2889473
    """

    def __init__(self, table: Table, n_threads: int):
        if sparse.issparse(table.numeric) or table.n_categorical or table.has_missing:
            raise InvalidInputError(
                "neighbors='approximate' takes dense numbers without missing values and without "
                "categories",
                remedy="use neighbors='exact'",
                parameter="neighbors",
            )
        self.points = np.asarray(table.numeric)
        self.n_threads = n_threads
        # Norms near each other lose less in float32 when the rows lie around zero.
        self.middle = self.points.mean(axis=0, dtype=np.float64) if len(table) else 0.0

    @cached_property
    def graph(self) -> Any:
        """The graph, built when it is first asked."""
        faiss = _faiss(self.n_threads)
        graph = faiss.IndexHNSWFlat(self.points.shape[1], _LINKS)
        graph.hnsw.efConstruction = _EFFORT_BUILDING
        graph.add(self._single(self.points))
        return graph

    def search(
        self, queries: NDArray[Any], k: int, exclude: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return distances and row numbers, both of shape (n_queries, k), nearest first."""
        n = len(self.points)
        n_candidates = min(n, _SPARE * k + 1)
        graph = self.graph
        _faiss(self.n_threads)
        graph.hnsw.efSearch = max(_EFFORT_SEARCHING, 2 * n_candidates)
        _, found = graph.search(self._single(queries), n_candidates)
        distances = np.empty((len(queries), k))
        rows = np.empty((len(queries), k), np.int64)
        block = max(1, (1 << 22) // (n_candidates * self.points.shape[1] + 1))
        for begin in range(0, len(queries), block):
            part = slice(begin, begin + block)
            own = None if exclude is None else exclude[part]
            distances[part], rows[part] = self._measured(queries[part], found[part], k, own)
        return distances, rows

    def _measured(
        self,
        queries: NDArray[Any],
        found: NDArray[np.int64],
        k: int,
        exclude: NDArray[np.int64] | None,
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Measure candidates in float64 and return the k nearest, ties by row number."""
        steps = self.points[found].astype(np.float64) - queries[:, np.newaxis].astype(np.float64)
        distances = np.sqrt(np.einsum("qcd,qcd->qc", steps, steps))
        absent = found < 0
        if exclude is not None:
            absent |= found == exclude[:, np.newaxis]
        distances[absent] = np.inf
        if (np.isfinite(distances).sum(axis=1) < k).any():
            raise InvalidInputError(
                f"the graph reaches fewer than {k} rows from some query, as it does in tables of "
                "many equal rows",
                remedy="use neighbors='exact'",
                parameter="neighbors",
            )
        order = np.lexsort((found, distances))[:, :k]
        return (
            np.take_along_axis(distances, order, axis=1),
            np.take_along_axis(found, order, axis=1),
        )

    def _single(self, points: NDArray[Any]) -> NDArray[np.float32]:
        return np.ascontiguousarray(points - self.middle, dtype=np.float32)


def _faiss(n_threads: int) -> Any:
    try:
        import faiss
    except ModuleNotFoundError as error:
        raise InvalidInputError(
            "neighbors='approximate' needs the package faiss-cpu, which is not installed",
            remedy='pip install "counterpoise[approximate]"',
            parameter="neighbors",
        ) from error
    faiss.omp_set_num_threads(n_threads)
    return faiss
