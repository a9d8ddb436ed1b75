"""Some rows of a larger table, read as they would be read with all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.core.grids import Grid
from counterpoise.tables.frames import FrameTable
from counterpoise.tables.libraries.arrow_tables import ArrowLibrary
from counterpoise.tables.numbers import NumericColumn

__all__ = ["GatheredTable"]


class GatheredTable(FrameTable):
    """Rows of a table that are read as they would be with all others.

    Parameters
    ----------
    rows : pyarrow.Table
        The rows that were gathered.
    limits : dict of int to tuple of int
        Least and greatest value of the whole column, for columns of large whole numbers.
    grids : dict of int to Grid, optional
        On which numbers the whole column lies, for those that have a grid of their own.
    categories : dict of int to ndarray, optional
        The sorted categories of the whole column, where rows may come later that hold others.
    """

    def __init__(
        self,
        rows: pa.Table,
        limits: Mapping[int, tuple[int, int]],
        grids: Mapping[int, Grid] | None = None,
        categories: Mapping[int, NDArray[Any]] | None = None,
    ):
        super().__init__(rows)
        self._limits = limits
        self._grids = grids or {}
        self._known = categories or {}

    def _numbers(self, position: int) -> NumericColumn:
        found = ArrowLibrary().numbers(self.column(position), self._limits.get(position))
        return found.on(self._grids.get(position))

    def _category_codes(
        self, position: int
    ) -> tuple[NDArray[np.int32], NDArray[Any], NDArray[Any]]:
        codes, categories, exemplars = super()._category_codes(position)
        known = self._known.get(position)
        if known is None:
            return codes, categories, exemplars
        rank = {value: code for code, value in enumerate(known.tolist())}
        code_of = np.array([*(rank[value] for value in categories.tolist()), -1], np.int32)
        rows = np.full(len(known), -1, np.int64)
        rows[code_of[:-1]] = exemplars
        return code_of[codes], known, rows
