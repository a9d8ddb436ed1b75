"""The features of a table as numbers, the same on every executor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.core.grids import Grid
from counterpoise.core.rows import Rows
from counterpoise.engines.stream.growing import GatheredTable
from counterpoise.space.geometry import in_units
from counterpoise.tables import Coding

__all__ = ["Features"]


@dataclass(frozen=True)
class Features:
    """What it takes to read any rows of a table as they would be read with all others.

    Parameters
    ----------
    names : list of str
        The columns.
    categorical : list of int
        Which of them are categories.
    limits : dict of int to tuple of int
        Least and greatest value of columns of large whole numbers, which are counted from there.
    units : tuple of ndarray, optional
        Middle and spread of the numeric columns.
    grids : dict of int to Grid
        On which numbers the columns lie that have a grid of their own.
    """

    names: list[str]
    categorical: list[int]
    limits: dict[int, tuple[int, int]]
    units: tuple[NDArray[np.float64], NDArray[np.float64]] | None
    grids: dict[int, Grid] = field(default_factory=dict)

    def read(self, table: pa.Table) -> GatheredTable:
        """Return rows of the table, ready to be encoded."""
        return GatheredTable(table.select(self.names), self.limits, self.grids)

    def encode(self, table: pa.Table) -> tuple[GatheredTable, Rows, Coding]:
        """Return rows of the table as numbers, and what writes such rows back."""
        read = self.read(table)
        return read, *read.encode(self.categorical)

    @property
    def numeric(self) -> list[int]:
        """Which of the columns are numbers."""
        return [i for i in range(len(self.names)) if i not in self.categorical]

    def points(self, numeric: Any) -> NDArray:
        """Return numbers of shape (n_rows, n_numeric) in the units of the distance."""
        return in_units(numeric, self.units)
