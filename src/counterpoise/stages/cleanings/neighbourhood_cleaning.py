"""Edited neighbours, and what misleads the minority."""

from __future__ import annotations

from numbers import Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.parameters.constraints import (
    NEIGHBOURS,
    Number,
)
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning
from counterpoise.stages.cleanings.edited_neighbours import EditedNeighbours
from counterpoise.stages.cleanings.votes import (
    by_appearance,
    most_frequent,
    smallest_class,
)

__all__ = ["NeighbourhoodCleaning"]


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

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        editing = self.editing
        if editing is None:
            editing = EditedNeighbours(self.n_neighbors, "mode", self.sampling_strategy)
        edited = editing.keep_apart(problem)
        problem.findings["Cleaning", "editing"] = edited
        stays = np.zeros(len(problem.target), bool)
        stays[edited.rows] = True

        is_new = problem.is_new
        # New rows have made the smallest class as large as others.
        before = problem.subset(np.flatnonzero(~is_new)) if is_new.any() else problem
        smallest, fewest = smallest_class(before)
        size = np.bincount(problem.target, minlength=len(problem.labels))
        cleaned = self.may_lose(problem) & (size > fewest * self.threshold_cleaning)
        problem.findings["NeighbourhoodCleaning", "classes_to_clean"] = [
            problem.labels[c] for c in by_appearance(problem) if cleaned[c]
        ]
        minority = problem.members(smallest)
        found = problem.nearest(minority, self.n_neighbors).square
        # The rule classifies a row by its k nearest rows, of which it is itself the first.
        jury = np.column_stack([minority, found[:, :-1]])
        voted = most_frequent(problem.target[jury], len(problem.labels))
        accused = np.unique(found[voted != smallest])
        stays[accused[cleaned[problem.target[accused]]]] = False
        return np.flatnonzero(stays)
