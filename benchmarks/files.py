"""Balance large files: whole processes, their time and their peak memory, against the peers.

Run ``python benchmarks/files.py`` (or ``make bench-files``) for the two targets: SMOTE to ratio 0.1
on Parquet of 10,000,000 x 30 floats with 0.5 % minority, beside plain pyarrow reading and writing
as many input and output rows; and a CSV of 2,000,000 x 30 floats. The peers do the same job with
imbalanced-learn, reading and writing with pandas and with pyarrow. Every run is a process of its
own and the contestants take turns; the median of the time is printed, with its range, and the
largest peak. Those that no target speaks of run once. ``--plot`` draws peak memory over the
majority's rows instead, the rare rows and the new ones being the same. ``--scale 0.05`` does all of
it at a twentieth of the rows.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

N_COLUMNS = 30
SHARE = 0.005
RATIO = 0.1
SEED = 0
TARGET = "target"
BLOCK = 100_000
RIVAL = {".parquet": "pyarrow read + write", ".csv": "imbalanced-learn, pandas"}

# Each of the peers is given the names of the input and the output.
PANDAS = """
import sys, pandas as pd
from imblearn.over_sampling import SMOTE
source, output = sys.argv[1:]
read = pd.read_parquet if source.endswith("parquet") else pd.read_csv
table = read(source)
y = table.pop("target")
X, y = SMOTE(sampling_strategy=0.1, random_state=0).fit_resample(table, y)
X["target"] = y
X.to_parquet(output) if output.endswith("parquet") else X.to_csv(output, index=False)
"""
PYARROW = """
import sys, numpy as np, pyarrow as pa, pyarrow.csv, pyarrow.parquet as pq
from imblearn.over_sampling import SMOTE
source, output = sys.argv[1:]
table = pq.read_table(source) if source.endswith("parquet") else pa.csv.read_csv(source)
names = [name for name in table.column_names if name != "target"]
X = np.column_stack([table[name].to_numpy() for name in names])
y = table["target"].to_numpy()
del table
X, y = SMOTE(sampling_strategy=0.1, random_state=0).fit_resample(X, y)
table = pa.table([*X.T, y], [*names, "target"])
pq.write_table(table, output) if output.endswith("parquet") else pa.csv.write_csv(table, output)
"""
# Reads the input, and writes as many rows as the balanced table has.
PLAIN = """
import sys, pyarrow as pa, pyarrow.csv, pyarrow.parquet as pq
source, output, n_new = sys.argv[1:]
left = int(n_new)
if source.endswith("parquet"):
    file = pq.ParquetFile(source)
    with pq.ParquetWriter(output, file.schema_arrow) as writer:
        for i in range(file.num_row_groups):
            group = file.read_row_group(i)
            writer.write_table(group)
            if left:
                writer.write_table(group.slice(0, min(left, group.num_rows)))
                left -= min(left, group.num_rows)
