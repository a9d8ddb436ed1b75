"""Time neighbours, samplers and files of the present code beside those of another commit.

Run ``make beside OLD=<commit>`` (or ``python benchmarks/beside.py --old <commit>``). The commit is
built in a temporary folder; then old and present take turns, each in a process of its own. In a
turn the work is done three times, and the quickest counts. A ratio is the old median over the
present one: below 1 the present is slower. ``--old`` also takes a Python whose `counterpoise` is
the old one.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from turns import PAUSE, SHORT, processor

REPEATS, MANY = 3, 5
"""Runs in a turn, and turns in a round where runs are short."""
SHAPES = {
    "small": (5_000, 250, 10),
    "middle": (50_000, 2_500, 30),
    "large": (284_807, 492, 30),
    "join": (30_000, 1_500, 30),
}
"""Rows, minority and columns; of the last every row asks, and no sampler runs on it."""

SAMPLERS = [
    "SMOTE",
    "BorderlineSMOTE",
    "ADASYN",
    "SMOTENC",
    "SafeLevelSMOTE",
    "MGS",
    "RandomOverSampler",
    "SMOTEENN",
    "SMOTETomek",
    "EditedNearestNeighbours",
]
"""Those that both commits have; one that a commit lacks is left out with a dash."""

LARGEST_COMBINED = 100_000
FILE_ROWS = 200_000


def table(n_rows: int, n_minority: int, n_columns: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    y = np.zeros(n_rows, int)
    y[rng.choice(n_rows, n_minority, replace=False)] = 1
    X = rng.normal(size=(n_rows, n_columns))
    X[y == 1] += 1.5 / np.sqrt(n_columns)
    return X, y


def of_neighbours(shape: str) -> Callable[[], object]:
    from counterpoise import NeighborIndex

    X, _ = table(*SHAPES[shape])
    queries = X if shape == "join" else X[:5_000]
    return lambda: NeighborIndex(n_neighbors=6).fit(X).kneighbors(queries)


def of_sampler(shape: str, name: str) -> Callable[[], object]:
    import counterpoise

    X, y = table(*SHAPES[shape])
    told: dict[str, Any] = {}
    if name == "SMOTENC":
        X[:, :3] = np.random.default_rng(1).integers(0, 5, (len(X), 3))
        told["categorical_features"] = [0, 1, 2]
    sampler = getattr(counterpoise, name)
    if name != "EditedNearestNeighbours":
        told["random_state"] = 0
    return lambda: sampler(**told).fit_resample(X, y)


def of_file(kind: str) -> Callable[[], object]:
    import pandas as pd

    from counterpoise.files import balance_file

    X, y = table(FILE_ROWS, FILE_ROWS // 20, 10)
    folder = Path(tempfile.mkdtemp(prefix="beside-"))
    frame = pd.DataFrame(X, columns=[f"x{j}" for j in range(X.shape[1])]).assign(Class=y)
    source, output = str(folder / f"in.{kind}"), str(folder / f"out.{kind}")
    frame.to_csv(source, index=False) if kind == "csv" else frame.to_parquet(source)
    return lambda: balance_file(source, output, seed=0, force=True)


def work(told: list[str]) -> None:
    """Do one piece of work in this process whenever told to; print its quickest time each turn."""
    warnings.simplefilter("ignore")
    room, *which = told
    rooms: dict[str, Callable[..., Callable[[], object]]] = {
        "neighbours": of_neighbours,
        "sampler": of_sampler,
        "file": of_file,
    }
    made = rooms[room](*which)
    made()  # imports, and the start of threads
    for _ in sys.stdin:
        taken = []
        for _ in range(REPEATS):
            begin = time.perf_counter()
            made()
            taken.append(time.perf_counter() - begin)
        print(json.dumps(min(taken)), flush=True)


def pieces() -> list[list[str]]:
    found = [["neighbours", shape] for shape in SHAPES]
    for shape in ("small", "middle", "large"):
        n_rows = SHAPES[shape][0]
        for name in SAMPLERS:
            if n_rows <= LARGEST_COMBINED or not name.startswith(("SMOTEENN", "SMOTET", "Edited")):
                found.append(["sampler", shape, name])
    return [*found, ["file", "csv"], ["file", "parquet"]]


class Contestant:
    """A process that does one piece of work, again and again, with the code of one Python."""

    def __init__(self, python: str, told: list[str], folder: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        self._process = subprocess.Popen(
            [python, __file__, "--work", *told],
            cwd=folder,
            env=kept | {"TMPDIR": folder},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def turn(self) -> float | None:
        """Return the seconds of one turn; None if this commit cannot do it."""
        asks, answers = self._process.stdin, self._process.stdout
        assert asks is not None
        assert answers is not None
        time.sleep(PAUSE)
        with contextlib.suppress(BrokenPipeError):
            asks.write(b"\n")
            asks.flush()
        line = answers.readline()
        return float(json.loads(line)) if line else None

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()


def timed(pythons: list[str], told: list[str], rounds: int) -> list[list[float]] | None:
    """Return each Python's seconds by turn; None if one of them cannot do the work.

    Every round has processes of its own, for where a process's memory lies is luck.
    """
    turns: list[list[float]] = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            contestants = [Contestant(python, told, folder) for python in pythons]
            try:
                found = _in_turns(contestants)
            finally:
                for contestant in contestants:
                    contestant.stop()
        if found is None:
            return None
        turns += found
    return [list(seconds) for seconds in zip(*turns, strict=True)]


def _in_turns(contestants: list[Contestant]) -> list[list[float]] | None:
    """Return the seconds of each turn of a round, by contestant."""
    turns: list[list[float]] = []
    while not turns or (max(turns[0]) < SHORT and len(turns) < MANY):
        taken = [contestant.turn() for contestant in contestants]
        known = [seconds for seconds in taken if seconds is not None]
        if len(known) < len(taken):
            return None
        turns.append(known)
    return turns


def print_beside(old: str, rounds: int, only: str) -> None:
    print(f"{processor()}, {os.cpu_count()} cores; medians of {rounds} turns of {REPEATS} runs,")
    print(f"of {rounds * MANY} turns where a run is shorter than {SHORT} s")
    print(f"{'':34}{'old ms':>10}{'present ms':>12}{'ratio':>8}", flush=True)
    ratios = []
    for told in pieces():
        if only not in " ".join(told):
            continue
        seconds = timed([old, sys.executable], told, rounds)
        if seconds is None:
            print(f"{' '.join(told):34}{'-':>10}", flush=True)
            continue
        before, after = map(statistics.median, seconds)
        ratios.append(before / after)
        shown = f"{before * 1e3:10.2f}{after * 1e3:12.2f}{before / after:8.2f}"
        print(f"{' '.join(told):34}{shown}", flush=True)
    print(f"geometric mean {statistics.geometric_mean(ratios):.2f}, least {min(ratios):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--old", help="a commit, or a Python that has the old package")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="pieces whose name has this in it")
    parser.add_argument("--work", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(given.work)
        return
    if not given.old:
        parser.error("say with which commit to compare: --old COMMIT")
    from digests import old_python

    with old_python(given.old) as python:
        print_beside(str(python), given.rounds, given.only)


if __name__ == "__main__":
    main()
