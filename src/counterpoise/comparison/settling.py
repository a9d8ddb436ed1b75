"""What a run could have shown, and what would settle what it could not tell."""

from __future__ import annotations

import math
from dataclasses import dataclass

from counterpoise.comparison.statistics import FEWEST_FOLDS
from counterpoise.comparison.verdict import Judgement, Terms

__all__ = ["Effort", "Outlook", "look_ahead"]

_MOST_REPEATS = 20
"""More repeats of the same rows gain next to nothing."""

_REPEATS_TO_TRY = 3
"""As many tell what more of them would bring, where a single one does not."""


@dataclass(frozen=True)
class Effort:
    """What the run had and took.

    Parameters
    ----------
    n_rows, n_folds, n_repeats : int
        Rows, and folds of each of the repeats.
    seconds_per_repeat : float
        How long one repeat takes.
    can_repeat : bool
        Whether the folds can be drawn again; those in the order of time cannot.
    """

    n_rows: int
    n_folds: int
    n_repeats: int
    seconds_per_repeat: float
    can_repeat: bool = True


@dataclass(frozen=True)
class Outlook:
    """What a run could have shown, and what would settle it.

    Parameters
    ----------
    smallest_difference : float or None
        The smallest mean difference that would have been told from none, in the metric's own units;
        None where the folds were too few for any.
    rows : int or None
        Rows of such a table that should settle it, if the difference stays as it is; None where
        nothing is to be settled, or repeats are known to do.
    repeats : int or None
        Repeats that should settle it, or may, where rows are named as well: after a single repeat
        nobody knows what more of them bring.
    minutes : float or None
        How much longer these repeats take.
    folds : int or None
        Different folds that are needed before anything can be said.
    """

    smallest_difference: float | None = None
    rows: int | None = None
    repeats: int | None = None
    minutes: float | None = None
    folds: int | None = None


def look_ahead(found: Judgement, terms: Terms, effort: Effort) -> Outlook:
    """Return what a run could have shown, and if it could not tell, what would settle it.

    Parameters
    ----------
    found : Judgement
        The verdict.
    terms : Terms
        What it rests on.
    effort : Effort
        What the run had and took.
    """
    n = found.difference.n_folds
    if not math.isfinite(found.high - found.low):
        return Outlook(folds=FEWEST_FOLDS if n < FEWEST_FOLDS else None)
    half = (found.high - found.low) / 2
    if found.verdict != "cannot tell":
        return Outlook(half)
    middle = abs(found.high + found.low) / 2
    # Either zero or the margin has to be left outside; the wider interval that does it is enough.
    wanted = max(middle, terms.margin - middle)
    if wanted <= 0:
        return Outlook(half)
    rows = math.ceil(effort.n_rows * (half / wanted) ** 2)
    if not effort.can_repeat:
        return Outlook(half, rows=rows)
    if not found.difference.repeats_tell:
        return Outlook(half, rows, _REPEATS_TO_TRY, _minutes(effort, _REPEATS_TO_TRY))
    anew = found.difference.anew
    for repeats in range(effort.n_repeats + 1, _MOST_REPEATS + 1):
        left = math.sqrt(1 - anew + anew * effort.n_repeats / repeats)
        if half * left <= wanted:
            return Outlook(half, repeats=repeats, minutes=_minutes(effort, repeats))
    return Outlook(half, rows=rows)


def _minutes(effort: Effort, repeats: int) -> float:
    """Return how much longer so many repeats take."""
    return (repeats - effort.n_repeats) * effort.seconds_per_repeat / 60
