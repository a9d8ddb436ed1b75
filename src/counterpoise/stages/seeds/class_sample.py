"""A sample of the table in which every class has some rows."""

from __future__ import annotations

from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from counterpoise.space.problem import TableProblem

__all__ = ["FEWEST_OF_A_CLASS", "class_sample"]

# Rows of each class that are drawn at least, where there are as many.
FEWEST_OF_A_CLASS = 50


def class_sample(problem: TableProblem, n_rows: int) -> NDArray[np.int64]:
    """Return about so many rows, ascending: the same share of each class, but not too few."""
    given = problem.streams.random_state
    if not isinstance(given, Integral):
        given = int(problem.streams.restarted().randint(2**32, dtype=np.uint64))
    rng = np.random.default_rng(int(given))
    classes = problem.all_classes
    share = n_rows / len(classes)
    chosen = []
    for code in range(len(problem.labels)):
        members = np.flatnonzero(classes == code)
        n = min(len(members), max(FEWEST_OF_A_CLASS, round(share * len(members))))
        chosen.append(rng.choice(members, n, replace=False, shuffle=False))
    return np.sort(np.concatenate(chosen))
