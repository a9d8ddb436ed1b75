"""Time whole samplers against imbalanced-learn 0.14.2 on the same tables, seeds and threads.

Run ``python benchmarks/samplers.py`` for the table of medians and ratios; ``--copy`` for SMOTE
beside the time numpy takes to copy its output; ``--memory`` for peak memory beyond input and
output, as a share of the output. The two libraries take turns, each in a process of its own. A
cell whose round takes longer than ``--long`` is run once and marked with a star; where
imbalanced-learn is stopped because it takes longer than ``--patience``, its time and the ratio are
lower bounds, marked ">". For cells in which we are less than five times as fast, it then prints
what the machine could do at best, see roofline.py.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
import warnings

import numpy as np
from roofline import NEAR, Machine, print_roofline
from sampling import METHODS, SHAPES, make, name_of, table
from turns import Worker, medians


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


def print_samplers(given: argparse.Namespace) -> None:
    print(f"{'rows, minority, columns':26}{'method':14}{'ours s':>9}{'imblearn s':>12}{'ratio':>8}")
    ratios = {}
    for shape in SHAPES:
        for method in given.methods:
            work = {lib: (timed, lib, method, shape) for lib in ("counterpoise", "imblearn")}
            cell = medians(work, given.runs, given.patience, given.long)
            ours, theirs = cell.seconds.values()
            ratios[shape, method] = cell.ratio()
            print(
                f"{name_of(shape):26}{method:14}{ours:9.3f}{theirs:12.3f}{cell.ratio():8.1f}{cell.mark}",
                flush=True,
            )
    found = list(ratios.values())
    print(f"geometric mean {statistics.geometric_mean(found):.1f}, least {min(found):.1f}")
    print()
    near = {cell: ratio for cell, ratio in ratios.items() if ratio < NEAR}
    print_roofline(Machine.measured(given.runs), near, given.runs)


def print_copy(runs: int) -> None:
    shape = SHAPES[2]
    contestants = {"copy": (timed_copy, shape), "SMOTE": (timed, "counterpoise", "SMOTE", shape)}
    cell = medians(contestants, runs)
    told = ", ".join(f"{name} {seconds:.3f} s" for name, seconds in cell.seconds.items())
    print(f"{told}: SMOTE takes {cell.ratio():.2f} times as long as copying its output")


def print_memory() -> None:
    for library in ("counterpoise", "imblearn"):
        worker = Worker()
        share = worker.call(peak_beyond, library, SHAPES[2], patience=None)
        worker.stop()
        print(f"{library}: SMOTE's peak beyond input and output is {share:.2f} of the output")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--patience", type=float, default=300, help="seconds for one run")
    parser.add_argument("--long", type=float, default=30, help="seconds of a round to repeat")
    parser.add_argument("--copy", action="store_true")
    parser.add_argument("--memory", action="store_true")
    arguments = parser.parse_args()
    if arguments.copy:
        print_copy(arguments.runs)
    elif arguments.memory:
        print_memory()
    else:
        print_samplers(arguments)


if __name__ == "__main__":
    main()
