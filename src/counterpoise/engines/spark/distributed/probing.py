"""How many cells to look into: one pass counts the rows of cells and answers a sample."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from counterpoise.engines.spark.batches import gathered
from counterpoise.engines.spark.broadcast import Shipment
from counterpoise.engines.spark.distributed.cell_search import CellSearch, by_class, search_rows
from counterpoise.engines.spark.distributed.cells import nearest_centre
from counterpoise.engines.spark.distributed.reading import Coder
from counterpoise.engines.spark.recall import Recall
from counterpoise.errors import SamplingWarning

__all__ = ["LOOKED", "Question", "look", "measure"]

LOOKED = "klass int, cell int, n long, far double, query int, distance double, rank long"
"""What `look` yields."""

_NAMES = ["klass", "cell", "n", "far", "query", "distance", "rank"]


@dataclass(frozen=True)
class Question:
    """Rows of a class whose true neighbours are searched, to measure the recall.

    Parameters
    ----------
    points, codes : ndarray of shape (n_queries, ...)
        The rows.
    rank : ndarray of shape (n_queries,), int64
        Their ranks.
    """

    points: NDArray[np.float64]
    codes: NDArray[np.int32]
    rank: NDArray[np.int64]

    @classmethod
    def of(cls, sample: pa.Table, coder: Coder) -> Question:
        """Return the question of some rows of `rank_rows`."""
        return cls(*coder.encode(sample), sample["rank"].to_numpy())


def look(shipment: Shipment) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what looks at a partition: its rows' cells, and the nearest rows of the sample's rows.

    It yields how many rows each cell has and how far from the centre these are, and, beside a
    `query`, each neighbour that was found and its cell.
    """

    def look_at(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        search, centres, asked = shipment.open()
        for table in gathered(batches):
            for klass, part in by_class(table):
                points, codes = search.coder.encode(part)
                places = search.embeddings[klass](points, codes)
                cell, far = nearest_centre(centres[klass], places)
                yield _placed(klass, cell, far)
                if klass in asked:
                    rank = part["rank"].to_numpy()
                    yield _answers(search, klass, asked[klass], (points, codes, rank), cell)

    return look_at


def _placed(klass: int, cell: NDArray[np.int64], far: NDArray[np.float64]) -> pa.RecordBatch:
    used, place, counts = np.unique(cell, return_inverse=True, return_counts=True)
    farthest = np.zeros(len(used))
    np.maximum.at(farthest, place, far)
    return pa.record_batch(
        [
            pa.array(np.full(len(used), klass), pa.int32()),
            pa.array(used, pa.int32()),
            pa.array(counts, pa.int64()),
            pa.array(farthest),
            pa.nulls(len(used), pa.int32()),
            pa.nulls(len(used), pa.float64()),
            pa.nulls(len(used), pa.int64()),
        ],
        _NAMES,
    )


def _answers(
    search: CellSearch,
    klass: int,
    asked: Question,
    rows: tuple[NDArray[Any], NDArray[np.int32], NDArray[np.int64]],
    cell: NDArray[np.int64],
) -> pa.RecordBatch:
    """Return the nearest of some rows, told by points, codes and ranks, for those of the sample."""
    order = np.argsort(rows[2], kind="stable")
    points, codes, rank = rows[0][order], rows[1][order], rows[2][order]
    metric = search.metric(klass)
    distances, found = search_rows(
        metric, points, codes, rank, asked.points, asked.codes, asked.rank, search.k
    )
    query, column = np.nonzero(found >= 0)
    chosen = found[query, column]
    return pa.record_batch(
        [
            pa.array(np.full(len(query), klass), pa.int32()),
            pa.array(cell[order][chosen], pa.int32()),
            pa.nulls(len(query), pa.int64()),
            pa.nulls(len(query), pa.float64()),
            pa.array(query, pa.int32()),
            pa.array(distances[query, column]),
            pa.array(rank[chosen]),
        ],
        _NAMES,
    )


def measure(
    looked: DataFrame, search: CellSearch, klass: int, asked: Question | None, wanted: float
) -> Recall:
    """Find out into how many cells rows must look, and what share of neighbours they find then.

    The true neighbours of a sample tell in which of a row's nearest cells they lie. One half of
    the sample decides how many cells it takes, with two standard errors to spare; the other is what
    the recall is measured on.
    """
    cells = search.cells[klass]
    if asked is None:
        n_probes = cells.n_cells if wanted == 1 else 1
        return Recall(wanted, 1.0, 0, cells.n_cells, n_probes)
    rank = asked.rank
    answers = looked.where((F.col("klass") == klass) & F.col("query").isNotNull()).toArrow()
    order = np.lexsort([answers[name].to_numpy() for name in ("rank", "distance", "query")])
    query = answers["query"].to_numpy()[order]
    nearest = np.arange(len(query)) - np.searchsorted(query, query) < search.k
    query, cell = query[nearest], answers["cell"].to_numpy()[order][nearest]
    ordered = cells.order(search.embeddings[klass](asked.points, asked.codes))
    place = np.empty_like(ordered)
    np.put_along_axis(place, ordered, np.arange(cells.n_cells)[np.newaxis], axis=1)
    depth = place[query, cell]  # 0: the neighbour lies in the nearest cell of the row that asks
    decides = query % 2 == 0 if len(rank) > 1 else np.ones(len(query), bool)
    share = np.bincount(depth[decides], minlength=cells.n_cells).cumsum() / decides.sum()
    spare = 2 * np.sqrt(share * (1 - share) / len(np.unique(query[decides])))
    n_probes = int(np.argmax(share - spare >= wanted)) + 1
    judged = ~decides if len(rank) > 1 else decides
    measured = float(np.mean(depth[judged] < n_probes))
    if measured < wanted:
        warnings.warn(
            SamplingWarning(
                "low recall",
                f"of the true neighbours of {len(np.unique(query[judged])):,} rows {measured:.1%} "
                f"were found, and recall={wanted:g} was asked for: ask for more if it matters",
            ),
            stacklevel=2,
        )
    return Recall(wanted, measured, len(np.unique(query[judged])), cells.n_cells, n_probes)
