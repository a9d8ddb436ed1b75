"""Edited neighbours, repeated."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from counterpoise.parameters.constraints import (
    NEIGHBOURS,
    Number,
)
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning
from counterpoise.stages.cleanings.edited_neighbours import EditedNeighbours
from counterpoise.stages.cleanings.votes import (
    overtaken,
    smallest_class,
)

__all__ = ["RepeatedEditing"]


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

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        editing = EditedNeighbours(self.n_neighbors, self.kind_sel, self.sampling_strategy)
        smallest, fewest = smallest_class(problem)
        kept = np.arange(len(problem.target))
        current = problem
        for n_iter in range(1, self.max_iter + 1):
            last = editing.keep_apart(current)
            changed = len(last.rows) < len(kept)
            kept, current = kept[last.rows], current.subset(last.rows)
            problem.findings["RepeatedEditing", "n_iter"] = n_iter
            problem.findings.update(last.findings)
            problem.findings["Cleaning", "editing"] = last
            if not changed or overtaken(current, problem, smallest, fewest):
                break
        return kept
