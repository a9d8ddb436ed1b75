"""Some rows of a larger table, read as they would be read with all others."""

from __future__ import annotations

import pyarrow as pa

from counterpoise.core.grids import Grid
from counterpoise.tables.frames import FrameTable
from counterpoise.tables.libraries.arrow_tables import ArrowLibrary
from counterpoise.tables.numbers import NumericColumn

__all__ = ["GatheredTable"]


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
        found = ArrowLibrary().numbers(self.column(position), self._limits.get(position))
        return found.on(self._grids.get(position))
