"""Claims about the rows that Spark makes: the same as in process, wherever and however often."""

import os
import sys

import pyarrow as pa
import pytest
from jobs import METHODS, for_method, in_process, rows, run, table

from counterpoise.spark import balance


@pytest.mark.parametrize("method", METHODS)
def test_the_rows_are_those_made_in_process(spark, method):
    given = for_method(method, table())
    df = spark.createDataFrame(given).repartition(3)
    found = balance(df, "y", method=method, seed=3, key="key").toArrow()
    assert rows(found) == rows(in_process(given, method))


@pytest.mark.parametrize("method", ["smote", "borderline-1"])
def test_1_2_7_and_40_partitions_give_the_same_rows(spark, method):
    given = for_method(method, table(300))
    made = []
    for n in (1, 2, 7, 40):
        df = spark.createDataFrame(given).repartition(n, "y" if n == 7 else "key")
        made.append(rows(balance(df, "y", method=method, seed=3).toArrow()))
    assert made[0] == made[1] == made[2] == made[3]
    assert len(made[0]) > len(given)


def test_new_rows_are_the_same_when_they_are_asked_for_again_and_in_parts(spark):
    df = spark.createDataFrame(for_method("smote", table()))
    balanced = balance(df, "y", method="smote", seed=3, key="key", mark="new")
    first = rows(balanced.toArrow())
    assert rows(balanced.repartition(5).toArrow()) == first
    new = rows(balanced.where("new").select("`x.0`", "y").toArrow())
    assert len(new) == balanced.where("new").count()


def test_an_executor_that_is_killed_in_the_middle_changes_nothing(tmp_path):
    assert "same rows after killing" in run("cluster", str(tmp_path))


def test_connect_gives_the_same_rows():
    assert "same rows" in run("connect")


def test_the_plan_does_not_shuffle_the_originals(spark, capsys, tmp_path):
    spark.createDataFrame(for_method("smote", table())).write.parquet(str(tmp_path / "t"))
    df = spark.read.parquet(str(tmp_path / "t"))
    balance(df, "y", method="smote", seed=3, provenance=True).explain(True)
    plan = capsys.readouterr().out
    assert "Union" in plan
    assert "MapInArrow" in plan
    for moved in ("Exchange", "Sort ", "Repartition", "Join"):
        assert moved not in plan, moved


def test_originals_are_untouched_and_new_rows_are_appended(spark):
    given = table()
    df = spark.createDataFrame(given)
    balanced = balance(df, "y", seed=3, mark="new")
    kept = balanced.where("not new").drop("new").toArrow()
    assert rows(kept) == rows(given)
    assert balanced.schema.names == [*given.column_names, "new"]
    counts = {row["y"]: row["count"] for row in balanced.groupBy("y").count().collect()}
    assert len(set(counts.values())) == 1


def test_provenance_names_parents_that_make_the_row(spark):
    given = for_method("smote", table())
    balanced = balance(spark.createDataFrame(given), "y", seed=3, key="key", provenance=True)
    made = balanced.where("base is not null").toArrow().to_pylist()
    by_key = {row["key"]: row for row in given.to_pylist()}
    assert len(made) > 500
    for row in made[::50]:
        base, partner = by_key[row["base"]], by_key[row["partner"]]
        assert base["y"] == partner["y"] == row["y"]
        assert row["base_weight"] + row["partner_weight"] == pytest.approx(1)
        for name in ("x.0", "x.3"):
            expected = row["base_weight"] * base[name] + row["partner_weight"] * partner[name]
            assert row[name] == pytest.approx(expected)


def test_without_a_key_provenance_names_the_hash_of_the_parents(spark):
    from pyspark.sql import functions as F

    df = spark.createDataFrame(for_method("smote", table(300)).drop_columns(["key"]))
    df = df.toDF("a", "b", "c", "d", "y")
    hashes = {row[0] for row in df.select(F.xxhash64(*df.columns)).collect()}
    made = balance(df, "y", seed=3, provenance=True).where("base is not null").collect()
    assert made
    assert {row["base"] for row in made} | {row["partner"] for row in made} <= hashes


def test_rows_that_are_repeated_do_not_disturb(spark):
    given = for_method("smote", table(300)).drop_columns(["key"])
    twice = pa.concat_tables([given, given])
    made = [
        rows(balance(spark.createDataFrame(twice).repartition(n), "y", seed=1).toArrow())
        for n in (1, 5)
    ]
    assert made[0] == made[1]


def test_the_command_balances_with_spark_submit(spark, tmp_path):
    import subprocess

    import counterpoise.__main__ as main

    source, output = str(tmp_path / "t.parquet"), str(tmp_path / "balanced.parquet")
    given = for_method("smote", table())
    spark.createDataFrame(given).write.parquet(source)
    submit = os.path.join(os.path.dirname(sys.executable), "spark-submit")
    options = ["--master", "local[1]", "--driver-memory", "640m", str(main.__file__)]
    words = ["balance", "--engine", "spark", source, output, "-t", "y", "--key", "key"]
    words += ["--seed", "3", "--json"]
    result = subprocess.run(
        [submit, *options, *words],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    assert '"method": "smote"' in result.stdout
    found = spark.read.parquet(output).toArrow()
    assert rows(found) == rows(in_process(given, "smote"))
