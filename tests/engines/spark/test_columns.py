"""Claims about column types on Spark, and about bad input."""

import pyarrow as pa
import pytest

from counterpoise import InvalidInputError
from counterpoise.spark import balance
from shared.spark_jobs import for_method, table
from shared.spark_types import IGNORED, TYPES, typed


def test_every_type_comes_back_as_it_is(spark):
    df = typed(spark)
    balanced, summary = balance(df, "y", seed=1, mark="new", return_summary=True)
    kinds = [field.dataType for field in balanced.schema.fields][:-1]
    assert kinds == [field.dataType for field in df.schema.fields]
    assert {c.name for c in summary.with_role("ignored")} == set(IGNORED)
    new = balanced.where("new").collect()
    assert len(new) == 80
    rare = [row for row in df.collect() if row["y"] == "rare"]
    for name in TYPES:
        own = [row[name] for row in rare if row[name] is not None]
        made = [row[name] for row in new if row[name] is not None]
        assert made, name
        assert min(own) <= min(made), name
        assert max(made) <= max(own), name
    assert all(row[name] is None for row in new for name in IGNORED)
    assert {row["city"] for row in new} <= {"A", "B", "C", None}
    assert any(row["double"] is None for row in new)


def test_classes_and_categories_of_a_narrow_type_stay_apart(spark):
    records = [(y, c) for y, n in ((-100, 40), (28, 20), (100, 12)) for c in [-128, 127] * (n // 2)]
    y, kind = (pa.array(codes, pa.int8()) for codes in zip(*records, strict=True))
    a, b = ([i % 7.0 for i in range(72)], [i / 3 for i in range(72)])
    df = spark.createDataFrame(pa.table({"y": y, "kind": kind, "a": a, "b": b}))
    assert dict(df.dtypes)["y"] == "tinyint"
    balanced = balance(df, "y", categorical=["kind"], seed=1)
    counts = {row["y"]: row["count"] for row in balanced.groupBy("y").count().collect()}
    assert counts == {-100: 40, 28: 40, 100: 40}
    assert {row["kind"] for row in balanced.select("kind").distinct().collect()} == {-128, 127}


def test_time_zones_of_the_session_do_not_change_times(spark):
    df = typed(spark).select("moment", "local", "double", "y")
    assert spark.conf.get("spark.sql.session.timeZone") == "Europe/Berlin"
    here = (
        balance(df, "y", seed=1, mark="new")
        .where("new")
        .selectExpr("unix_micros(moment)", "cast(local as string)", "double")
    )
    first = sorted(map(repr, here.collect()))
    spark.conf.set("spark.sql.session.timeZone", "America/Lima")
    try:
        there = (
            balance(df, "y", seed=1, mark="new")
            .where("new")
            .selectExpr("unix_micros(moment)", "cast(local as string)", "double")
        )
        # Rows are hashed as they are, so the same ones are chosen.
        assert sorted(map(repr, there.collect())) == first
    finally:
        spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")


def test_numbers_and_bools_can_be_classes(spark):
    given = typed(spark).selectExpr("double", "single", "y = 'rare' as flag", "tiny")
    balanced = balance(given, "flag", method="smote", seed=1)
    assert balanced.where("flag").count() == 100
    given = given.selectExpr("double", "single", "cast(flag as int) + 5 as label")
    counts = dict(balance(given, "label", seed=1).groupBy("label").count().collect())
    assert counts == {5: 100, 6: 100}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": "Y2"}, "target='Y2' is no column"),
        ({"method": "svm"}, "method='svm' is not there on Spark"),
        ({"method": "nonsense"}, "method='nonsense' is not known"),
        ({"ratio": 0}, "ratio=0 cannot be used"),
        ({"k": 0}, "k=0 cannot be used"),
        ({"seed": -1}, "seed=-1 cannot be used"),
        ({"scale": "robust"}, "scale='robust' needs exact quartiles"),
        ({"key": "nobody"}, "key='nobody' is no column"),
        ({"key": "x.0"}, "key='x.0' is a column of type double"),
        ({"key": "y"}, "key='y' is the target"),
        ({"ignore": ["nobody"]}, "ignore='nobody' is no column"),
        ({"ignore": ["y"]}, "ignore names 'y', which is the target"),
        ({"ignore": ["city"], "categorical": ["city"]}, "is named in categorical and in ignore"),
        ({"mark": "city"}, "mark='city' is a column of the table already"),
        ({"mark": "base", "provenance": True}, "mark='base' is the name of a column that"),
        ({"recall": 2}, "recall=2 cannot be used"),
        ({"most_collected": 0.5}, "most_collected=0.5 cannot be used"),
    ],
)
def test_bad_parameters_are_named_before_any_job_runs(spark, options, message):
    df = spark.createDataFrame(table(200))
    spark.sparkContext.setJobGroup(repr(options), "bad input")
    with pytest.raises(InvalidInputError, match=message.replace("(", r"\(")):
        balance(df, **{"target": "y", **options})
    assert not spark.sparkContext.statusTracker().getJobIdsForGroup(repr(options))


def test_what_is_no_dataframe_or_a_stream_or_has_equal_names_is_refused(spark):
    with pytest.raises(InvalidInputError, match="takes a PySpark DataFrame"):
        balance(table(200), "y")
    stream = spark.readStream.format("rate").load()
    with pytest.raises(InvalidInputError, match="is a stream"):
        balance(stream, "value")
    with pytest.raises(InvalidInputError, match="several columns 'a'"):
        balance(spark.range(3).toDF("a").selectExpr("a", "a"), "a")


@pytest.mark.parametrize(
    ("expression", "options", "message"),
    [
        ("if(key = 0, null, y)", {}, "missing in 1 of 200 rows"),
        ("'same'", {}, "has one class only"),
        ("`x.0`", {}, "continuous"),
        ("y", {"k": 60}, "needs at least 61"),
        ("y", {"key": "city"}, "key='city' has the value"),
    ],
)
def test_bad_tables_are_named_with_what_to_do(spark, expression, options, message):
    df = spark.createDataFrame(for_method("smotenc", table(200)))
    df = df.selectExpr("key", "`x.0`", "`x.1`", "city", f"{expression} as target")
    with pytest.raises(InvalidInputError, match=message):
        balance(df, "target", seed=1, **options)


def test_an_infinite_number_is_named(spark):
    df = spark.createDataFrame(for_method("smote", table(200)))
    df = df.selectExpr("if(key = 7, double('inf'), `x.0`) as a", "`x.1` as b", "y")
    with pytest.raises(InvalidInputError, match="column 'a' holds inf"):
        balance(df, "y")
