"""How long a stage's work will take, told before it begins where that is long."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.errors import SamplingWarning

__all__ = ["projected_seconds", "tell_if_slow"]

# Seconds that users wait for without being told.
_LONG = 60.0
# Rows that take no long time, and rows of the sample from which the time of more is projected.
_FEW, _SAMPLE = 20_000, 2_000

_UNITS = (("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1))


def projected_seconds(
    work: Callable[[NDArray[np.int64]], Any], target: NDArray[np.int64], exponent: float
) -> float:
    """Return about how many seconds work on all rows will take, 0 where there are few.

    Parameters
    ----------
    work : callable
        Does the work on the rows with these numbers; it must not draw from the sampler's stream.
    target : ndarray of shape (n_rows,), int64
        Class codes; the sample has each class's share of rows, and one row at least.
    exponent : float
        Of the number of rows in the time.
    """
    if len(target) <= _FEW:
        return 0.0
    in_order = np.argsort(target, kind="stable")
    first = np.unique(target, return_index=True)[1]
    step = max(1, len(target) // _SAMPLE)
    sample = np.unique(np.concatenate([in_order[::step], first]))
    begin = time.perf_counter()
    try:
        work(sample)
    except ValueError:  # the sample is too small for it, and the whole table need not be
        return 0.0
    seconds: float = (time.perf_counter() - begin) * (len(target) / len(sample)) ** exponent
    return seconds


def tell_if_slow(work: str, seconds: float, remedy: str) -> None:
    """Warn that work takes long, if it does.

    Parameters
    ----------
    work : str
        What is about to be done, as the subject of a sentence.
    seconds : float
        About how long it takes.
    remedy : str
        What takes less time.
    """
    if seconds <= _LONG:
        return
    unit, size = next((told for told in _UNITS if seconds >= 2 * told[1]), _UNITS[-1])
    told = f"{seconds / size:.0f} {unit}"
    warnings.warn(SamplingWarning("slow", f"{work} will take about {told}: {remedy}"), stacklevel=2)