else:
    reader = pa.csv.open_csv(source)
    with pa.csv.CSVWriter(output, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            writer.write_batch(batch.slice(0, min(left, batch.num_rows)))
            left -= min(left, batch.num_rows)
"""


@dataclass
class Runs:
    """What the runs of one contestant took.

    Parameters
    ----------
    seconds : list of float
        Wall-clock time of each process, from its start to its end.
    megabytes : list of float
        Its peak resident memory.
    failure : str
        How it failed, if it did.
    """

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    failure: str = ""

    @property
    def time(self) -> float:
        return statistics.median(self.seconds)

    @property
    def memory(self) -> float:
        return max(self.megabytes)


def write_input(path: Path, n_rows: int, share: float = SHARE) -> int:
    """Write overlapping Gaussian classes a block at a time; return how many rows are rare."""
    rng = np.random.default_rng(SEED)
    names = [f"x{j:02d}" for j in range(N_COLUMNS)]
    schema = pa.schema([(name, pa.float64()) for name in names] + [(TARGET, pa.int8())])
    is_csv = path.suffix == ".csv"
    writer = pa.csv.CSVWriter(path, schema) if is_csv else pq.ParquetWriter(path, schema)
    n_rare = 0
    with writer:
        for start in range(0, n_rows, BLOCK):
            size = min(BLOCK, n_rows - start)
            y = np.zeros(size, np.int8)
            y[rng.choice(size, max(6, round(size * share)), replace=False)] = 1
            X = rng.normal(size=(size, N_COLUMNS)) + 0.5 * y[:, None]
            columns = [*(X.round(6).T if is_csv else X.T), y]
            writer.write_table(pa.table(columns, schema=schema))
            n_rare += int(y.sum())
    return n_rare


def measure(runs: Runs, words: list[str]) -> None:
    """Run a process to its end, and note its time and its peak memory."""
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    told = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        lines = told.decode(errors="replace").strip().splitlines()
        runs.failure = f"exit code {process.returncode}" + (f": {lines[-1]}" if lines else "")
        return
    runs.seconds.append(time.perf_counter() - start)
    runs.megabytes.append(usage.ru_maxrss / 1024)


def counterpoise(source: Path, output: Path, ratio: float = RATIO) -> list[str]:
    words = [sys.executable, "-m", "counterpoise", "balance", str(source), "-o", str(output)]
    options = ["--method", "smote", "--scale", "none", "--ratio", str(ratio), "--seed", str(SEED)]
    return [*words, "-t", TARGET, "-q", "--ignore", "none", *options]


def compete(folder: Path, suffix: str, n_rows: int, repeats: int, peers: bool) -> dict[str, Runs]:
    """Let all contestants do the same job in turns."""
    source, output = folder / f"in{suffix}", folder / f"out{suffix}"
    n_rare = write_input(source, n_rows)
    n_new = int(RATIO * (n_rows - n_rare)) - n_rare
    python, files = [sys.executable, "-c"], [str(source), str(output)]
    contestants = {
        "counterpoise": counterpoise(source, output),
        "pyarrow read + write": [*python, PLAIN, *files, str(n_new)],
    }
    if peers:
        contestants["imbalanced-learn, pandas"] = [*python, PANDAS, *files]
        contestants["imbalanced-learn, pyarrow"] = [*python, PYARROW, *files]
    found = {name: Runs() for name in contestants}
    decisive = ("counterpoise", RIVAL[suffix])
    for turn in range(repeats):
        for name, words in contestants.items():
            if not found[name].failure and (name in decisive or turn == 0):
                measure(found[name], words)
            output.unlink(missing_ok=True)
    source.unlink()
    return found


def show(found: dict[str, Runs], headline: str) -> None:
    """Print a table of medians."""
    own = found["counterpoise"]
    print(headline)
    print(f"  {'':<28}{'seconds':>9}{'range':>16}{'peak MB':>10}{'time / ours':>13}")
    for name, runs in found.items():
        if runs.failure:
            print(f"  {name:<28}{runs.failure}")
            continue
        spread = f"{min(runs.seconds):.1f} to {max(runs.seconds):.1f}"
        ratio = f"{runs.time / own.time:.2f}" if own.seconds else ""
        print(f"  {name:<28}{runs.time:>9.1f}{spread:>16}{runs.memory:>10,.0f}{ratio:>13}")


def show_targets(found: dict[str, Runs], suffix: str) -> None:
    """Print each target beside what was measured."""
    own, rival = found["counterpoise"], found.get(RIVAL[suffix])
    if not own.seconds:
        return
    if rival is not None and rival.seconds:
        if suffix == ".parquet":
            share = own.time / rival.time
            verdict("time", f"{share:.2f} x {RIVAL[suffix]}", "at most 1.5 x", share <= 1.5)
        else:
            gain = rival.time / own.time
            verdict("time", f"{gain:.2f} x as fast as {RIVAL[suffix]}", "3 x or more", gain >= 3)
    most = 1500 if suffix == ".parquet" else 1000
    verdict("memory", f"{own.memory:,.0f} MB", f"under {most:,} MB", own.memory < most)


def verdict(what: str, measured: str, target: str, is_met: bool) -> None:
    print(f"  target, {what}: {target}; measured {measured}: {'met' if is_met else 'NOT MET'}")


def plot_memory(folder: Path, sizes: list[int], target: Path) -> None:
    """Print and draw peak memory over the rows of the majority."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    peaks = []
    print(f"{'rows':>12}{'peak MB':>10}{'seconds':>9}")
    for n_rows in sizes:
        source, output = folder / "in.parquet", folder / "out.parquet"
        n_rare = write_input(source, n_rows, SHARE * sizes[0] / n_rows)
        runs = Runs()
        measure(runs, counterpoise(source, output, RATIO * sizes[0] / (n_rows - n_rare)))
        output.unlink(missing_ok=True)
        source.unlink()
        if runs.failure:
            sys.exit(f"{n_rows:,} rows: {runs.failure}")
        peaks.append(runs.memory)
        print(f"{n_rows:>12,}{runs.memory:>10,.0f}{runs.time:>9.1f}")
    growth = (peaks[-1] - peaks[0]) * 2**20 / (sizes[-1] - sizes[0])
    # The class of each row is kept, in one byte.
    verdict("memory", f"{growth:.1f} bytes more for a row", "under 10 bytes a row", growth < 10)
    figure, axes = plt.subplots(figsize=(6, 4))
    axes.plot([n / 1e6 for n in sizes], peaks, marker="o")
    axes.set(xlabel="million rows", ylabel="peak memory (MB)", ylim=(0, None))
    rare, new = SHARE * sizes[0], (RATIO - SHARE) * sizes[0]
    axes.set_title(f"Parquet, {N_COLUMNS} floats, {rare:,.0f} rare rows, {new:,.0f} new ones")
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(target, dpi=120)
    print(f"written to {target}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--parquet-rows", type=int, default=10_000_000)
    parser.add_argument("--csv-rows", type=int, default=2_000_000)
    parser.add_argument("--scale", type=float, default=1.0, help="share of those rows to take")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", choices=["parquet", "csv"])
    parser.add_argument("--no-peers", action="store_true", help="leave imbalanced-learn out")
    parser.add_argument("--plot", action="store_true", help="peak memory over rows instead")
    parser.add_argument("--plot-to", type=Path, default=Path("demo-output/memory.png"))
    parser.add_argument("--folder", help="where the tables lie meanwhile")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        if given.plot:
            sizes = [round(m * 1e6 * given.scale) for m in (1, 2, 4, 7, 10)]
            plot_memory(folder, sizes, given.plot_to)
            return
        if given.only != "csv":
            n = round(given.parquet_rows * given.scale)
            found = compete(folder, ".parquet", n, given.repeats, not given.no_peers)
            show(found, f"Parquet, {n:,} x {N_COLUMNS}, SMOTE to ratio {RATIO}")
            show_targets(found, ".parquet")
        if given.only != "parquet":
            n = round(given.csv_rows * given.scale)
            found = compete(folder, ".csv", n, given.repeats, not given.no_peers)
            show(found, f"CSV, {n:,} x {N_COLUMNS}, SMOTE to ratio {RATIO}")
            show_targets(found, ".csv")


if __name__ == "__main__":
    main()
