"""What stages ask of classes that no machine holds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Ask, Neighbours, Problem
from counterpoise.core.ragged import Counted, Ragged
from counterpoise.core.rows import Rows
from counterpoise.engines.spark.planned_table import PlannedTable
from counterpoise.errors import InvalidInputError, Setting, Use

__all__ = ["DistributedProblem"]


class DistributedProblem(Problem):
    """A table whose rows stay on the executors.

    Stages are told numbers: a class of n rows has the rows 0 to n - 1, and partner r of seed i is
    pair ``i * k + r``. Who these are is found out when new rows are made.

    Parameters
    ----------
    planned : PlannedTable
        The table.

    Attributes
    ----------
    n_neighbors : int or None
        How many neighbours of its class each row is asked for; None where nobody asks.
    """

    def __init__(self, planned: PlannedTable):
        super().__init__(planned.classes.labels, planned.streams)
        self.plan = planned.growth
        self.n_neighbors: int | None = None
        self._planned = planned

    @property
    def n_rows(self) -> int:
        return self._planned.classes.n_rows

    @property
    def rows(self) -> Rows:
        n_categorical = len(self._planned.categorical)
        n_numeric = len(self._planned.features) - n_categorical
        return Rows(np.empty((0, n_numeric)), np.empty((0, n_categorical), np.int32))

    def members(self, klass: int) -> Counted:
        return Counted(self._planned.n_rows_of(klass))

    def answer(self, ask: Ask) -> Neighbours:
        k, klass = ask.k, ask.klass
        told = isinstance(ask.among, str) and ask.among == "class" and klass is not None
        if not told or ask.estimator or ask.distances or not isinstance(ask.queries, Counted):
            raise _not_here("neighbours other than the nearest of every row within its class")
        assert klass is not None
        n_rows = self._planned.n_rows_of(klass)
        if n_rows <= k:
            raise InvalidInputError(
                f"class {self.labels[klass]!r} has {n_rows} rows",
                needed=(Setting(ask.parameter, k), f" needs at least {k + 1}"),
                remedy=Use("RandomOverSampler"),
            )
        if self.n_neighbors not in (None, k):
            raise _not_here(f"{self.n_neighbors} neighbours and then {k}")
        self.n_neighbors = k
        return Neighbours(Ragged.counted(n_rows, k))

    def spread(self, klass: int) -> NDArray[np.float64]:
        raise _not_here("the spread of a class")

    @property
    def units(self) -> tuple[Any, Any] | None:
        return self._planned.reading.units


def _not_here(asked: str) -> InvalidInputError:
    return InvalidInputError(
        f"a stage asks for {asked}, which is not at hand where classes are not collected",
        remedy="let its needs say Need.COLLECTED, or raise most_collected",
        parameter="most_collected",
    )
