"""The public entries on raw tables: the same from memory and files, and clear refusals."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from typer.testing import CliRunner

import counterpoise as cp
from counterpoise.cli.app import app
from counterpoise.core.rows import Rows
from counterpoise.files import balance_file
from counterpoise.models.resampled import ResampledClassifier
from shared.fuzz import reference
from shared.fuzz.containers import ARROW_TYPES, TABLES, Column, as_arrow, drawn_column, rows_of
from shared.fuzz.draws import classes, rng_of, seeds
from shared.fuzz.effort import LeftOut, fuzz, unchanged
from shared.fuzz.readers import MISSING

METHODS = [
    "auto",
    "random",
    "borderline",
    "adasyn",
    "smotetomek",
    "smoteenn",
    "random-under",
    "enn",
]


def raw_columns(data, rng, kinds=tuple(ARROW_TYPES)):
    """Return columns of a raw table, its target among them, and the target's name."""
    y = classes(data, rng, 4, 20)
    chosen = data.draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=4), label="kinds")
    missing = data.draw(st.booleans(), label="missing")
    columns = [drawn_column(k, f"c{j}", rng, len(y), missing) for j, k in enumerate(chosen)]
    target = drawn_column("text", "y", rng, len(y), False)
    labels = data.draw(st.sampled_from([["no", "yes", "+1"], ["1", "01", "1.0"]]), label="labels")
    target.values[:] = [labels[c] for c in y]
    columns.insert(data.draw(st.integers(0, len(columns)), label="place"), target)
    if data.draw(st.booleans(), label="id"):  # carried along: missing in new rows
        ids = (rng.permutation(len(y)) * 3 + 100).tolist()
        columns.insert(data.draw(st.integers(0, len(columns))), Column("customer_id", "whole", ids))
    return columns


def check_originals(columns, rows):
    """Assert that rows with an id are the original ones that have it, and stand first."""
    names = [c.name for c in columns]
    if "customer_id" not in names:
        return
    at = names.index("customer_id")
    originals = rows_of(as_arrow(columns))
    known = {row[at]: row for row in originals}
    kept = [row[: len(names)] for row in rows if row[at] is not None]
    assert all(row == known[row[at]] for row in kept)
    assert all(row[at] is not None for row in rows[: len(kept)])


def asked(data, columns):
    """Return settings of `balance`."""
    given = {
        "method": data.draw(st.sampled_from(METHODS), label="method"),
        "k": data.draw(st.integers(1, 4), label="k"),
        "scale": data.draw(st.sampled_from(["standard", "robust", None]), label="scale"),
        "seed": data.draw(seeds, label="seed"),
        "ratio": data.draw(st.sampled_from([1.0, 0.7]), label="ratio"),
        "rng": data.draw(st.sampled_from(["numpy", "counter"]), label="rng"),
    }
    if any(c.name == "customer_id" for c in columns):
        given["ignore"] = ["customer_id"]
    if data.draw(st.booleans(), label="mark"):
        given["mark"] = "is_new"
    if given["method"] in ("smoteenn", "smotetomek") and data.draw(st.booleans(), label="growing"):
        given["clean"] = "growing"
    return given


def attempt(call, refusals=(cp.InvalidInputError,)):
    """Return what a call gives, or the error by which it refuses."""
    try:
        return call()
    except refusals as error:
        return error


@fuzz(30)
def test_balance_gives_the_same_rows_from_every_library(data):
    rng = rng_of(data)
    columns = raw_columns(data, rng)
    settings = asked(data, columns)
    results = {}
    for name in ("pandas Arrow", "polars", "pyarrow", "pyarrow chunked", "pandas nullable"):
        table = TABLES[name](columns)
        with unchanged(table):
            found = attempt(lambda table=table: cp.balance(table, "y", **settings))
        if isinstance(found, cp.InvalidInputError):
            results[name] = "refused"
            continue
        assert type(found) is type(table)
        results[name] = rows_of(found)
        if settings["method"] in ("auto", "random", "borderline", "adasyn"):
            first = results[name][: len(columns[0].values)]
            assert [row[: len(columns)] for row in first] == rows_of(table)
    first = results["pyarrow"]
    if first != "refused":
        check_originals(columns, first)
    for name, rows in results.items():
        # pandas has objects for dates, and so might take another role for them
        if name == "pandas nullable" and any(c.kind in ("day", "decimal") for c in columns):
            continue
        assert rows == first, f"{name} differs from pyarrow"


