"""Claims about paths that Spark reads and writes, and about what the command says."""

import json
import os
import re
import runpy
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
import pytest

from counterpoise import InvalidInputError
from counterpoise.engines.spark.files import balance_path
from counterpoise.files import balance_file
from counterpoise.spark import balance
from shared import ROOT
from shared.command import environment, run_here
from shared.spark_jobs import for_method, in_process, rows, table
from shared.spark_settings import QUICK

CSV = '''id,amount,share,day,city,code,y
1,5,0.5,2024-01-01,Bonn,007,no
2,?,1.5,2024-01-02,"Ulm, ""old""",NA,no
3,9,NA,2024-01-03,?,8,yes
4,7,2.5,2024-01-04,Kiel,x,yes
5,8,1e3,2024-01-05,Kiel,x,no
'''


def test_columns_of_text_have_the_types_that_all_values_allow(spark, tmp_path):
    from counterpoise.engines.spark.texts import read_text

    (tmp_path / "t.csv").write_text(CSV)
    df = read_text(spark, str(tmp_path / "t.csv"), "csv")
    kinds = dict(df.dtypes)
    assert kinds == {
        "id": "bigint", "amount": "bigint", "share": "double", "day": "date",
        "city": "string", "code": "string", "y": "string",
    }  # fmt: skip
    found = {row["id"]: row for row in df.collect()}
    assert found[2]["amount"] is None
    assert found[2]["city"] == 'Ulm, "old"'
    assert found[3]["share"] is None
    assert found[3]["city"] is None
    assert found[1]["code"] == "007"


def test_an_output_appears_whole_or_not_at_all(spark, tmp_path):
    source, output = str(tmp_path / "t.parquet"), str(tmp_path / "out.parquet")
    given = for_method("smote", table(200))
    spark.createDataFrame(given).write.parquet(source)
    options = {"target": "y", "key": "key", "seed": 3, "session": spark}
    told = balance_path(source, output, **options)
    assert told.balance.n_new
    first = rows(spark.read.parquet(output).toArrow())
    with pytest.raises(InvalidInputError, match="exists already"):
        balance_path(source, output, **options)
    before = sorted(os.listdir(tmp_path))
    nested = str(tmp_path.parent / "nested.parquet")
    spark.createDataFrame(given).selectExpr("*", "array(key) as list").write.parquet(nested)
    with pytest.raises(InvalidInputError, match="Spark cannot do this"):  # CSV holds no lists
        balance_path(nested, output, force=True, output_format="csv", **options)
    assert sorted(os.listdir(tmp_path)) == before
    assert rows(spark.read.parquet(output).toArrow()) == first
    balance_path(source, output, force=True, **{**options, "seed": 4})
    assert rows(spark.read.parquet(output).toArrow()) != first
    assert sorted(os.listdir(tmp_path)) == before


def test_places_that_would_destroy_the_input_are_refused(spark, tmp_path):
    source = str(tmp_path / "t.parquet")
    spark.createDataFrame(for_method("smote", table(200))).write.parquet(source)
    options = {"target": "y", "session": spark, "force": True}
    for output in (source, os.path.join(source, "inner"), str(tmp_path)):
        with pytest.raises(InvalidInputError, match=r"are the same file|lies in the folder of"):
            balance_path(source, output, **options)
    with pytest.raises(InvalidInputError, match="does not exist: create it"):
        balance_path(source, str(tmp_path / "no" / "t.parquet"), **options)


