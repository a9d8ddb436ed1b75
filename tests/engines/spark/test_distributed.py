"""Claims about classes that no machine holds: the same rows, found without collecting the class."""

import numpy as np
import pyarrow as pa
import pytest

from counterpoise import InvalidInputError
from counterpoise.engines.spark import looking
from counterpoise.engines.spark.distributed import search
from counterpoise.engines.spark.distributed.cells import (
    Cells,
    Embedding,
    find_centres,
    nearest_centre,
)
from counterpoise.engines.spark.distributed.ranking import bucket_of
from counterpoise.neighbors import NeighborIndex
from counterpoise.spark import balance
from shared.grids import part_of
from shared.spark_jobs import for_method, in_process, rows, table, use_small_cells
from shared.spark_types import typed


@pytest.fixture
def small_cells(monkeypatch):
    use_small_cells(monkeypatch.setattr)


@pytest.mark.parametrize("method", part_of(["smote", "smotenc", "random"], ["smotenc"]))
def test_an_exact_search_gives_the_rows_made_in_process(spark, small_cells, method):
    given = for_method(method, table(400))
    df = spark.createDataFrame(given).repartition(3)
    options = {"key": "key", "most_collected": 0, "recall": 1}
    found = balance(df, "y", method=method, seed=3, **options).toArrow()
    assert rows(found) == rows(in_process(given, method))


@pytest.fixture(scope="module")
def of_one_partition(spark):
    """What an approximate search without a key makes of a table that lies in one partition."""
    with pytest.MonkeyPatch.context() as patch:
        use_small_cells(patch.setattr)
        return of_partitions(spark, 1)


def of_partitions(spark, n):
    given = for_method("smote", table(300)).drop_columns(["key"])
    df = spark.createDataFrame(given).repartition(n)
    assert df.rdd.getNumPartitions() == n
    options = {"most_collected": 0, "recall": 0.7}
    return rows(balance(df, "y", method="smote", seed=3, **options).toArrow())


@pytest.mark.parametrize("n", part_of([7, 2, 40], [7]))
def test_partitions_do_not_matter_to_an_approximate_search_without_a_key(
    spark, small_cells, of_one_partition, n
):
    assert of_partitions(spark, n) == of_one_partition


def test_the_recall_that_is_told_is_that_of_the_rows(spark, small_cells):
    given = for_method("smote", table(2500)).filter(pa.compute.field("y") != "rarest")
    balanced, summary = balance(
        spark.createDataFrame(given),
        "y",
        method="smote",
        scale=None,
        seed=3,
        key="key",
        provenance=True,
        most_collected=10,
        recall=0.6,
        return_summary=True,
    )
    told = summary.recalls["rare"]
    assert told.n_probes < told.n_cells
    assert summary.to_dict()["recall"][0]["measured"] == told.measured
    assert "of the true neighbours" in str(summary)
    minority = given.filter(pa.compute.field("y") == "rare").sort_by("key")
    X = np.column_stack([minority[f"x.{j}"].to_numpy() for j in range(4)])
    key = minority["key"].to_numpy()
    nearest = key[NeighborIndex(5).fit(X).kneighbors(return_distance=False)]
    true = {int(k): set(row.tolist()) for k, row in zip(key, nearest, strict=True)}
    made = balanced.where("base is not null").select("base", "partner").toArrow().to_pylist()
    hit = np.mean([row["partner"] in true[row["base"]] for row in made])
    assert 0.6 <= hit < 1
    assert abs(hit - told.measured) < 0.15


def test_nothing_brings_the_class_to_the_driver(spark, small_cells, monkeypatch):
    monkeypatch.setattr(search, "ROWS_OF_A_CELL", 100)
    monkeypatch.setattr(looking, "looked_at_of_each", lambda n_classes: 50)  # a draw comes always
    given = for_method("smotenc", table(8000))
    n_growing = sum(y != "usual" for y in given["y"].to_pylist())
    df = spark.createDataFrame(given)
    brought = []
    for name in ("toArrow", "collect", "toPandas"):
        original = getattr(type(df), name)

        def counting(self, *args, original=original, **kwargs):
            result = original(self, *args, **kwargs)
            brought.append(len(result))
            return result

        monkeypatch.setattr(type(df), name, counting)
    balanced = balance(df, "y", seed=3, key="key", most_collected=100, recall=0.8)
    assert brought
    assert max(brought) < n_growing / 2
    assert balanced.count() > len(given)


def test_the_originals_are_not_shuffled_here_either(spark, small_cells, capsys, tmp_path):
    spark.createDataFrame(for_method("smote", table(300))).write.parquet(str(tmp_path / "t"))
    df = spark.read.parquet(str(tmp_path / "t"))
    balance(df, "y", method="smote", seed=3, most_collected=0).explain()
    plan = capsys.readouterr().out
    originals, new = plan[plan.index("Union") :].split("FileScan", 1)
    assert "Exchange" not in originals.split("Union", 1)[1]
    assert "Exchange" in new


@pytest.mark.whole  # the next test asks for most types both ways
def test_columns_of_all_types_come_out_as_they_do_when_collected(spark, small_cells):
    df = typed(spark)
    made = [
        balance(df, "y", seed=1, provenance=True, **options).drop("pair", "map").toArrow()
        for options in ({}, {"most_collected": 0, "recall": 1})
    ]
    assert made[0].schema == made[1].schema
    assert rows(made[0]) == rows(made[1])