def write(columns, path: Path) -> None:
    table = as_arrow(columns)
    if path.suffix == ".parquet":
        pq.write_table(table, path, row_group_size=7)
    elif path.suffix == ".arrow":
        pyarrow.feather.write_feather(table, str(path), chunksize=7)
    elif path.suffix == ".jsonl":
        lines = [json.dumps(row, default=str) for row in table.to_pylist()]
        path.write_text("\n".join(lines) + "\n")
    else:
        pl.from_arrow(table).write_csv(path)


def read(path: Path) -> pa.Table:
    if path.suffix == ".parquet":
        return pq.read_table(path)
    return pyarrow.feather.read_table(path)


@fuzz(25)
def test_a_file_gives_the_rows_that_memory_gives_streamed_or_not(data):
    rng = rng_of(data)
    columns = raw_columns(data, rng)
    settings = asked(data, columns)
    table = as_arrow(columns)
    memory = attempt(lambda: cp.balance(table, "y", **settings))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ending = data.draw(st.sampled_from([".parquet", ".arrow"]), label="ending")
        source = folder / f"in{ending}"
        write(columns, source)
        before = source.read_bytes()
        for stream in (None, False):
            goal = folder / f"out-{stream}{ending}"
            told = attempt(
                lambda goal=goal, stream=stream: balance_file(
                    str(source), str(goal), target="y", batch_rows=5, stream=stream, **settings
                )
            )
            if isinstance(memory, cp.InvalidInputError):
                assert isinstance(told, cp.InvalidInputError), (
                    "memory refuses and the file does not"
                )
                assert not goal.exists()
                continue
            assert not isinstance(told, cp.InvalidInputError), told
            found = read(goal)
            found.validate(full=True)
            assert found.schema.types == memory.schema.types
            assert rows_of(found) == rows_of(memory)
        assert source.read_bytes() == before


def values_of(path: Path) -> list[list[Any]]:
    """Return the rows of a text as plain values: numbers where they are such, else as written."""
    if path.suffix == ".jsonl":
        rows = [list(json.loads(line).values()) for line in path.read_text().splitlines()]
    else:
        with path.open(newline="") as file:
            rows = list(csv.reader(file))[1:]

    def plain(value: Any) -> Any:
        if value in ("", None):
            return None
        try:
            return float(value)
        except ValueError:
            return value

    return [[plain(value) for value in row] for row in rows]


@fuzz(20)
def test_a_text_gives_the_rows_that_memory_gives(data):
    rng = rng_of(data)
    columns = raw_columns(data, rng, ("whole", "tiny", "number", "text"))
    settings = asked(data, columns)
    target = next(c for c in columns if c.name == "y")
    target.values[:] = [f"class {label}" for label in target.values]
    memory = attempt(lambda: cp.balance(as_arrow(columns), "y", **settings))
    ending = data.draw(st.sampled_from([".csv", ".jsonl"]), label="ending")
    block = data.draw(st.sampled_from([1 << 23, 50, 400]), label="block")
    with tempfile.TemporaryDirectory() as name:
        source, goal = Path(name) / f"in{ending}", Path(name) / f"out{ending}"
        write(columns, source)
        told = attempt(
            lambda: balance_file(
                str(source), str(goal), target="y", block_bytes=block, batch_rows=5, **settings
            )
        )
        if isinstance(memory, cp.InvalidInputError):
            assert isinstance(told, cp.InvalidInputError)
            raise LeftOut
        assert not isinstance(told, cp.InvalidInputError), told
        found = values_of(goal)
    wanted = [
        [
            v if isinstance(v, str | None) else str(v) if isinstance(v, bool) else float(v)
            for v in row
        ]
        for row in rows_of(memory)
    ]
    if ending == ".jsonl":
        found = [[str(v == 1) if j == len(columns) else v for j, v in enumerate(r)] for r in found]
    assert len(found) == len(wanted)
    for row, expected in zip(found, wanted, strict=True):
        assert row == expected


