"""Neighbours among rows that stay on the executors.

Borderline-SMOTE and ADASYN ask which classes a row's nearest rows have. Rows of the classes that
grow are on the driver; the others are searched where they lie: each task runs its partition past
the broadcast queries, keeps each query's nearest, and the lists of all tasks are merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyspark.sql import functions as F
from pyspark.sql import types as T

from counterpoise.core.problem import Problem, n_neighbors_of
from counterpoise.engines.spark.batches import gathered
from counterpoise.engines.spark.broadcast import Shipment, ship
from counterpoise.engines.spark.column_statistics import Classes
from counterpoise.engines.spark.columns import SparkFrame, at
from counterpoise.engines.spark.features import Features
from counterpoise.engines.spark.identity import Identity
from counterpoise.errors import InvalidInputError
from counterpoise.neighbors import NeighborIndex
from counterpoise.space.geometry import Geometry

__all__ = ["ForeignRows", "Search", "SparkProblem", "nearest_of_partition"]

_QUERIES_TO_MERGE = 4_096


@dataclass(frozen=True)
class Search:
    """What a task needs to search its partition.

    Parameters
    ----------
    queries : ndarray of shape (n_queries, n_numeric)
        The rows that look for neighbours, in the units of the distance.
    bounds : ndarray of shape (n_queries,), float64
        Distances beyond which no neighbour can be among the nearest.
    k : int
        How many each needs.
    reading : Features
        How rows become numbers.
    labels : pyarrow Array
        Class labels, by code.
    identity : list of str
        Names of the columns that order rows at equal distance.
    """

    queries: NDArray
    bounds: NDArray[np.float64]
    k: int
    reading: Features
    labels: pa.Array
    identity: list[str]

    def points(self, table: pa.Table) -> NDArray:
        """Return rows in the units of the distance, computed as `Geometry.points` does."""
        _, rows, _ = self.reading.encode(table)
        return self.reading.points(rows.numeric)


@dataclass
class ForeignRows:
    """The rows of classes that do not grow, and the collected rows of those that do.

    Parameters
    ----------
    frame, identity, reading, position, classes, growing
        The table, its rows' identities, how its features are read, its target and classes, and the
        codes of those that grow.
    collected : pyarrow Table of n_rows rows
        The rows of these, in the order of their identities; rows of other classes that become
        partners are appended.
    geometry : Geometry
        The distances between them.
    """

    frame: SparkFrame
    identity: Identity
    reading: Features
    position: int
    classes: Classes
    growing: list[int]
    collected: pa.Table
    geometry: Geometry

    @property
    def n_rows(self) -> int:
        """How many there are."""
        counts = [self.classes.counts[label] for label in self.classes.labels]
        return sum(n for code, n in enumerate(counts) if code not in self.growing)

    def nearest(self, queries: NDArray[np.int64], bounds: NDArray[np.float64], k: int) -> pa.Table:
        """Return the k nearest foreign rows of each query.

        Parameters
        ----------
        queries : ndarray of int64
            Row numbers of the collected table.
        bounds : ndarray of shape (n_queries,), float64
            Greatest distances that matter.
        k : int
            How many.

        Returns
        -------
        pyarrow Table
            ``query`` (position in `queries`), ``distance``, ``klass`` (code) and the identity, by
            query, distance and identity.
        """
        frame, geometry = self.frame, self.geometry
        search = Search(
            geometry.points[queries],
            bounds,
            k,
            self.reading,
            self.classes.column,
            self.identity.names,
        )
        taken = [*map(F.col, self.reading.names), at(self.position).alias("label")]
        others = [
            self.classes.column[c].as_py()
            for c in range(len(self.classes.labels))
            if c not in self.growing
        ]
        identity = self.identity.columns()
        held = frame.plain.where(at(self.position).isin(others)).select(*taken, *identity)
        fields: list[tuple[str, Any]] = [("block", T.IntegerType()), ("query", T.IntegerType())]
        fields += [("distance", T.DoubleType()), ("klass", T.IntegerType())]
        schema = T.StructType([T.StructField(name, kind) for name, kind in fields])
        for name in self.identity.names:
            schema = schema.add(name, self.identity.type)
        shipment = ship(held.sparkSession, search)
        lists = held.mapInArrow(nearest_of_partition(shipment), schema)
        merged = lists.groupBy("block").applyInArrow(merge_lists(k, self.identity.names), schema)
        return _in_order(merged.toArrow(), self.identity.names)

    def fetch(self, wanted: pa.Table) -> pa.Table:
        """Return foreign rows by their identities, with the columns of `collected`."""
        frame, names = self.frame, self.identity.names
        session = frame.plain.sparkSession
        listed = session.createDataFrame(wanted.select(names))
        taken = [*map(F.col, self.reading.names), at(self.position).alias("label")]
        rows = frame.plain.select(*taken, *self.identity.columns())
        codes = [c for c in range(len(self.classes.labels)) if c not in self.growing]
        others = [self.classes.column[c].as_py() for c in codes]
        found = rows.where(F.col("label").isin(others)).join(
            F.broadcast(listed), names, "left_semi"
        )
        # Rows that are alike in their identity are alike: one of them will do.
        return found.dropDuplicates(names).select(*self.collected.column_names).toArrow()

    def append(self, fetched: pa.Table) -> Geometry:
        """Add rows to the collected ones and return the distances between all of them."""
        collected = pa.concat_tables([self.collected, fetched.cast(self.collected.schema)])
        code = pc.index_in(fetched["label"], self.classes.column).to_numpy().astype(np.int64)
        _, rows, _ = self.reading.encode(collected)
        geometry = self.geometry
        self.geometry = geometry.with_rows(rows, np.concatenate([geometry.target, code]))
        self.collected = collected
        return self.geometry


@dataclass
class SparkProblem(Problem):
    """A problem of which only the classes that grow are in memory.

    Parameters
    ----------
    foreign : ForeignRows, optional
        The other rows.
    """

    foreign: Any = None
    _lists: dict[int, tuple[int, pa.Table]] = field(default_factory=dict)

    @property
    def target(self) -> NDArray[np.int64]:
        """Class codes of the rows, and then of one phantom row for each class.

        Whoever only counts the classes of neighbours gets phantoms in place of foreign rows, whose
        values nobody looks at.
        """
        return np.concatenate([self.geometry.target, np.arange(len(self.labels))])

    def search(
        self,
        reference: NDArray[np.int64] | None,
        queries: NDArray[np.int64],
        n_neighbors: Any,
        *,
        parameter: str,
        klass: int | None = None,
    ) -> NDArray[np.int64]:
        if reference is not None:
            return super().search(reference, queries, n_neighbors, parameter=parameter, klass=klass)
        k, _ = n_neighbors_of(n_neighbors)
        if self.foreign.classes.n_rows <= k:
            raise InvalidInputError(
                f"the table has {self.foreign.classes.n_rows} rows; {parameter}={k} needs at least "
                f"{k + 1}: lower {parameter}"
            )
        return self._search_all(queries, k, with_values=parameter == "k_neighbors")

    def _search_all(
        self, queries: NDArray[np.int64], k: int, with_values: bool
    ) -> NDArray[np.int64]:
        """Return each query's k nearest rows of the whole table, those of other places included."""
        foreign: ForeignRows = self.foreign
        own = np.flatnonzero(np.isin(self.geometry.target, foreign.growing))
        distances, rows = self._nearest_collected(own, queries, k)
        bounds = distances[:, -1] if distances.shape[1] == k else np.full(len(queries), np.inf)
        found = foreign.nearest(queries, bounds, k)
        if with_values:
            numbers = self._fetched(found)
        else:
            numbers = len(self.geometry.target) + found["klass"].to_numpy().astype(np.int64)
        names = foreign.identity.names
        own_list = pa.table(
            {
                "query": pa.array(np.repeat(np.arange(len(queries)), rows.shape[1]), pa.int32()),
                "distance": distances.ravel(),
                "row": rows.ravel(),
                **{name: foreign.collected[name].take(pa.array(rows.ravel())) for name in names},
            }
        )
        other_list = found.select(["query", "distance"]).append_column("row", pa.array(numbers))
        for name in names:
            other_list = other_list.append_column(name, found[name].cast(own_list[name].type))
        merged = _first(_in_order(pa.concat_tables([own_list, other_list]), names), k)
        return merged["row"].to_numpy().reshape(len(queries), k)

    def _nearest_collected(
        self, own: NDArray[np.int64], queries: NDArray[np.int64], k: int
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        k = min(k, len(own) - 1)
        if k < 1:
            return np.empty((len(queries), 0)), np.empty((len(queries), 0), np.int64)
        points = self.geometry.points
        place = np.full(len(points), -1, np.int64)
        place[own] = np.arange(len(own))
        index = NeighborIndex(k).fit(points[own])
        distances, found = index.kneighbors(points[queries], k, exclude=place[queries])
        return distances, own[found]

    def _fetched(self, found: pa.Table) -> NDArray[np.int64]:
        """Append the rows of a list to those in memory and return their numbers."""
        foreign: ForeignRows = self.foreign
        names = foreign.identity.names
        new = found.select(names).group_by(names).aggregate([])
        fetched = foreign.fetch(new)
        start = len(foreign.collected)
        self.geometry = foreign.append(fetched)
        numbered = fetched.select(names).append_column(
            "row", pa.array(np.arange(start, start + len(fetched)))
        )
        listed = found.select(names).append_column("place", pa.array(np.arange(len(found))))
        joined = listed.join(numbered, names).sort_by("place")
        return joined["row"].to_numpy()


def nearest_of_partition(
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
        bounds = search.bounds.copy()
        for table in gathered(batches):
            found = _nearest_of_table(search, table, bounds)
            parts = [found] if best is None else [best, found]
            best = _first(_in_order(pa.concat_tables(parts), search.identity), search.k)
            _tighten(bounds, best, search.k)
        if best is not None:
            block = pc.cast(pc.divide(best["query"], _QUERIES_TO_MERGE), pa.int32())
            yield from best.add_column(0, "block", block).to_batches()

    return search_partition


def merge_lists(k: int, identity: list[str]) -> Callable[[pa.Table], pa.Table]:
    """Return what merges the lists of all partitions for a block of queries."""

    def merge(table: pa.Table) -> pa.Table:
        return _first(_in_order(table, identity), k)

    return merge


def _nearest_of_table(search: Search, table: pa.Table, bounds: NDArray[np.float64]) -> pa.Table:
    table = table.sort_by([(name, "ascending") for name in search.identity])  # ties go by it
    index = NeighborIndex(1).fit(search.points(table))
    distances, rows = index.kneighbors(search.queries, min(search.k, len(table)))
    query, rank = np.nonzero(distances <= bounds[:, np.newaxis])
    chosen = pa.array(rows[query, rank])
    found = {
        "query": pa.array(query, pa.int32()),
        "distance": pa.array(distances[query, rank]),
        "klass": pc.index_in(table["label"].take(chosen), search.labels).cast(pa.int32()),
    }
    return pa.table({**found, **{name: table[name].take(chosen) for name in search.identity}})


def _in_order(table: pa.Table, identity: list[str]) -> pa.Table:
    keys = ["query", "distance", *identity]
    return table.sort_by([(name, "ascending") for name in keys]).combine_chunks()


def _first(table: pa.Table, k: int) -> pa.Table:
    """Return the first k rows of each query of a sorted table."""
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
