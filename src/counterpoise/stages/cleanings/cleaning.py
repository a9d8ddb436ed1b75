"""What chooses the rows that stay."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.counts import Counts
from counterpoise.core.needs import Need
from counterpoise.core.problem import Findings
from counterpoise.parameters.constraints import CLEANING_STRATEGY
from counterpoise.space.problem import TableProblem
from counterpoise.stages.stage import Stage
from counterpoise.targets.strategy import plan_cleaning, resolve

__all__ = ["Cleaning", "Kept"]


@dataclass(frozen=True)
class Kept:
    """What a cleaning stage kept when it ran as a part of something else.

    Parameters
    ----------
    plan : dict
        The classes that might lose rows, by label, each with a count.
    rows : ndarray of int64
        Numbers of the rows that stayed, in the order in which they came out.
    findings : Findings
        What the stage found out on the way.
    n_neighbors : int, optional
        The size of the neighbourhood, where the stage chose it.
    """

    plan: Counts
    rows: NDArray[np.int64]
    findings: Findings
    n_neighbors: int | None = None


class Cleaning(Stage):
    """A way to choose the rows that stay.

    Parameters
    ----------
    sampling_strategy : str, list of labels or callable, default="auto"
        The classes that may lose rows; "auto" for all but the smallest, "growing" for those that
        get new rows, "others" for those that do not while others do.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "sampling_strategy": [StrOptions({"growing", "others"}), *CLEANING_STRATEGY]
    }

    def __init__(self, sampling_strategy: Any = "auto"):
        self.sampling_strategy = sampling_strategy

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.WHOLE_TABLE | Need.CLEANS_ALL

    @abstractmethod
    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        """Return the numbers of the rows that stay, in the order in which they come out."""

    def keep_apart(self, problem: TableProblem) -> Kept:
        """Do what `keep` does as a part of something else, which has findings of its own."""
        apart = problem.apart()
        return Kept(self.plan(apart), self.keep(apart), apart.findings)

    def plan(self, problem: TableProblem) -> Counts:
        """Return the labels of the classes that may lose rows, each with a count."""
        strategy = self.sampling_strategy
        if isinstance(strategy, str) and strategy in ("growing", "others"):
            growing = {problem.labels[klass] for klass, n_new in problem.plan.items() if n_new}
            return {
                label: n
                for label, n in problem.counts.items()
                if growing and (label in growing) == (strategy == "growing")
            }
        return plan_cleaning(resolve(self.sampling_strategy, problem.labelled), problem.counts)

    def may_lose(self, problem: TableProblem) -> NDArray[np.bool_]:
        """Return which classes may lose rows, by class code."""
        planned = self.plan(problem)
        return np.array([label in planned for label in problem.labels])