TEXTS = [
    "a", "b,c", 'say "no"', "two\nlines", " padded ", "é", "\u2028", "'", "", "NA", "0012", "1e5",
    "=1+1", "x" * 200, "\\", "\r", "#", "\ufeffq", "-", "ÿ",
]  # fmt: skip


def field(text: str, delimiter: str, always: bool) -> str:
    if always or any(c in text for c in (delimiter, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


@fuzz(30)
def test_a_text_of_any_manner_comes_out_with_its_own_bytes_and_new_rows_like_them(data):
    rng = rng_of(data)
    y = classes(data, rng, 4, 14)
    n = len(y)
    delimiter = data.draw(st.sampled_from([",", ";", "\t", "|"]), label="delimiter")
    newline = data.draw(st.sampled_from(["\n", "\r\n", "\r"]), label="newline")
    pool = data.draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4), label="texts")
    digits = data.draw(st.integers(0, 6), label="digits")
    always = data.draw(st.booleans(), label="quotes")
    columns = {
        "n": [str(v) for v in rng.integers(-5, 2000, n)],
        "x y": [f"{v:.{digits}f}" for v in rng.normal(0, 50, n)],
        'c"': [pool[i] for i in rng.integers(0, len(pool), n)],
        "y": [["no", "yes", " third"][c] for c in y],
    }
    lines = [list(columns), *map(list, zip(*columns.values(), strict=True))]
    text = "".join(
        delimiter.join(field(v, delimiter, always) for v in line) + newline for line in lines
    )
    if data.draw(st.booleans(), label="no last break"):
        text = text.removesuffix(newline)
    block = data.draw(st.sampled_from([1 << 23, 40, 200]), label="block")
    with tempfile.TemporaryDirectory() as name:
        source, goal = Path(name) / "in.csv", Path(name) / "out.csv"
        source.write_bytes(text.encode())
        told = attempt(
            lambda: balance_file(
                str(source),
                str(goal),
                target="y",
                seed=0,
                k=2,
                delimiter=delimiter,
                categorical=['c"'],
                block_bytes=block,
            )
        )
        if isinstance(told, cp.InvalidInputError):
            assert not goal.exists()
            raise LeftOut
        found = goal.read_bytes().decode()
    assert found.startswith(text)
    rows = list(csv.reader(io.StringIO(found, newline=""), delimiter=delimiter))
    rows = [r for r in rows if r]
    assert len(rows) == n + 1 + told.balance.n_new
    labels = [r[3] for r in rows[1:]]
    assert len({labels.count(label) for label in set(columns["y"])}) == 1
    for row in rows[n + 1 :]:
        same = [i for i in range(n) if columns["y"][i] == row[3]]
        for j, name in enumerate(("n", "x y")):
            values = [float(columns[name][i]) for i in same]
            assert min(values) <= float(row[j]) <= max(values)
        known = {columns['c"'][i] for i in same}
        # What is missing is written as the column most often writes it.
        misses = any(v.strip() in MISSING for v in known)
        assert row[2] in known or (misses and row[2].strip() in MISSING)
        assert len(row[1].partition(".")[2]) == digits


