"""The nearest rows of one cell, or of one part of a class, for the rows that look into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.engines.spark.distributed.cells import Cells, Embedding
from counterpoise.engines.spark.distributed.reading import Coder
from counterpoise.neighbors import MixedMetric, NeighborIndex

__all__ = ["CellSearch", "by_class", "search_rows"]


@dataclass(frozen=True)
class CellSearch:
    """What executors need to look for neighbours.

    Parameters
    ----------
    coder : Coder
        How rows become numbers.
    embeddings, cells : dict of int to Embedding, Cells
        By class code.
    k : int
        How many neighbours.
    n_probes : dict of int to int
        Into how many cells each row looks, by class code; 1 for a first look.
    """

    coder: Coder
    embeddings: dict[int, Embedding]
    cells: dict[int, Cells]
    k: int
    n_probes: dict[int, int]

    @property
    def entries(self) -> np.dtype[Any]:
        """How the neighbours of a row are packed, `k` of them."""
        n_codes = len(self.coder.categories)
        entry = [("distance", "f8"), ("partner", "i8"), ("codes", "i4", (n_codes,))]
        return np.dtype((np.dtype(entry), (self.k,)))

    def metric(self, klass: int) -> Any:
        if not self.coder.reading.categorical:
            return "euclidean"
        return MixedMetric(self.embeddings[klass].category_unit ** 2)


def search_rows(
    metric: Any,
    points: NDArray[Any],
    codes: NDArray[np.int32],
    rank: NDArray[np.int64],
    asked: NDArray[Any],
    asked_codes: NDArray[np.int32],
    own: NDArray[np.int64],
    k: int,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the k nearest rows of each query but itself; inf and -1 where there are fewer.

    Parameters
    ----------
    metric : object
        The distance.
    points, codes, rank : ndarray of shape (n_rows, ...)
        The rows, by ascending rank, so that ties go by it.
    asked, asked_codes, own : ndarray of shape (n_queries, ...)
        The queries, and their ranks.
    k : int
        How many.
    """
    distances = np.full((len(own), k), np.inf)
    rows = np.full((len(own), k), -1, np.int64)
    if not len(rank) or not len(own):
        return distances, rows
    index = NeighborIndex(1, metric=metric)
    index.fit(points, codes=codes if codes.shape[1] else None)
    place = np.minimum(np.searchsorted(rank, own), len(rank) - 1)
    is_here = rank[place] == own
    for chosen, n in (
        (np.flatnonzero(is_here), min(k, len(rank) - 1)),
        (np.flatnonzero(~is_here), min(k, len(rank))),
    ):
        if len(chosen) and n:
            distances[chosen, :n], rows[chosen, :n] = index.kneighbors(
                asked[chosen],
                n,
                codes=asked_codes[chosen] if codes.shape[1] else None,
                exclude=np.where(is_here, place, -1)[chosen],
            )
    return distances, rows


def by_class(table: pa.Table) -> Iterator[tuple[int, pa.Table]]:
    """Yield each class's code and rows."""
    klass = table["klass"].to_numpy()
    for code in np.unique(klass):
        yield int(code), table.filter(pa.array(klass == code)).combine_chunks()
