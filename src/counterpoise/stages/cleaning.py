"""Which rows leave, before training or after the new rows have come."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.problem import Problem, n_neighbors_of
from counterpoise.parameters.constraints import (
    CLEANING_STRATEGY,
    NEIGHBOURS,
    UNDER_STRATEGY,
    Number,
)
from counterpoise.stages.stage import Stage
from counterpoise.targets.strategy import Counts, plan_cleaning, plan_under, resolve

__all__ = [
    "AllKNNEditing",
    "Cleaning",
    "EditedNeighbours",
    "Kept",
    "MutualNeighbours",
    "NeighbourhoodCleaning",
    "RandomRemoval",
    "RepeatedEditing",
]


@dataclass(frozen=True)
class Kept:
    """What a cleaning stage kept when it ran as a part of something else.

    Parameters
    ----------
    plan : dict
        The classes that might lose rows, by label, each with a count.
    rows : ndarray of int64
        Numbers of the rows that stayed, in the order in which they came out.
    facts : dict
        What the stage found out on the way.
    n_neighbors : int, optional
        The size of the neighbourhood, where the stage chose it.
    """

    plan: Counts
    rows: NDArray[np.int64]
    facts: dict[str, Any]
    n_neighbors: int | None = None


class Cleaning(Stage):
    """A way to choose the rows that stay.

    Parameters
    ----------
    sampling_strategy : str, list of labels or callable, default="auto"
        The classes that may lose rows; "auto" for all but the smallest.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {"sampling_strategy": CLEANING_STRATEGY}

    def __init__(self, sampling_strategy: Any = "auto"):
        self.sampling_strategy = sampling_strategy

    @abstractmethod
    def keep(self, problem: Problem) -> NDArray[np.int64]:
        """Return the numbers of the rows that stay, in the order in which they come out."""

    def keep_apart(self, problem: Problem) -> Kept:
        """Do what `keep` does as a part of something else, which has facts of its own."""
        apart = replace(problem, facts={})
        return Kept(self.plan(apart), self.keep(apart), apart.facts)

    def plan(self, problem: Problem) -> Counts:
        """Return the labels of the classes that may lose rows, each with a count."""
        return plan_cleaning(resolve(self.sampling_strategy, problem.labelled), problem.counts)

    def may_lose(self, problem: Problem) -> NDArray[np.bool_]:
        """Return which classes may lose rows, by class code."""
        planned = self.plan(problem)
        return np.array([label in planned for label in problem.labels])


class EditedNeighbours(Cleaning):
    """Rows whose neighbours agree with their class stay (Wilson 1972).

    Parameters
    ----------
    n_neighbors : int or estimator, default=3
        Size of the neighbourhood.
    kind_sel : {"all", "mode"}, default="all"
        Whether all neighbours must be of the row's class, or the most of them.
    sampling_strategy : str, list of labels or callable, default="auto"
        The classes that may lose rows.
    in_order : bool, default=False
        Whether rows come out in the order in which they are, and not class after class.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "n_neighbors": NEIGHBOURS,
        "kind_sel": [StrOptions({"all", "mode"})],
        "in_order": ["boolean"],
    }

    def __init__(
        self,
        n_neighbors: Any = 3,
        kind_sel: str = "all",
        sampling_strategy: Any = "auto",
        in_order: bool = False,
    ):
        super().__init__(sampling_strategy)
        self.n_neighbors = n_neighbors
        self.kind_sel = kind_sel
        self.in_order = in_order

    def keep(self, problem: Problem) -> NDArray[np.int64]:
        # A row of which nothing is known has no neighbours that could disagree with it.
        asked = np.flatnonzero(self.may_lose(problem)[problem.target] & ~problem.rows.blank)
        found = problem.search(None, asked, self.n_neighbors, parameter="n_neighbors")
        classes, own = problem.target[found], problem.target[asked]
        if self.kind_sel == "all":
            agrees = (classes == own[:, np.newaxis]).all(axis=1)
        else:
            agrees = _most_frequent(classes, len(problem.labels)) == own
        stays = np.ones(len(problem.target), bool)
        stays[asked[~agrees]] = False
        return np.flatnonzero(stays) if self.in_order else _by_class(problem, stays)


class RepeatedEditing(Cleaning):
    """Edited neighbours again and again, until nothing changes or a class would vanish.

    Parameters
    ----------
    n_neighbors, kind_sel, sampling_strategy
        As for `EditedNeighbours`.
    max_iter : int, default=100
        Greatest number of passes.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "n_neighbors": NEIGHBOURS,
        "kind_sel": [StrOptions({"all", "mode"})],
        "max_iter": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        n_neighbors: Any = 3,
        max_iter: int = 100,
        kind_sel: str = "all",
        sampling_strategy: Any = "auto",
    ):
        super().__init__(sampling_strategy)
        self.n_neighbors = n_neighbors
        self.max_iter = max_iter
        self.kind_sel = kind_sel

    def keep(self, problem: Problem) -> NDArray[np.int64]:
        editing = EditedNeighbours(self.n_neighbors, self.kind_sel, self.sampling_strategy)
        smallest, fewest = _smallest_class(problem)
        kept = np.arange(len(problem.target))
        current = problem
        for n_iter in range(1, self.max_iter + 1):
            last = editing.keep_apart(current)
            changed = len(last.rows) < len(kept)
            kept, current = kept[last.rows], current.subset(last.rows)
            problem.facts |= {"n_iter": n_iter, "editing": last, **last.facts}
            if not changed or _overtaken(current, problem, smallest, fewest):
                break
        return kept


