"""Time a table of many rows balanced on Spark beside the same rows read and written, and plot it.

    python benchmarks/spark.py                       # 1, 2, 5, 10 and 20 million rows, resumable
    python benchmarks/spark.py --millions 20 --steps make copy
    python benchmarks/spark.py --show                # what was measured, and its plot
    python benchmarks/spark.py --distributed         # a smaller class that nobody collects

Two executor processes of one core each (local-cluster), Parquet in and out, 30 float columns, 1 %
of the rows in the smaller class. Each step runs in a session of its own and is kept in
bench-output/spark.json, so that the whole can be done in pieces:

make        write the table (not timed: that is not what is compared)
copy        read and write it, as Spark does without us
balance     balance it and write the result; the peak memory of the driver's two processes (Python,
            Java) and of all that Spark runs is watched
copy-out    check the result, then read and write its rows, without us again

With --distributed a fifth of 2 million rows are in the smaller class. They are balanced twice, once
collected and once left on the executors (most_collected=0, recall 0.95).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path

FOLDER = Path("bench-output")
RECORDS = FOLDER / "spark.json"
STEPS = ["make", "copy", "balance", "copy-out"]
SHARE, LARGE_SHARE = 0.01, 0.2


def session(work: Path):
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["OMP_NUM_THREADS"] = "2"
    return (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", "1g")
        .config("spark.executor.memory", "1g")
        .config("spark.executorEnv.OMP_NUM_THREADS", "1")
        .config("spark.executorEnv.PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        .config("spark.local.dir", str(work / "spark"))
        .config("spark.driver.extraJavaOptions", f"-Djava.io.tmpdir={work}")
        .getOrCreate()
    )


def write_table(spark, path: str, n_rows: int, n_columns: int, share: float = SHARE) -> None:
    """Write a table of two overlapping clouds of `n_columns` float columns of 6 dimensions."""
    import numpy as np
    import pyarrow as pa

    def make(batches):
        mixing = np.random.default_rng(0).normal(size=(6, n_columns)).astype(np.float32)
        for batch in batches:
            ids = batch.column(0).to_numpy()
            rng = np.random.default_rng([1, int(ids[0])])
            rare = rng.random(len(ids)) < share
            low = rng.normal(size=(len(ids), 6)).astype(np.float32) + rare[:, np.newaxis]
            X = low @ mixing + 0.1 * rng.normal(size=(len(ids), n_columns)).astype(np.float32)
            columns = {f"x{j}": X[:, j] for j in range(n_columns)}
            table = pa.table({"id": ids, **columns, "y": rare.astype(np.int32)})
            yield from table.to_batches()

    schema = "id long, " + ", ".join(f"x{j} float" for j in range(n_columns)) + ", y int"
    rows = spark.range(0, n_rows, 1, numPartitions=max(2, n_rows // 500_000))
    rows.mapInArrow(make, schema).write.mode("overwrite").parquet(path)


class Watch:
    """The peak memory of this process' family, in GiB: driver (Python, Java) and everything."""

    def __enter__(self):
        self.python = self.java = self.driver = self.all = 0.0
        self.going = True
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.going = False
        self.thread.join()

    def _watch(self):
        while self.going:
            family = dict(_family(os.getpid()))
            own = family.pop(os.getpid(), ("", 0.0))[1]
            java = max((m for c, m in family.values() if "SparkSubmit" in c), default=0.0)
            self.python, self.java = max(self.python, own), max(self.java, java)
            self.driver = max(self.driver, own + java)
            self.all = max(self.all, own + sum(m for _, m in family.values()))
            time.sleep(0.2)


