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
compiler).
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import statistics
import subprocess
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
    "draw": {("interpolation", "draw")},
    "copy": {("lineage", "copy_rows"), ("lineage", "finish")},
    "write": {("lineage", "_write_dense")},
}
"""From each phase to the modules and functions that do it, none of which calls another of them."""


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


def print_products() -> None:
    """Print the billions of products a second of each instruction that this processor has."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "products"
        source = Path(__file__).parent / "products.c"
        subprocess.run([os.environ.get("CC", "cc"), "-O2", source, "-o", program], check=True)
        told = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    print(f"{processor()}, one core: billions of products a second")
    for name, speed in (line.split("\t") for line in told.splitlines()):
        print(f"{name:40}{float(speed):8.0f}")


def all_cells(methods: Iterable[str]) -> dict[tuple[Shape, str], float | None]:
    return {(shape, method): None for shape in SHAPES for method in methods}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS)[:5])
    parser.add_argument("--products", action="store_true")
    arguments = parser.parse_args()
    if arguments.products:
        print_products()
        return
    machine = Machine.measured(arguments.runs)
    print_roofline(machine, all_cells(arguments.methods), arguments.runs)


if __name__ == "__main__":
    main()
