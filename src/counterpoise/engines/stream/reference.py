"""The rows of a table that need not fit into memory: those at hand, and all of them in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from counterpoise.core.rows import Rows
from counterpoise.formats.row_choice import pick
from counterpoise.space.geometry import in_units
from counterpoise.tables import Coding
from counterpoise.tables.frames import FrameTable
from counterpoise.tables.gathered import GatheredTable

if TYPE_CHECKING:
    from counterpoise.engines.stream.table_scan import TableScan

__all__ = ["Reference"]

# Rows of one index when neighbours are looked for among all rows: more cost memory, fewer time.
REFERENCE_ROWS = 1 << 18


@dataclass(frozen=True)
class Reference:
    """All rows of the table, as points that come in batches.

    Parameters
    ----------
    scan : TableScan
        What was gathered of them.
    features : list of int
        Positions of the columns that distances are measured by.
    categorical : list of int
        Which of these are categories, by their places among them.
    units : tuple of ndarray, optional
        Middle and spread of the numeric ones.
    categories : dict of int to ndarray
        All categories of the table by place, where rows of other classes may become partners.
    """

    scan: TableScan
    features: list[int]
    categorical: list[int]
    units: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
    categories: Mapping[int, NDArray[Any]] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return self.scan.classes.n_rows

    @property
    def codes(self) -> NDArray[Any]:
        """The class of each row."""
        return self.scan.all_codes

    def points(
        self, chosen: NDArray[np.bool_] | None = None
    ) -> Iterator[NDArray[Any] | tuple[NDArray[Any], NDArray[np.int32]]]:
        """Yield the points of all rows, or of the chosen ones, first to last.

        With their category codes, where there are any.
        """
        waiting: list[pa.RecordBatch] = []
        n_seen = n_waiting = 0
        for batch in self.scan.source.batches(self.features):
            if chosen is not None:
                mask = chosen[n_seen : n_seen + batch.num_rows]
                n_seen += batch.num_rows
                batch = pick(batch, mask)
            waiting.append(batch)
            n_waiting += batch.num_rows
            if n_waiting >= REFERENCE_ROWS:
                yield self.measured(self.encode(pa.Table.from_batches(waiting))[0])
                waiting, n_waiting = [], 0
        if n_waiting:
            yield self.measured(self.encode(pa.Table.from_batches(waiting))[0])

    def rows(self, numbers: NDArray[np.int64]) -> pa.Table:
        """Return rows of the table by their ascending numbers."""
        chosen = np.zeros(self.n_rows, bool)
        chosen[numbers] = True
        source = self.scan.source
        schema = pa.schema([source.schema.field(j) for j in self.features])
        parts = [part for part, _ in source.picked(self.features, chosen)]
        return pa.Table.from_batches(parts, schema)

    def read(self, rows: pa.Table) -> GatheredTable:
        """Return rows of the table, ready to be encoded."""
        columns = [self.scan.columns[j] for j in self.features]
        limits = {i: c.limits for i, c in enumerate(columns) if c.limits is not None}
        grids = {i: c.grid for i, c in enumerate(columns) if c.grid is not None}
        return GatheredTable(rows, limits, grids, self.categories)

    def encode(self, rows: pa.Table) -> tuple[Rows, Coding]:
        """Return rows of the table as numbers."""
        return self.read(rows).encode(self.categorical)

    def measured(self, rows: Rows) -> NDArray[Any] | tuple[NDArray[Any], NDArray[np.int32]]:
        """Return rows in the units of the distance, with their category codes if they have any."""
        points = in_units(rows.numeric, self.units)
        return (points, rows.codes) if rows.n_categorical else points

    def all_categories(self) -> dict[int, NDArray[Any]]:
        """Return the sorted categories that each column has in the whole table, by place."""
        columns = [self.features[i] for i in self.categorical]
        seen: list[list[pa.Array]] = [[] for _ in columns]
        for batch in self.scan.source.batches(columns):
            for known, column in zip(seen, batch.columns, strict=True):
                if pa.types.is_dictionary(column.type):
                    column = column.cast(column.type.value_type)
                known[:] = [pc.unique(pa.concat_arrays([*known, column]))]
        return {
            i: FrameTable(pa.table({"0": known[0]})).encode([0])[1].categories[0]
            for i, known in zip(self.categorical, seen, strict=True)
            if known
        }
