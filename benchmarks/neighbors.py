"""Time the self-join, 6 neighbours of every row, against each peer on the same rows and threads.

Run ``python benchmarks/neighbors.py`` for the table of medians and ratios, ``--growth`` for the
exponent of the time in the number of rows, ``--sweep`` for scikit-learn's best over many shapes.
Each peer's index is built within the time. Each runs in a process of its own, because one library's
idle threads slow another's, and they take turns, so that a noisy minute touches all alike.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from sklearn.neighbors import NearestNeighbors
from turns import Cell, medians

from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.threads import count_threads

N_NEIGHBORS = 6
N_THREADS = count_threads(None)


def ours(rows: NDArray) -> None:
    NeighborIndex(N_NEIGHBORS, n_jobs=N_THREADS).fit(rows).kneighbors()


def sklearn_brute(rows: NDArray) -> None:
    NearestNeighbors(n_neighbors=N_NEIGHBORS, algorithm="brute").fit(rows).kneighbors()


def sklearn_tree(rows: NDArray) -> None:
    search = NearestNeighbors(n_neighbors=N_NEIGHBORS, algorithm="kd_tree", n_jobs=N_THREADS)
    search.fit(rows).kneighbors()


def scipy_tree(rows: NDArray) -> None:
    cKDTree(rows).query(rows, N_NEIGHBORS + 1, workers=N_THREADS)


def faiss_flat(rows: NDArray) -> None:
    import faiss  # here, because its threads are not to be in the other peers' processes

    faiss.omp_set_num_threads(N_THREADS)
    single = rows.astype(np.float32)
    index = faiss.IndexFlatL2(rows.shape[1])
    index.add(single)
    index.search(single, N_NEIGHBORS + 1)


Search = Callable[[NDArray], None]
PEERS: dict[str, Search] = {
    "sklearn brute": sklearn_brute,
    "sklearn kd_tree": sklearn_tree,
    "scipy cKDTree": scipy_tree,
    "faiss flat": faiss_flat,
}


def full_rank(n: int, d: int) -> NDArray:
    return np.random.default_rng(0).normal(size=(n, d))


def intrinsic(n: int, d: int, rank: int = 6) -> NDArray:
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, rank)) @ rng.normal(size=(rank, d)) + 0.01 * rng.normal(size=(n, d))


def clustered(n: int, d: int) -> NDArray:
    rng = np.random.default_rng(0)
    return 4 * rng.normal(size=(40, d))[rng.integers(0, 40, n)] + rng.normal(size=(n, d))


# The rows, and the peers that do not take an hour.
Shape = tuple[Callable[..., NDArray], int, int]
BRUTE = ("sklearn brute", "faiss flat")
TREES = ("sklearn kd_tree", "scipy cKDTree")
SHAPES: list[tuple[str, Shape, tuple[str, ...]]] = [
    ("20,000 x 10", (full_rank, 20_000, 10), tuple(PEERS)),
    ("50,000 x 30 full rank", (full_rank, 50_000, 30), BRUTE),
    ("50,000 x 30, 6 intrinsic", (intrinsic, 50_000, 30), tuple(PEERS)),
    ("50,000 x 30 clustered", (clustered, 50_000, 30), BRUTE),
    ("100,000 x 1", (full_rank, 100_000, 1), TREES),
    ("100,000 x 2", (full_rank, 100_000, 2), TREES),
    ("100,000 x 3", (full_rank, 100_000, 3), TREES),
    ("100,000 x 4", (full_rank, 100_000, 4), TREES),
    ("100,000 x 5", (full_rank, 100_000, 5), TREES),
    ("100,000 x 10", (full_rank, 100_000, 10), TREES),
    ("300,000 x 10", (full_rank, 300_000, 10), ("scipy cKDTree",)),
]

# How many times as fast as the best of some peers we set out to be.
SKLEARN, SCIPY = ("sklearn brute", "sklearn kd_tree"), ("scipy cKDTree",)
TARGETS = {
    "50,000 x 30 full rank": (SKLEARN, 5.0),
    "50,000 x 30, 6 intrinsic": (SKLEARN, 15.0),
    **{f"100,000 x {d}": (SCIPY, 1.0) for d in (1, 2, 3, 4, 5)},
    "100,000 x 10": (SCIPY, 3.0),
    "300,000 x 10": (SCIPY, 3.0),
}


@cache
def rows_of(shape: Shape) -> NDArray:
    make, n, d = shape
    return make(n, d)


def timed(function: Search, shape: Shape) -> float:
    rows = rows_of(shape)
    begin = time.perf_counter()
    function(rows)
    return time.perf_counter() - begin


def compared(peers: dict[str, Search], shape: Shape, runs: int, long: float = math.inf) -> Cell:
    """Return the medians of our seconds and those of some peers."""
    functions = {"ours": ours} | peers
    return medians({name: (timed, f, shape) for name, f in functions.items()}, runs, long=long)


def table(runs: int, only: str) -> None:
    """Print the table of medians; only the shape of that name, or those whose name starts so."""
    print(
        f"self-join, k={N_NEIGHBORS}, {N_THREADS} threads, median of {runs} runs: seconds (ratio)"
    )
    print(f"{'rows':26}{'ours':>9}" + "".join(f"{name:>20}" for name in PEERS))
    told = []
    names = {name for name, _, _ in SHAPES}
    for name, shape, peers in SHAPES:
        if name != only and (only in names or not name.startswith(only)):
            continue
        found = compared({peer: PEERS[peer] for peer in peers}, shape, runs).seconds
        cells = [
            f"{found[peer]:9.3f} ({found[peer] / found['ours']:5.1f}x)" if peer in found else "-"
            for peer in PEERS
        ]
        print(
            f"{name:26}{found['ours']:9.3f}" + "".join(f"{cell:>20}" for cell in cells), flush=True
        )
        if name in TARGETS:
            rivals, least = TARGETS[name]
            best = min(found[peer] for peer in rivals if peer in found) / found["ours"]
            outcome = "met" if best >= least else "missed"
            told.append(f"{name}: {best:.1f}x {rivals[0].split()[0]}, target {least:g}x: {outcome}")
    print("\n".join(told))


def sweep(runs: int, long: float) -> None:
    """Look for a shape in which scikit-learn's better algorithm is quicker.

    Shapes whose round takes longer than `long` seconds run once and are marked with a star.
    """
    print(f"{'rows':>8}{'columns':>9}{'ours':>10}{'sklearn':>10}{'ratio':>8}")
    ratios = []
    for n in (1_000, 5_000, 20_000, 50_000, 200_000):
        for d in (2, 3, 5, 10, 30, 100, 200):
            peers = {}
            if n < 200_000 or d > 10:
                peers["brute"] = sklearn_brute
            if d <= 10:
                peers["tree"] = sklearn_tree
            found = compared(peers, (full_rank, n, d), runs, long)
            ratio = found.ratio()
            ratios.append(ratio)
            own = found.seconds["ours"]
            print(f"{n:8}{d:9}{own:10.4f}{ratio * own:10.4f}{ratio:8.1f}{found.mark}", flush=True)
    print(f"least ratio {min(ratios):.1f}")


def growth(runs: int, folder: str) -> None:
    """Fit time = c n^e for 3, 10 and 30 columns, and plot it."""
    drawn = {}
    sizes = np.array([10_000, 30_000, 100_000, 300_000])
    for d in (3, 10, 30):
        seconds = []
        for n in sizes.tolist():
            runs_here = runs if n * d < 2_000_000 else 2
            seconds.append(
                statistics.median(timed(ours, (full_rank, n, d)) for _ in range(runs_here))
            )
        exponent = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
        drawn[f"{d} columns: n^{exponent:.2f}"] = seconds
        shown = ", ".join(f"{n}: {s:.3f} s" for n, s in zip(sizes, seconds, strict=True))
        print(f"{d:3} columns: time grows as n^{exponent:.2f}  ({shown})", flush=True)
    print(plot_growth(sizes, drawn, folder))


def plot_growth(sizes: NDArray, drawn: dict[str, list[float]], folder: str) -> Path:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    for name, seconds in drawn.items():
        axes.loglog(sizes, seconds, marker="o", label=name)
    axes.set(xlabel="rows", ylabel="seconds", title=f"Self-join, {N_NEIGHBORS} neighbours")
    axes.grid(which="both", alpha=0.2)
    axes.legend()
    path = Path(folder) / "growth.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="a shape's name, or how several start")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--sweep", action="store_true")
    parser.add_argument("--long", type=float, default=10, help="seconds of a round to repeat")
    parser.add_argument("--plots", default="bench-output", help="the folder for plots")
    chosen = parser.parse_args()
    if chosen.growth:
        growth(chosen.runs, chosen.plots)
    elif chosen.sweep:
        sweep(chosen.runs, chosen.long)
    else:
        table(chosen.runs, chosen.only)


if __name__ == "__main__":
    main()
