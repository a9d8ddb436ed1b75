"""Classes that did not grow lose rows until they are balanced with those that did."""

from __future__ import annotations

from numbers import Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.counts import Counts
from counterpoise.parameters.constraints import Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.down_to_count import DownToCount

__all__ = ["Thinned"]


class Thinned(DownToCount):
    """A way to choose which rows of the classes that do not grow stay.

    The classes that grow get a share of the rows that were asked for. The largest of them was to
    have a ratio to each larger class, and it has the ratio when that one is as much smaller.

    Parameters
    ----------
    share : float, default=0.5
        Which share of the rows that were asked for the recipe adds.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **DownToCount._parameter_constraints,
        "share": [Number(Real, 0, 1, closed="right")],
    }

    def __init__(self, share: float = 0.5):
        super().__init__("auto")
        self.share = share

    def plan(self, problem: TableProblem) -> Counts:
        n_classes = len(problem.labels)
        sizes = np.bincount(problem.target[~problem.is_new], minlength=n_classes)
        added = np.bincount(problem.target[problem.is_new], minlength=n_classes)
        if not added.any():
            return {}
        largest = int(np.argmax(np.where(added, sizes + added, 0)))
        grown = sizes[largest] + added[largest]
        factor = grown / (sizes[largest] + self.asked(problem, largest, int(added[largest])))
        return {
            label: round(int(sizes[klass]) * factor)
            for klass, label in enumerate(problem.labels)
            if not added[klass] and sizes[klass] * factor >= grown - 0.5
        }

    def asked(self, problem: TableProblem, klass: int, n_added: int) -> float:
        """Return how many new rows a class was to get, where it got some number."""
        return n_added / self.share

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        return np.sort(super().keep(problem))