def _family(ancestor: int):
    """Yield process, (command, resident GiB) of a process and its descendants."""
    parents, facts = {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()
            facts[int(name)] = (
                Path(f"/proc/{name}/cmdline").read_text(),
                int(stat[21]) * os.sysconf("SC_PAGE_SIZE") / 2**30,
            )
            parents[int(name)] = int(stat[1])
        except OSError:
            continue  # it ended meanwhile
    for process, fact in facts.items():
        above = process
        while above != ancestor and above in parents:
            above = parents[above]
        if above == ancestor:
            yield process, fact


def warm_up(spark, work: Path) -> None:
    """Let executors start and Java compile before anything is timed."""
    place = str(work / "copy")
    for _ in range(3):
        spark.range(0, 200_000, 1, 4).write.mode("overwrite").parquet(place)
        spark.read.parquet(place).count()
    shutil.rmtree(place)


def copy(spark, work: Path) -> dict:
    start = time.perf_counter()
    spark.read.parquet(str(work / "table")).write.parquet(str(work / "copy"))
    return {"read_write_input_s": time.perf_counter() - start}


def balance(spark, work: Path, **options) -> dict:
    from counterpoise.spark import balance

    with Watch() as watch:
        start = time.perf_counter()
        df = spark.read.parquet(str(work / "table"))
        balanced, summary = balance(df, "y", seed=1, key="id", return_summary=True, **options)
        drawn = time.perf_counter() - start
        balanced.write.parquet(str(work / "balanced"))
        whole = time.perf_counter() - start
    recalls = [asdict(recall) for recall in summary.recalls.values()]
    return {
        "new": summary.n_new,
        "recall": recalls[0] if recalls else None,
        "after": list(summary.after.values()),
        "count_collect_draw_s": drawn,
        "balance_write_s": whole,
        "driver_python_GiB": watch.python,
        "driver_java_GiB": watch.java,
        "driver_GiB": watch.driver,
        "all_GiB": watch.all,
    }


def copy_out(spark, work: Path, expected: list[int]) -> dict:
    written = spark.read.parquet(str(work / "balanced"))
    counts = sorted(row["count"] for row in written.groupBy("y").count().collect())
    assert counts == sorted(expected), (counts, expected)
    start = time.perf_counter()
    written.write.parquet(str(work / "copy"))
    return {"read_write_output_s": time.perf_counter() - start}


def compare_distributed(n_rows: int, n_columns: int) -> None:
    """Balance a table with a large smaller class collected and distributed, and print both."""
    work = FOLDER.resolve() / "spark" / "distributed"
    work.mkdir(parents=True, exist_ok=True)
    print(f"{n_rows:,} rows x {n_columns}, {LARGE_SHARE:.0%} of them in the smaller class")
    print("             before write, s   in all, s   driver, GiB   all, GiB   neighbours")
    try:
        for way, options in (("collected", {}), ("distributed", {"most_collected": 0})):
            spark = session(work)
            spark.sparkContext.setLogLevel("ERROR")
            try:
                if way == "collected":
                    write_table(spark, str(work / "table"), n_rows, n_columns, LARGE_SHARE)
                warm_up(spark, work)
                row = balance(spark, work, **options)
            finally:
                spark.stop()
                shutil.rmtree(work / "balanced", ignore_errors=True)
            recall = row["recall"]
            told = "exact"
            if recall is not None:
                told = (
                    f"{recall['measured']:.1%} of {recall['n_sampled']} rows' found, in "
                    f"{recall['n_probes']} of {recall['n_cells']} cells"
                )
            print(
                f"{way:<12} {row['count_collect_draw_s']:15.1f} {row['balance_write_s']:11.1f} "
                f"{row['driver_GiB']:13.2f} {row['all_GiB']:10.2f}   {told}",
                flush=True,
            )
    finally:
        shutil.rmtree(work, ignore_errors=True)


def take_step(step: str, n_rows: int, n_columns: int, record: dict) -> dict:
    """Run one step in a session of its own and return what it measured."""
    work = FOLDER.resolve() / "spark" / str(n_rows)
    work.mkdir(parents=True, exist_ok=True)
    spark = session(work)
    spark.sparkContext.setLogLevel("ERROR")
    try:
        if step == "make":
            shutil.rmtree(work / "balanced", ignore_errors=True)
            write_table(spark, str(work / "table"), n_rows, n_columns)
            return {"made": True}
        warm_up(spark, work)
        if step == "copy":
            return copy(spark, work)
        if step == "balance":
            shutil.rmtree(work / "balanced", ignore_errors=True)
            return balance(spark, work)
        found = copy_out(spark, work, record["after"])
        shutil.rmtree(work / "table")
        shutil.rmtree(work / "balanced")
        return found
    finally:
        spark.stop()
        shutil.rmtree(work / "copy", ignore_errors=True)
        shutil.rmtree(work / "spark", ignore_errors=True)
        with contextlib.suppress(OSError):
            work.rmdir()  # what is in it is needed by the next step


HEADING = (
    "                   read + write, s     balance, s                driver, GiB         all\n"
    "mil.rows  new, mil.   input  balanced   draw   in all  ratio  Python   Java  both    GiB"
)


def show(n_rows: int, row: dict) -> None:
    print(
        f"{n_rows / 1e6:6.0f} {row['new'] / 1e6:8.2f} {row['read_write_input_s']:10.1f} "
        f"{row['read_write_output_s']:11.1f} {row['count_collect_draw_s']:8.1f} "
        f"{row['balance_write_s']:9.1f} {row['balance_write_s'] / row['read_write_output_s']:6.2f} "
        f"{row['driver_python_GiB']:8.2f} {row['driver_java_GiB']:6.2f} {row['driver_GiB']:5.2f} "
        f"{row['all_GiB']:6.2f}",
        flush=True,
    )


def plot(rows: dict[int, dict], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    millions = [n / 1e6 for n in rows]
    for name, label in (
        ("balance_write_s", "balance and write"),
        ("read_write_output_s", "read and write the balanced rows, without us"),
        ("read_write_input_s", "read and write the input, without us"),
        ("count_collect_draw_s", "of balancing: count, collect, neighbours"),
    ):
        axes.plot(millions, [row[name] for row in rows.values()], "o-", label=label)
    axes.set(xlabel="rows of the input, millions", ylabel="seconds", xlim=0, ylim=0)
    axes.legend(frameon=False)
    figure.savefig(path, dpi=150)


def read_records() -> dict[int, dict]:
    try:
        found = json.loads(RECORDS.read_text())
    except FileNotFoundError:
        return {}
    return {int(n): record for n, record in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--millions", type=float, nargs="+", default=[1, 2, 5, 10, 20])
    parser.add_argument("--columns", type=int, default=30)
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=STEPS)
    parser.add_argument("--show", action="store_true", help="measure nothing")
    parser.add_argument("--distributed", action="store_true", help="a class nobody collects")
    arguments = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    if arguments.distributed:
        compare_distributed(2_000_000, arguments.columns)
        return
    records = read_records()
    for millions in [] if arguments.show else arguments.millions:
        n_rows = int(millions * 1e6)
        for step in arguments.steps:
            record = records.setdefault(n_rows, {"done": []})
            if step in record["done"]:
                continue
            record.update(take_step(step, n_rows, arguments.columns, record))
            record["done"].append(step)
            RECORDS.write_text(json.dumps(dict(sorted(records.items())), indent=2))
    whole = {n: r for n, r in sorted(records.items()) if set(STEPS) <= set(r["done"])}
    print(HEADING)
    for n_rows, row in whole.items():
        show(n_rows, row)
    if whole:
        plot(whole, FOLDER / "spark.png")
        print(f"plotted in {FOLDER / 'spark.png'}")


if __name__ == "__main__":
    main()
