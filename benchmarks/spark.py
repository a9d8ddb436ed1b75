"""Time a table of many rows balanced on Spark beside the same rows read and written, and plot it.

    python benchmarks/spark.py                  # 1 to 20 million rows, and a class nobody collects
    python benchmarks/spark.py --millions 1 2   # these sizes only
    python benchmarks/spark.py --resume         # what an interrupted run has not measured yet
    python benchmarks/spark.py --show           # what was measured, again
    python benchmarks/spark.py --higgs          # a table of HIGGS's size, and nothing else
    python benchmarks/spark.py --held           # what must be held and moved: arithmetic, no run

Two executor processes of one core each (local-cluster), Parquet in and out, 30 float columns, 1 %
of the rows in the smaller class. Each size has processes of its own, so that no driver remembers
another's table. A round is: read and write the table as Spark does without us; balance it and
write the result, while the memory of the driver's two processes (Python, Java) and of all that
Spark runs is watched; read and write the result's rows without us. Rounds are repeated while they
are short, and medians are told.

Then 2 million rows, a fifth of them in the smaller class, are balanced twice: with that class
collected, and with it left on the executors (most_collected=0, recall 0.95).

The tables are written below bench-output/spark and removed. What is printed is kept in
bench-output/spark.txt (spark-higgs.txt, spark-held.txt), and the plot in bench-output/spark.svg:
docs/outputs has a copy of what the documentation shows.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

FOLDER = Path("bench-output")
RECORDS = FOLDER / "spark.json"
MILLIONS = [1, 2, 5, 10, 20]
N_COLUMNS = 30
CORES = 2
SHARE = 0.01
LARGE_ROWS, LARGE_SHARE = 2_000_000, 0.2
# Of the largest table that the authors of Approx-SMOTE balance, HIGGS IR4; its rows are made up.
HIGGS_ROWS, HIGGS_COLUMNS, HIGGS_SHARE = 7_284_166, 28, 1_455_043 / 7_284_166
TARGET_ROWS, TARGET_GB = 20_000_000, 2.0
MOST_ROUNDS = 3


@contextlib.contextmanager
def session(work: Path) -> Iterator:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["OMP_NUM_THREADS"] = str(CORES)
    spark = (
        SparkSession.builder.master(f"local-cluster[{CORES},1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", "1g")
        .config("spark.executor.memory", "1g")
        .config("spark.executorEnv.OMP_NUM_THREADS", "1")
        .config("spark.executorEnv.PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        .config("spark.local.dir", str(work / "local"))
        .config("spark.driver.extraJavaOptions", f"-Djava.io.tmpdir={work}")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()
        shutil.rmtree(work / "local", ignore_errors=True)


def write_table(spark, path: Path, n_rows: int, share: float, n_columns: int = N_COLUMNS) -> None:
    """Write a table of two overlapping clouds of float columns, of 6 dimensions and some noise."""
    import numpy as np
    import pyarrow as pa

    def make(batches):
        mixing = np.random.default_rng(0).normal(size=(6, n_columns)).astype(np.float32)
        for batch in batches:
            ids = batch.column(0).to_numpy()
            rng = np.random.default_rng([1, int(ids[0])])
            rare = rng.random(len(ids)) < share
            low = rng.standard_normal((len(ids), 6), np.float32) + rare[:, np.newaxis]
            noise = rng.standard_normal((len(ids), n_columns), np.float32)
            X = low @ mixing + np.float32(0.1) * noise
            columns = {f"x{j}": X[:, j] for j in range(n_columns)}
            table = pa.table({"id": ids, **columns, "y": rare.astype(np.int32)})
            yield from table.to_batches()

    schema = "id long, " + ", ".join(f"x{j} float" for j in range(n_columns)) + ", y int"
    rows = spark.range(0, n_rows, 1, numPartitions=max(CORES, n_rows // 500_000))
    rows.mapInArrow(make, schema).write.mode("overwrite").parquet(str(path))


class Watch:
    """The peak memory of this process' family, in GB: driver (Python, Java) and everything."""

    def __enter__(self):
        self.driver = self.all = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()

    def _watch(self):
        while not self._done.wait(0.2):
            family = dict(_family(os.getpid()))
            own = family.pop(os.getpid(), ("", 0.0))[1]
            java = max((m for c, m in family.values() if "SparkSubmit" in c), default=0.0)
            self.driver = max(self.driver, own + java)
            self.all = max(self.all, own + sum(m for _, m in family.values()))


