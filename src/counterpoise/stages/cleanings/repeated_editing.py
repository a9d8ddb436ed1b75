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
        editing = _Again(self.n_neighbors, self.kind_sel, self.sampling_strategy)
        smallest, fewest = smallest_class(problem)
        kept = np.arange(len(problem.target))
        current = problem
        for n_iter in range(1, self.max_iter + 1):
            # The first pass puts rows class by class, which may decide between equally far ones.
            if n_iter > 1 and isinstance(self.n_neighbors, Integral):
                editing.know(kept, problem.n_rows)
            last = editing.keep_apart(current)
            changed = len(last.rows) < len(kept)
            kept, current = kept[last.rows], current.subset(last.rows)
            problem.findings["RepeatedEditing", "n_iter"] = n_iter
            problem.findings.update(last.findings)
            problem.findings["Cleaning", "editing"] = last
            if not changed or overtaken(current, problem, smallest, fewest):
                break
        return kept


class _Again(EditedNeighbours):
    """Edited neighbours that know those of an earlier pass.

    A row whose neighbours have all stayed has the same ones again, and is not asked for them.
    """

    _kept: NDArray[np.int64] | None = None
    _known: NDArray[np.int64] | None = None

    def know(self, kept: NDArray[np.int64], n_rows: int) -> None:
        """Say which rows of the first table the next one has."""
        self._kept, self._n_rows = kept, n_rows

    def near(self, problem: TableProblem, asked: NDArray[np.int64]) -> NDArray[np.int64]:
        if self._kept is None:
            return super().near(problem, asked)
        if self._known is None:
            self._known = np.full((self._n_rows, int(self.n_neighbors)), -1)
        place = np.full(self._n_rows + 1, -1)  # the last for neighbours that are not known
        place[self._kept] = np.arange(len(self._kept))
        rows = self._kept[asked]
        found = place[self._known[rows]]
        new = np.asarray((found < 0).any(axis=1))
        new[:1] = True  # one search at least, to be told as `nn_`
        found[new] = super().near(problem, asked[new])
        self._known[rows[new]] = self._kept[found[new]]
        return found
