"""What chooses the rows that grow."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, SamplingWarning, Use
from counterpoise.stages.stage import Stage

__all__ = ["Seeds", "apportioned", "check_two_rows", "collected"]


class Seeds(Stage):
    """A way to choose seeds."""

    rounding = 0.0
    """By which share of the new rows asked for rounding may miss their number without a warning."""

    why_other_counts = ""
    """Why another number of new rows may come out than was asked for, and what to do."""

    relabels: ClassVar[bool] = False
    """Whether a group may be of another class than its rows are, which its new rows then have."""

    @abstractmethod
    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        """Yield the groups of seeds of one class, each drawn from before the next is asked for.

        Parameters
        ----------
        problem : Problem
            The table.
        klass : int
            Code of the class that grows.
        n_new : int
            How many new rows it shall get.
        """

    def check_count(
        self, problem: Problem, klass: int, n_asked: int, n_made: int, why: str = ""
    ) -> None:
        """Warn if a class gets another number of new rows than was asked for.

        One row more or less goes without a word where numbers are rounded, and so do `rounding`
        times the rows asked for.
        """
        missed = abs(n_made - n_asked)
        if not missed or (self.rounding and missed <= max(1, self.rounding * n_asked)):
            return
        why = why or self.why_other_counts
        told = f": {why}" if why else ""
        warnings.warn(
            SamplingWarning(
                "other counts",
                f"class {problem.labels[klass]!r} gets {n_made or 'no'} new "
                f"row{'s' * (n_made != 1)} and not the {n_asked} asked for{told}",
            ),
            stacklevel=2,
        )


def collected(problem: Problem, klass: int) -> NDArray[np.int64]:
    """Return the row numbers of a class, for seeds that choose among them."""
    members = problem.members(klass)
    assert isinstance(members, np.ndarray), "the engine offers Need.COLLECTED"
    return members


def apportioned(n: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return whole numbers that add up to n, in proportion to weights (largest remainders).

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.stages.seeds.seeds import apportioned
    >>> apportioned(10, np.array([1.0, 1.0, 2.0])).tolist()
    [3, 2, 5]
    """
    exact = n * (weights / weights.sum())
    counts: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    missing = n - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:missing]] += 1
    return counts


def check_two_rows(problem: Problem, klass: int, members: NDArray[np.int64]) -> None:
    """Raise `InvalidInputError` if a class has a single row, so that none can be its partner."""
    if len(members) < 2:
        raise InvalidInputError(
            f"class {problem.labels[klass]!r} has 1 row",
            needed="a new row lies between 2",
            remedy=Use("RandomOverSampler"),
        )
