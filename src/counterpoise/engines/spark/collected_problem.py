"""What stages ask of a table of which only the classes that grow are on the driver."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from counterpoise.core.problem import Ask, Neighbours
from counterpoise.engines.spark.other_classes import (
    OtherClasses,
    Queries,
    by_distance,
    first_of_each,
)
from counterpoise.engines.spark.planned_table import PlannedTable
from counterpoise.errors import InvalidInputError, Named, Setting, brief
from counterpoise.neighbors import NeighborIndex
from counterpoise.space.geometry import Geometry
from counterpoise.space.problem import TableProblem

__all__ = ["CollectedProblem"]


class CollectedProblem(TableProblem):
    """A table of which only the rows of classes that grow are on the driver.

    Parameters
    ----------
    geometry : Geometry
        These rows and the distances between them.
    planned : PlannedTable
        The table.
    collected : pyarrow Table of n_rows rows
        The same rows, with features, ``label`` and identity, in the order of their identities. Rows
        of other classes whose values a stage asks for are appended to them.
    categories : list of ndarray
        What their codes stand for.
    """

    def __init__(
        self,
        geometry: Geometry,
        planned: PlannedTable,
        collected: pa.Table,
        categories: list[NDArray[Any]],
    ):
        super().__init__(geometry, planned.classes.labels, planned.streams)
        self.plan = planned.growth
        self.collected = collected
        self._planned = planned
        self._categories = categories
        self._others = OtherClasses(planned)

    @property
    def n_rows(self) -> int:
        return self._planned.classes.n_rows

    def answer(self, ask: Ask) -> Neighbours:
        if ask.is_of_class:
            return super().answer(ask)
        queries, k, klass, parameter = ask.queries, ask.k, ask.klass, ask.parameter
        assert isinstance(queries, np.ndarray)
        if ask.estimator is not None:
            raise InvalidInputError(
                f"{parameter} is {brief(ask.estimator)}, and rows of other classes stay on "
                "Spark's executors, where it does not look",
                remedy="use a whole number",
                parameter=parameter,
            )
        own = np.flatnonzero(np.isin(self.target, list(self.plan)))
        if ask.among == "others":
            assert klass is not None
            own = own[self.target[own] != klass]
            self._check_others(klass, k, parameter)
        else:
            self._check_enough(None, k, parameter, klass)
        found = self._nearest(queries, k, own, klass)
        shape = (len(queries), k)
        rows = found["row"].to_numpy()
        if ask.values:
            rows = self._bring(found)
        return Neighbours(
            rows.reshape(shape),
            found["klass"].to_numpy().astype(np.int64).reshape(shape),
            found["distance"].to_numpy().reshape(shape) if ask.distances else None,
        )

    def _check_others(self, klass: int, k: int, parameter: str) -> None:
        n_others = self.n_rows - self._planned.n_rows_of(klass)
        if n_others < k:
            raise InvalidInputError(
                f"all classes but {self.labels[klass]!r} have {n_others} rows",
                needed=(Setting(parameter, k), " needs as many"),
                remedy=("lower ", Named(parameter), f" to {n_others}"),
            )

    def _nearest(
        self, queries: NDArray[np.int64], k: int, own: NDArray[np.int64], klass: int | None
    ) -> pa.Table:
        """Return the nearest rows among those at hand that may be, and all of other classes.

        ``query``, ``distance``, ``klass``, the identity, and ``row``: -1 for those elsewhere.
        """
        names = self._planned.identity.names
        if klass is None and self.rows.n_categorical:
            # Of all rows' spread, which would say what a category costs, only a part is at hand.
            raise InvalidInputError(
                "a stage asks for neighbours in a table with categories and names no class",
                remedy="pass klass to Problem.nearest",
                parameter="klass",
            )
        metric = self.geometry.metric(klass)
        far, rows = self._nearest_at_hand(queries, k, own, metric)
        bounds = far[:, -1] if far.shape[1] == k else np.full(len(queries), np.inf)
        points = self.geometry.points[queries]
        brought = ~np.isin(self.target[queries], list(self.plan))
        # A row that was brought here still lies there, too, where it finds itself.
        asked = Queries(points, self.rows.codes[queries], metric, bounds, k + bool(brought.any()))
        others = self._others.nearest(asked, self._categories)
        if brought.any():
            others = self._without_itself(others, queries)
        flat = rows.ravel()
        at_hand = {
            "query": pa.array(np.repeat(np.arange(len(queries)), rows.shape[1]), pa.int32()),
            "distance": pa.array(far.ravel()),
            "klass": pa.array(self.target[flat], pa.int32()),
            **{name: self.collected[name].take(pa.array(flat)) for name in names},
            "row": pa.array(flat),
        }
        lists = pa.table(at_hand)
        elsewhere = pa.array(np.full(len(others), -1))
        others = others.select(lists.column_names[:-1]).append_column("row", elsewhere)
        lists = pa.concat_tables([lists, others.cast(lists.schema)])
        return first_of_each(by_distance(lists, names), k)

    def _nearest_at_hand(
        self, queries: NDArray[np.int64], k: int, own: NDArray[np.int64], metric: Any
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return distances and numbers of the nearest among the rows `own`; (n_queries, <= k)."""
        # A query that may be its own neighbour is left out, so that one fewer may be found.
        k = min(k, len(own) - bool(np.isin(queries, own).any()))
        if k < 1:
            return np.empty((len(queries), 0)), np.empty((len(queries), 0), np.int64)
        points, codes = self.geometry.points, self.rows.codes
        has_codes = codes.shape[1] > 0
        place = np.full(len(points), -1, np.int64)
        place[own] = np.arange(len(own))
        index = NeighborIndex(k, metric=metric)
        index.fit(points[own], codes=codes[own] if has_codes else None)
        distances, found = index.kneighbors(
            points[queries],
            k,
            codes=codes[queries] if has_codes else None,
            exclude=place[queries],
        )
        return distances, own[found]

    def _without_itself(self, others: pa.Table, queries: NDArray[np.int64]) -> pa.Table:
        """Return lists of rows that lie elsewhere without each query itself."""
        query = others["query"].to_numpy()
        itself = np.ones(len(others), bool)
        for name in self._planned.identity.names:
            own = self.collected[name].take(pa.array(queries[query]))
            itself &= pc.equal(others[name].cast(own.type), own).to_numpy()
        places = np.flatnonzero(itself)
        # Without a key there may be several rows like it, of which the others stay.
        _, first = np.unique(query[places], return_index=True)
        stays = np.ones(len(others), bool)
        stays[places[first]] = False
        return others.filter(pa.array(stays))

    def _bring(self, found: pa.Table) -> NDArray[np.int64]:
        """Append the rows of a list that are elsewhere, and return the numbers of all of them."""
        names = self._planned.identity.names
        rows: NDArray[np.int64] = found["row"].to_numpy().copy()
        elsewhere = found.filter(pa.array(rows < 0)).select(names)
        if not len(elsewhere):
            return rows
        fetched = self._others.fetch(elsewhere.group_by(names).aggregate([]))
        numbers = np.arange(len(self.collected), len(self.collected) + len(fetched))
        numbered = fetched.select(names).cast(elsewhere.schema)
        numbered = numbered.append_column("row", pa.array(numbers))
        listed = elsewhere.append_column("place", pa.array(np.arange(len(elsewhere))))
        rows[rows < 0] = listed.join(numbered, names).sort_by("place")["row"].to_numpy()
        self._append(fetched)
        return rows

    def _append(self, fetched: pa.Table) -> None:
        codes = pc.index_in(fetched["label"], self._planned.classes.column).to_numpy()
        target = np.concatenate([self.target, codes.astype(np.int64)])
        self.collected = pa.concat_tables([self.collected, fetched.cast(self.collected.schema)])
        _, rows, _ = self._planned.reading.encode(self.collected)
        self.geometry = self.geometry.with_rows(rows, target)
