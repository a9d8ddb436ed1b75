"""Random rows stay."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.down_to_count import DownToCount

__all__ = ["RandomRemoval"]


class RandomRemoval(DownToCount):
    """Random rows of each class stay.

    Parameters
    ----------
    replacement : bool, default=False
        Whether a row may be drawn more than once.
    sampling_strategy : float, str, dict or callable, default="auto"
        How many rows of each class stay; "auto" brings all classes to the smallest's count.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "replacement": ["boolean"],
        **DownToCount._parameter_constraints,
    }

    def __init__(self, replacement: bool = False, sampling_strategy: Any = "auto"):
        super().__init__(sampling_strategy)
        self.replacement = replacement

    @property
    def needs(self) -> Need:
        return Need.CLEANS_ALL

    def choose(self, problem: TableProblem, klass: int, n_kept: int) -> NDArray[np.int64]:
        members = problem.members(klass)
        stream = problem.streams.of_class(klass)
        return members[stream.choice(len(members), size=n_kept, replace=self.replacement)]