@fuzz(12)
def test_the_command_ends_with_the_table_or_with_one_line(data):
    rng = rng_of(data)
    columns = raw_columns(data, rng)
    words = data.draw(
        st.lists(
            st.sampled_from(
                ["-k", "--ratio", "--method", "--scale", "--seed", "--mark", "--clean", "--sample",
                 "--split", "--shuffle", "--json", "--categorical", "--ignore", "--svm-rows", "3",
                 "0", "-1", "0.5", "nan", "1e400", "smote", "random", "c0", "y", "none", "robust",
                 "growing", "", "c0,c1", "\x00", "é", "--partition-by", "--quiet", "--dry-run"]
            ),
            max_size=4,
        ),
        label="words",
    )  # fmt: skip
    command = data.draw(st.sampled_from(["balance", "inspect"]), label="command")
    ending = data.draw(st.sampled_from([".csv", ".jsonl", ".parquet", ".arrow"]), label="ending")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, goal = folder / f"in{ending}", folder / f"out{ending}"
        if ending in (".csv", ".jsonl") and any(c.kind == "duration" for c in columns):
            raise LeftOut
        write(columns, source)
        before = source.read_bytes()
        given = [command, str(source), "-t", "y"]
        given += ["-o", str(goal)] if command == "balance" else []
        result = CliRunner().invoke(app, [*given, *words])
        assert result.exit_code in (0, 2), (words, result.stderr, result.exception)
        assert "Traceback" not in result.stderr
        assert source.read_bytes() == before
        left = sorted(p.name for p in folder.iterdir())
        assert not [p for p in left if p.startswith(".")]
        if result.exit_code == 2:
            assert len(result.stderr.strip().splitlines()) == 1 or "Usage" in result.stderr
            assert left == [source.name]


JUNK = [
    None, True, -1, 0, 1, 2.5, float("nan"), float("inf"), "", "auto", "x", b"x", [], {}, (),
    {"a": 1}, [1, 2], {1: 2}, {0: 5, 1: 5}, object(), np.nan, np.array(1), np.array([1.0, 2.0]),
    10**30, 1j, len, pd.NA, pd.NaT, np.float32(0.5), np.int8(3), lambda y: {0: 30}, range(3), {1},
    "minority", "standard", np.random.RandomState(0), np.random.default_rng(0), cp.SMOTE(),
    cp.SMOTE,
]  # fmt: skip


@fuzz(120)
def test_odd_parameters_are_refused_clearly_or_give_a_table(data):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 2))
    y = np.repeat([0, 1], [28, 12])
    name = data.draw(st.sampled_from(SAMPLER_NAMES), label="method")
    cls = getattr(cp, name)
    parameters = sorted(cls([0]).get_params() if name == "SMOTENC" else cls().get_params())
    chosen = data.draw(st.lists(st.sampled_from(parameters), min_size=1, max_size=2), label="which")
    given = {p: data.draw(st.sampled_from(JUNK), label=p) for p in chosen}
    if name == "SMOTENC":
        given.setdefault("categorical_features", [0])
    sampler = cls(**given)
    table = X.round() if name in ("SMOTENC", "SMOTEN") else X
    found = attempt(lambda: sampler.fit_resample(table, y), (ValueError, RuntimeError, TypeError))
    if isinstance(found, Exception):
        # scikit-learn's own words on a parameter are both a ValueError and a TypeError.
        odd = any(isinstance(v, type | range | set) for v in given.values())
        assert clear(found) or (odd and type(found) is TypeError)
        return
    assert len(found[0]) == len(found[1]) == len(sampler.is_synthetic_)


SAMPLER_NAMES = [
    name
    for name in cp.__all__
    if isinstance(getattr(cp, name), type)
    and hasattr(getattr(cp, name), "fit_resample")
    and name not in ("Oversampler", "Cleaner")
]


def clear(error: Exception) -> bool:
    """Return whether an error is ours or scikit-learn's about a parameter, and says something."""
    ours = isinstance(error, cp.InvalidInputError) or "parameter" in str(error)
    return ours and len(str(error)) > 20