def test_the_grid_of_a_column_is_that_of_the_whole_table_both_ways(spark, small_cells):
    rng = np.random.default_rng(0)
    given = table(400).select(["key", "x.0", "y"])
    kept = {
        "price": pa.array(rng.normal(100, 10, 400).round(2)),
        "half": pa.array(rng.integers(0, 20, 400) * 0.5),
        "ten": pa.array(rng.integers(0, 30, 400) * 10),
        "hour": pa.array(rng.integers(0, 9000, 400) * 3_600_000_000).cast(
            pa.timestamp("us", "UTC")
        ),
        "exact": pa.array(rng.integers(0, 10**6, 400) * 10).cast(pa.decimal128(22, 3)),
    }
    for name, column in kept.items():
        given = given.append_column(name, column)
    df = spark.createDataFrame(given).repartition(3)
    for options in ({}, {"most_collected": 0, "recall": 1}):
        found = balance(df, "y", seed=3, key="key", mark="new", **options).where("new").toArrow()
        made = {name: np.array(found[name].to_pylist()) for name in kept}
        assert len(found) > 300
        assert np.array_equal(made["price"], made["price"].round(2))
        assert np.array_equal(made["half"] * 2, np.rint(made["half"] * 2))
        assert not (made["ten"] % 10).any()
        assert all(time.minute == time.second == 0 for time in made["hour"].tolist())
        assert all(value % 10 == 0 for value in made["exact"])
    memory = in_process(given, "smote").slice(400)
    columns = ["x.0", "price", "half", "ten", "exact", "y"]  # times come in the session's zone
    assert rows(found.select(columns)) == rows(memory.select(columns))


def test_what_cannot_be_done_is_said(spark, small_cells):
    df = spark.createDataFrame(for_method("smotenc", table(200)))
    for method in ("borderline", "adasyn"):
        numbers = df.drop("city", "plan")
        with pytest.raises(InvalidInputError, match=f"method='{method}' must collect them"):
            balance(numbers, "y", method=method, k=3, most_collected=3)
    with pytest.raises(InvalidInputError, match="key='city' has the value"):
        balance(df, "y", method="random", key="city", most_collected=3)
    missing = df.selectExpr("nullif(key, 7 * 3) as key", "`x.0`", "'rare' as z", "y")
    missing = missing.selectExpr("key", "`x.0` as x", "if(key is null, 'rare', y) as y")
    with pytest.raises(InvalidInputError, match="key='key' is missing"):
        balance(missing, "y", method="random", key="key", most_collected=3)


def test_cells_that_are_within_reach_hold_every_nearer_row():
    rng = np.random.default_rng(0)
    points, codes = rng.normal(size=(600, 3)), rng.integers(-1, 40, (600, 2)).astype(np.int32)
    places = Embedding(np.zeros(3), 0.7)(points, codes)
    centres = find_centres(places, 25)
    cell, far = nearest_centre(centres, places)
    counts = np.bincount(cell, minlength=len(centres))
    radii = np.zeros(len(centres))
    np.maximum.at(radii, cell, far)
    cells = Cells(centres, counts, radii)
    bounds = rng.uniform(0, 2, 600)
    row, reached = cells.within(places, bounds)
    reached = set(zip(row.tolist(), reached.tolist(), strict=True))
    assert len(reached) < 600 * len(centres)
    # Categories beyond the axes share one: places may only be nearer than rows are.
    differ = (codes[:, np.newaxis] != codes).sum(axis=2)
    square = ((points[:, np.newaxis] - points) ** 2).sum(axis=2) + 0.49 * differ
    for query, other in zip(*np.nonzero(np.sqrt(square) <= bounds[:, np.newaxis]), strict=True):
        if (codes[query] >= 0).all() and (codes[other] >= 0).all():
            assert (query, cell[other]) in reached


def test_rows_look_into_as_many_cells_as_hold_enough_rows():
    centres = np.array([[0.0], [1.0], [5.0], [20.0]])
    cells = Cells(centres, np.array([1, 0, 2, 30]), np.zeros(4))
    row, cell = cells.probed(np.array([[0.1], [19.0]]), 1, 4)
    assert sorted(zip(row.tolist(), cell.tolist(), strict=True)) == [
        (0, 0), (0, 1), (0, 2), (0, 3), (1, 3),
    ]  # fmt: skip


def test_centres_do_not_depend_on_threads(monkeypatch):
    sample = np.random.default_rng(1).normal(size=(3000, 5))
    found = []
    for n in ("1", "2"):
        monkeypatch.setenv("OMP_NUM_THREADS", n)
        found.append(find_centres(sample, 40))
    np.testing.assert_array_equal(*found)


def test_buckets_are_those_of_a_sorted_search():
    rng = np.random.default_rng(2)
    splits = np.unique(rng.integers(0, 100, 9))
    values = rng.integers(-5, 105, 500)
    found = bucket_of(pa.array(values), pa.array(splits))
    np.testing.assert_array_equal(found, np.searchsorted(splits, values, side="right"))
    assert bucket_of(pa.array([None, 3]), pa.array([1, 2])).tolist() == [2, 2]
    assert bucket_of(pa.array([], pa.string()), pa.array(["a"])).tolist() == []
