"""Whether the rows that a rule was chosen on are enough to show that it reaches its goal."""

from __future__ import annotations

import math

from scipy.stats import beta

from counterpoise.models.cut_points import CutPoints
from counterpoise.models.goals import Goal, Precision, Recall

__all__ = ["what_is_not_shown"]

_CHANCE = 0.05
_MOST_ERRORS = 100
"""So many errors tell any share of errors well enough."""


def what_is_not_shown(goal: Goal, counts: CutPoints, cut: int) -> str | None:
    """Return what to say of a goal that was reached on so few rows that it may be luck.

    The share that is right in new rows has an exact one-sided bound of 95 % (Clopper and Pearson).
    The goal is not shown where that bound allows twice as many errors as the goal does, or half as
    many rows that are right.

    Parameters
    ----------
    goal : Goal
        What was wanted; only a precision or a recall can be reached by luck.
    counts : CutPoints
        How many rows are flagged at each cut-point.
    cut : int
        The cut-point that was chosen.

    Returns
    -------
    str or None
        None where there are enough rows.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.models.cut_points import CutPoints
    >>> from counterpoise.models.goals import Precision
    >>> counts = CutPoints(np.array([0.0, 9.0]), np.array([0.0, 10.0]), 20.0, 200.0)
    >>> what_is_not_shown(Precision(0.6), counts, 1)
    >>> print(what_is_not_shown(Precision(0.9), counts, 1).split(". ")[0])
    precision=0.9 is not shown: the best rule found has 0.9, as 9 of 10 flagged held-out rows are \
positive, but in new rows it may be as low as 0.61
    """
    right = round(float(counts.caught[cut]))
    if isinstance(goal, Precision):
        name, n = "precision", round(float(counts.flagged[cut]))
        what = "flagged held-out rows are positive"
    elif isinstance(goal, Recall):
        name, n = "recall", round(counts.n_positive)
        what = "positive held-out rows are flagged"
    else:
        return None
    least = _bound(right, n)
    if _is_shown(least, goal.wanted):
        return None
    return (
        f"{name}={goal.wanted:g} is not shown: the best rule found has {right / max(n, 1):.4g}, as "
        f"{right:,} of {n:,} {what}, but in new rows it may be as low as {least:.2g}. "
        f"{_what_it_takes(goal.wanted)}: go by expected_[{name!r}], lower {name}, or choose the "
        "rule on more rows"
    )


def _bound(right: int, n: int) -> float:
    return float(beta.ppf(_CHANCE, right, n - right + 1)) if right else 0.0


def _is_shown(least: float, wanted: float) -> bool:
    return 1 - least <= 2 * (1 - wanted) and least >= wanted / 2


def _what_it_takes(wanted: float) -> str:
    """Return how many rows would show a goal that they just reach."""
    if wanted >= 1:
        return "No number of rows can show it"
    for errors in range(1, _MOST_ERRORS):
        n = math.ceil(errors / (1 - wanted))
        if _is_shown(_bound(n - errors, n), wanted):
            break
    return f"About {n:,} such rows would show it"
