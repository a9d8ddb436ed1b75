"""Of the new rows those stay that are farthest from other classes."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning

__all__ = ["RemotestNew"]


class RemotestNew(Cleaning):
    """Of each class's new rows a part stays: those farthest from all original foreign rows.

    Parameters
    ----------
    one_of : int, default=3
        Of so many new rows one stays.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "one_of": [Number(Integral, 1, None, closed="left")],
    }

    def __init__(self, one_of: int = 3):
        super().__init__("growing")
        self.one_of = one_of

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        stays = ~problem.is_new
        for klass in np.unique(problem.target[problem.is_new]).tolist():
            made = np.flatnonzero(problem.is_new & (problem.target == klass))
            others = np.flatnonzero(~problem.is_new & (problem.target != klass))
            near = problem.nearest(made, 1, among=others, klass=klass, distances=True)
            order = np.argsort(-near.distances[:, 0], kind="stable")
            stays[made[order[: len(made) // self.one_of]]] = True
        return np.flatnonzero(stays)
