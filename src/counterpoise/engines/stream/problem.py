"""What stages ask of a table that need not fit into memory, and of the rows made of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from counterpoise.core.counts import Counts
from counterpoise.core.draft import Draft
from counterpoise.core.materialise import materialise
from counterpoise.core.problem import Ask, Neighbours
from counterpoise.core.rows import Rows
from counterpoise.core.streams import Streams
from counterpoise.engines.stream.offers import NeedsWholeTable
from counterpoise.engines.stream.reference import REFERENCE_ROWS, Reference
from counterpoise.errors import brief
from counterpoise.neighbors import nearest_in_batches
from counterpoise.space.geometry import Geometry
from counterpoise.space.problem import TableProblem

__all__ = ["GrownProblem", "StreamProblem"]

# Rows that look for neighbours at once: the table is read again for as many more.
_QUERY_ROWS = 1 << 20


class StreamProblem(TableProblem):
    """A table of which the classes that grow are at hand, and the others are read in batches.

    Row numbers are places among the rows at hand. A row of another class that becomes a partner is
    read again and joins them, behind all others.

    Parameters
    ----------
    geometry : Geometry
        The rows that were gathered, and the distances between them.
    labels : list
        The class labels, by class code.
    streams : Streams
        Where draws come from.
    reference : Reference
        All rows.

    Attributes
    ----------
    numbers : ndarray of int64
        The row number in the table of each row at hand.
    fetched : list of pyarrow.Table
        The rows of other classes that joined.
    """

    def __init__(
        self, geometry: Geometry, labels: list[Any], streams: Streams, reference: Reference
    ):
        super().__init__(geometry, labels, streams)
        self.reference = reference
        self.numbers = reference.scan.numbers
        self._order = np.arange(len(self.numbers))
        self.fetched: list[pa.Table] = []

    @property
    def n_rows(self) -> int:
        return self.reference.n_rows

    @property
    def counts(self) -> Counts:
        return {label: n for label, n in self.reference.scan.classes.counts.items() if n}

    @property
    def all_classes(self) -> NDArray[np.int64]:
        return self.reference.codes

    def members(self, klass: int) -> NDArray[np.int64]:
        if not self.reference.scan.growing[klass]:
            raise NeedsWholeTable(
                f"looking at all rows of class {self.labels[klass]!r}, which does not grow,"
            )
        return super().members(klass)

    def part(self, chosen: NDArray[np.int64]) -> Geometry:
        rows, _ = self.reference.encode(self.reference.rows(chosen))
        return self.geometry.with_rows(rows, self.reference.codes[chosen].astype(np.int64))

    def places(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where rows of the table are at hand; -1 where they are not."""
        if not len(self.numbers):
            return np.full(numbers.shape, -1)
        rank = np.searchsorted(self.numbers, numbers, sorter=self._order)
        place = self._order[np.minimum(rank, len(self._order) - 1)]
        return np.where(self.numbers[place] == numbers, place, -1)

    def answer(self, ask: Ask) -> Neighbours:
        if ask.is_of_class:
            return super().answer(ask)
        assert isinstance(ask.queries, np.ndarray)
        k, klass, parameter = ask.k, ask.klass, ask.parameter
        if ask.estimator is not None:
            raise NeedsWholeTable(f"{parameter}={brief(ask.estimator)}, which searches all rows,")
        chosen = None if ask.among == "all" else self.reference.codes != klass
        n_chosen = self.n_rows if chosen is None else int(np.count_nonzero(chosen))
        self._check_count(n_chosen, k - (chosen is not None), parameter, klass, chosen is None)
        far, found = self._look(ask.queries, k, klass, chosen)
        if ask.values:
            self._fetch(found)
        self._note_unit(klass)
        return Neighbours(
            self.places(found),
            self.reference.codes[found].astype(np.int64),
            far if ask.distances else None,
        )

    def _look(
        self,
        queries: NDArray[np.int64],
        k: int,
        klass: int | None,
        chosen: NDArray[np.bool_] | None,
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return distances and row numbers in the table of neighbours among all or some rows."""
        own = self.numbers[queries]
        if chosen is not None:
            own = np.where(chosen[own], np.cumsum(chosen)[own] - 1, -1)
        far, found = nearest_in_batches(
            self.reference.points(chosen),
            self.geometry.points[queries],
            k,
            codes=self.rows.codes[queries] if self.rows.n_categorical else None,
            exclude=own,
            metric=self._metric(klass),
        )
        return far, found if chosen is None else np.flatnonzero(chosen)[found]

    def _metric(self, klass: int | None) -> Any:
        if self.rows.n_categorical and not self.geometry.nominal:
            if klass is None:
                raise NeedsWholeTable("a distance between categories that no class decides")
            self.members(klass)  # what a category costs is told by all rows of the class
        return self.geometry.metric(klass)

    def _fetch(self, numbers: NDArray[np.int64]) -> None:
        """Read the rows that are not at hand, and put them behind those that are."""
        absent = np.unique(numbers[self.places(numbers) < 0])
        if not len(absent):
            return
        part = self.reference.rows(absent)
        self.fetched.append(part)
        known = self.geometry
        rows = known.rows.append(self.reference.encode(part)[0])
        target = np.concatenate([known.target, self.reference.codes[absent].astype(np.int64)])
        self.geometry = known.with_rows(rows, target)
        if known.nominal:
            self.geometry.value_distributions = known.value_distributions
        self.numbers = np.concatenate([self.numbers, absent])
        self._order = np.argsort(self.numbers, kind="stable")


class GrownProblem(TableProblem):
    """All rows of a table and the new ones that follow them, of which only classes are at hand.

    Parameters
    ----------
    problem : StreamProblem
        The table.
    draft : Draft
        What the new rows are drawn from.
    """

    def __init__(self, problem: StreamProblem, draft: Draft):
        self._table = problem
        self._all = problem.reference
        self._draft = draft
        codes = self._all.codes
        target = np.concatenate([codes, draft.klass.astype(codes.dtype)])
        n = len(target)
        rows = Rows(np.empty((n, 0)), np.empty((n, 0), np.int32))
        # Only gathered and new rows are asked for their neighbours, so that it is enough to know
        # which of these are blank.
        blank = np.zeros(n, bool)
        blank[problem.numbers] = problem.rows.blank
        for start in range(0, len(draft), REFERENCE_ROWS):
            base = draft.lineage(start, start + REFERENCE_ROWS).base
            first = problem.n_rows + start
            blank[first : first + len(base)] = problem.rows.blank[base]
        vars(rows)["blank"] = blank
        super().__init__(Geometry(rows, target), problem.labels, problem.streams)
        self.plan = problem.plan

    def answer(self, ask: Ask) -> Neighbours:
        queries, k = ask.queries, ask.k
        assert isinstance(queries, np.ndarray)
        in_all = isinstance(ask.among, str) and ask.among == "all"
        if not in_all or ask.estimator is not None or ask.distances:
            raise NeedsWholeTable("cleaning that asks for more than the nearest rows of the table")
        self._check_count(self.n_rows, k, ask.parameter, ask.klass, True)
        found = [np.empty((0, k), np.int64)]
        for start in range(0, len(queries), _QUERY_ROWS):
            asked = queries[start : start + _QUERY_ROWS]
            points = itertools.chain(self._all.points(), self._new_points())
            found.append(nearest_in_batches(points, self._points_of(asked), k, exclude=asked)[1])
        return Neighbours(np.concatenate(found), target=self.target)

    def _new_points(self) -> Iterator[Any]:
        for start in range(0, len(self._draft), REFERENCE_ROWS):
            lineage = self._draft.lineage(start, start + REFERENCE_ROWS)
            yield self._all.measured(materialise(lineage, self._table.rows))

    def _points_of(self, numbers: NDArray[np.int64]) -> NDArray[Any]:
        """Return the points of rows; of those that are not at hand after reading them again."""
        problem = self._table
        known = problem.geometry.points
        points = np.empty((len(numbers), known.shape[1]), known.dtype)
        is_new = numbers >= problem.n_rows
        place = np.full(len(numbers), -1)
        place[~is_new] = problem.places(numbers[~is_new])
        points[place >= 0] = known[place[place >= 0]]
        if is_new.any():
            wanted, back = np.unique(numbers[is_new] - problem.n_rows, return_inverse=True)
            made = materialise(self._draft.at(wanted), problem.rows)
            points[is_new] = self._all.measured(made)[back]
        others = ~is_new & (place < 0)
        if others.any():
            wanted, back = np.unique(numbers[others], return_inverse=True)
            rows, _ = self._all.encode(self._all.rows(wanted))
            points[others] = self._all.measured(rows)[back]
        return points
