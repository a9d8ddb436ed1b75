"""How many threads a search may use."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cache, lru_cache
from numbers import Integral
from typing import Any

import joblib
from threadpoolctl import ThreadpoolController

from counterpoise.errors import InvalidInputError, Setting

__all__ = ["count_threads", "in_threads", "one_thread", "threads_for"]

_MOST = 512
"""More threads than this are as good as any number."""

_FEW_STEPS = 1 << 14
"""Numbers that one thread has copied before another is awake."""


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


def threads_for(n_steps: int, n_jobs: int | None = None) -> int:
    """Return how many threads work of so many steps may have: one where it is soon done.

    To wake another thread, and to ask how many there are, takes longer than that.
    """
    return 1 if n_jobs is None and n_steps < _FEW_STEPS else count_threads(n_jobs)


@cache
def _cores() -> int:
    return int(joblib.cpu_count())


def in_threads(
    function: Callable[..., Any], arguments: Iterable[tuple[Any, ...]], n_threads: int
) -> list[Any]:
    """Return the function's results in the order of the arguments, from several threads."""
    if n_threads == 1:
        return [function(*given) for given in arguments]
    with ThreadPoolExecutor(n_threads) as pool:
        return list(pool.map(lambda given: function(*given), arguments))


def one_thread(user_api: str | None = None) -> AbstractContextManager[Any]:
    """Return a context in which linear algebra uses one thread, and so always rounds alike.

    Parameters
    ----------
    user_api : {"blas", "openmp"}, optional
        Which libraries; None for all.
    """
    limited: AbstractContextManager[Any] = _pools(len(sys.modules)).limit(
        limits=1, user_api=user_api
    )
    return limited


@lru_cache(maxsize=1)
def _pools(n_modules: int) -> ThreadpoolController:
    """Return the thread pools of the libraries that are loaded.

    To look for them takes milliseconds, so it is done again only once more modules are imported.
    """
    return ThreadpoolController()
