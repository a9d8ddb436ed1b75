"""How far the samplers are from what this machine can do at all.

``python benchmarks/samplers.py`` ends with this table for the cells in which imbalanced-learn is
within five times of us; ``python benchmarks/roofline.py`` prints it for all of them. "least" is the
time that the bytes which must move (the table read and copied, the output written) and the
operations of comparing rows without pruning take at this machine's measured speeds: memory's is
that of copying with all threads into fresh memory, arithmetic's that of a float32 matrix product.
Then comes where our time goes: looking whether the table is complete, searching neighbours, drawing
the lineage, copying the originals, writing the new rows, and the rest. A search can take less than
the operations do, where boxes rule out pairs or whole numbers of 16 or 8 bits are multiplied.

``--products`` prints instead how many products a second one core does, by the instruction that the
inner loop of a search takes them with (benchmarks/products.c; needs an x86-64 processor and a C
compiler). ``--shares`` prints what share of that a whole search reaches: every row of 30,000 x 30,
independent normal columns, looks for its 10 nearest among all, on one thread, at each level of
instructions that the processor has. The products counted are those of every row with every other;
a search that proves some of them needless may reach more than a loop over all of them could.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sampling import METHODS, SHAPES, make, name_of, table
from turns import processor

from counterpoise.core.materialise import copy_rows

Shape = tuple[int, int, int]
NEAR = 5.0
"""Ratio to imbalanced-learn below which a cell needs an explanation."""
PHASES = {
    "look": {("inputs", "look"), ("inputs", "has_missing")},
    "search": {("index", "_exactly")},
    "draw": {("segment", "draw")},
    "copy": {("materialise", "copy_rows"), ("materialise", "finish")},
    "write": {("materialise", "_write_dense")},
}
"""From each phase to the modules and functions that do it, none of which calls another of them."""

SEARCHED = (30_000, 30, 10)
LOOPS = {
    "avx2": "AVX2 8 bits, vpmaddubsw and vpaddw",
    "avx512": "AVX-512 16 bits, vpmaddwd and vpaddd",
    "vnni": "AVX-512 8 bits, vpdpbusd",
}
"""From each level to the instruction that the inner loop of a search of full rank takes there."""
SEARCH = """
import statistics, sys, time
import numpy as np
from counterpoise.neighbors import NeighborIndex
n_rows, n_columns, k, runs = map(int, sys.argv[1:])
X = np.random.default_rng(0).normal(size=(n_rows, n_columns))
times = []
for _ in range(runs + 1):
    begin = time.perf_counter()
    NeighborIndex(k, n_jobs=1).fit(X).kneighbors()
    times.append(time.perf_counter() - begin)
