"""Distances within a table that need not fit into memory, and to the rows made of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.core.grids import Grid
from counterpoise.core.lineage import Lineage, materialise
from counterpoise.core.problem import Problem, label_array
from counterpoise.core.rows import Rows
from counterpoise.neighbors import nearest_in_batches
from counterpoise.space.geometry import Geometry, in_units
from counterpoise.tables.frames import FrameTable
from counterpoise.tables.libraries.arrow_tables import ArrowLibrary
from counterpoise.tables.numbers import NumericColumn
from counterpoise.tables.roles import Role

if TYPE_CHECKING:
    from counterpoise.engines.stream.growing import TableScan

__all__ = ["GatheredTable", "GrownGeometry", "GrownProblem", "Reference", "ScanGeometry"]

# Rows of one index when neighbours are looked for among all rows: more cost memory, fewer time.
_REFERENCE_ROWS = 1 << 18

# Rows that look for neighbours at once: the table is read again for as many more.
_QUERY_ROWS = 1 << 20


class GatheredTable(FrameTable):
    """Rows of a table whose numbers are counted from where those of the whole table are.

    Parameters
    ----------
    rows : pyarrow.Table
        The rows that were gathered.
    limits : dict of int to tuple of int
        Least and greatest value of the whole column, for columns of large whole numbers.
    grids : dict of int to Grid, optional
        On which numbers the whole column lies, for those that have a grid of their own.
    """

    def __init__(
        self,
        rows: pa.Table,
        limits: dict[int, tuple[int, int]],
        grids: dict[int, Grid] | None = None,
    ):
        super().__init__(rows)
        self._limits = limits
        self._grids = grids or {}

    def _numbers(self, position: int) -> NumericColumn:
        column = self._native_column(position)
        found = ArrowLibrary().numbers(column, self._limits.get(position))
        return found.on(self._grids.get(position))


@dataclass(frozen=True)
class Reference:
    """All rows of the table, as points that come in batches."""

    scan: TableScan
    features: list[int]
    roles: list[Role]
    units: tuple[NDArray[np.float64], NDArray[np.float64]] | None

    @property
    def codes(self) -> NDArray:
        """The class of each row."""
        return self.scan.all_codes

    def points(self) -> Iterator[NDArray]:
        """Yield the points of the rows, first to last."""
        waiting: list[pa.RecordBatch] = []
        n_waiting = 0
        for batch in self.scan.source.batches(self.features):
            waiting.append(batch)
            n_waiting += batch.num_rows
            if n_waiting >= _REFERENCE_ROWS:
                yield self._points(waiting)
                waiting, n_waiting = [], 0
        if waiting:
            yield self._points(waiting)

    def rows(self, numbers: NDArray[np.int64]) -> Rows:
        """Return rows of the table by their ascending numbers."""
        chosen = np.zeros(self.scan.classes.n_rows, bool)
        chosen[numbers] = True
        return self._rows([part for part, _ in self.scan.source.picked(self.features, chosen)])

    def scaled(self, rows: Rows) -> NDArray:
        """Return rows in the units of the distance; shape (n_rows, n_numeric)."""
        return in_units(rows.numeric, self.units)

    def _points(self, batches: list[pa.RecordBatch]) -> NDArray:
        return self.scaled(self._rows(batches))

    def _rows(self, batches: list[pa.RecordBatch]) -> Rows:
        columns = [self.scan.columns[j] for j in self.features]
        limits = {i: c.limits for i, c in enumerate(columns) if c.limits is not None}
        return GatheredTable(pa.Table.from_batches(batches), limits).encode()[0]


class ScanGeometry(Geometry):
    """Distances between gathered rows, and from them to all rows of the table.

    A neighbour that was not gathered is told by its class alone: class ``c`` has the row number
    ``len(rows) + c``.
    """

    def __init__(self, rows: Rows, target: NDArray, *rest: Any, reference: Reference):
        super().__init__(rows, target, *rest)
        self.reference = reference
        self._own = target
        n_classes = len(reference.scan.classes.labels)
        self.target = np.concatenate([target, np.arange(n_classes)])

    @property
    def n_rows(self) -> int:
        return self.reference.scan.classes.n_rows

    @property
    def classes(self) -> NDArray:
        return self.reference.codes

    def part(self, chosen: NDArray[np.int64]) -> Geometry:
        rows = self.reference.rows(chosen)
        return self.with_rows(rows, self.classes[chosen].astype(np.int64))

    def known_as(self, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self.reference.scan.numbers, chosen)

    def members(self, klass: int) -> NDArray[np.int64]:
        return np.flatnonzero(self._own == klass)

    def search(
        self,
        reference: NDArray[np.int64] | None,
        queries: NDArray[np.int64],
        k: int,
        *,
        klass: int | None = None,
        estimator: Any = None,
    ) -> tuple[NDArray[np.int64], Any]:
        if reference is not None:
            return super().search(reference, queries, k, klass=klass, estimator=estimator)
        numbers = self.reference.scan.numbers
        _, found = nearest_in_batches(
            self.reference.points(),
            self.points[queries],
            k,
            exclude=numbers[queries],
        )
        place = np.minimum(np.searchsorted(numbers, found), max(len(numbers) - 1, 0))
        stands_for = len(self.rows) + self.reference.codes[found].astype(np.int64)
        return np.where(numbers[place] == found, place, stands_for), None


class GrownGeometry(Geometry):
    """Distances to all rows of the table and to the new ones that follow them.

    Parameters
    ----------
    geometry : ScanGeometry
        The gathered rows.
    lineage : Lineage of n_new rows
        What was drawn of them.
    """

    def __init__(self, geometry: ScanGeometry, lineage: Lineage):
        self._gathered = geometry
        self._lineage = lineage
        self._reference = geometry.reference
        self._n_originals = geometry.n_rows
        codes = self._reference.codes
        target = np.concatenate([codes, lineage.klass.astype(codes.dtype)])
        n = len(target)
        rows = Rows(np.empty((n, 0)), np.empty((n, 0), np.int32))
        # Only gathered and new rows are asked for their neighbours, so that it is enough to know
        # which of these are blank.
        blank = np.zeros(n, bool)
        blank[self._reference.scan.numbers] = geometry.rows.blank
        blank[self._n_originals :] = geometry.rows.blank[lineage.base]
        vars(rows)["blank"] = blank
        super().__init__(rows, target, geometry.scale)

    def search(
        self,
        reference: NDArray[np.int64] | None,
        queries: NDArray[np.int64],
        k: int,
        *,
        klass: int | None = None,
        estimator: Any = None,
    ) -> tuple[NDArray[np.int64], Any]:
        found = [np.empty((0, k), np.int64)]
        for start in range(0, len(queries), _QUERY_ROWS):
            asked = queries[start : start + _QUERY_ROWS]
            points = itertools.chain(self._reference.points(), self._new_points())
            found.append(nearest_in_batches(points, self._points_of(asked), k, exclude=asked)[1])
        return np.concatenate(found), None

    def _new_points(self) -> Iterator[NDArray]:
        for start in range(0, len(self._lineage), _REFERENCE_ROWS):
            yield self._made(self._lineage[start : start + _REFERENCE_ROWS])

    def _made(self, lineage: Lineage) -> NDArray:
        return self._reference.scaled(materialise(lineage, self._gathered.rows))

    def _points_of(self, numbers: NDArray[np.int64]) -> NDArray:
        """Return the points of rows; of those that were not gathered after reading them again."""
        gathered = self._reference.scan.numbers
        known = self._gathered.points
        points = np.empty((len(numbers), known.shape[1]), known.dtype)
        is_new = numbers >= self._n_originals
        place = np.minimum(np.searchsorted(gathered, numbers), max(len(gathered) - 1, 0))
        at_hand = ~is_new & (gathered[place] == numbers)
        points[is_new] = self._made(self._lineage[numbers[is_new] - self._n_originals])
        points[at_hand] = known[place[at_hand]]
        others = np.flatnonzero(~is_new & ~at_hand)
        if len(others):
            wanted, back = np.unique(numbers[others], return_inverse=True)
            points[others] = self._reference.scaled(self._reference.rows(wanted))[back]
        return points


class GrownProblem(Problem):
    """A table and its new rows, of which only class codes are at hand."""

    @property
    def labelled(self) -> NDArray:
        return label_array(self.labels)[:0]  # asked only where a function says what to clean
