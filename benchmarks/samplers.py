"""Time whole samplers against imbalanced-learn 0.14.2 on the same tables, seeds and threads.

Run ``python benchmarks/samplers.py`` for the table of medians and ratios; ``--copy`` for SMOTE
beside the time numpy takes to copy its output; ``--memory`` for peak memory beyond input and
output, as a share of the output. The two libraries take turns, each in a process of its own. A
cell whose round takes more than a minute is run once and marked with a star.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib import import_module
from multiprocessing import get_context
from typing import Any

import numpy as np
from sklearn.neighbors import NearestNeighbors

SHAPES = [
    (5_000, 250, 10),
    (50_000, 500, 30),
    (284_807, 492, 30),
    (100_000, 10_000, 30),
    (100_000, 20_000, 10),
    (50_000, 5_000, 100),
]
METHODS: dict[str, tuple[str, dict[str, Any]]] = {
    "SMOTE": ("SMOTE", {}),
    "Borderline 1": ("BorderlineSMOTE", {}),
    "Borderline 2": ("BorderlineSMOTE", {"kind": "borderline-2"}),
    "ADASYN": ("ADASYN", {}),
    "SMOTE-NC": ("SMOTENC", {}),
    "SMOTEENN": ("SMOTEENN", {}),
    "SMOTETomek": ("SMOTETomek", {}),
}
ROOMS = {"SMOTEENN": "imblearn.combine", "SMOTETomek": "imblearn.combine"}


@cache
def table(n_rows: int, n_minority: int, n_columns: int, mixed: bool) -> tuple[Any, Any]:
    """Return overlapping Gaussian classes; a third of the columns categories if mixed."""
    rng = np.random.default_rng(0)
    y = np.zeros(n_rows, int)
    y[rng.choice(n_rows, n_minority, replace=False)] = 1
    X = rng.normal(size=(n_rows, n_columns))
    X[y == 1] += 1.5 / np.sqrt(n_columns)
    if mixed:
        n_categorical = n_columns // 3
        X[:, :n_categorical] = rng.integers(0, 5, (n_rows, n_categorical))
    return X, y


def make(library: str, method: str, n_columns: int) -> Any:
    """Return a sampler that uses all of the machine's threads."""
    name, parameters = METHODS[method]
    if name == "SMOTENC":
        parameters = {"categorical_features": list(range(n_columns // 3))}
    room = "counterpoise"
    if library == "imblearn":
        room = ROOMS.get(name, "imblearn.over_sampling")
        parameters = parameters | with_all_threads(name)
    return getattr(import_module(room), name)(random_state=0, **parameters)


def with_all_threads(name: str) -> dict[str, Any]:
    """Return imbalanced-learn's parameters for the same search on as many threads as ours."""
    threads = os.cpu_count()
    if name in ROOMS:
        smote = import_module("imblearn.over_sampling").SMOTE(
            random_state=0, **with_all_threads("SMOTE")
        )
        return {"smote": smote, "n_jobs": threads}
    search = {
        "n_neighbors" if name == "ADASYN" else "k_neighbors": NearestNeighbors(
            n_neighbors=6, n_jobs=threads
        )
    }
    if name == "BorderlineSMOTE":
        search["m_neighbors"] = NearestNeighbors(n_neighbors=11, n_jobs=threads)
    return search


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
    ratios = []
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
            ratios.append(ratio)
            name = ", ".join(f"{n:,}".replace(",", " ") for n in shape)
            print(
                f"{name:26}{method:14}{found['counterpoise']:9.3f}{found['imblearn']:12.3f}"
                f"{ratio:8.1f}{once}",
                flush=True,
            )
    print(f"geometric mean {statistics.geometric_mean(ratios):.1f}, least {min(ratios):.1f}")


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