class AllKNNEditing(Cleaning):
    """Edited neighbours with 1, then 2, ... then n_neighbors neighbours (Tomek 1976).

    Parameters
    ----------
    n_neighbors, kind_sel, sampling_strategy
        As for `EditedNeighbours`.
    allow_minority : bool, default=False
        Go on even when a class has become smaller than the smallest was.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "n_neighbors": NEIGHBOURS,
        "kind_sel": [StrOptions({"all", "mode"})],
        "allow_minority": ["boolean"],
    }

    def __init__(
        self,
        n_neighbors: Any = 3,
        kind_sel: str = "all",
        allow_minority: bool = False,
        sampling_strategy: Any = "auto",
    ):
        super().__init__(sampling_strategy)
        self.n_neighbors = n_neighbors
        self.kind_sel = kind_sel
        self.allow_minority = allow_minority

    def keep(self, problem: Problem) -> NDArray[np.int64]:
        most, _ = n_neighbors_of(self.n_neighbors)
        smallest, fewest = _smallest_class(problem)
        if self.allow_minority:
            fewest = 0
        kept = np.arange(len(problem.target))
        current = problem
        for k in range(1, most + 1):
            editing = EditedNeighbours(k, self.kind_sel, self.sampling_strategy)
            last = replace(editing.keep_apart(current), n_neighbors=k)
            kept, current = kept[last.rows], current.subset(last.rows)
            problem.facts |= {"editing": last, **last.facts}
            if _overtaken(current, problem, smallest, fewest):
                break
        return kept


class NeighbourhoodCleaning(Cleaning):
    """Edited neighbours, and the neighbours of misclassified minority rows too (Laurikkala 2001).

    Parameters
    ----------
    editing : Cleaning, optional
        The first part; None for `EditedNeighbours(n_neighbors, kind_sel="mode")`.
    n_neighbors : int or estimator, default=3
        Size of the neighbourhood of a minority row.
    threshold_cleaning : float, default=0.5
        Classes with more rows than this share of the smallest class's may lose rows in the second
        part.
    sampling_strategy : str, list of labels or callable, default="auto"
        The classes that may lose rows.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "editing": [Cleaning, None],
        "n_neighbors": NEIGHBOURS,
        "threshold_cleaning": [Number(Real, 0, None, closed="left")],
    }

    def __init__(
        self,
        editing: Cleaning | None = None,
        n_neighbors: Any = 3,
        threshold_cleaning: float = 0.5,
        sampling_strategy: Any = "auto",
    ):
        super().__init__(sampling_strategy)
        self.editing = editing
        self.n_neighbors = n_neighbors
        self.threshold_cleaning = threshold_cleaning

    def check(self) -> None:
        super().check()
        if self.editing is not None:
            self.editing.check()

    def keep(self, problem: Problem) -> NDArray[np.int64]:
        editing = self.editing
        if editing is None:
            editing = EditedNeighbours(self.n_neighbors, "mode", self.sampling_strategy)
        edited = editing.keep_apart(problem)
        problem.facts["editing"] = edited
        stays = np.zeros(len(problem.target), bool)
        stays[edited.rows] = True

        smallest, fewest = _smallest_class(problem)
        size = np.bincount(problem.target, minlength=len(problem.labels))
        cleaned = self.may_lose(problem) & (size > fewest * self.threshold_cleaning)
        problem.facts["classes_to_clean"] = [
            problem.labels[c] for c in _by_appearance(problem) if cleaned[c]
        ]
        minority = problem.members(smallest)
        found = problem.search(None, minority, self.n_neighbors, parameter="n_neighbors")
        # The rule classifies a row by its k nearest rows, of which it is itself the first.
        jury = np.column_stack([minority, found[:, :-1]])
        voted = _most_frequent(problem.target[jury], len(problem.labels))
        accused = np.unique(found[voted != smallest])
        stays[accused[cleaned[problem.target[accused]]]] = False
        return np.flatnonzero(stays)


