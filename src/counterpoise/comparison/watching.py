"""How far a comparison is, for whoever waits for it."""

from __future__ import annotations

import sys
import time
from typing import Literal, TextIO

from counterpoise.errors import InvalidInputError, brief

__all__ = ["PrintedProgress", "duration", "watcher_for"]

_PATIENCE = 0.2
"""Seconds between two lines: faster than this nobody reads."""

_WIDTH = 100


class PrintedProgress:
    """Says on standard error how long a comparison will take, and then how far it is.

    Parameters
    ----------
    stream : text file, optional
        Where to; standard error by default.

    Examples
    --------
    >>> import sys
    >>> from counterpoise.comparison.watching import PrintedProgress
    >>> progress = PrintedProgress(sys.stdout)
    >>> progress.expect(95.0, 120)
    compare: 120 evaluations, about 2 min
    """

    def __init__(self, stream: TextIO | None = None):
        self.stream = sys.stderr if stream is None else stream
        self._begun: float | None = None
        self._first = 0
        self._told = 0.0

    def expect(self, seconds: float, n_evaluations: int) -> None:
        """Say how long it will take, before it starts."""
        print(
            f"compare: {n_evaluations:,} evaluations, about {duration(seconds)}", file=self.stream
        )

    def __call__(self, done: int, total: int, what: str) -> None:
        """Say that so many of so many are done; on one line, which is written over."""
        now = time.monotonic()
        if self._begun is None:
            self._begun, self._first = now, done
        is_last = done >= total
        if not is_last and now - self._told < _PATIENCE:
            return
        self._told = now
        spent, own = now - self._begun, done - self._first
        left = f", {duration(spent / own * (total - done))} left" if own and not is_last else ""
        line = f"compare: {done:,} of {total:,}{left} ({what})"
        if is_last:
            line = f"compare: {done:,} evaluations done in {duration(spent)}"
        print(f"\r{line[:_WIDTH]:<{_WIDTH}}", end="\n" if is_last else "", file=self.stream)
        self.stream.flush()


def duration(seconds: float) -> str:
    """Return a time as people say it, in two digits or so.

    Examples
    --------
    >>> from counterpoise.comparison.watching import duration
    >>> duration(0.4), duration(47), duration(95), duration(8000)
    ('1 s', '47 s', '2 min', '2.2 h')
    """
    if seconds < 59.5:
        return f"{max(1, round(seconds))} s"
    if seconds < 3570:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def _in_notebook() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return hasattr(shell, "kernel")


def watcher_for(verbose: bool | Literal["auto"]) -> PrintedProgress | None:
    """Return what says how far it is; None where that is not wanted.

    "auto" is where somebody sees it: on a terminal and in a notebook.
    """
    if not isinstance(verbose, bool) and not (isinstance(verbose, str) and verbose == "auto"):
        raise InvalidInputError(
            f"verbose={brief(verbose)} cannot be used",
            joint=": ",
            needed='it must be True, False or "auto"',
            remedy=None,
            parameter="verbose",
        )
    if verbose == "auto":
        verbose = sys.stderr.isatty() or _in_notebook()
    return PrintedProgress() if verbose else None