@fuzz(60)
def test_odd_arguments_of_the_functions_are_refused_clearly(data):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(40, 2)), columns=["a", "b"])
    frame["y"] = np.repeat(["no", "yes"], [28, 12])
    function, names = data.draw(
        st.sampled_from(
            [
                (cp.balance, ["target", "method", "ratio", "k", "scale", "seed", "categorical",
                              "ignore", "mark", "clean", "svm_rows", "rng"]),
                (cp.diagnose, ["y", "k", "scale", "seed", "categorical"]),
            ]
        ),
        label="function",
    )  # fmt: skip
    chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2), label="which")
    given = {p: data.draw(st.sampled_from(JUNK), label=p) for p in chosen}
    given.setdefault("target" if function is cp.balance else "y", "y")
    with unchanged(frame):
        found = attempt(lambda: function(frame, **given))
    assert not isinstance(found, Exception) or clear(found)


@fuzz(40)
def test_lineages_join_and_divide_without_changing_a_row(data):
    rng = rng_of(data)
    n, d = data.draw(st.integers(1, 8), label="rows"), data.draw(st.integers(0, 3))
    table = rng.integers(-8, 9, (n, d)) / 4
    codes = rng.integers(-1, 3, (n, data.draw(st.integers(0, 2), label="categories"))).astype("i4")
    rows = Rows(table, codes)
    pieces = []
    for _ in range(data.draw(st.integers(1, 3), label="pieces")):
        m, p = data.draw(st.integers(0, 4), label="new"), data.draw(st.integers(1, 3))
        pieces.append(
            cp.Lineage(
                rng.integers(0, 2, m),
                rng.integers(0, n, (m, p)),
                rng.integers(0, 5, (m, p - 1)) / 8,
                rng.integers(0, 3, (m, codes.shape[1])).astype("i4")
                if data.draw(st.booleans(), label="votes")
                else None,
                rng.integers(-4, 5, (m, d)) / 8
                if data.draw(st.booleans(), label="noise")
                else None,
            )
        )
    joined = attempt(lambda: cp.Lineage.concatenate(pieces, codes))
    if isinstance(joined, cp.InvalidInputError):
        raise LeftOut
    assert len(joined) == sum(map(len, pieces))
    whole = cp.materialise(joined, rows)
    at = 0
    for piece in pieces:
        made = cp.materialise(piece, rows)
        part = cp.materialise(joined[at : at + len(piece)], rows)
        for found in (made.numeric, whole.numeric[at : at + len(piece)]):
            np.testing.assert_array_equal(found, part.numeric)
        own = made.codes if piece.codes is not None else codes[piece.base]
        np.testing.assert_array_equal(own, part.codes)
        for i in range(len(piece)):
            parents = reference.exact_rows(table[piece.parents[i]])
            wanted = reference.interpolated(parents[0], parents[1:], piece.gaps[i])
            if piece.offsets is not None:
                wanted = [
                    w + reference.exact(o) for w, o in zip(wanted, piece.offsets[i], strict=True)
                ]
            assert reference.exact_rows(made.numeric[[i]])[0] == wanted
        at += len(piece)


@fuzz(12)
def test_diagnoses_do_not_depend_on_what_holds_the_table(data):
    rng = rng_of(data)
    columns = raw_columns(data, rng)
    k = data.draw(st.integers(1, 6), label="k")
    told = {}
    for name in ("polars", "pyarrow", "pandas Arrow"):
        table = TABLES[name](columns)
        with unchanged(table):
            found = attempt(lambda table=table: cp.diagnose(table, "y", k=k))
        told[name] = "refused" if isinstance(found, cp.InvalidInputError) else found.to_dict()
        if told[name] != "refused":
            text = json.dumps(told[name], allow_nan=False)
            assert text
            told[name] = {key: v for key, v in told[name].items() if key != "columns"}
    assert told["polars"] == told["pyarrow"] == told["pandas Arrow"]


