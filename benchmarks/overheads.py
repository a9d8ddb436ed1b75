"""Time one call of every named sampler on a small table, beside imbalanced-learn's where it has it.

Run ``python benchmarks/overheads.py``. The table has 200 rows, 20 of them rare, and 5 columns, so
that nearly all of the time is overhead: parameters, checks, and the making of the output. What is
told is processor time, of one thread, in microseconds a call. The libraries take turns, a block of
calls each; of each one's blocks the quickest counts, as others on the machine only add to it.
Every sampler has its defaults and ``random_state=0``.
"""

from __future__ import annotations

import argparse
import inspect
import logging
import os
import platform
import statistics
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits
from turns import processor
from variants import OURS

import counterpoise
from counterpoise.errors import InvalidInputError
from counterpoise.methods.registry import METHODS

N_ROWS, N_RARE, N_COLUMNS = 200, 20, 5
BLOCK = 0.02
"""Seconds of a block of calls."""

MIXED = {"smotenc": {"categorical_features": [0, 1]}, "smoteenc": {"categorical_features": [0, 1]}}
"""What a method must be told of the table."""

FAILS = float("inf")
"""What is told in place of a time where a library refuses the table."""


def table(method: str) -> tuple[Any, Any]:
    """Return the table; categories where a method takes them only."""
    rng = np.random.default_rng(0)
    y = np.zeros(N_ROWS, int)
    y[rng.choice(N_ROWS, N_RARE, replace=False)] = 1
    X = rng.normal(size=(N_ROWS, N_COLUMNS))
    X[y == 1] += 1.5 / np.sqrt(N_COLUMNS)
    if method == "smoten":
        X = (2 * X).round().astype(int)
    if method in MIXED:
        X[:, :2] = (2 * X[:, :2]).round()
    return X, y


def peer_of(method: str) -> Any:
    """Return imbalanced-learn's class of a method; None where it has none."""
    name = METHODS[method].class_name
    rooms = ("over_sampling", "under_sampling", "combine")
    found = (getattr(import_module(f"imblearn.{room}"), name, None) for room in rooms)
    return next((one for one in found if one is not None), None)


def call_of(made: Any, method: str) -> Callable[[], object]:
    """Return a call as a user writes it: a sampler is made, and resamples."""
    X, y = table(method)
    told = {**OURS.get(method, {}), **MIXED.get(method, {})}
    if "random_state" in inspect.signature(made).parameters:
        told["random_state"] = 0
    return lambda: made(**told).fit_resample(X, y)


def block(call: Callable[[], object], n_calls: int) -> float:
    begin = time.process_time()
    for _ in range(n_calls):
        call()
    return (time.process_time() - begin) / n_calls


def quickest(calls: list[Callable[[], object]], rounds: int) -> list[float]:
    """Return the seconds of each call, in the quickest of its blocks."""
    found, n_calls = [], []
    for call in calls:
        try:
            call()
            seconds = block(call, 1)
        except (InvalidInputError, ValueError, RuntimeError):
            seconds = FAILS
        found.append(seconds)
        n_calls.append(0 if seconds == FAILS else max(1, round(BLOCK / seconds)))
    for _ in range(rounds):
        for i, call in enumerate(calls):
            if n_calls[i]:
                found[i] = min(found[i], block(call, n_calls[i]))
    return found


def shown(seconds: float) -> str:
    return "refuses" if seconds == FAILS else f"{1e6 * seconds:,.0f}"


def print_table(rounds: int, methods: list[str]) -> None:
    print(f"{processor()}, Python {platform.python_version()}, numpy {np.__version__}")
    print(f"{N_ROWS} rows, {N_RARE} of them rare, {N_COLUMNS} columns; microseconds a call")
    print(f"{'method':16}{'ours':>10}{'imbalanced-learn':>18}{'ratio':>7}")
    ratios = []
    for method in sorted(methods, key=lambda name: peer_of(name) is None):
        ours = getattr(counterpoise, METHODS[method].class_name)
        peer = peer_of(method)
        made = [ours] if peer is None else [ours, peer]
        seconds = quickest([call_of(one, method) for one in made], rounds)
        line = f"{method:16}{shown(seconds[0]):>10}"
        if peer is not None:
            line += f"{shown(seconds[1]):>18}"
            if FAILS not in seconds:
                ratios.append(seconds[1] / seconds[0])
                line += f"{ratios[-1]:7.1f}"
        print(line, flush=True)
    if ratios:
        mean = statistics.geometric_mean(ratios)
        print(f"geometric mean {mean:.1f}, least {min(ratios):.2f}, of {len(ratios)} methods")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS))
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    os.environ["OMP_NUM_THREADS"] = "1"  # ours asks it how many threads it may have
    with threadpool_limits(1):
        print_table(given.rounds, given.methods)


if __name__ == "__main__":
    main()