print(statistics.median(times[1:]))
"""


@dataclass(frozen=True)
class Machine:
    """Measured speeds.

    Parameters
    ----------
    memory : float
        Bytes read and written in a second.
    arithmetic : float
        Operations on float32 in a second.
    """

    memory: float
    arithmetic: float

    @classmethod
    def measured(cls, runs: int) -> Machine:
        """Return the speeds of this machine, with all threads."""
        source = np.ones((1 << 17, 64))
        a, b = np.ones((4096, 1024), np.float32), np.ones((1024, 4096), np.float32)

        def copy() -> None:
            copy_rows(source, np.empty_like(source))

        return cls(
            2 * source.nbytes / median_seconds(copy, runs),
            2 * 4096 * 4096 * 1024 / median_seconds(lambda: a @ b, runs),
        )


def median_seconds(work: Callable[[], object], runs: int) -> float:
    work()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def needs(method: str, shape: Shape) -> tuple[float, float]:
    """Return the bytes that must move and the operations without pruning."""
    n_rows, n_minority, n_columns = shape
    n_new = n_rows - 2 * n_minority
    n_out = n_rows + n_new
    moved = 8.0 * n_columns * (2 * n_rows + 3 * n_new)  # copied; two parents read, one row written
    pairs = float(n_minority) ** 2
    if method in ("Borderline 1", "Borderline 2", "ADASYN"):
        pairs += n_minority * n_rows  # every minority row also looks among all rows
    if method in ("SMOTEENN", "SMOTETomek"):
        pairs += float(n_out) ** 2  # and here every row of the output does
    return moved, 2.0 * n_columns * pairs


def phases(work: Callable[[], object], runs: int) -> dict[str, float]:
    """Return the seconds that each phase takes, under a profiler, and the rest."""
    profile = cProfile.Profile()
    for _ in range(runs):
        profile.runcall(work)
    spent = dict.fromkeys(PHASES, 0.0)
    stats = pstats.Stats(profile)
    for (path, _, function), (_, _, _, cumulative, _) in stats.stats.items():  # type: ignore[attr-defined]
        for phase, functions in PHASES.items():
            if (Path(path).stem, function) in functions:
                spent[phase] += cumulative / runs
    total = stats.total_tt / runs  # type: ignore[attr-defined]
    return spent | {"rest": max(0.0, total - sum(spent.values()))}


def print_roofline(
    machine: Machine, cells: Mapping[tuple[Shape, str], float | None], runs: int
) -> None:
    """Print the table for some cells, each with its ratio to imbalanced-learn where it is known."""
    print(
        f"memory {machine.memory / 1e9:.1f} GB/s, arithmetic {machine.arithmetic / 1e9:.0f} "
        "GFLOP/s (float32); milliseconds"
    )
    headings = "".join(f"{phase:>8}" for phase in (*PHASES, "rest"))
    print(
        f"{'rows, minority, columns':26}{'method':14}{'ratio':>6}{'GB':>7}{'GFLOP':>8}"
        f"{'least':>8}{'ours':>8}{headings}"
    )
    for (shape, method), ratio in cells.items():
        X, y = table(*shape, method == "SMOTE-NC")
        moved, operations = needs(method, shape)
        least = moved / machine.memory + operations / machine.arithmetic
        sampler = make("counterpoise", method, shape[2])

        def work(s: object = sampler, X: object = X, y: object = y) -> None:
            s.fit_resample(X, y)  # type: ignore[attr-defined]

        ours = median_seconds(work, runs)
        spent = "".join(f"{1e3 * seconds:8.1f}" for seconds in phases(work, runs).values())
        told = "" if ratio is None else f"{ratio:.1f}"
        print(
            f"{name_of(shape):26}{method:14}{told:>6}{moved / 1e9:7.3f}{operations / 1e9:8.2f}"
            f"{1e3 * least:8.1f}{1e3 * ours:8.1f}{spent}",
            flush=True,
        )


def products_a_second() -> dict[str, float]:
    """Return the billions of products a second of each instruction that this processor has."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "products"
        source = Path(__file__).parent / "products.c"
        subprocess.run([os.environ.get("CC", "cc"), "-O2", source, "-o", program], check=True)
        told = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    return {name: float(speed) for name, speed in (line.split("\t") for line in told.splitlines())}


def print_products() -> None:
    print(f"{processor()}, one core: billions of products a second")
    for name, speed in products_a_second().items():
        print(f"{name:40}{speed:8.0f}")


def print_shares(runs: int) -> None:
    """Print what share of its instruction's speed a search of full rank reaches at each level."""
    speeds = products_a_second()
    n_rows, n_columns, k = SEARCHED
    print(f"{processor()}, one core: {n_rows:,} x {n_columns}, {k} nearest of every row")
    print(f"{'level':10}{'products with':40}{'G/s':>6}{'search s':>10}{'G/s':>6}{'share':>7}")
    for level, instruction in LOOPS.items():
        if instruction not in speeds:
            continue
        told = subprocess.run(
            [sys.executable, "-c", SEARCH, *map(str, (n_rows, n_columns, k, runs))],
            env=os.environ | {"COUNTERPOISE_SIMD": level},
            check=True,
            capture_output=True,
            text=True,
        )
        seconds = float(told.stdout)
        reached = 1e-9 * n_rows**2 * n_columns / seconds
        share = f"{reached / speeds[instruction]:.0%}"
        print(
            f"{level:10}{instruction:40}{speeds[instruction]:6.0f}{seconds:10.3f}{reached:6.0f}"
            f"{share:>7}",
            flush=True,
        )


def all_cells(methods: Iterable[str]) -> dict[tuple[Shape, str], float | None]:
    return {(shape, method): None for shape in SHAPES for method in methods}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS)[:5])
    parser.add_argument("--products", action="store_true")
    parser.add_argument("--shares", action="store_true")
    arguments = parser.parse_args()
    if arguments.shares:
        print_shares(arguments.runs)
        return
    if arguments.products:
        print_products()
        return
    machine = Machine.measured(arguments.runs)
    print_roofline(machine, all_cells(arguments.methods), arguments.runs)


if __name__ == "__main__":
    main()
