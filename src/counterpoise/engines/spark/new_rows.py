"""New rows on the executors: any range of them, drawn and computed from what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.core.lineage import Lineage, materialise
from counterpoise.core.problem import Problem, Streams
from counterpoise.core.rows import Rows
from counterpoise.engines.spark.batches import runs_of
from counterpoise.engines.spark.broadcast import Shipment
from counterpoise.engines.spark.features import Features
from counterpoise.engines.spark.task import parent_name
from counterpoise.space.geometry import Geometry
from counterpoise.stages import Interpolation, NeighbourhoodVote, SeedGroup

__all__ = ["Growth", "Share", "grow"]


@dataclass(frozen=True)
class Share:
    """Seeds, their partners, and how many new rows they get.

    Parameters
    ----------
    group : SeedGroup
        The seeds.
    partners : ndarray of shape (n_seeds, n_partners), int32
        Row numbers of each seed's partners.
    """

    group: SeedGroup
    partners: NDArray[Any]


@dataclass
class Growth:
    """All that new rows are made from.

    Parameters
    ----------
    features : pyarrow Table of n_rows rows
        The rows that can be parents, in the order of their identities; columns in their own types.
    reading : Features
        How they become numbers.
    target : ndarray of shape (n_rows,), int64
        Class codes.
    labels : list
        Class labels, by code.
    label_column : pyarrow Array of shape (n_classes,)
        The labels in the target's own type.
    shares : list of Share
        Who grows.
    interpolation : Interpolation
        Where new rows lie.
    seed : int
        The seed.
    keys : pyarrow Array of shape (n_rows,), optional
        What provenance shows of the parents.
    """

    features: pa.Table
    reading: Features
    target: NDArray[np.int64]
    labels: list[Any]
    label_column: pa.Array
    shares: list[Share]
    interpolation: Interpolation
    seed: int
    keys: pa.Array | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    @property
    def n_new(self) -> int:
        """Number of new rows."""
        return sum(share.group.n_new for share in self.shares)

    @property
    def n_parents(self) -> int:
        """Most parents of a new row."""
        if isinstance(self.interpolation, NeighbourhoodVote):
            return 1 + max((share.partners.shape[1] for share in self.shares), default=0)
        return 1 if self.interpolation.copies_rows else 2

    def batches(self, start: int, stop: int) -> Iterator[pa.Table]:
        """Yield the new rows from number `start` to before `stop`, class after class.

        Each table has the features, the target ``label`` and, where there are keys, ``base``,
        ``partner``, ... and ``partner_weight``, ...
        """
        first = 0
        for share in self.shares:
            low, high = max(start, first), min(stop, first + share.group.n_new)
            if low < high:
                group = share.group.part(low - first, high - first)
                lineage = self.interpolation.draw(self._problem, group, share.partners)
                yield self._table(lineage)
            first += share.group.n_new

    @property
    def _problem(self) -> Problem:
        if not hasattr(self, "_posed"):
            if not self.interpolation.looks_at_values:
                nothing = np.empty((len(self.features), 0), np.int32)
                rows = Rows(np.empty((len(self.features), 0)), nothing)
            else:
                self._read, rows, self._coding = self.reading.encode(self.features)
            geometry = Geometry(rows, self.target)
            self._posed = Problem(geometry, self.labels, Streams(self.seed, "counter"))
        return self._posed

    def _table(self, lineage: Lineage) -> pa.Table:
        rows = self._problem.rows
        if self.interpolation.copies_rows:
            columns = [column.take(pa.array(lineage.base)) for column in self.features.columns]
        else:
            new = materialise(lineage, rows)
            columns = self._read.new_columns(lineage, new, self._coding)
        named = dict(zip(self.features.column_names, columns, strict=True))
        named["label"] = self.label_column.take(pa.array(lineage.klass))
        if self.keys is not None:
            weights = lineage.weights
            for j in range(lineage.parents.shape[1]):
                name = parent_name(j)
                named[name] = self.keys.take(pa.array(lineage.parents[:, j]))
                named[f"{name}_weight"] = pa.array(weights[:, j])
        return pa.table(named)


def grow(
    shipment: Shipment, schema: pa.Schema
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what `mapInArrow` turns new rows' numbers into new rows with.

    Parameters
    ----------
    shipment : Shipment of a Growth
        What they are made from.
    schema : pyarrow Schema
        Names and types of the columns to return.
    """

    def rows_of(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        growth = shipment.open()
        for start, stop in runs_of(batches):
            for table in growth.batches(start, stop):
                yield from table.select(schema.names).cast(schema).to_batches()

    return rows_of
