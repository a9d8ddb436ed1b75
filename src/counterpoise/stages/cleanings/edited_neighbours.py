"""Rows whose neighbours agree with them stay."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.needs import Need
from counterpoise.parameters.constraints import (
    NEIGHBOURS,
)
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning
from counterpoise.stages.cleanings.sure_rows import surely_among_own
from counterpoise.stages.cleanings.votes import (
    by_class,
    most_frequent,
)

__all__ = ["EditedNeighbours"]


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

    @property
    def needs(self) -> Need:
        if isinstance(self.sampling_strategy, str) and self.sampling_strategy == "growing":
            return Need.VALUES | Need.CLEANS_GROWING
        return super().needs

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        # A row of which nothing is known has no neighbours that could disagree with it.
        asked = np.flatnonzero(self.may_lose(problem)[problem.target] & ~problem.rows.blank)
        asked = asked[~self._sure(problem, asked)]
        found = self.near(problem, asked)
        classes, own = problem.target[found], problem.target[asked]
        if self.kind_sel == "all":
            agrees = (classes == own[:, np.newaxis]).all(axis=1)
        else:
            agrees = most_frequent(classes, len(problem.labels)) == own
        stays = np.ones(len(problem.target), bool)
        stays[asked[~agrees]] = False
        return np.flatnonzero(stays) if self.in_order else by_class(problem, stays)

    def _sure(self, problem: TableProblem, asked: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which rows need not be asked, as all their neighbours are of their class."""
        if not (isinstance(problem, TableProblem) and isinstance(self.n_neighbors, Integral)):
            return np.zeros(len(asked), bool)
        sure = surely_among_own(problem, asked, int(self.n_neighbors))
        sure[:1] = False  # one search at least, to be told as `nn_`
        return sure

    def near(self, problem: TableProblem, asked: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the neighbours of some rows; shape (n_asked, n_neighbors)."""
        return problem.nearest(asked, self.n_neighbors).square
