"""Rows of other classes that become rows of a class that grows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.seed_groups import SeedGroup
from counterpoise.space.problem import TableProblem

__all__ = ["relabelled"]


def relabelled(
    problem: TableProblem, klass: int, named: NDArray[np.int64], n_most: int, stage: str
) -> SeedGroup | None:
    """Return rows that change their class, as the group of their copies; None where there is none.

    The stage notes them down under the name "gone", so that `WithoutFound` takes the old rows away.

    Parameters
    ----------
    problem : TableProblem
        The table.
    klass : int
        The class that they get.
    named : ndarray of int64
        The rows, each as often as it was named; where there are too many, those that were named
        most often are taken.
    n_most : int
        How many there may be.
    stage : str
        The stage that chose them.
    """
    gone = problem.findings.get((stage, "gone"), np.empty(0, np.int64))
    rows, times = np.unique(named[~np.isin(named, gone)], return_counts=True)
    rows = np.sort(rows[np.argsort(-times, kind="stable")[:n_most]])
    problem.findings[stage, "gone"] = np.union1d(gone, rows)
    if not len(rows):
        return None
    return SeedGroup(klass, rows, len(rows), counts=np.ones(len(rows), np.int64))
