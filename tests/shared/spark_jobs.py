"""Tables to balance, what to compare with, and scripts that need a session of their own."""

import os
import subprocess
import sys
import threading
import time

import numpy as np
import pyarrow as pa

import counterpoise as cp
from shared import ROOT
from shared.command import environment
from shared.spark_settings import QUICK, find_java


def table(n=900, seed=0, shift=0.8):
    """Return numbers, a category and three classes under shuffled keys."""
    rng = np.random.default_rng(seed)
    y = np.where(rng.random(n) < 0.15, "rare", "usual").astype(object)
    y[:40] = "rarest"
    X = rng.normal(size=(n, 4)) + shift * (y != "usual")[:, np.newaxis]
    columns = {"key": rng.permutation(n) * 7}
    columns.update({f"x.{j}": X[:, j] * 10.0**j for j in range(4)})
    columns["city"] = rng.choice(["Bonn", "Kiel", "Ulm"], n)
    columns["plan"] = rng.choice(["basic", "gold"], n)
    columns["y"] = y
    return pa.table(columns)


COLUMNS = {"numbers": ["x.0", "x.1", "x.2", "x.3"], "categories": ["city", "plan"]}
COLUMNS["mixed"] = COLUMNS["numbers"] + COLUMNS["categories"]
METHODS = {
    "smote": "numbers",
    "smotenc": "mixed",
    "smoten": "categories",
    "borderline-1": "numbers",
    "borderline-2": "numbers",
    "adasyn": "numbers",
    "random": "mixed",
}


def for_method(method, whole):
    """Return the columns of a table that a method takes."""
    return whole.select(["key", *COLUMNS[METHODS[method]], "y"])


def in_process(whole, method, seed=3, **options):
    """Return what the in-process samplers make of a table in the order of its keys."""
    whole = whole.sort_by("key")
    if not method.startswith("borderline"):
        return cp.balance(
            whole, "y", method=method, seed=seed, ignore=["key"], rng="counter", **options
        )
    sampler = cp.BorderlineSMOTE(
        kind=method, scale="standard", rng="counter", random_state=seed, **options
    )
    X, y = sampler.fit_resample(whole.drop_columns(["key", "y"]), whole["y"])
    keys = pa.concat_arrays(
        [whole["key"].combine_chunks(), pa.nulls(len(y) - len(whole), whole["key"].type)]
    )
    return X.add_column(0, "key", keys).append_column("y", y)


def rows(found):
    """Return the rows of a table as a sorted list that can be compared."""
    return sorted(map(repr, found.to_pylist()))


def use_small_cells(set_attribute=setattr):
    """Divide even small tables into many cells and buckets."""
    from counterpoise.engines.spark.distributed import ranking, search

    set_attribute(search, "ROWS_OF_A_CELL", 20)
    set_attribute(search, "_SAMPLED_OF_A_CELL", 10)
    set_attribute(search, "_ASKED", 60)
    set_attribute(ranking, "_ROWS_OF_A_BUCKET", 40)
    set_attribute(ranking, "_SAMPLED_OF_A_BUCKET", 4)


def run(script, *arguments, timeout=900):
    """Run a function of this module in a process of its own, and return what it printed."""
    env = environment()
    result = subprocess.run(
        [sys.executable, "-m", "shared.spark_jobs", script, *arguments],
        env={**env, "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), env["PYTHONPATH"]])},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-4000:]
    return result.stdout


def connect(address, methods):
    """Balance through Connect and compare with the same in process."""
    from pyspark.sql import SparkSession

    from counterpoise.spark import balance

    use_small_cells()
    session = SparkSession.builder.remote(address).getOrCreate()
    assert type(session).__module__.startswith("pyspark.sql.connect")
    for method in methods.split(","):
        options = {"most_collected": 0, "recall": 1} if method == "smotenc" else {}
        given = for_method(method, table(300))
        df = session.createDataFrame(given)
        found = balance(df, "y", method=method, seed=3, key="key", **options).toArrow()
        assert rows(found) == rows(in_process(given, method)), method
    session.stop()
    print("same rows")


def cluster(folder, way):
    """Balance on a cluster of two executor processes, and kill one in the middle of each job."""
    from counterpoise.engines.spark import collected
    from counterpoise.engines.spark.distributed import growing
    from counterpoise.spark import balance

    session = _start_cluster()
    collected._ROWS_PER_TASK = 50  # jobs of several tasks, to be hit in the middle
    growing._NUMBERS_PER_TASK = 200
    use_small_cells()
    options = {"most_collected": 0, "recall": 1} if way == "distributed" else {}
    given = for_method("smote", table(500))
    df = session.createDataFrame(given).repartition(3)
    if way == "distributed":  # classes are ranked and searched while one is killed
        doomed = threading.Timer(2, os.kill, (_executors(os.getpid())[0], 9))
        doomed.start()
    balanced = balance(df, "y", method="smote", seed=3, key="key", **options)
    assert way == "collected" or not doomed.is_alive(), "it was over before the kill"
    path = os.path.join(folder, way)
    # Tasks that last a while leave the time to see the job and to hit it.
    plain = balanced.toDF(*(f"c{j}" for j in range(len(balanced.columns))))
    slow = plain.mapInArrow(_slowly, plain.schema).toDF(*balanced.columns)
    writing = threading.Thread(target=slow.write.parquet, args=(path,), daemon=True)
    writing.start()
    done, total, killed = _kill_in_the_middle(session)
    writing.join()
    found = session.read.parquet(path).toArrow()
    assert rows(found) == rows(in_process(given, "smote")), way
    print(f"{way}: same rows after killing {killed} at {done} of {total} tasks", flush=True)
    session.stop()


def _start_cluster():
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local-cluster[2,1,640]")
        .config(map=QUICK)
        .config("spark.driver.memory", "640m")
        .config("spark.executor.memory", "640m")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.autoBroadcastJoinThreshold", "-1")
        .config("spark.excludeOnFailure.enabled", "false")
        .config("spark.executorEnv.PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    return session


def _slowly(batches):
    time.sleep(0.4)
    yield from batches


def _kill_in_the_middle(session):
    """Kill an executor process while it works, once some tasks are done and others are not."""
    tracker = session.sparkContext.statusTracker()
    for _ in range(60_000):
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            # The last stage of the write has the slow tasks.
            if info and "parquet" in info.name and 2 <= info.numCompletedTasks < info.numTasks - 2:
                killed = _executors(os.getpid())[0]
                os.kill(killed, 9)
                return info.numCompletedTasks, info.numTasks, killed
        time.sleep(0.01)
    raise AssertionError("no job was seen in its middle")


def _executors(ancestor):
    """Return the executor processes among the descendants of a process."""
    parent, command = {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                parent[int(name)] = int(file.read().rsplit(")", 1)[1].split()[1])
            with open(f"/proc/{name}/cmdline") as file:
                command[int(name)] = file.read()
        except OSError:
            continue  # it ended meanwhile
    found = []
    for process, text in command.items():
        above = process
        while above in parent and above != ancestor:
            above = parent[above]
        if above == ancestor and "CoarseGrainedExecutorBackend" in text and "java" in text:
            found.append(process)
    return found


if __name__ == "__main__":
    find_java()
    {"connect": connect, "cluster": cluster}[sys.argv[1]](*sys.argv[2:])