@fuzz(10)
def test_classifiers_around_samplers_take_any_labels_and_keep_their_order(data):
    rng = rng_of(data)
    y = classes(data, rng, 6, 20)
    X = rng.normal(size=(len(y), 2)) + y[:, None]
    labels = data.draw(
        st.sampled_from([["b", "a", "c"], [10, -3, 7], [True, False, True], [2.0, 1.0, 0.0]]),
        label="labels",
    )
    target = np.array(labels)[y]
    if len(set(target.tolist())) < 2:
        raise LeftOut
    corrected = data.draw(st.booleans(), label="corrected")
    sampler = cp.SMOTE(k_neighbors=2, random_state=0)
    model = (
        cp.PriorCorrectedClassifier(LogisticRegression(), sampler)
        if corrected
        else ResampledClassifier(sampler, LogisticRegression())
    )
    with unchanged(X, target):
        model.fit(X, target)
        shares = model.predict_proba(X)
        guessed = model.predict(X)
    assert model.classes_.tolist() == sorted(set(target.tolist()))
    assert guessed.dtype == target.dtype
    assert np.isfinite(shares).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_array_equal(guessed, model.classes_[shares.argmax(axis=1)])
    # The same with the classes in another order.
    order = rng.permutation(len(y))
    assert model.fit(X[order], target[order]).classes_.tolist() == sorted(set(target.tolist()))


@fuzz(3)
def test_quality_does_not_depend_on_what_holds_the_table(data):
    rng = rng_of(data)
    y = classes(data, rng, 12, 30)
    kinds = st.sampled_from(["whole", "number", "bool", "moment", "day", "text", "category"])
    chosen = data.draw(st.lists(kinds, min_size=2, max_size=4), label="kinds")
    missing = data.draw(st.booleans(), label="missing")
    columns = [drawn_column(k, f"c{j}", rng, len(y), missing) for j, k in enumerate(chosen)]
    categories = [c.name for c in columns if c.kind in ("text", "category")]
    options = {"n_repeats": 1, "n_bootstrap": 5, "k": 2, "seed": 1}
    told = {}
    for name in ("polars", "pyarrow", "pandas Arrow"):
        table = TABLES[name](columns)
        sampler = cp.SMOTENC(categories, k_neighbors=2) if categories else cp.SMOTE(k_neighbors=2)
        with unchanged(table):
            found = attempt(
                lambda table=table, sampler=sampler: cp.quality(table, y, sampler, **options)
            )
        told[name] = "refused" if isinstance(found, cp.InvalidInputError) else found.to_dict()
        json.dumps(told[name], allow_nan=False)
    assert told["polars"] == told["pyarrow"] == told["pandas Arrow"]


@fuzz(1)
def test_a_comparison_does_not_depend_on_what_holds_the_table(data):
    rng = rng_of(data)
    y = np.array(["no", "yes"])[rng.permutation(np.repeat([0, 1], [40, 20]))]
    kinds = st.sampled_from(["whole", "number", "bool", "moment", "text", "category", "decimal"])
    chosen = data.draw(st.lists(kinds, min_size=1, max_size=3), label="kinds")
    missing = data.draw(st.booleans(), label="missing")
    columns = [drawn_column(k, f"c{j}", rng, len(y), missing) for j, k in enumerate(chosen)]
    options = {
        "folds": 2,
        "n_repeats": 1,
        "inner_folds": 2,
        "trials": 1,
        "models": "naive-bayes",
        "n_jobs": 1,
    }
    told = {}
    for name in ("polars", "pandas Arrow"):
        table = TABLES[name](columns)
        with unchanged(table), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of models that do not converge on noise
            found = attempt(lambda table=table: cp.compare(table, y, methods=["random"], **options))
        told[name] = found if isinstance(found, cp.InvalidInputError) else found.to_dict()
        if isinstance(told[name], dict):
            json.dumps(told[name], allow_nan=False)
            for contestant in told[name]["contestants"]:
                del contestant["seconds"]
            told[name] = told[name]["contestants"]
        else:
            told[name] = "refused"
    assert told["polars"] == told["pandas Arrow"]
