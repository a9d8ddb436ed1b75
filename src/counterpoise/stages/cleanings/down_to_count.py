"""Each class keeps as many rows as asked for."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.counts import Counts
from counterpoise.errors import SamplingWarning
from counterpoise.parameters.constraints import UNDER_STRATEGY
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning
from counterpoise.targets.strategy import plan_under, resolve

__all__ = ["DownToCount"]


class DownToCount(Cleaning):
    """A way to choose the given number of rows of each class.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default="auto"
        How many rows of each class stay; "auto" brings all classes to the smallest's count.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {"sampling_strategy": UNDER_STRATEGY}

    why_other_counts: ClassVar[str] = ""
    """Why another number of rows may stay than was asked for, and what to do."""

    def plan(self, problem: TableProblem) -> Counts:
        return plan_under(resolve(self.sampling_strategy, problem.labelled), problem.counts)

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        planned = self.plan(problem)
        self.look(problem)
        kept = []
        for klass, label in enumerate(problem.labels):
            chosen = problem.members(klass)
            if label in planned:
                chosen = self.choose(problem, klass, planned[label])
                self._check_count(label, planned[label], len(chosen))
            kept.append(chosen)
        return np.concatenate(kept)

    def look(self, problem: TableProblem) -> None:
        """Look at the whole table, before rows of the first class are chosen."""

    @abstractmethod
    def choose(self, problem: TableProblem, klass: int, n_kept: int) -> NDArray[np.int64]:
        """Return the numbers of the rows of a class that stay, in the order they come out.

        Parameters
        ----------
        problem : TableProblem
            The table.
        klass : int
            Code of the class.
        n_kept : int
            How many rows of it stay.
        """

    def _check_count(self, label: Any, n_asked: int, n_kept: int) -> None:
        if n_kept != n_asked:
            warnings.warn(
                SamplingWarning(
                    "other counts",
                    f"class {label!r} keeps {n_kept} row{'s' * (n_kept != 1)} and not the "
                    f"{n_asked} asked for: {self.why_other_counts}",
                ),
                stacklevel=2,
            )
