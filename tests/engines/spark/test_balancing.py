"""Claims about the rows that Spark makes: the same as in process, wherever and however often."""

import functools
import itertools

import pyarrow as pa
import pytest

from counterpoise import InvalidInputError
from counterpoise.errors import SamplingWarning
from counterpoise.spark import balance
from shared.grids import part_of
from shared.spark_jobs import METHODS, for_method, in_process, rows, run, table

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)


@pytest.mark.parametrize("method", part_of(METHODS, ["smotenc", "borderline-2", "adasyn"]))
def test_the_rows_are_those_made_in_process(spark, method):
    given = for_method(method, table())
    df = spark.createDataFrame(given).repartition(3)
    found = balance(df, "y", method=method, seed=3, key="key").toArrow()
    assert rows(found) == rows(in_process(given, method))


@pytest.fixture(scope="module")
def of_one_partition(spark):
    """What comes of a table that lies in one partition, by method."""
    return functools.cache(lambda method: of_partitions(spark, method, 1))


def of_partitions(spark, method, n):
    given = for_method(method, table(300))
    df = spark.createDataFrame(given).repartition(n, "y" if n == 7 else "key")
    assert df.rdd.getNumPartitions() == n
    made = rows(balance(df, "y", method=method, seed=3).toArrow())
    assert len(made) > len(given)
    return made


@pytest.mark.parametrize(
    ("n", "method"),
    part_of(itertools.product((7, 2, 40), ("borderline-1", "smote")), [(7, "borderline-1")]),
)
def test_however_many_partitions_give_the_rows_of_one(spark, of_one_partition, n, method):
    assert of_partitions(spark, method, n) == of_one_partition(method)


def test_new_rows_are_the_same_when_they_are_asked_for_again_and_in_parts(spark):
    df = spark.createDataFrame(for_method("smote", table()))
    balanced = balance(df, "y", method="smote", seed=3, key="key", mark="new")
    first = rows(balanced.toArrow())
    assert rows(balanced.repartition(5).toArrow()) == first
    new = rows(balanced.where("new").select("`x.0`", "y").toArrow())
    assert len(new) == balanced.where("new").count()


@pytest.mark.parametrize("way", part_of(["collected", "distributed"], ["collected"]))
def test_an_executor_that_is_killed_in_the_middle_changes_nothing(way, tmp_path):
    assert f"{way}: same rows after killing" in run("cluster", str(tmp_path), way)


@pytest.mark.parametrize("methods", part_of(["smote,smotenc", "borderline-2"], ["smote,smotenc"]))
def test_connect_gives_the_same_rows(address, methods):
    assert "same rows" in run("connect", address, methods)


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


def test_rows_that_miss_different_values_are_told_apart(spark):
    # Spark's hash passes over what is missing, so that these rows have the same one.
    apart = [(float(i % 9), float(i), "rare") for i in range(30)]
    given = [(None, *values) for values in apart]
    given += [(x, None, *others) for x, *others in apart]
    given += [(float(i), float(-i), float(i), "usual") for i in range(200)]
    given = pa.table(dict(zip("abcy", map(pa.array, zip(*given, strict=True)), strict=True)))
    made = []
    for order in (given, given[::-1]):
        df = spark.createDataFrame(order).coalesce(1)
        made.append(rows(balance(df, "y", method="smote", seed=1).toArrow()))
    assert made[0] == made[1]


def test_every_parent_of_a_voted_row_is_named(spark):
    given = for_method("smoten", table(300))
    df = spark.createDataFrame(given)
    options = {"method": "smoten", "k": 3, "seed": 3, "key": "key", "provenance": True}
    made = balance(df, "y", **options).where("base is not null").toArrow()
    parents = ["base", "partner", "partner_2", "partner_3"]
    assert [name for name in made.column_names if name not in given.column_names] == [
        column for parent in parents for column in (parent, f"{parent}_weight")
    ]
    by_key = {row["key"]: row for row in given.to_pylist()}
    for row in made.to_pylist()[::20]:
        for name in ("city", "plan"):
            votes = [by_key[row[parent]][name] for parent in parents[1:]]
            assert votes.count(row[name]) == max(map(votes.count, votes))
    with pytest.raises(InvalidInputError, match="provenance adds a column 'partner_3'"):
        balance(df.withColumn("partner_3", df["city"]), "y", **options)


def test_a_column_that_gives_the_class_away_is_warned_of_whatever_the_partitions(spark):
    n, n_rare = 9_000, 500
    made = spark.range(n).selectExpr(
        "id",
        f"id < {n_rare} as late",
        "cast(id * 7919 % 1009 as double) as minutes",
        f"if(id < {n_rare}, 'night', if(id % 3 = 0, 'early', 'day')) as shift",
    )
    told = []
    for n_partitions in (1, 5):
        with pytest.warns(SamplingWarning, match="shift") as caught:
            _, summary = balance(
                made.repartition(n_partitions), "late", key="id", seed=0, return_summary=True
            )
        assert {w.message.code for w in caught if isinstance(w.message, SamplingWarning)} == {
            "critical finding"
        }
        told.append(summary.to_dict())
        assert 2_000 < summary.n_looked_at < 5_000
    assert told[0] == told[1]
