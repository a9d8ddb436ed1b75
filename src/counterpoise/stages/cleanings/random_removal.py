"""Random rows stay."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.counts import Counts
from counterpoise.core.needs import Need
from counterpoise.parameters.constraints import (
    UNDER_STRATEGY,
)
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning
from counterpoise.targets.strategy import plan_under, resolve

__all__ = ["RandomRemoval"]


class RandomRemoval(Cleaning):
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
        "sampling_strategy": UNDER_STRATEGY,
    }

    def __init__(self, replacement: bool = False, sampling_strategy: Any = "auto"):
        super().__init__(sampling_strategy)
        self.replacement = replacement

    @property
    def needs(self) -> Need:
        return Need.CLEANS_ALL

    def plan(self, problem: TableProblem) -> Counts:
        return plan_under(resolve(self.sampling_strategy, problem.labelled), problem.counts)

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
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