def test_files_of_a_folder_are_one_table_without_loss(spark, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    given = for_method("smote", table(200))
    given = given if isinstance(given, pa.Table) else pa.Table.from_pandas(given)
    later = given.append_column("later", pa.array(range(len(given))))
    pq.write_table(given, folder / "a.parquet")
    pq.write_table(later, folder / "b.parquet")
    options = {"target": "y", "session": spark, "seed": 0}
    output = str(tmp_path / "o.parquet")
    balance_path(str(folder), output, **options)
    found = spark.read.parquet(output).toArrow()["later"]
    assert set(found.to_pylist()) >= {None, *range(len(given))}
    pq.write_table(
        given.append_column("later", pa.array(["text"] * len(given))), folder / "c.parquet"
    )
    with pytest.raises(InvalidInputError, match="types that have none in common"):
        balance_path(str(folder), output, force=True, **options)


def test_spark_reads_the_folders_that_are_named_after_values(spark, tmp_path):
    words = ["é ü", "a/b=c", "100%", None]
    columns = {"_k é": words * 10, "x": [i * 7 % 13 for i in range(40)]}
    source = str(tmp_path / "t.parquet")
    pq.write_table(pa.table({**columns, "y": ["a"] * 10 + ["b"] * 30}), source)
    told = balance_file(source, target="y", seed=0, partition_by=["_k é"])
    found = spark.read.parquet(told.output).toArrow()
    assert found.num_rows == 40 + told.balance.n_new
    assert set(found["_k é"].to_pylist()) == set(words)


# Runs the command as `python -m counterpoise` does, for each list of words that the environment
# holds, so that Java starts once for them. The exit code of the last is the program's, that of
# each other stands on a line of both streams.
_ONE_AFTER_ANOTHER = """
import json, os, runpy, sys
*first, last = json.loads(os.environ["RUNS"])
for words in first:
    sys.argv = ["counterpoise", *words]
    code = 0
    try:
        runpy.run_module("counterpoise", run_name="__main__")
    except SystemExit as stop:
        code = stop.code
    for stream in (sys.stdout, sys.stderr):
        print(f"-- {code or 0}", file=stream, flush=True)
sys.argv = ["counterpoise", *last]
runpy.run_module("counterpoise", run_name="__main__")
"""
SETTINGS = {**QUICK, "spark.driver.memory": "640m"}


def run_all(command, runs, cwd, **variables):
    """Run the command several times in one process, which has settings of its own for Spark."""
    return subprocess.run(
        command,
        env={**environment(), "RUNS": json.dumps(runs), **variables},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def submit(*runs, cwd):
    """Run the command several times through one spark-submit."""
    home = os.path.dirname(pyspark.__file__)
    command = [os.path.join(home, "bin", "spark-submit"), "--master", "local[1]"]
    for name, value in SETTINGS.items():
        command += ["--conf", f"{name}={value}"]
    script = cwd / "runs.py"
    script.write_text(_ONE_AFTER_ANOTHER)
    return run_all([*command, script], runs, cwd, SPARK_HOME=home)


def run_plainly(*runs, cwd):
    """Run the command several times in one Python that nothing but Spark's own file tells of it."""
    folder = cwd.parent / f"{cwd.name}-conf"
    folder.mkdir()
    lines = [f"{name} {value}" for name, value in {**SETTINGS, "spark.master": "local[1]"}.items()]
    (folder / "spark-defaults.conf").write_text("\n".join(lines))
    command = [sys.executable, "-P", "-c", _ONE_AFTER_ANOTHER]
    return run_all(command, runs, cwd, SPARK_CONF_DIR=str(folder))


def test_the_command_balances_and_says_what_is_wrong_with_spark_submit(spark, tmp_path):
    source, output = str(tmp_path / "t.parquet"), str(tmp_path / "balanced.parquet")
    wrong = ["nothing.parquet", "o.parquet", "-t", "y"]
    given = for_method("smote", table(400))
    spark.createDataFrame(given).write.parquet(source)
    words = ["-t", "y", "--key", "key", "--seed", "3", "--json"]
    words += ["--most-collected", "10", "--recall", "1"]
    engine = ["balance", "--engine", "spark"]
    result = submit([*engine, source, output, *words], [*engine, *wrong], cwd=tmp_path)
    # spark-submit writes both streams of Python to its output, and its own log to its errors.
    made, *_, said = result.stdout.split("-- 0\n")
    told = json.loads(made[made.index("{") :])
    assert told["method"] == "smote"
    assert {found["wanted"] for found in told["recall"]} == {1}
    found = spark.read.parquet(output).toArrow()
    assert rows(found) == rows(in_process(given, "smote"))
    assert result.returncode == 2
    assert said.lstrip().startswith("error: the input 'nothing.parquet' does not exist")
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "o.parquet").exists()


RECIPE = """
from counterpoise import Recipe
from counterpoise.stages import Interpolation, NearestNeighbours


class Nearby(Interpolation):
    voters = "partners"

    def draw(self, group, draws):
        picked = draws.pairs()
        gaps = draws.uniform("nearby") / 4
        return draws.lineage(group.parents_of(picked), gaps, picked.place)


recipe = Recipe(neighbourhood=NearestNeighbours(3), interpolation=Nearby())
"""


def test_the_command_says_what_is_wrong_in_one_line_and_runs_a_recipe_of_a_module(
    spark, tmp_path, monkeypatch
):
    (tmp_path / "nearby.py").write_text(RECIPE)
    given = for_method("smotenc", table(300))
    spark.createDataFrame(given).write.parquet(str(tmp_path / "t.parquet"))
    before = os.listdir(tmp_path)
    engine = ["balance", "--engine", "spark"]
    wrong = [*engine, "nothing.parquet", "wrong.parquet", "-t", "y"]
    words = ["t.parquet", "o.parquet", "-t", "y", "--key", "key", "--seed", "3"]
    words += ["--method", "nearby:recipe"]
    result = run_plainly(wrong, [*engine, *words], cwd=tmp_path)
    said, code = result.stderr.splitlines()[:2]
    assert said.startswith("error: the input 'nothing.parquet' does not exist")
    assert code == "-- 2"
    assert result.returncode == 0, result.stderr[-3000:]
    assert set(os.listdir(tmp_path)) - {"__pycache__"} == {*before, "o.parquet"}
    monkeypatch.syspath_prepend(tmp_path)
    found = spark.read.parquet(str(tmp_path / "o.parquet")).toArrow()
    assert rows(found) == rows(in_process(given, "nearby:recipe"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["a.csv", "b.csv", "--key", "id"], "--key belongs to --engine spark"),
        (["a.csv", "b.csv", "--engine", "spark", "--shuffle"], "--shuffle belongs to --engine"),
        (["a.csv", "--engine", "spark"], "needs the paths of an input and of an output"),
        (["a.csv", "b.csv", "--most-collected", "0"], "--most-collected belongs to --engine spark"),
        (["a.csv", "b.csv", "-o", "c.csv"], "the output is given twice"),
        (["a.csv", "b.csv", "--engine", "dask"], "--engine dask is not known"),
    ],
)
def test_options_that_do_not_go_together_are_named(words, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run_here("balance", *words, "-t", "y")
    assert result.exit_code == 2
    assert message in result.stderr


def test_keys_of_other_classes_count_where_all_rows_are_looked_at(spark):
    df = spark.createDataFrame(for_method("smote", table(300)))
    twice = df.selectExpr("if(y = 'usual', 1, key) as key", "`x.0` as a", "`x.1` as b", "y")
    for method in ("borderline", "adasyn"):
        with pytest.raises(InvalidInputError, match="key='key' has the value 1 in several rows"):
            balance(twice, "y", method=method, key="key", seed=1)
    assert balance(twice, "y", method="smote", key="key", seed=1).count() > 300


def test_large_whole_numbers_are_those_made_in_process(spark):
    given = for_method("smote", table(300))
    large = pa.array([2**61 + round(x * 1e6) for x in given["x.1"].to_pylist()])
    given = given.set_column(2, "x.1", large)
    made = balance(spark.createDataFrame(given), "y", method="smote", seed=3, key="key")
    assert rows(made.toArrow()) == rows(in_process(given, "smote"))


def test_the_example_makes_rows_whose_parents_the_table_holds(spark, capsys):
    example = ROOT / "examples" / "spark.py"
    runpy.run_path(str(example), run_name="__main__")
    said = capsys.readouterr().out
    made = re.search(r"([\d,]+) new rows; three of them", said)
    found = re.search(r"([\d,]+) of them have a parent that the table holds", said)
    assert made
    assert found
    assert made[1] == found[1]
