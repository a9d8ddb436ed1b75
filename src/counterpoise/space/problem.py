"""What stages ask of a table whose rows are in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.counts import Counts, count_classes
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import (
    Among,
    Ask,
    Findings,
    Neighbours,
    Problem,
    label_array,
)
from counterpoise.core.rows import Rows
from counterpoise.core.streams import Streams
from counterpoise.core.target import Target
from counterpoise.errors import InvalidInputError, Named, Setting, Use
from counterpoise.space.geometry import Geometry, column_std

__all__ = ["TableProblem"]


class TableProblem(Problem):
    """One table and its target.

    Parameters
    ----------
    geometry : Geometry
        The rows and the distances between them.
    labels : list
        The class labels, by class code.
    streams : Streams
        Where draws come from.
    findings : Findings, optional
        What stages found out on the way.
    strata : Target, optional
        Which rows are in which stratum, where these are not the classes of the geometry.

    Attributes
    ----------
    made : Lineage, optional
        Where the last rows come from, if a recipe made them.
    """

    def __init__(
        self,
        geometry: Geometry,
        labels: list[Any],
        streams: Streams,
        findings: Findings | None = None,
        strata: Target | None = None,
    ):
        super().__init__(labels, streams, findings)
        self.geometry = geometry
        self._seen: Geometry | None = None
        self._is_new: NDArray[np.bool_] | None = None
        self.made: Lineage | None = None
        self._strata = strata

    @property
    def n_rows(self) -> int:
        return len(self.geometry.rows)

    @property
    def rows(self) -> Rows:
        return self.geometry.rows

    @property
    def target(self) -> NDArray[np.int64]:
        """Class codes; shape (n_rows,)."""
        return self.geometry.target

    @property
    def searched(self) -> Geometry:
        """The distances by which neighbours are found: those of a space of their own, if any."""
        return self.geometry if self._seen is None else self._seen

    @property
    def is_new(self) -> NDArray[np.bool_]:
        """Which rows a recipe has made, for the cleaning that follows; shape (n_rows,)."""
        return np.zeros(self.n_rows, bool) if self._is_new is None else self._is_new

    @property
    def labelled(self) -> NDArray[Any]:
        """The class label of each row; shape (n_rows,)."""
        return label_array(self.labels)[self.target]

    @property
    def counts(self) -> Counts:
        """Rows of each class that is present, by label, in the order of the labels."""
        counts = count_classes(self.target, self.labels)
        return {label: n for label, n in counts.items() if n}

    @property
    def units(self) -> tuple[Any, Any] | None:
        scaled = self.geometry.scale is not None and self.rows.n_numeric
        return self.geometry.units if scaled else None

    def members(self, klass: int) -> NDArray[np.int64]:
        if self._strata is not None:
            return self._strata.members(klass)
        return self.geometry.members(klass)

    @property
    def all_classes(self) -> NDArray[np.integer]:
        """The class code of every row of the table, also where not all rows are at hand."""
        return self.target

    def part(self, chosen: NDArray[np.int64]) -> Geometry:
        """Return the distances between some rows of the table, in the same units."""
        return self.geometry.part(chosen)

    def places(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return under which numbers stages know rows of the table."""
        return numbers

    def classes_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the classes of rows that are at hand."""
        return self.target[rows]

    def spread(self, klass: int) -> NDArray[np.float64]:
        return column_std(self.rows.numeric[self.members(klass)])

    def answer(self, ask: Ask) -> Neighbours:
        assert isinstance(ask.queries, np.ndarray)
        reference = self._reference(ask.among, ask.klass)
        others = isinstance(ask.among, str) and ask.among == "others"
        self._check_enough(reference, ask.k - others, ask.parameter, ask.klass)
        found, far, index = self.searched.search(
            reference,
            ask.queries,
            ask.k,
            klass=ask.klass,
            estimator=ask.estimator,
            distances=ask.distances,
        )
        self.findings["search", ask.parameter] = index
        self._note_unit(ask.klass)
        return Neighbours(found, target=self.target, distances=far)

    def check_enough(self, k: int, parameter: str, klass: int | None = None) -> None:
        """Raise `InvalidInputError` unless the table has so many rows.

        Parameters
        ----------
        k : int
            How many neighbours rows that are not in the table look for.
        parameter : str
            The sampler's name for how many.
        klass : int, optional
            The class that grows.
        """
        self._check_count(self.n_rows, k - 1, parameter, klass, is_whole=True)

    def _reference(
        self, among: Among | NDArray[np.int64], klass: int | None
    ) -> NDArray[np.int64] | None:
        """Return the ascending numbers of the rows that may be neighbours; None for all."""
        if isinstance(among, np.ndarray):
            return among
        if among == "all":
            return None
        assert klass is not None
        if among == "class":
            return self.members(klass)
        return np.flatnonzero(self.geometry.target != klass)

    def _note_unit(self, klass: int | None) -> None:
        searched = self.searched
        if searched.rows.n_categorical and not searched.nominal and klass is not None:
            unit = searched.category_unit(klass)
            self.findings.of(("search", "category_unit"))[self.labels[klass]] = unit

    def _check_enough(
        self, reference: NDArray[np.int64] | None, k: int, parameter: str, klass: int | None
    ) -> None:
        """Raise `InvalidInputError` unless each reference row has k others."""
        n_reference = self.n_rows if reference is None else len(reference)
        self._check_count(n_reference, k, parameter, klass, reference is None)

    def _check_count(
        self, n_reference: int, k: int, parameter: str, klass: int | None, is_whole: bool
    ) -> None:
        """Do the same for so many reference rows, which may be the whole table."""
        if n_reference > k:
            return
        whose = "the table" if is_whole or klass is None else f"class {self.labels[klass]!r}"
        n_rows = f"{n_reference} row" + "s" * (n_reference != 1)
        lower = ("lower ", Named(parameter), f" to {n_reference - 1}")
        instead = () if is_whole else (Use("RandomOverSampler"),)
        if n_reference > 1:
            instead = (*lower, *(" or " for _ in instead), *instead)
        raise InvalidInputError(
            f"{whose} has {n_rows}",
            needed=(Setting(parameter, k), f" needs at least {k + 1}"),
            remedy=instead or lower,
        )

    def with_rows(self, rows: Rows, target: NDArray[np.int64]) -> TableProblem:
        """Return the problem of other rows of the same columns, sharing streams and findings."""
        geometry = self.geometry.with_rows(rows, target)
        return self._over(geometry, self.findings)

    def grown(
        self, new: Rows, klass: NDArray[np.int64], made: Lineage | None = None
    ) -> TableProblem:
        """Return the problem of these rows and the new ones that a recipe made of them.

        Parameters
        ----------
        new : Rows of shape (n_new, ...)
            The new rows.
        klass : ndarray of shape (n_new,), int64
            Their classes.
        made : Lineage of n_new rows, optional
            Where they come from, if stages may ask.
        """
        other = self.with_rows(self.rows.append(new), np.concatenate([self.target, klass]))
        other._is_new = np.arange(other.n_rows) >= self.n_rows
        other.made = made
        return other

    def seen(self, geometry: Geometry) -> TableProblem:
        """Return the same problem with neighbours that are found by other distances."""
        other = self._over(self.geometry, self.findings)
        other._seen, other._strata = geometry, self._strata
        return other

    def subset(self, chosen: NDArray[np.int64]) -> TableProblem:
        """Return the problem of some of the rows."""
        other = self.with_rows(self.rows.take(chosen), self.target[chosen])
        if self._seen is not None:
            other._seen = self._seen.part(chosen)
        if self._is_new is not None:
            other._is_new = self._is_new[chosen]
        return other

    def apart(self) -> TableProblem:
        """Return the same problem with findings of its own."""
        other = self._over(self.geometry, Findings())
        other._seen, other._is_new, other.made = self._seen, self._is_new, self.made
        return other

    def _over(self, geometry: Geometry, findings: Findings) -> TableProblem:
        other = TableProblem(geometry, self.labels, self.streams, findings)
        other.plan = self.plan
        return other