class MutualNeighbours(Cleaning):
    """Rows that are in no Tomek link stay.

    A Tomek link is a pair of rows of different classes, each the other's nearest (Tomek 1976).
    """

    def keep(self, problem: Problem) -> NDArray[np.int64]:
        target = problem.target
        loses = self.may_lose(problem)[target]
        asked = np.flatnonzero(loses)
        nearest = problem.search(None, asked, 1, parameter="n_neighbors")[:, 0]
        foreign = target[nearest] != target[asked]
        asked, nearest = asked[foreign], nearest[foreign]
        # Only the few nearest rows of other classes need be asked back.
        partners, place = np.unique(nearest, return_inverse=True)
        stays = np.ones(len(target), bool)
        if len(partners):
            back = problem.search(None, partners, 1, parameter="n_neighbors")[:, 0]
            stays[asked[back[place] == asked]] = False
        return np.flatnonzero(stays)


class RandomRemoval(Cleaning):
    """Random rows of each class stay.

    Parameters
    ----------
    replacement : bool, default=False
        Whether a row may be drawn more than once.
    sampling_strategy : float, str, dict or callable, default="auto"
        How many rows of each class stay; "auto" brings all classes to the smallest's count.
    """

    looks_at_values = False
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "replacement": ["boolean"],
        "sampling_strategy": UNDER_STRATEGY,
    }

    def __init__(self, replacement: bool = False, sampling_strategy: Any = "auto"):
        super().__init__(sampling_strategy)
        self.replacement = replacement

    def plan(self, problem: Problem) -> Counts:
        return plan_under(resolve(self.sampling_strategy, problem.labelled), problem.counts)

    def keep(self, problem: Problem) -> NDArray[np.int64]:
        planned = self.plan(problem)
        kept = []
        for klass, label in enumerate(problem.labels):
            members = problem.members(klass)
            if label in planned:
                members = members[
                    problem.streams.of_class(klass).choice(
                        len(members), size=planned[label], replace=self.replacement
                    )
                ]
            kept.append(members)
        return np.concatenate(kept)


def _by_class(problem: Problem, stays: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the rows that stay, class after class, as imbalanced-learn puts them out."""
    kept = np.flatnonzero(stays)
    return kept[np.argsort(problem.target[kept], kind="stable")]


def _most_frequent(classes: NDArray[np.int64], n_classes: int) -> NDArray[np.int64]:
    """Return each line's most frequent class code, the least of them in a tie; shape (n,)."""
    n = len(classes)
    votes = np.zeros((n, n_classes), np.int32)
    for column in classes.T:
        votes[np.arange(n), column] += 1
    return votes.argmax(axis=1)


def _by_appearance(problem: Problem) -> list[int]:
    """Return the class codes in the order in which the rows first show them."""
    codes, first = np.unique(problem.target, return_index=True)
    return codes[np.argsort(first)].tolist()


def _smallest_class(problem: Problem) -> tuple[int, int]:
    """Return the smallest class (in a tie the one that appears first) and its count."""
    size = np.bincount(problem.target, minlength=len(problem.labels))
    smallest = min(_by_appearance(problem), key=lambda c: size[c])
    return smallest, int(size[smallest])


def _overtaken(current: Problem, original: Problem, smallest: int, fewest: int) -> bool:
    """Return whether a class has vanished, or has become smaller than the smallest was."""
    now = current.counts
    if len(now) < len(original.counts):
        return True
    return any(n < fewest for label, n in now.items() if label != current.labels[smallest])
