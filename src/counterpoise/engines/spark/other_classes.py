"""Neighbours among rows that stay on the executors.

Some stages ask which classes a row's nearest rows have, or for these rows themselves. Rows of the
classes that grow are on the driver; the others are searched where they lie: each task runs its
partition past the broadcast queries, keeps each query's nearest, and the lists of all tasks are
merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.engines.spark.batches import gathered
from counterpoise.engines.spark.broadcast import Shipment, ship
from counterpoise.engines.spark.features import CommonCodes
from counterpoise.engines.spark.planned_table import PlannedTable
from counterpoise.neighbors import NeighborIndex

__all__ = ["OtherClasses", "Queries", "by_distance", "first_of_each"]

_QUERIES_TO_MERGE = 4_096


@dataclass(frozen=True)
class Queries:
    """Rows that look for neighbours.

    Parameters
    ----------
    points : ndarray of shape (n_queries, n_numeric)
        Their numbers, in the units of the distance.
    codes : ndarray of shape (n_queries, n_categorical), int32
        Their categories.
    metric : object
        The distance.
    bounds : ndarray of shape (n_queries,), float64
        Distances beyond which no neighbour can be among the nearest.
    k : int
        How many neighbours each needs.
    """

    points: NDArray[Any]
    codes: NDArray[np.int32]
    metric: Any
    bounds: NDArray[np.float64]
    k: int


@dataclass(frozen=True)
class Search:
    """What a task needs to search its partition.

    Parameters
    ----------
    queries : Queries
        Who looks for what.
    coder : CommonCodes
        How rows become points and codes like those of the queries.
    labels : pyarrow Array
        Class labels, by code.
    identity : list of str
        Names of the columns that order rows at equal distance.
    """

    queries: Queries
    coder: CommonCodes
    labels: pa.Array
    identity: list[str]


@dataclass(frozen=True)
class OtherClasses:
    """The rows of classes that do not grow, which stay where they are.

    Parameters
    ----------
    planned : PlannedTable
        The table.
    """

    planned: PlannedTable

    @property
    def _rows(self) -> DataFrame:
        """Their features, ``label`` and identity."""
        planned = self.planned
        n_classes = len(planned.classes.labels)
        chosen = planned.is_of(c for c in range(n_classes) if c not in planned.growth)
        return planned.frame.plain.where(chosen).select(*planned.columns)

    def nearest(self, queries: Queries, categories: list[NDArray[Any]]) -> pa.Table:
        """Return the nearest of these rows to some others.

        Parameters
        ----------
        queries : Queries
            The others.
        categories : list of ndarray
            What their codes stand for.

        Returns
        -------
        pyarrow Table
            ``query`` (position in `queries`), ``distance``, ``klass`` (code) and the identity, by
            query, distance and identity.
        """
        planned, names = self.planned, self.planned.identity.names
        coder = CommonCodes(planned.reading, categories)
        search = Search(queries, coder, planned.classes.column, names)
        fields: list[tuple[str, T.DataType]] = [("block", T.IntegerType())]
        fields += [("query", T.IntegerType()), ("distance", T.DoubleType())]
        fields += [("klass", T.IntegerType()), *((name, planned.identity.type) for name in names)]
        schema = T.StructType([T.StructField(name, kind) for name, kind in fields])
        held = self._rows
        lists = held.mapInArrow(_nearest_of_partition(ship(held.sparkSession, search)), schema)
        merged = lists.groupBy("block").applyInArrow(_merge_lists(queries.k, names), schema)
        return by_distance(merged.toArrow(), names)

    def fetch(self, wanted: pa.Table) -> pa.Table:
        """Return rows by their identities, with features, ``label`` and identity."""
        names, held = self.planned.identity.names, self._rows
        listed = held.sparkSession.createDataFrame(wanted)
        found = held.join(F.broadcast(listed), names, "left_semi")
        # Rows that are alike in their identity are alike: one of them will do.
        return found.dropDuplicates(names).select(*held.columns).toArrow()


def _nearest_of_partition(
    shipment: Shipment,
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what `mapInArrow` turns a partition into its lists of nearest rows with.

    Parameters
    ----------
    shipment : Shipment of a Search
        The queries.
    """

    def search_partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        search: Search = shipment.open()
        best: pa.Table | None = None
        k, bounds = search.queries.k, search.queries.bounds.copy()
        for table in gathered(batches):
            found = _nearest_of_table(search, table, bounds)
            parts = [found] if best is None else [best, found]
            best = first_of_each(by_distance(pa.concat_tables(parts), search.identity), k)
            _tighten(bounds, best, k)
        if best is not None:
            block = pc.cast(pc.divide(best["query"], _QUERIES_TO_MERGE), pa.int32())
            yield from best.add_column(0, "block", block).to_batches()

    return search_partition


def _merge_lists(k: int, identity: list[str]) -> Callable[[pa.Table], pa.Table]:
    """Return what merges the lists of all partitions for a block of queries."""

    def merge(table: pa.Table) -> pa.Table:
        return first_of_each(by_distance(table, identity), k)

    return merge


def _nearest_of_table(search: Search, table: pa.Table, bounds: NDArray[np.float64]) -> pa.Table:
    table = table.sort_by([(name, "ascending") for name in search.identity])  # ties go by it
    asked = search.queries
    points, codes = search.coder.encode(table)
    has_codes = codes.shape[1] > 0
    index = NeighborIndex(1, metric=asked.metric).fit(points, codes=codes if has_codes else None)
    distances, rows = index.kneighbors(
        asked.points, min(asked.k, len(table)), codes=asked.codes if has_codes else None
    )
    query, rank = np.nonzero(distances <= bounds[:, np.newaxis])
    chosen = pa.array(rows[query, rank])
    found = {
        "query": pa.array(query, pa.int32()),
        "distance": pa.array(distances[query, rank]),
        "klass": pc.index_in(table["label"].take(chosen), search.labels).cast(pa.int32()),
    }
    return pa.table({**found, **{name: table[name].take(chosen) for name in search.identity}})


def by_distance(table: pa.Table, identity: list[str]) -> pa.Table:
    """Return a list by query, distance and identity."""
    keys = ["query", "distance", *identity]
    return table.sort_by([(name, "ascending") for name in keys]).combine_chunks()


def first_of_each(table: pa.Table, k: int) -> pa.Table:
    """Return the first k entries of each query of a sorted list."""
    query = table["query"].to_numpy()
    starts = np.searchsorted(query, query, side="left")
    return table.filter(pa.array(np.arange(len(query)) - starts < k))


def _tighten(bounds: NDArray[np.float64], best: pa.Table, k: int) -> None:
    """Lower each query's bound to its k-th distance, where it has k."""
    query, distance = best["query"].to_numpy(), best["distance"].to_numpy()
    counts = np.bincount(query, minlength=len(bounds))
    last = np.cumsum(counts) - 1
    full = counts == k
    bounds[full] = np.minimum(bounds[full], distance[last[full]])
