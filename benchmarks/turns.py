"""Time functions in turns, each in a process of its own.

One library's idle threads slow another's, and a noisy minute is to touch all alike.
"""

from __future__ import annotations

import math
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
SHORT, MANY = 0.1, 9
"""Runs of fewer seconds than `SHORT` differ more than long ones; as many are made of them."""


@dataclass(frozen=True)
class Cell:
    """The median seconds of several contestants.

    Parameters
    ----------
    seconds : dict of str to float
        By name.
    mark : str
        "*" where a contestant ran once, ">" where one was stopped and its time is a lower bound.
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
    prepare: Callable[..., None] | None = None,
    workers: dict[str, Worker] | None = None,
) -> Cell:
    """Return the medians of several runs, after one to warm up.

    Parameters
    ----------
    functions : dict of str to tuple
        By name: a function that returns seconds, and its arguments. The first is ours.
    runs : int
        How many; of contestants that take less than `SHORT` seconds at least `MANY`.
    patience : float, optional
        Seconds after which one of the others is stopped.
    long : float, default=30
        Of a contestant whose first run takes longer, it is the only one.
    prepare : callable, optional
        What each contestant's process does before it is timed, with the same arguments: imports,
        threads and the making of the table, so that an only run is a fair one too.
    workers : dict of str to Worker, optional
        Processes by the contestants' names, which the next call may go on with: imports take
        longer than most runs. What is missing is started, and what was stopped is left out.
        By default every call starts its own.
    """
    ours = next(iter(functions))
    at_work = {} if workers is None else workers
    for name, (_, *arguments) in functions.items():
        if name not in at_work:
            at_work[name] = Worker()
        if prepare is not None:
            at_work[name].call(prepare, *arguments, patience=None)
    times: dict[str, list[float]] = {name: [] for name in functions}
    stopped: set[str] = set()
    while waiting := [
        n for n in functions if n not in stopped and len(times[n]) < _wanted(times[n], runs, long)
    ]:
        for name in waiting:
            function, *arguments = functions[name]
            time.sleep(PAUSE)
            given = None if name == ours else patience
            seconds = at_work[name].call(function, *arguments, patience=given)
            if seconds is None:  # it still computes, and is not asked again
                stopped.add(name)
                at_work.pop(name).stop()
            else:
                times[name].append(seconds)
    if workers is None:
        for worker in at_work.values():
            worker.stop()
    found = {name: _median(times[name]) for name in functions if name not in stopped}
    if stopped:
        return Cell({name: found.get(name, patience or math.inf) for name in functions}, ">")
    return Cell(found, "*" if any(len(seconds) == 1 for seconds in times.values()) else "")


def _wanted(seconds: list[float], runs: int, long: float) -> int:
    """Return how many runs a contestant is to have, the one to warm up included."""
    if not seconds:
        return 1
    if seconds[0] > long:
        return 1
    is_short = len(seconds) > 1 and seconds[1] < SHORT
    return 1 + max(runs, MANY if is_short else 0)


def _median(seconds: list[float]) -> float:
    return statistics.median(seconds[1:] or seconds)
