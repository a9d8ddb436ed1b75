"""Which class is most frequent, which is smallest, and whether one would be lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import UnsuitableTableError, Use
from counterpoise.space.problem import TableProblem

__all__ = [
    "by_appearance",
    "by_class",
    "check_no_class_leaves",
    "most_frequent",
    "overtaken",
    "smallest_class",
]


def by_class(problem: TableProblem, stays: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the rows that stay, class after class, as imbalanced-learn puts them out."""
    kept = np.flatnonzero(stays)
    return kept[np.argsort(problem.target[kept], kind="stable")]


def most_frequent(classes: NDArray[np.int64], n_classes: int) -> NDArray[np.int64]:
    """Return each line's most frequent class code, the least of them in a tie; shape (n,)."""
    n = len(classes)
    votes = np.zeros((n, n_classes), np.int32)
    for column in classes.T:
        votes[np.arange(n), column] += 1
    winners: NDArray[np.int64] = votes.argmax(axis=1)
    return winners


def by_appearance(problem: TableProblem) -> list[int]:
    """Return the class codes in the order in which the rows first show them."""
    codes, first = np.unique(problem.target, return_index=True)
    order: list[int] = codes[np.argsort(first)].tolist()
    return order


def smallest_class(problem: TableProblem) -> tuple[int, int]:
    """Return the smallest class (in a tie the one that appears first) and its count."""
    size = np.bincount(problem.target, minlength=len(problem.labels))
    smallest = min(by_appearance(problem), key=lambda c: size[c])
    return smallest, int(size[smallest])


def overtaken(current: TableProblem, original: TableProblem, smallest: int, fewest: int) -> bool:
    """Return whether a class has vanished, or has become smaller than the smallest was."""
    now = current.counts
    if len(now) < len(original.counts):
        return True
    return any(n < fewest for label, n in now.items() if label != current.labels[smallest])


def check_no_class_leaves(problem: TableProblem, stays: NDArray[np.int64]) -> None:
    """Raise `UnsuitableTableError` if a class has no row among the class codes of those that stay.

    Parameters
    ----------
    problem : TableProblem
        The table before the cleaning.
    stays : ndarray of shape (n_kept,), int64
        The class of each row that stays.
    """
    for klass in np.setdiff1d(problem.target, stays).tolist():
        n = int(np.count_nonzero(problem.target == klass))
        raise UnsuitableTableError(
            f"the cleaning would remove all {n} rows of class {problem.labels[klass]!r}",
            remedy=(Use("SMOTE"), ", which removes none"),
        )
