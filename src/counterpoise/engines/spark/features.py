"""The features of a table as numbers, the same on every executor."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.core.grids import Grid
from counterpoise.core.rows import Rows
from counterpoise.space.geometry import in_units
from counterpoise.tables import Coding
from counterpoise.tables.gathered import GatheredTable

__all__ = ["CommonCodes", "Features"]


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

    @property
    def numbers_only(self) -> Features:
        """How the columns of numbers are read by themselves."""
        kept = list(enumerate(self.numeric))
        return Features(
            [self.names[i] for _, i in kept],
            [],
            {place: self.limits[i] for place, i in kept if i in self.limits},
            self.units,
            {place: self.grids[i] for place, i in kept if i in self.grids},
        )

    def points(self, numeric: Any) -> NDArray[Any]:
        """Return numbers of shape (n_rows, n_numeric) in the units of the distance."""
        points: NDArray[Any] = in_units(numeric, self.units)
        return points


@dataclass(frozen=True)
class CommonCodes:
    """Rows as numbers, with categories that have the same codes wherever they are read.

    Parameters
    ----------
    reading : Features
        How columns are read.
    categories : list of ndarray
        The sorted categories of each categorical column; what is none of them has a code of its
        own.
    """

    reading: Features
    categories: list[NDArray[Any]]

    def encode(self, table: pa.Table) -> tuple[NDArray[Any], NDArray[np.int32]]:
        """Return rows as points of shape (n_rows, n_numeric) and codes (n_rows, n_categorical)."""
        _, rows, coding = self.reading.encode(table)
        codes = np.empty_like(rows.codes)
        for j, own in enumerate(coding.categories):
            places = [self._place[j].get(value, len(self._place[j])) for value in own.tolist()]
            codes[:, j] = np.array([*places, -1], np.int32)[rows.codes[:, j]]
        return self.reading.points(rows.numeric), codes

    @cached_property
    def _place(self) -> list[dict[Any, int]]:
        return [{value: c for c, value in enumerate(own.tolist())} for own in self.categories]
