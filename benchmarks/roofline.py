"""How far SMOTE, Borderline-SMOTE and ADASYN are from what this machine can do at all.

Run ``python benchmarks/roofline.py``. For each table it prints the bytes that must move (the table
read, the output written) and the operations that comparing the rows takes without pruning, the
time that these take at this machine's measured speeds, and the time that the sampler takes. Where
imbalanced-learn is within five times of us, this says how much is left to win. Memory's speed is
that of copying with all threads into fresh memory, arithmetic's that of a float32 matrix product.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
from samplers import SHAPES, make, table

from counterpoise.neighbors import _kernel
from counterpoise.neighbors.threads import count_threads

METHODS = ("SMOTE", "Borderline 1", "ADASYN")


def median_seconds(work: Callable[[], object], runs: int) -> float:
    work()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def memory_speed(runs: int) -> float:
    """Return bytes read and written in a second."""
    source = np.ones((1 << 17, 64))

    def copy() -> None:
        _kernel.copy_rows(source, count_threads(None), np.empty_like(source))

    return 2 * source.nbytes / median_seconds(copy, runs)


def arithmetic_speed(runs: int) -> float:
    """Return float32 operations in a second."""
    a = np.ones((4096, 1024), np.float32)
    b = np.ones((1024, 4096), np.float32)
    return 2 * 4096 * 4096 * 1024 / median_seconds(lambda: a @ b, runs)


def needs(method: str, shape: tuple[int, int, int]) -> tuple[float, float]:
    """Return the bytes that must move and the operations without pruning."""
    n_rows, n_minority, n_columns = shape
    n_new = n_rows - 2 * n_minority
    moved = 8.0 * n_columns * (2 * n_rows + 3 * n_new)  # copied; two parents read, one row written
    operations = 2.0 * n_columns * n_minority**2
    if method != "SMOTE":  # every minority row also looks among all rows
        operations += 2.0 * n_columns * n_minority * n_rows
    return moved, operations


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    memory, arithmetic = memory_speed(runs), arithmetic_speed(runs)
    print(f"memory {memory / 1e9:.1f} GB/s, arithmetic {arithmetic / 1e9:.0f} GFLOP/s, float32")
    print(
        f"{'rows, minority, columns':26}{'method':14}{'GB':>7}{'GFLOP':>8}"
        f"{'least ms':>10}{'ours ms':>9}{'share':>7}"
    )
    for shape in SHAPES:
        X, y = table(*shape, False)
        for method in METHODS:
            moved, operations = needs(method, shape)
            least = moved / memory + operations / arithmetic
            sampler = make("counterpoise", method, shape[2])
            found = median_seconds(lambda s=sampler, X=X, y=y: s.fit_resample(X, y), runs)
            name = ", ".join(f"{n:,}".replace(",", " ") for n in shape)
            print(
                f"{name:26}{method:14}{moved / 1e9:7.3f}{operations / 1e9:8.2f}"
                f"{1e3 * least:10.1f}{1e3 * found:9.1f}{least / found:7.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
