"""The table that is diagnosed, and the neighbours that several checks ask for."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from counterpoise.core.rows import Rows
from counterpoise.diagnosis.finding import Label, Name
from counterpoise.errors import InvalidInputError
from counterpoise.space.geometry import Geometry

__all__ = ["Neighbours", "Study", "share_text", "shown"]

MOST_QUERIES = 5_000
"""Rows of a class that look for neighbours; a share of 5,000 is known to 1.4 points or better."""

MOST_CLASSES = 5
"""Smaller classes that are looked at one by one, the smallest first."""

WIDTH = 10
"""Neighbours that are found for each row."""

MOST_DENSE = 200_000_000
"""Values of a sparse table that are written out in full, at most."""


class Neighbours(NamedTuple):
    """Nearest rows of some rows of one class.

    Parameters
    ----------
    queries : ndarray of shape (n_queries,), int64
        Row numbers that looked for neighbours.
    distances : ndarray of shape (n_queries, k), float64
        How far away the neighbours are, nearest first.
    rows : ndarray of shape (n_queries, k), int64
        The neighbours' row numbers.
    """

    queries: NDArray[np.int64]
    distances: NDArray[np.float64]
    rows: NDArray[np.int64]


@dataclass(eq=False)
class Study:
    """A table under study.

    Neighbours are searched among all rows, so that the classes stay as frequent as they are; only
    the rows that look for neighbours are drawn where there are many, which bounds the cost.

    Parameters
    ----------
    rows : Rows of shape (n_rows, ...)
        The table in its original units.
    target : ndarray of shape (n_rows,), int64
        Class codes.
    labels : list
        The class labels, by code.
    numeric_names, category_names : list
        The columns' names.
    k : int
        Neighbours that SMOTE would use.
    scale : None, "standard" or "robust"
        Units of the distances.
    seed : int
        Seed of the draws.
    n_jobs : int, optional
        Threads for the search.
    category_labels : list of ndarray, optional
        What the codes of each categorical column stand for.
    """

    rows: Rows
    target: NDArray[np.int64]
    labels: list[Label]
    numeric_names: list[Name]
    category_names: list[Name]
    _: KW_ONLY
    k: int = 5
    scale: str | None = "standard"
    seed: int = 0
    n_jobs: int | None = None
    category_labels: list[NDArray[Any]] | None = None

    def __post_init__(self) -> None:
        self.rows = _written_out(self.rows)
        self.counts = np.bincount(self.target, minlength=len(self.labels))
        self._around: dict[int, Neighbours] = {}
        self._within: dict[int, Neighbours] = {}
        self.contrasts: dict[int, Any] = {}

    @cached_property
    def geometry(self) -> Geometry:
        """What a distance is."""
        return Geometry(self.rows, self.target, self.scale, n_jobs=self.n_jobs)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.target)

    @cached_property
    def largest(self) -> int:
        """Code of the largest class."""
        return int(np.argmax(self.counts))

    @cached_property
    def smaller(self) -> list[int]:
        """Codes of the classes to look at, the smallest first."""
        order = np.argsort(self.counts, kind="stable")
        return [int(c) for c in order if c != self.largest and self.counts[c]][:MOST_CLASSES]

    @cached_property
    def blank(self) -> NDArray[np.bool_]:
        """Rows without any value, which have no neighbours; shape (n_rows,)."""
        return self.rows.blank

    def random(self, *key: int) -> Generator:
        """Return a stream of its own for a check, so that no check disturbs another."""
        return default_rng([self.seed, *key])

    def name(self, klass: int) -> str:
        """Return how a sentence names a class."""
        return f"class {self.labels[klass]!r}"

    def title(self, klass: int) -> str:
        """Return how a sentence that begins with a class names it."""
        return f"Class {self.labels[klass]!r}"

    def members(self, klass: int) -> NDArray[np.int64]:
        """Return the rows of a class that have a value."""
        return np.flatnonzero((self.target == klass) & ~self.blank)

    def drawn(self, klass: int, most: int = MOST_QUERIES) -> NDArray[np.int64]:
        """Return a class's rows, ascending; a draw of them where there are more than `most`."""
        members = self.members(klass)
        if len(members) <= most:
            return members
        return np.sort(self.random(1, klass).choice(members, most, replace=False))

    def around(self, klass: int) -> Neighbours:
        """Return the nearest rows of any class of a class's rows."""
        if klass not in self._around:
            self._around[klass] = self.nearest(None, self.drawn(klass), WIDTH, klass)
        return self._around[klass]

    def within(self, klass: int) -> Neighbours:
        """Return the nearest rows of its own class of a class's rows."""
        if klass not in self._within:
            width = max(WIDTH, self.k)
            members = self.members(klass)
            self._within[klass] = self.nearest(members, self.drawn(klass), width, klass)
        return self._within[klass]

    def nearest(
        self,
        reference: NDArray[np.int64] | None,
        queries: NDArray[np.int64],
        k: int,
        klass: int,
    ) -> Neighbours:
        """Return each query's nearest reference rows other than itself, at most k of them.

        Parameters
        ----------
        reference : ndarray of int64, or None
            Ascending row numbers; None for all rows that have a value.
        queries : ndarray of shape (n_queries,), int64
            Row numbers.
        k : int
            Neighbours wanted; fewer where there are not as many reference rows.
        klass : int
            The class whose spread decides what a differing category costs.
        """
        if reference is None and self.blank.any():
            reference = np.flatnonzero(~self.blank)
        n = self.n_rows if reference is None else len(reference)
        k = min(k, n - 1)
        if k < 1 or not len(queries):
            width = max(k, 0)
            nothing = np.empty((len(queries), width))
            return Neighbours(queries, nothing, nothing.astype(np.int64))
        position = np.full(self.n_rows, -1, np.int64)
        chosen = np.arange(self.n_rows) if reference is None else reference
        position[chosen] = np.arange(len(chosen))
        codes = self.rows.codes[queries] if self.rows.n_categorical else None
        index = self.geometry.index(reference, klass, k)
        distances, found = index.kneighbors(
            self.geometry.points[queries], n_neighbors=k, codes=codes, exclude=position[queries]
        )
        return Neighbours(queries, distances, chosen[found])


def shown(column: Name) -> str:
    """Return how a sentence names a column, which may be a number."""
    return f"column {column}" if isinstance(column, int) else str(column)


def share_text(share: float) -> str:
    """Return a share as a sentence has it: "none" only where there is none, 100% only where all."""
    if share == 0:
        return "none"
    if 0 < share < 0.001:
        return "under 0.1%"
    return "over 99.9%" if 0.999 < share < 1 else f"{share:.1%}"


def _written_out(rows: Rows) -> Rows:
    """Return the rows with a dense numeric block."""
    if not rows.is_sparse:
        return rows
    n_values = len(rows) * rows.n_numeric
    if n_values > MOST_DENSE:
        raise InvalidInputError(
            f"the sparse table has {n_values:,} values in all, and a diagnosis looks at each",
            remedy=f"pass a sample of its rows with {MOST_DENSE:,} values or fewer",
        )
    return Rows(rows.numeric.toarray(), rows.codes, rows.grid)  # type: ignore[union-attr]
