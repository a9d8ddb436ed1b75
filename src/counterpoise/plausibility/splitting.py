"""One split of a table: rows to train on, to judge by, and to stand in for synthetic ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from sklearn.base import clone

from counterpoise.core.rows import Rows
from counterpoise.diagnosis.finding import Name
from counterpoise.errors import InvalidInputError
from counterpoise.neighbors import MixedMetric, NeighborIndex
from counterpoise.space.geometry import Geometry
from counterpoise.tables import Coding, Table, read_table
from counterpoise.targets import Target

__all__ = ["CodedTable", "Made", "Parts", "Space", "resampled", "row_keys", "split"]


@dataclass(frozen=True)
class CodedTable:
    """The whole table, as it was given and as numbers and codes.

    Parameters
    ----------
    table : Table of n_rows rows
        As it was given.
    target : Target
        The class of each row.
    rows : Rows of shape (n_rows, ...)
        As numbers and codes.
    coding : Coding
        How it was turned into them.
    names : list
        What the columns are called, in the table's order.
    """

    table: Table
    target: Target
    rows: Rows
    coding: Coding
    names: list[Name]

    @cached_property
    def has_twins(self) -> bool:
        """Whether any row equals another of its class."""
        return len(np.unique(row_keys(self.rows, self.target.codes))) < len(self.rows)

    def read(self, table: Table, target: Target) -> tuple[Rows, NDArray[np.int64]]:
        """Return another table of the same columns, and its classes, in the codes of this one."""
        encoded, own = table.encode(
            self.coding.categorical if len(self.coding.categorical) else None
        )
        codes = _translated(encoded.codes, own, self.coding)
        place = {label: code for code, label in enumerate(self.target.labels)}
        klass = np.array([place.get(label, -1) for label in target.labels], np.int64)[target.codes]
        numeric: Any = encoded.numeric
        return Rows(numeric.toarray() if encoded.is_sparse else numeric, codes), klass

    @property
    def coded_names(self) -> list[Name]:
        """The names in the order of the rows: numbers first, then categories."""
        return [self.names[j] for j in (*self.coding.numeric, *self.coding.categorical)]


@dataclass(frozen=True)
class Made:
    """The new rows of a sampler.

    Parameters
    ----------
    rows : Rows of shape (n_new, ...)
        Their values, in the whole table's codes.
    klass : ndarray of shape (n_new,), int64
        Their classes, in the whole table's codes.
    parents : ndarray of shape (n_new, n_parents), int64, or None
        Numbers of the rows that each was made from, -1 for none; None where it is not known.
    """

    rows: Rows
    klass: NDArray[np.int64]
    parents: NDArray[np.int64] | None


@dataclass(frozen=True)
class Parts:
    """Row numbers of the three parts, each with the classes in the table's proportions.

    Parameters
    ----------
    train, judges, standins : ndarray of int64
        What the sampler sees; what judges; real rows that take the place of synthetic ones.
    """

    train: NDArray[np.int64]
    judges: NDArray[np.int64]
    standins: NDArray[np.int64]


def split(target: NDArray[np.int64], test_size: float, stream: Generator) -> Parts:
    """Return a random split of each class; what is held out is halved.

    Parameters
    ----------
    target : ndarray of shape (n_rows,), int64
        Class codes.
    test_size : float
        Share that is held out.
    stream : numpy Generator
        Where the split is drawn from.
    """
    parts: list[list[NDArray[np.int64]]] = [[], [], []]
    for klass in np.unique(target):
        rows = stream.permutation(np.flatnonzero(target == klass))
        n_half = max(round(len(rows) * test_size / 2), 1 if len(rows) > 2 else 0)
        for part, piece in zip(
            parts, np.split(rows, [len(rows) - 2 * n_half, len(rows) - n_half]), strict=True
        ):
            part.append(piece)
    return Parts(*(np.sort(np.concatenate(part)) for part in parts))


def resampled(sampler: Any, coded: CodedTable, train: NDArray[np.int64]) -> Made:
    """Return the rows that a sampler makes from the training part.

    Parameters
    ----------
    sampler : object with fit_resample
        Ours or imbalanced-learn's; it is cloned.
    coded : CodedTable
        The whole table.
    train : ndarray of int64
        Rows of the training part.
    """
    own = clone(sampler)
    try:
        grown, grown_target = own.fit_resample(coded.table.take(train), coded.target.take(train))
    except InvalidInputError as error:
        if len(train) == len(coded.rows):
            raise
        raise error.retold(
            str,
            before=f"the sampler failed on the {len(train):,} rows of a training part: ",
            after=" (where rows are too few, a smaller test_size leaves it more)",
            parameter="sampler",
        ) from error
    everything, klass = coded.read(read_table(grown), Target(grown_target))
    new = getattr(own, "is_synthetic_", None)
    if new is None:
        new = _beyond(everything, coded.rows.take(train), type(own).__name__)
    new = np.flatnonzero(new)
    return Made(everything.take(new), klass[new], _parents(own, train))


def _parents(sampler: Any, train: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return the rows of the table that each new row was made from, -1 for what is no row."""
    lineage = getattr(sampler, "lineage_", None)
    if lineage is None:
        return None
    parents = np.asarray(lineage.parents, np.int64)
    is_row = (parents >= 0) & (parents < len(train))
    return np.where(is_row, train[np.where(is_row, parents, 0)], -1)


