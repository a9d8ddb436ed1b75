"""New rows on the executors, made from what was broadcast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from counterpoise.core.draft import Draft
from counterpoise.core.lineage import Lineage
from counterpoise.core.materialise import materialise
from counterpoise.core.rows import Rows
from counterpoise.engines.spark.batches import runs_of
from counterpoise.engines.spark.broadcast import Shipment
from counterpoise.engines.spark.features import Features
from counterpoise.engines.spark.new_rows import parent_columns
from counterpoise.tables import Coding
from counterpoise.tables.gathered import GatheredTable

__all__ = ["RowMaker", "make"]

# New rows become columns while they are in the processor's cache.
_ROWS_AT_ONCE = 16_384


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
        for first in range(start, stop, _ROWS_AT_ONCE):
            for lineage in self.draft.pieces(first, min(stop, first + _ROWS_AT_ONCE)):
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


def make(shipment: Shipment) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what `mapInArrow` turns new rows' numbers into new rows with."""

    def make_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        maker: RowMaker = shipment.open()
        for start, stop in runs_of(batches):
            yield from maker.rows(start, stop)

    return make_rows