def _family(ancestor: int) -> Iterator[tuple[int, tuple[str, float]]]:
    """Yield process, (command, resident GB) of a process and its descendants."""
    parents, facts = {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()
            command = Path(f"/proc/{name}/cmdline").read_text()
        except OSError:
            continue  # it ended meanwhile
        facts[int(name)] = (command, int(stat[21]) * os.sysconf("SC_PAGE_SIZE") / 1e9)
        parents[int(name)] = int(stat[1])
    for process, fact in facts.items():
        above = process
        while above != ancestor and above in parents:
            above = parents[above]
        if above == ancestor:
            yield process, fact


def copy(spark, source: Path, goal: Path) -> float:
    """Read and write a table without us, and return the seconds it took."""
    start = time.perf_counter()
    spark.read.parquet(str(source)).write.mode("overwrite").parquet(str(goal))
    taken = time.perf_counter() - start
    shutil.rmtree(goal)
    return taken


def balance(spark, work: Path, **options) -> dict:
    """Balance the table, write the result and check what was written."""
    from counterpoise.spark import balance

    goal = str(work / "balanced")
    with Watch() as watch:
        start = time.perf_counter()
        df = spark.read.parquet(str(work / "table"))
        balanced, summary = balance(df, "y", seed=1, key="id", return_summary=True, **options)
        before_write = time.perf_counter() - start
        balanced.write.mode("overwrite").parquet(goal)
        whole = time.perf_counter() - start
    counts = dict(spark.read.parquet(goal).groupBy("y").count().collect())
    assert counts == summary.after, (counts, summary.after)
    return {
        "n_class": min(summary.before.values()),
        "n_new": summary.n_new,
        "recall": next((asdict(recall) for recall in summary.recalls.values()), None),
        "before_write_s": before_write,
        "balance_s": whole,
        "driver_GB": watch.driver,
        "all_GB": watch.all,
    }


def measure_size(n_rows: int, patience: float) -> tuple[list[dict], float]:
    """Return what rounds measured, several if they are short, and the seconds of all cores."""
    work = _work(n_rows)
    rounds: list[dict] = []
    try:
        with session(work) as spark:
            write_table(spark, work / "table", n_rows, SHARE)
            copy(spark, work / "table", work / "copy")  # executors started, Java compiled
            start = time.perf_counter()
            while not rounds or (
                len(rounds) < MOST_ROUNDS and time.perf_counter() - start < patience
            ):
                found = {"input_s": copy(spark, work / "table", work / "copy")}
                found |= balance(spark, work)
                found["result_s"] = copy(spark, work / "balanced", work / "copy")
                rounds.append(found)
            return rounds, _own_seconds()
    finally:
        shutil.rmtree(work, ignore_errors=True)


def measure_way(way: str) -> tuple[list[dict], float]:
    """Return what balancing a large smaller class took, and the seconds of all cores."""
    work = _work(way)
    shape = (LARGE_ROWS, LARGE_SHARE, N_COLUMNS)
    if "higgs" in way:
        shape = (HIGGS_ROWS, HIGGS_SHARE, HIGGS_COLUMNS)
    options = {"most_collected": 0} if "distributed" in way else {}
    try:
        with session(work) as spark:
            write_table(spark, work / "table", *shape)
            copy(spark, work / "table", work / "copy")
            return [balance(spark, work, **options)], _own_seconds()
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _work(name: object) -> Path:
    work = FOLDER.resolve() / "spark" / str(name)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    return work


def in_a_process(*arguments: str) -> list[dict]:
    """Run this file with other arguments in a process of its own and return what it measured."""
    before, start = _busy(), time.perf_counter()
    command = [sys.executable, __file__, *arguments]
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    rounds, own = json.loads(result.stdout.splitlines()[-1])
    taken = time.perf_counter() - start
    others = max(0.0, (_busy() - before - own) / (taken * (os.cpu_count() or 1)))
    return [{**found, "others": others} for found in rounds]


def _busy() -> float:
    """Return how many seconds the machine's cores have worked."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _, _, interrupts, soft, stolen = map(int, fields[:8])
    return (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    """Return how many seconds this process and its descendants have worked."""
    total = 0
    for process, _ in _family(os.getpid()):
        with contextlib.suppress(OSError):
            stat = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            total += sum(map(int, stat[11:15]))  # its own, and of children that ended
    return total / os.sysconf("SC_CLK_TCK")


HEADING = """\
rows,  new,            read and write, s   balance and write, s         memory, GB     others
mill.  mill.  rounds    input    result    before write   in all  ratio  driver   all  at work"""


def tell_sizes(sizes: dict[int, list[dict]]) -> Iterator[str]:
    yield HEADING
    for n_rows, rounds in sizes.items():
        middle = medians(rounds)
        yield (
            f"{n_rows / 1e6:5.1f} {middle['n_new'] / 1e6:6.2f} {len(rounds):7} "
            f"{middle['input_s']:8.1f} {middle['result_s']:9.1f} {middle['before_write_s']:15.1f} "
            f"{middle['balance_s']:8.1f} {middle['balance_s'] / middle['result_s']:6.2f} "
            f"{peak(rounds, 'driver_GB'):7.2f} {peak(rounds, 'all_GB'):5.2f} "
            f"{middle['others']:8.0%}"
        )
    yield ""
    yield "ratio: balancing and writing, over reading and writing the result's rows without us"
    yield "others at work: the share of the cores that went to anything else on the machine"
    n_rows = max(sizes)
    most = max(peak(rounds, "driver_GB") for rounds in sizes.values())
    met = "met" if most < TARGET_GB else "NOT MET"
    beyond = "" if n_rows >= TARGET_ROWS else f"; {TARGET_ROWS:,} rows were not measured"
    yield (
        f"driver under {TARGET_GB:g} GB: {met}, {most:.2f} GB at most up to {n_rows:,} rows{beyond}"
    )


def tell_ways(
    ways: dict[str, dict], n_rows: int = LARGE_ROWS, share: float = LARGE_SHARE
) -> Iterator[str]:
    yield f"{n_rows:,} rows, {share:.0%} of them in the smaller class; one round each"
    yield "             before write, s  in all, s  driver, GB  all, GB  others  neighbours"
    for way, found in ways.items():
        recall = found["recall"]
        told = "exact"
        if recall is not None:
            told = (
                f"{recall['measured']:.1%} of {recall['n_sampled']} rows' found, in "
                f"{recall['n_probes']} of {recall['n_cells']} cells"
            )
        yield (
            f"{way:<12} {found['before_write_s']:15.1f} {found['balance_s']:10.1f} "
            f"{found['driver_GB']:11.2f} {found['all_GB']:8.2f} {found['others']:7.0%}  {told}"
        )


def tell_arithmetic(sizes: dict[int, list[dict]], ways: dict[str, dict]) -> Iterator[str]:
    """Say what follows from the largest size for others; nothing of it is a measurement."""
    n_rows = max(sizes)
    middle = medians(sizes[n_rows])
    wanted = [n_rows, 10**9, 10**11]
    scales = [n / n_rows for n in wanted]
    yield f"Arithmetic from {n_rows:,} rows on {CORES} cores; beyond them nothing was run"
    yield f"{'rows':<52}" + "".join(f"{n:>18,}" for n in wanted)

    def line(name: str, hours: list[float]) -> str:
        told = (f"{hour:,.0f}" if hour >= 100 else f"{hour:.3g}" for hour in hours)
        return f"{name:<52}" + "".join(f"{hour:>18}" for hour in told)

    core_hours = CORES * middle["balance_s"] / 3600
    yield line("balance and write, core-hours", [core_hours * s for s in scales])
    plain = CORES * middle["result_s"] / 3600
    yield line("  of them to read and write it without us", [plain * s for s in scales])
    yield line("minutes on 100 cores that hinder each other nowhere",
               [core_hours * s * 60 / 100 for s in scales])  # fmt: skip
    if len(ways) < 2:
        return
    kept, held = ways["distributed"], ways["collected"]
    extra = CORES * (kept["balance_s"] - held["balance_s"]) / 3600
    yield "more, for a class that stays on the executors, core-hours"
    for of, name in (("n_class", "  if it grows with the rows of that class"),
                     ("n_new", "  if it grows with the new rows")):  # fmt: skip
        yield line(name, [extra * middle[of] * s / kept[of] for s in scales])


def tell_held() -> Iterator[str]:
    """Say what must be held and moved at sizes that nobody ran; arithmetic alone."""
    wanted = [20_000_000, 10**9, 10**11]
    row = 4 * N_COLUMNS
    rare = [n * SHARE for n in wanted]
    new = [n - 2 * r for n, r in zip(wanted, rare, strict=True)]
    # Spark's rows: a bitmap, eight bytes a field, and what has no fixed size padded to eight. New
    # rows go to their seeds (class, number, seed, place of the partner, gap), and from there to
    # their partners (class, number, seed, gap, partner, and the seed's numbers as bytes).
    packed = 8 * (1 + -(-(row + -(-N_COLUMNS // 8)) // 8))
    moved = 8 * (1 + 5) + 8 * (1 + 5) + packed
    yield (
        f"Rows of {N_COLUMNS} float32 ({row} bytes), {SHARE:.0%} of them in the smaller class, "
        "balanced fully; nothing was run"
    )
    yield f"{'':<44}" + "".join(f"{n:>18,}" for n in wanted)
    for name, numbers, tell in (
        ("table, uncompressed", [n * row for n in wanted], _bytes),
        ("rows of the class that grows", rare, _count),
        ("collected on the driver (Arrow)", [r * row for r in rare], _bytes),
        ("partners, 5 of 4 bytes each", [r * 20 for r in rare], _bytes),
        ("held by each Python worker, about 3 times", [3 * r * (row + 20) for r in rare], _bytes),
        ("new rows to write", new, _count),
        ("tasks of 250,000 new rows", [-(-n // 250_000) for n in new], _count),
        (f"shuffled if left on executors, {moved} a row", [n * moved for n in new], _bytes),
    ):
        yield f"{name:<44}" + "".join(f"{tell(number):>18}" for number in numbers)


def _bytes(n: float) -> str:
    unit = next((u for u in (12, 9, 6) if n >= 10**u), 6)
    return f"{n / 10**unit:.3g} {'TB' if unit == 12 else 'GB' if unit == 9 else 'MB'}"


def _count(n: float) -> str:
    return f"{n:,.0f}"


def medians(rounds: list[dict]) -> dict[str, float]:
    """Return the median of each number that rounds have measured."""
    names = [name for name, value in rounds[0].items() if isinstance(value, int | float)]
    return {name: statistics.median(found[name] for found in rounds) for name in names}


def peak(rounds: list[dict], name: str) -> float:
    return max(found[name] for found in rounds)


def plot(sizes: dict[int, list[dict]], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "counterpoise", "svg.fonttype": "none"})
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    for name, label in (
        ("balance_s", "balance and write"),
        ("result_s", "read and write the result without us"),
        ("input_s", "read and write the input without us"),
        ("before_write_s", "of balancing: before the write"),
    ):
        middles = [medians(rounds)[name] for rounds in sizes.values()]
        (drawn,) = axes.plot([n / 1e6 for n in sizes], middles, "-", label=label)
        for n_rows, rounds in sizes.items():
            times = [found[name] for found in rounds]
            axes.plot([n_rows / 1e6] * len(times), times, "o", color=drawn.get_color(), ms=4)
    axes.set(xlabel="rows of the input, millions", ylabel="seconds")
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def machine() -> str:
    """Say what was measured on."""
    import pyspark

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    java = (
        str(Path(os.environ["JAVA_HOME"], "bin", "java")) if "JAVA_HOME" in os.environ else "java"
    )
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = said.split('"')[1] if '"' in said else "?"
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}, "
        f"Java {version}, PySpark {pyspark.__version__}; {N_COLUMNS} float columns, {SHARE:.0%} of "
        "the rows in the smaller class"
    )


def tell(records: dict) -> None:
    """Print what was measured, and keep it beside its plot."""
    sizes = {int(n): rounds for n, rounds in records["sizes"].items()}
    sizes = dict(sorted(sizes.items()))
    lines = [records["machine"], ""]
    if sizes:
        lines += [*tell_sizes(sizes), ""]
        plot(sizes, FOLDER / "spark.svg")
    if records["ways"]:
        lines += [*tell_ways(records["ways"]), ""]
    if sizes:
        lines += tell_arithmetic(sizes, records["ways"])
    keep(lines, "spark.txt")


def keep(lines: list[str], name: str) -> None:
    """Print lines and keep them."""
    text = "\n".join(lines).rstrip() + "\n"
    print(text, end="")
    (FOLDER / name).write_text(text)


def measure_higgs() -> list[str]:
    """Return what a table of HIGGS's size takes, with its class collected and left in place."""
    ways = {}
    for way in ("collected", "distributed"):
        ways[way] = in_a_process("--way", f"higgs {way}")[0]
    told = f"HIGGS's size, {HIGGS_COLUMNS} float columns, made up; {machine().split(';')[0]}"
    return [told, "", *tell_ways(ways, HIGGS_ROWS, HIGGS_SHARE)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--millions", type=float, nargs="+", default=MILLIONS)
    parser.add_argument(
        "--no-ways", action="store_true", help="leave out the class nobody collects"
    )
    parser.add_argument("--patience", type=float, default=45, help="seconds for rounds of a size")
    parser.add_argument("--resume", action="store_true", help="keep what was measured before")
    parser.add_argument("--show", action="store_true", help="measure nothing")
    parser.add_argument("--higgs", action="store_true", help="measure a table of HIGGS's size")
    parser.add_argument("--held", action="store_true", help="tell what must be held and moved")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--way", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    if asked.size is not None:
        print(json.dumps(measure_size(asked.size, asked.patience)))
        return
    if asked.way is not None:
        print(json.dumps(measure_way(asked.way)))
        return
    if asked.held or asked.higgs:
        lines = list(tell_held()) if asked.held else measure_higgs()
        keep(lines, "spark-held.txt" if asked.held else "spark-higgs.txt")
        return
    records = {"machine": machine(), "sizes": {}, "ways": {}}
    if asked.resume or asked.show:
        with contextlib.suppress(FileNotFoundError):
            records = json.loads(RECORDS.read_text())
    tasks = [("sizes", str(int(m * 1e6)), "--size") for m in asked.millions]
    tasks += [("ways", way, "--way") for way in ("collected", "distributed") if not asked.no_ways]
    for kind, name, option in tasks:
        if asked.show or name in records[kind]:
            continue
        start = time.perf_counter()
        found = in_a_process(option, name, "--patience", str(asked.patience))
        records[kind][name] = found if kind == "sizes" else found[0]
        RECORDS.write_text(json.dumps(records, indent=2))
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    tell(records)


if __name__ == "__main__":
    main()
