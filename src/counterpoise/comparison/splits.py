"""Folds without leaks: stratified, by groups, or in the order of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, TimeSeriesSplit

from counterpoise.errors import InvalidInputError
from counterpoise.tables.numbers import missing_values

__all__ = ["Fold", "Splitting", "rank_times", "test_to_train"]


@dataclass(frozen=True)
class Fold:
    """One split of the rows.

    Parameters
    ----------
    repeat, number : int
        Which repeat, and which fold of it.
    train, test : ndarray of int64
        Row numbers.
    """

    repeat: int
    number: int
    train: NDArray[np.int64]
    test: NDArray[np.int64]

    @property
    def key(self) -> str:
        """What names the fold."""
        return f"{self.repeat}.{self.number}"


@dataclass(frozen=True)
class Splitting:
    """How rows are split, outside and again inside the training rows.

    Parameters
    ----------
    n_folds, n_repeats, n_inner : int
        Outer folds, their repeats, and folds inside the training rows.
    seed : int
        The seed.
    groups : ndarray of shape (n_rows,), int64, optional
        Rows of the same group are never on both sides.
    times : ndarray of shape (n_rows,), int64, optional
        Rows are tested on rows that came later only.
    """

    n_folds: int
    n_repeats: int
    n_inner: int
    seed: int
    groups: NDArray[np.int64] | None = None
    times: NDArray[np.int64] | None = None

    @property
    def kind(self) -> str:
        """The kind of split."""
        if self.times is not None:
            return "time-ordered"
        return "stratified" if self.groups is None else "grouped and stratified"

    def outer(self, codes: NDArray[np.int64]) -> list[Fold]:
        """Return the folds, repeat by repeat; those without every class on both sides are left out.

        Raises
        ------
        InvalidInputError
            If fewer than two folds are left.
        """
        folds = []
        everything = np.arange(len(codes))
        repeats = 1 if self.times is not None else self.n_repeats
        for repeat in range(repeats):
            parts = self._split(codes, everything, self.n_folds, self.seed + repeat)
            folds += [Fold(repeat, j, a, b) for j, (a, b) in enumerate(parts)]
        if len(folds) < 2:
            raise InvalidInputError(
                f"of {self.n_folds} {self.kind} folds only {len(folds)} have rows of every class "
                "on both sides",
                remedy="ask for fewer folds, or take another column to split by",
            )
        return folds

    def inner(
        self, codes: NDArray[np.int64], rows: NDArray[np.int64]
    ) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Return splits of the given training rows, as row numbers of the whole table."""
        return self._split(codes, rows, self.n_inner, self.seed + 10_007)

    def _split(
        self, codes: NDArray[np.int64], rows: NDArray[np.int64], n: int, seed: int
    ) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        own = codes[rows]
        n_classes = len(np.unique(own))
        if self.times is not None:
            ordered = rows[np.argsort(self.times[rows], kind="stable")]
            pairs = [(ordered[a], ordered[b]) for a, b in TimeSeriesSplit(n).split(ordered)]
            pairs = [self._without_ties(a, b) for a, b in pairs]
        elif self.groups is not None:
            by_group = StratifiedGroupKFold(n, shuffle=True, random_state=seed)
            split = by_group.split(own, own, self.groups[rows])
            pairs = [(rows[a], rows[b]) for a, b in split]
        else:
            n = max(2, min(n, int(np.bincount(own)[np.unique(own)].min())))
            split = StratifiedKFold(n, shuffle=True, random_state=seed).split(own, own)
            pairs = [(rows[a], rows[b]) for a, b in split]
        return [
            (a, b)
            for a, b in pairs
            if len(np.unique(codes[a])) == n_classes and len(np.unique(codes[b])) == n_classes
        ]

    def _without_ties(
        self, train: NDArray[np.int64], test: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Leave out the training rows of the very time at which the test begins."""
        assert self.times is not None
        return train[self.times[train] < self.times[test].min()], test


def rank_times(values: ArrayLike) -> NDArray[np.int64]:
    """Return the rank of each time, equal ones alike; shape (n_rows,), int64."""
    column = np.asarray(values)
    if missing_values(column).any():
        raise InvalidInputError(
            "the time column has missing values", remedy="remove those rows", parameter="time"
        )
    if column.dtype.kind == "O":
        try:
            column = np.array(column.tolist())
        except ValueError as error:
            raise InvalidInputError(
                "the time column holds values that have no order", remedy=None, parameter="time"
            ) from error
    return np.unique(column, return_inverse=True)[1].astype(np.int64).reshape(-1)


def test_to_train(folds: list[Fold]) -> float:
    """Return the test rows per training row, in the mean."""
    return float(np.mean([len(fold.test) / len(fold.train) for fold in folds]))
