"""Edited neighbours of growing neighbourhoods."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.problem import n_neighbors_of
from counterpoise.parameters.constraints import (
    NEIGHBOURS,
)
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning
from counterpoise.stages.cleanings.edited_neighbours import EditedNeighbours
from counterpoise.stages.cleanings.votes import (
    overtaken,
    smallest_class,
)

__all__ = ["AllKNNEditing"]


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

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        most, _ = n_neighbors_of(self.n_neighbors)
        smallest, fewest = smallest_class(problem)
        if self.allow_minority:
            fewest = 0
        kept = np.arange(len(problem.target))
        current = problem
        for k in range(1, most + 1):
            editing = EditedNeighbours(k, self.kind_sel, self.sampling_strategy)
            last = replace(editing.keep_apart(current), n_neighbors=k)
            kept, current = kept[last.rows], current.subset(last.rows)
            problem.findings.update(last.findings)
            problem.findings["Cleaning", "editing"] = last
            if overtaken(current, problem, smallest, fewest):
                break
        return kept