def row_keys(rows: Rows, klass: NDArray[np.int64] | None = None) -> NDArray[Any]:
    """Return a value for each row that is equal where all of its values are; shape (n_rows,)."""
    numbers = np.ascontiguousarray(np.asarray(rows.numeric, np.float64) + 0.0)
    numbers = np.where(np.isnan(numbers), np.nan, numbers)  # one kind of missing
    parts = [numbers.view(np.int64).reshape(len(rows), -1), rows.codes.astype(np.int64)]
    if klass is not None:
        parts.append(klass[:, np.newaxis])
    joined = np.ascontiguousarray(np.concatenate(parts, axis=1))
    width = joined.shape[1] * joined.dtype.itemsize
    return joined.view(np.dtype((np.void, width)))[:, 0]


def _translated(codes: NDArray[np.int32], own: Coding, whole: Coding) -> NDArray[np.int32]:
    """Return codes of a resampled table as those of the whole table."""
    result = codes.copy()
    for j, categories in enumerate(own.categories):
        place = {value: code for code, value in enumerate(whole.categories[j].tolist())}
        other = np.array([place.get(v, -1) for v in categories.tolist()] + [-1], np.int32)
        result[:, j] = other[codes[:, j]]
    return result


def _beyond(grown: Rows, train: Rows, name: str) -> NDArray[np.bool_]:
    """Return which rows are new, where the originals come first, as an over-sampler has them."""
    n = len(train)
    if len(grown) >= n and np.array_equal(
        np.asarray(grown.numeric[:n], np.float64),
        np.asarray(train.numeric, np.float64),
        equal_nan=True,
    ):
        return np.arange(len(grown)) >= n
    raise InvalidInputError(
        f"which rows of {name} are new cannot be told: it has no is_synthetic_, and its output "
        "does not begin with the rows it was given",
        then="; ",
        remedy="use an over-sampler, or one of counterpoise",
        parameter="sampler",
    )


class Space:
    """Distances between any rows of the table's columns, in the units of a training part.

    Parameters
    ----------
    train : Rows of shape (n_train, ...)
        The training part.
    target : ndarray of shape (n_train,), int64
        Its class codes.
    klass : int
        The class whose spread decides what a differing category costs.
    scale : None, "standard" or "robust"
        Units.
    n_jobs : int, optional
        Threads.
    """

    def __init__(
        self,
        train: Rows,
        target: NDArray[np.int64],
        klass: int,
        scale: str | None,
        n_jobs: int | None = None,
    ):
        self.geometry = Geometry(train, target, scale)
        self.metric: str | MixedMetric = "euclidean"
        if train.n_categorical:
            self.metric = MixedMetric(self.geometry.category_unit(klass) ** 2)
        self.n_jobs = n_jobs

    def points(self, rows: Rows) -> NDArray[np.float64]:
        """Return numbers in the units of the distance; shape (n_rows, n_numeric)."""
        target = np.zeros(len(rows), np.int64)
        return np.asarray(self.geometry.with_rows(rows, target).points)

    def nearest(
        self, reference: Rows, queries: Rows, k: int, *, same: bool = False
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the distances to the k nearest reference rows, and which they are.

        Parameters
        ----------
        reference, queries : Rows
            Who may be a neighbour; who asks.
        k : int
            Neighbours.
        same : bool
            Whether the queries are the reference, and each leaves itself out.
        """
        mixed = bool(reference.n_categorical)
        index = NeighborIndex(k, metric=self.metric, n_jobs=self.n_jobs)
        index.fit(self.points(reference), codes=reference.codes if mixed else None)
        found: tuple[NDArray[np.float64], NDArray[np.int64]] = index.kneighbors(
            self.points(queries),
            k,
            codes=queries.codes if mixed else None,
            exclude=np.arange(len(queries)) if same else None,
        )
        return found

    def distances(self, a: Rows, b: Rows) -> NDArray[np.float64]:
        """Return all distances; shape (n_a, n_b)."""
        near, order = self.nearest(b, a, len(b))
        square = np.empty_like(near)
        np.put_along_axis(square, order, near, axis=1)
        return square
