"""Time functions in turns, each in a process of its own.

One library's idle threads slow another's, and a noisy minute is to touch all alike.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

PAUSE = 0.1
"""Seconds before each turn: the threads of whoever had the last one go on waiting for work, as fast
as they can, before they sleep (OpenBLAS's for 2^26 cycles)."""


@dataclass(frozen=True)
class Cell:
    """The median seconds of several contestants.

    Parameters
    ----------
    seconds : dict of str to float
        By name.
    mark : str
        "*" where it was one run, ">" where one was stopped and its time is a lower bound.
    """

    seconds: dict[str, float]
    mark: str = ""

    def ratio(self) -> float:
        """Return how many times as long the quickest of the others takes as the first."""
        first, *others = self.seconds.values()
        return min(others) / first


def processor() -> str:
    """Return what the machine calls its processor."""
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


class Worker:
    """A process of its own that does what it is told, and can be stopped.

    It is none of multiprocessing's daemons, in which joblib would leave the peers one thread.
    """

    def __init__(self) -> None:
        context = get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other,))
        self._process.start()

    def call(self, function: Callable[..., Any], *arguments: Any, patience: float | None) -> Any:
        """Return the function's result, or None if that takes too long."""
        self._pipe.send((function, arguments))
        return self._pipe.recv() if self._pipe.poll(patience) else None

    def stop(self) -> None:
        self._process.kill()
        self._process.join()


def _serve(pipe: Any) -> None:
    while True:
        function, arguments = pipe.recv()
        pipe.send(function(*arguments))


def medians(
    functions: dict[str, tuple[Any, ...]],
    runs: int,
    patience: float | None = None,
    long: float = 30.0,
) -> Cell:
    """Return the medians of several runs, after one to warm up.

    Parameters
    ----------
    functions : dict of str to tuple
        By name: a function that returns seconds, and its arguments. The first is ours.
    runs : int
        How many.
    patience : float, optional
        Seconds after which one of the others is stopped.
    long : float, default=30
        If all of them together take longer, the first run is the only one.
    """
    ours = next(iter(functions))
    workers = {name: Worker() for name in functions}
    times: dict[str, list[float]] = {name: [] for name in functions}
    mark = ""
    for run in range(runs + 1):
        begin = time.perf_counter()
        for name, (function, *arguments) in functions.items():
            time.sleep(PAUSE)
            given = None if name == ours else patience
            seconds = workers[name].call(function, *arguments, patience=given)
            if seconds is None:
                seconds, mark = patience, ">"
            times[name].append(seconds)
        if not run and not mark and time.perf_counter() - begin > long:
            mark = "*"
        if mark:
            break
        if not run:  # the first is for imports and the making of the table
            times = {name: [] for name in functions}
    for worker in workers.values():
        worker.stop()
    return Cell({name: statistics.median(seconds) for name, seconds in times.items()}, mark)
