"""Time whole samplers against imbalanced-learn 0.14.2 on the same tables, seeds and threads.

Run ``python benchmarks/samplers.py`` for the table of medians and ratios; ``--copy`` for SMOTE
beside the time numpy takes to copy its output; ``--memory`` for peak memory beyond input and
output, as a share of the output. The two libraries take turns, each in a process of its own. A
cell whose round takes more than a minute is run once and marked with a star. For cells in which we
are less than five times as fast, it then prints what the machine could do at best, see roofline.py.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
from roofline import NEAR, Machine, print_roofline
from sampling import METHODS, SHAPES, make, name_of, table


def timed(library: str, method: str, shape: tuple[int, int, int]) -> float:
    warnings.simplefilter("ignore")
    X, y = table(*shape, method == "SMOTE-NC")
    sampler = make(library, method, shape[2])
    begin = time.perf_counter()
    sampler.fit_resample(X, y)
    return time.perf_counter() - begin


def timed_copy(shape: tuple[int, int, int]) -> float:
    """Return the time to write SMOTE's output from rows that are already there."""
    X, y = table(*shape, False)
    n_new = int((y == 0).sum() - (y == 1).sum())
    begin = time.perf_counter()
    out = np.empty((len(X) + n_new, X.shape[1]))
    out[: len(X)] = X
    out[len(X) :] = X[:n_new]
    return time.perf_counter() - begin


def peak_beyond(library: str, shape: tuple[int, int, int]) -> float:
    """Return SMOTE's peak memory beyond input and output, as a share of the output."""
    X, y = table(*shape, False)
    sampler = make(library, "SMOTE", shape[2])
    sampler.fit_resample(X[:2000], np.arange(2000) % 10 == 0)  # imports are not the table's
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    X_new, _ = sampler.fit_resample(X, y)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return ((after - before) * 1024 - X_new.nbytes) / X_new.nbytes


LONG = 60.0
"""Seconds of a round after which no further round is run."""


def medians(functions: dict[str, Callable[[], tuple[Any, ...]]], runs: int) -> dict[str, float]:
    """Call each function's work in a process of its own, in turns; once only if it takes long."""
    pools = {name: ProcessPoolExecutor(1, get_context("spawn")) for name in functions}
    times: dict[str, list[float]] = {name: [] for name in functions}
    for run in range(runs + 1):
        begin = time.perf_counter()
        for name, work in functions.items():
            function, *arguments = work()
            seconds = pools[name].submit(function, *arguments).result()
            times[name].append(seconds)
        if time.perf_counter() - begin > LONG:
            break
        if not run:  # the first is for imports and the making of the table
            times = {name: [] for name in functions}
    for pool in pools.values():
        pool.shutdown()
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def print_samplers(runs: int, chosen: list[str]) -> None:
    print(f"{'rows, minority, columns':26}{'method':14}{'ours s':>9}{'imblearn s':>12}{'ratio':>8}")
    ratios = {}
    for shape in SHAPES:
        for method in chosen:
            found = medians(
                {
                    library: lambda library=library, method=method, shape=shape: (
                        timed,
                        library,
                        method,
                        shape,
                    )
                    for library in ("counterpoise", "imblearn")
                },
                runs,
            )
            ratio = found["imblearn"] / found["counterpoise"]
            once = "*" if found["imblearn"] + found["counterpoise"] > LONG else ""
            ratios[shape, method] = ratio
            print(
                f"{name_of(shape):26}{method:14}{found['counterpoise']:9.3f}{found['imblearn']:12.3f}"
                f"{ratio:8.1f}{once}",
                flush=True,
            )
    found = list(ratios.values())
    print(f"geometric mean {statistics.geometric_mean(found):.1f}, least {min(found):.1f}")
    print()
    near = {cell: ratio for cell, ratio in ratios.items() if ratio < NEAR}
    print_roofline(Machine.measured(runs), near, runs)


def print_copy(runs: int) -> None:
    shape = SHAPES[2]
    found = medians(
        {
            "SMOTE": lambda: (timed, "counterpoise", "SMOTE", shape),
            "copy": lambda: (timed_copy, shape),
        },
        runs,
    )
    print(
        f"SMOTE {found['SMOTE']:.3f} s, copy of its output {found['copy']:.3f} s, "
        f"ratio {found['SMOTE'] / found['copy']:.2f}"
    )


def print_memory() -> None:
    for library in ("counterpoise", "imblearn"):
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            share = pool.submit(peak_beyond, library, SHAPES[2]).result()
        print(f"{library}: SMOTE's peak beyond input and output is {share:.2f} of the output")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--copy", action="store_true")
    parser.add_argument("--memory", action="store_true")
    arguments = parser.parse_args()
    if arguments.copy:
        print_copy(arguments.runs)
    elif arguments.memory:
        print_memory()
    else:
        print_samplers(arguments.runs, arguments.methods)


if __name__ == "__main__":
    main()
