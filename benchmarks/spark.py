"""Time a table of many rows balanced on Spark beside the same rows read and written, and plot it.

    python benchmarks/spark.py                 # 1, 2, 5, 10 and 20 million rows
    python benchmarks/spark.py --millions 1 2  # fewer

Two executor processes of one core each (local-cluster), Parquet in and out, 30 float columns, 1 %
of the rows in the smaller class. The memory is the peak of the driver's two processes, Python and
Java, and of all that Spark runs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path

FOLDER = Path("bench-output")
SHARE = 0.01


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


def write_table(spark, path: str, n_rows: int, n_columns: int) -> None:
    """Write a table of two overlapping clouds of `n_columns` float columns of 6 dimensions."""
    import numpy as np
    import pyarrow as pa

    def make(batches):
        mixing = np.random.default_rng(0).normal(size=(6, n_columns)).astype(np.float32)
        for batch in batches:
            ids = batch.column(0).to_numpy()
            rng = np.random.default_rng([1, int(ids[0])])
            rare = rng.random(len(ids)) < SHARE
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
        self.python = self.java = self.all = 0.0
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


def measure(spark, work: Path, n_rows: int, n_columns: int) -> dict:
    """Return the seconds and the memory of one size, its files deleted afterwards."""
    from counterpoise.spark import balance

    source, copy, output = (str(work / name) for name in ("table", "copy", "balanced"))
    write_table(spark, source, n_rows, n_columns)

    start = time.perf_counter()
    spark.read.parquet(source).write.parquet(copy)
    reading = time.perf_counter() - start
    shutil.rmtree(copy)

    with Watch() as watch:
        start = time.perf_counter()
        df = spark.read.parquet(source)
        balanced, summary = balance(df, "y", seed=1, key="id", return_summary=True)
        drawn = time.perf_counter() - start
        balanced.write.parquet(output)
        whole = time.perf_counter() - start
    shutil.rmtree(source)

    start = time.perf_counter()
    written = spark.read.parquet(output)
    counts = {row["y"]: row["count"] for row in written.groupBy("y").count().collect()}
    assert counts == summary.after, (counts, summary.after)
    written.write.parquet(copy)
    same = time.perf_counter() - start
    shutil.rmtree(copy)
    shutil.rmtree(output)
    return {
        "rows": n_rows,
        "new": summary.n_new,
        "read_write_input_s": reading,
        "read_write_output_s": same,
        "count_collect_draw_s": drawn,
        "balance_write_s": whole,
        "driver_python_GiB": watch.python,
        "driver_java_GiB": watch.java,
        "all_GiB": watch.all,
    }


def show(row: dict) -> None:
    print(
        f"{row['rows'] / 1e6:6.0f} {row['new'] / 1e6:8.2f} {row['read_write_input_s']:10.1f} "
        f"{row['read_write_output_s']:11.1f} {row['count_collect_draw_s']:8.1f} "
        f"{row['balance_write_s']:9.1f} {row['balance_write_s'] / row['read_write_output_s']:6.2f} "
        f"{row['driver_python_GiB']:8.2f} {row['driver_java_GiB']:6.2f} {row['all_GiB']:6.2f}",
        flush=True,
    )


def plot(rows: list[dict], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    millions = [row["rows"] / 1e6 for row in rows]
    for name, label in (
        ("balance_write_s", "read, balance, write"),
        ("read_write_output_s", "read and write the balanced rows"),
        ("read_write_input_s", "read and write the input"),
        ("count_collect_draw_s", "of it: count, collect, neighbours"),
    ):
        axes.plot(millions, [row[name] for row in rows], "o-", label=label)
    axes.set(xlabel="rows of the input, millions", ylabel="seconds", xlim=0, ylim=0)
    axes.legend(frameon=False)
    figure.savefig(path, dpi=150)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--millions", type=float, nargs="+", default=[1, 2, 5, 10, 20])
    parser.add_argument("--columns", type=int, default=30)
    arguments = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    work = FOLDER.resolve() / "spark"
    work.mkdir(exist_ok=True)
    spark = session(work)
    spark.sparkContext.setLogLevel("ERROR")
    print(
        "                   read + write, s     balance, s                driver, GiB   all\n"
        "mil.rows  new, mil.   input  balanced   draw   in all  ratio  Python   Java    GiB"
    )
    rows = []
    try:
        for millions in arguments.millions:
            rows.append(measure(spark, work, int(millions * 1e6), arguments.columns))
            show(rows[-1])
            (FOLDER / "spark.json").write_text(json.dumps(rows, indent=2))
    finally:
        spark.stop()
        shutil.rmtree(work, ignore_errors=True)
    plot(rows, FOLDER / "spark.png")
    print(f"plotted in {FOLDER / 'spark.png'}")


if __name__ == "__main__":
    main()
