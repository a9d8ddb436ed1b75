"""How many threads a search may use."""

from __future__ import annotations

import os
from functools import cache
from numbers import Integral

import joblib

from counterpoise.errors import InvalidInputError, Setting

__all__ = ["count_threads"]

# No machine is quicker with more, and each takes memory of its own.
_MOST = 1024

_MOST = 512
"""More threads than this are as good as any number."""


def count_threads(n_jobs: int | None) -> int:
    """Return the number of threads that `n_jobs` stands for.

    None is every core that this process may use, as in scikit-learn's own brute-force search: at
    most `OMP_NUM_THREADS` of them, which joblib lowers in its workers. Negative numbers count down
    from all cores, which are -1.
    """
    if n_jobs is None:
        limit = os.environ.get("OMP_NUM_THREADS", "")
        return min(_cores(), int(limit)) if limit.isdigit() and int(limit) else _cores()
    if isinstance(n_jobs, bool) or not isinstance(n_jobs, Integral) or n_jobs == 0:
        raise InvalidInputError(
            Setting("n_jobs", n_jobs),
            " cannot be used",
            joint=": ",
            needed="it must be None, a whole number from 1, or -1 for all cores",
            remedy=None,
        )
    return min(int(n_jobs), _MOST) if n_jobs > 0 else max(1, _cores() + 1 + int(n_jobs))


@cache
def _cores() -> int:
    return int(joblib.cpu_count())
