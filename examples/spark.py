"""Balance a real table on Spark, on this machine: what to change for a cluster is the session.

The table is examples/data/hypothyroid.csv (see the README beside it): 3,163 patients, 151 of them
with an underactive thyroid. It needs Java 17 or later and ``pip install "counterpoise[spark]"``;
run it with ``python examples/spark.py``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from counterpoise.spark import balance

DATA = Path(__file__).resolve().parent / "data" / "hypothyroid.csv"


def main() -> None:
    # Workers must run the Python that has counterpoise.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.appName("hypothyroid").getOrCreate()
    patients = spark.read.csv(str(DATA), header=True, inferSchema=True, nullValue="?")

    balanced, summary = balance(
        patients, "diagnosis", ratio=0.5, seed=1, provenance=True, return_summary=True
    )
    print(summary)

    # Nothing has been made yet: the executors do it now, and would again for the next action.
    new = balanced.where("base is not null")
    print(f"\n{new.count():,} new rows; three of them, and the hashes of their parents:")
    new.select("age", "TSH", "FTI", "sex", "base", "partner", "partner_weight").show(3)

    # Without a key a row is known by a hash of its values, which Spark can compute again.
    parents = patients.withColumn("hash", F.xxhash64(*patients.columns))
    found = new.join(parents, new["base"] == parents["hash"], "left_semi").count()
    print(f"{found:,} of them have a parent that the table holds")


if __name__ == "__main__":
    main()
