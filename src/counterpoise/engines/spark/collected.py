"""Growing classes that fit on the driver: collected once, fitted there, made by executors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import types as T

from counterpoise.core.draft import Draft
from counterpoise.core.lineage import Lineage
from counterpoise.core.materialise import materialise
from counterpoise.core.rows import Rows
from counterpoise.engines.spark.batches import runs_of
from counterpoise.engines.spark.broadcast import Shipment, ship
from counterpoise.engines.spark.collected_problem import CollectedProblem
from counterpoise.engines.spark.column_statistics import share_of_classes
from counterpoise.engines.spark.features import Features
from counterpoise.engines.spark.new_rows import NewRows, parent_columns, parent_fields
from counterpoise.engines.spark.planned_table import PlannedTable
from counterpoise.space.geometry import Geometry
from counterpoise.tables import Coding
from counterpoise.tables.gathered import GatheredTable

__all__ = ["make_collected", "pose_collected"]

_ROWS_PER_TASK = 250_000


def pose_collected(planned: PlannedTable) -> CollectedProblem:
    """Collect the rows of the classes that grow, for the stages to look at."""
    wanted = planned.frame.plain.where(planned.is_of(planned.growth)).select(*planned.columns)
    collected = planned.identity.sort(wanted.toArrow())
    planned.identity.check(collected)
    codes = pc.index_in(collected["label"], planned.classes.column).combine_chunks()
    target = codes.to_numpy().astype(np.int64)
    if not planned.plan.recipe.looks_at_values:
        return CollectedProblem(Geometry(_nothing_of(collected), target), planned, collected, [])
    _, rows, coding = planned.reading.encode(collected)
    nominal = planned.plan.recipe.nominal
    geometry = Geometry(rows, target, planned.plan.scale, nominal, planned.reading.units)
    if nominal:
        geometry.value_distributions = [
            share_of_classes(
                planned.frame, planned.features[j], planned.position, planned.classes, values
            )
            for j, values in zip(coding.categorical, coding.categories, strict=True)
        ]
    return CollectedProblem(geometry, planned, collected, coding.categories)


def make_collected(planned: PlannedTable, problem: CollectedProblem, draft: Draft) -> NewRows:
    """Ship what executors make the new rows of a draft from."""
    provenance = planned.provenance
    parents = parent_fields(draft.n_parents, planned.identity.type) if provenance else []
    maker = RowMaker(
        problem.collected.select(planned.reading.names),
        planned.reading if planned.plan.recipe.looks_at_values else None,
        draft,
        planned.classes.column,
        problem.collected["id0"].combine_chunks() if provenance else None,
    )
    session = planned.frame.plain.sparkSession
    n_new = len(draft)
    numbers = session.range(0, n_new, 1, numPartitions=max(1, -(-n_new // _ROWS_PER_TASK)))
    schema = T.StructType([*planned.made_fields, *parents])
    return NewRows(numbers.mapInArrow(_make(ship(session, maker)), schema), parents)


@dataclass(frozen=True)
class RowMaker:
    """All that new rows are made from, wherever that is.

    Parameters
    ----------
    features : pyarrow Table of n_rows rows
        The rows that can be parents, columns in their own types.
    reading : Features, optional
        How they become numbers; None where nobody looks at their values.
    draft : Draft
        What the new rows are drawn from.
    labels : pyarrow Array of shape (n_classes,)
        Class labels, by code.
    keys : pyarrow Array of shape (n_rows,), optional
        What provenance shows of the parents.
    """

    features: pa.Table
    reading: Features | None
    draft: Draft
    labels: pa.Array
    keys: pa.Array | None

    def rows(self, start: int, stop: int) -> Iterator[pa.RecordBatch]:
        """Yield the new rows from number `start` to before `stop`, group after group."""
        for lineage in self.draft.pieces(start, stop):
            yield from self._table(lineage).to_batches()

    def _table(self, lineage: Lineage) -> pa.Table:
        if lineage.is_copy:
            columns = [column.take(pa.array(lineage.base)) for column in self.features.columns]
        else:
            read, rows, coding = self._encoded
            columns = read.new_columns(lineage, materialise(lineage, rows), coding)
        named = dict(zip(self.features.column_names, columns, strict=True))
        named["label"] = self.labels.take(pa.array(lineage.klass))
        if self.keys is not None:
            told = lineage.with_parents(self._n_parents)
            keys = [self.keys.take(pa.array(parents)) for parents in told.parents.T]
            named |= parent_columns(keys, told.weights)
        return pa.table(named)

    @cached_property
    def _n_parents(self) -> int:
        return self.draft.n_parents

    @cached_property
    def _encoded(self) -> tuple[GatheredTable, Rows, Coding]:
        assert self.reading is not None, "only copies are made without looking at values"
        return self.reading.encode(self.features)


def _make(shipment: Shipment) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what `mapInArrow` turns new rows' numbers into new rows with."""

    def make(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        maker: RowMaker = shipment.open()
        for start, stop in runs_of(batches):
            yield from maker.rows(start, stop)

    return make


def _nothing_of(table: pa.Table) -> Rows:
    """Return rows without columns, for stages that look at no value."""
    nothing = np.empty((len(table), 0))
    return Rows(nothing, nothing.astype(np.int32))
