"""A file read in batches gives, byte for byte, what the whole of it in memory gives."""

from __future__ import annotations

import datetime
import decimal
import gzip
import itertools
import json
import os

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterpoise import InvalidInputError
from counterpoise.files import balance_file
from counterpoise.formats.shuffling import shuffled
from counterpoise.formats.source import ahead
from shared.grids import examples, in_turn, part_of

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

N, N_RARE = 240, 40


def mixed_table(seed=0):
    """Return a table with columns of all kinds, two classes that grow and one that does not."""
    rng = np.random.default_rng(seed)
    day = datetime.date(2024, 1, 1)
    at = np.datetime64("2024-01-01T00:00:00.123456789", "ns")
    missing = rng.random(N) < 0.1
    table = pa.table(
        {
            "id": pa.array(rng.permutation(N)),
            "float": pa.array(rng.normal(1e6, 3, N), mask=missing),
            "single": pa.array(rng.normal(size=N).astype(np.float32)),
            "whole": pa.array(rng.integers(0, 9, N)),
            "large": pa.array(2**61 + rng.integers(0, 10**6, N)),
            "small": pa.array(rng.integers(-5, 5, N).astype(np.int8), mask=missing),
            "binary": pa.array(rng.integers(0, 2, N)),
            "flag": pa.array(rng.random(N) < 0.3),
            "kind": pa.array(rng.choice(["a", "b", "c"], N), mask=missing),
            "level": pa.array(rng.choice(["low", "high"], N)).dictionary_encode(),
            "day": pa.array([day + datetime.timedelta(int(i)) for i in rng.integers(0, 99, N)]),
            "at": pa.array(at + rng.integers(0, 10**15, N)),
            "price": pa.array([decimal.Decimal(int(i)) / 100 for i in rng.integers(0, 9999, N)]),
            "nested": pa.array([[i] for i in range(N)]),
            "class": pa.array(
                rng.permutation(["x"] * N_RARE + ["y"] * 60 + ["z"] * (N - N_RARE - 60))
            ),
        }
    )
    return table.replace_schema_metadata({"owner": "us"})


def chosen_columns(method):
    """Return the columns that a method takes."""
    numbers = ["id", "float", "single", "whole", "large", "small", "day", "at", "price", "nested"]
    categories = ["binary", "flag", "kind", "level"]
    if method in ("smoten",):
        return ["id", *categories, "nested", "class"]
    if method in ("auto", "smotenc", "random", "smoteenn"):
        return [*numbers, *categories, "class"]
    return [*numbers, "class"]


def write(table, path):
    if "price" in table.column_names and path.endswith("jsonl"):
        at = table.column_names.index("price")
        table = table.set_column(at, "price", table["price"].cast(pa.float64()))
    if path.endswith("parquet"):
        pq.write_table(table, path, row_group_size=70, compression="zstd")
    elif path.endswith("arrow"):
        with pa.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table, max_chunksize=50)
    elif path.endswith("jsonl"):
        with open(path, "w") as file:
            for row in table.to_pylist():
                present = {name: value for name, value in row.items() if value is not None}
                file.write(json.dumps(present, default=lambda v: v.isoformat()[:10]) + "\n")
    else:
        table = table.drop_columns(["nested"])
        if "level" in table.column_names:
            place = table.column_names.index("level")
            table = table.set_column(place, "level", table["level"].cast(pa.string()))
        pyarrow.csv.write_csv(table, path)


METHODS = ["auto", "smote", "smoten", "random", "borderline", "adasyn"]


FORMS = ["parquet", "arrow", "csv", "jsonl"]
FORMATS_AND_METHODS = list(itertools.product(METHODS, FORMS))


@pytest.mark.parametrize(
    ("method", "form"),
    part_of(
        FORMATS_AND_METHODS,
        [
            *(("auto", form) for form in FORMS),
            *[("smote", "csv"), ("smoten", "jsonl"), ("random", "arrow")],
            *[("borderline", "parquet"), ("adasyn", "csv")],
        ],
    ),
)
def test_streaming_gives_the_bytes_that_memory_gives(tmp_path, method, form):
    path = str(tmp_path / f"t.{form}")
    write(mixed_table().select(chosen_columns(method)), path)
    asked = {"target": "class", "method": method, "seed": 3, "mark": "new", "k": 4}
    whole = balance_file(path, str(tmp_path / f"whole.{form}"), stream=False, **asked)
    with open(whole.output, "rb") as file:
        expected = file.read()
    for batch in (1, 7, 50, 64, 1000):
        output = str(tmp_path / f"streamed-{batch}.{form}")
        summary = balance_file(
            path, output, stream=True, batch_rows=batch, block_bytes=100 * batch, **asked
        )
        assert summary.balance.to_dict() == whole.balance.to_dict()
        with open(output, "rb") as file:
            assert file.read() == expected, batch


@pytest.mark.parametrize(
    ("case", "form"),
    in_turn(
        [
            ("smoteenn", {"clean": "growing"}),
            ("smotetomek", {"clean": "growing", "scale": None}),
            ("svm", {"svm_rows": 150}),
            ("svm", {"svm_rows": 120, "rng": "counter"}),
        ],
        ["parquet", "csv"],
    ),
)
def test_cleaning_and_machines_stream_where_they_are_asked_to(tmp_path, case, form):
    method, option = case
    path = str(tmp_path / f"t.{form}")
    write(mixed_table(2).select(chosen_columns("smote")), path)
    asked = {"target": "class", "method": method, "seed": 5, "mark": "new", **option}
    found = []
    for stream, batch in ((False, 100), (True, 31), (True, 1000)):
        output = str(tmp_path / f"{stream}-{batch}.{form}")
        told = balance_file(
            path, output, stream=stream, batch_rows=batch, block_bytes=100 * batch, **asked
        )
        with open(output, "rb") as file:
            found.append((file.read(), told.balance.to_dict()))
    assert found[0] == found[1] == found[2]
    summary = found[0][1]
    assert summary.get("clean") == option.get("clean")
    assert summary.get("svm_rows") == option.get("svm_rows")
    # Only the class that does not grow is sure to keep all rows.
    before = {c["class"]: c["before"] for c in summary["classes"]}
    after = {c["class"]: c["after"] for c in summary["classes"]}
    assert after["z"] == before["z"]
    assert (summary["n_removed"] > 0) == ("clean" in option)


def test_tomek_links_leave_the_class_that_grows(tmp_path):
    path = str(tmp_path / "t.csv")
    with open(path, "w") as file:
        rows = [f"{x},y" for x in (0, 1, 2, 5.1)] + [f"{x},x" for x in range(5, 20)]
        file.write("\n".join(["v,class", *rows]) + "\n")
    asked = {"target": "class", "method": "smotetomek", "clean": "growing", "k": 2, "ratio": 0.4}
    for stream in (False, True):
        told = balance_file(path, stream=stream, seed=0, force=True, **asked)
        assert told.balance.after["x"] == 15
        assert told.balance.n_removed == 1
        with open(told.output) as file:
            lines = file.read().splitlines()
        assert "5.1,y" not in lines
        assert "5,x" in lines


def test_categories_are_cleaned_in_memory(tmp_path):
    path = str(tmp_path / "t.parquet")
    write(mixed_table().select(chosen_columns("auto")), path)
    asked = {"target": "class", "method": "smoteenn", "clean": "growing", "seed": 1}
    assert balance_file(path, **asked).balance.n_new
    with pytest.raises(InvalidInputError, match=r"cleaning of categories .* leave stream out"):
        balance_file(path, stream=True, force=True, **asked)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"method": "smote", "clean": "growing"}, "is for the methods smoteenn and smotetomek"),
        ({"method": "smoteenn", "clean": "some"}, "use 'all' or 'growing'"),
        ({"method": "smote", "svm_rows": 50}, "is for method='svm'"),
        ({"method": "svm", "svm_rows": 1}, "must be a whole number, 2 or more"),
    ],
)
def test_options_of_a_method_are_refused_elsewhere(tmp_path, option, message):
    path = str(tmp_path / "t.parquet")
    write(mixed_table().select(chosen_columns("smote")), path)
    with pytest.raises(InvalidInputError, match=message):
        balance_file(path, target="class", **option)


@pytest.mark.parametrize(
    ("method", "offer"),
    [("smoteenn", "clean='growing'"), ("svm", "svm_rows"), ("kmeans", "one of smote")],
)
def test_what_needs_more_memory_says_how_much_and_offers_what_can(tmp_path, method, offer):
    path = str(tmp_path / "t.parquet")
    write(mixed_table().select(chosen_columns("smote")), path)
    with pytest.raises(InvalidInputError, match=rf"GiB, and .* may be used: .*{offer}") as caught:
        balance_file(path, target="class", method=method, memory=1000)
    assert os.listdir(tmp_path) == ["t.parquet"], caught


@pytest.mark.parametrize(("scale", "ratio"), in_turn(["standard", "none"], [0.5, 1.0]))
def test_streaming_agrees_in_other_units_and_ratios(tmp_path, scale, ratio):
    path = str(tmp_path / "t.parquet")
    write(mixed_table(1), path)
    asked = {"target": "class", "seed": 1, "scale": scale, "ratio": ratio}
    contents = []
    for stream in (True, False):
        output = balance_file(path, stream=stream, force=True, **asked).output
        with open(output, "rb") as file:
            contents.append(file.read())
    assert contents[0] == contents[1]


@pytest.mark.parametrize("method", part_of(METHODS, ["auto", "borderline"]))
def test_streaming_agrees_where_each_row_has_random_numbers_of_its_own(tmp_path, method):
    path = str(tmp_path / "t.parquet")
    write(mixed_table().select(chosen_columns(method)), path)
    asked = {"target": "class", "method": method, "seed": 3, "rng": "counter"}
    contents = []
    for stream, rng in ((False, "counter"), (True, "counter"), (True, "numpy")):
        told = balance_file(path, stream=stream, batch_rows=50, force=True, **{**asked, "rng": rng})
        contents.append(pq.read_table(told.output).to_pylist())
    assert contents[0] == contents[1] != contents[2]


@settings(max_examples=examples(30), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["1", "2.50", "-3", "?", "1e3", "007", "+4", " 5", ""]),
            st.sampled_from(["a", "b", "é", 'say "x"', "two\nlines", "a;b"]),
            st.sampled_from(["2024-01-31", "2023-12-01", "NA"]),
        ),
        min_size=12,
        max_size=40,
    ),
    newline=st.sampled_from(["\n", "\r\n"]),
    block=st.integers(20, 400),
)
def test_any_text_streams_as_it_does_in_memory(tmp_path_factory, rows, newline, block):
    folder = tmp_path_factory.mktemp("texts")
    path = str(folder / "t.csv")
    lines = ["number;text;day;size;class"]
    for i, (number, text, day) in enumerate(rows):
        text = '"' + text.replace('"', '""') + '"' if set(text) & set(';"\n') else text
        lines.append(f"{number};{text};{day};{i % 7 / 2};{'yes' if i % 3 else 'no'}")
    with open(path, "w", newline="", encoding="utf-8") as file:
        file.write(newline.join(lines))
    asked = {"target": "class", "seed": 0, "k": 1, "delimiter": ";"}
    contents = []
    for stream in (True, False):
        output = balance_file(path, stream=stream, block_bytes=block, force=True, **asked).output
        with open(output, "rb") as file:
            contents.append(file.read())
    assert contents[0] == contents[1]
    with open(path, "rb") as file:
        assert contents[0].startswith(file.read())


def test_methods_that_compare_all_rows_say_what_memory_they_need(tmp_path):
    path = str(tmp_path / "t.parquet")
    write(mixed_table().select(chosen_columns("smote")), path)
    with pytest.raises(InvalidInputError, match=r"compares all rows .* GiB may be used"):
        balance_file(path, target="class", method="tomek", memory=1000)
    with pytest.raises(InvalidInputError, match="needs the whole table in memory"):
        balance_file(path, target="class", method="tomek", stream=True)
    assert os.listdir(tmp_path) == ["t.parquet"]


@pytest.mark.parametrize("method", ["tomek", "random-under", "enn", "svm"])
def test_methods_in_memory_keep_the_rows_they_keep(tmp_path, method):
    path = str(tmp_path / "t.parquet")
    write(mixed_table().select(chosen_columns("smote")), path)
    summary = balance_file(path, target="class", method=method, seed=0, k=3)
    table = pq.read_table(summary.output)
    assert table.num_rows == sum(summary.balance.after.values())
    before = set(map(str, pq.read_table(path).to_pylist()))
    kept = table.slice(0, table.num_rows - summary.balance.n_new).to_pylist()
    assert set(map(str, kept)) <= before


def test_a_folder_of_files_is_one_table(tmp_path):
    table = mixed_table()
    folder = tmp_path / "parts"
    folder.mkdir()
    for i in range(4):
        write(table.slice(i * 60, 60), str(folder / f"{i}.parquet"))
    whole = str(tmp_path / "t.parquet")
    write(table, whole)
    asked = {"target": "class", "seed": 0}
    one = pq.read_table(balance_file(whole, str(tmp_path / "a.parquet"), **asked).output)
    for source in (str(folder), str(folder / "*.parquet")):
        many = balance_file(source, str(tmp_path / "b.parquet"), force=True, **asked)
        assert pq.read_table(many.output).equals(one)


def test_a_partitioned_folder_has_its_keys_as_columns(tmp_path):
    for year, n in ((2023, 30), (2024, 50)):
        folder = tmp_path / "data" / f"year={year}"
        folder.mkdir(parents=True)
        table = pa.table({"x": np.arange(n) / 3, "class": ["a"] * 8 + ["b"] * (n - 8)})
        pq.write_table(table, folder / "part.parquet")
    output = balance_file(str(tmp_path / "data"), target="class", seed=0, k=2).output
    assert set(pq.read_table(output)["year"].to_pylist()) == {2023, 2024}


def test_a_text_without_a_header_has_numbered_columns(tmp_path):
    path = tmp_path / "t.csv"
    content = "".join(f"{i / 4},{'yes' if i < 6 else 'no'}\n" for i in range(30))
    path.write_text(content)
    summary = balance_file(str(path), target="2", header=False, seed=0)
    with open(summary.output) as file:
        assert file.read().startswith(content)
    assert summary.balance.after == {"no": 24, "yes": 24}


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_a_compressed_text_streams(tmp_path, ending):
    path = tmp_path / f"t.csv.{ending}"
    content = "x,class\n" + "".join(f"{i / 4},{'yes' if i < 9 else 'no'}\n" for i in range(90))
    codec = pa.Codec("gzip" if ending == "gz" else "zstd")
    path.write_bytes(
        gzip.compress(content.encode())
        if ending == "gz"
        else codec.compress(content.encode(), asbytes=True)
    )
    output = balance_file(str(path), target="class", seed=0, block_bytes=64).output
    with pa.CompressedInputStream(output, codec.name) as stream:
        assert stream.read().decode().startswith(content)


def test_an_output_says_how_it_was_made(tmp_path):
    path = str(tmp_path / "t.parquet")
    write(mixed_table(), path)
    summary = balance_file(path, target="class", seed=7)
    told = json.loads(pq.read_schema(summary.output).metadata[b"counterpoise"])
    assert told["seed"] == 7
    assert told["method"] == "smotenc"
    assert told["input_digest"] == summary.digest
    again = balance_file(path, str(tmp_path / "again.parquet"), target="class", seed=told["seed"])
    with open(summary.output, "rb") as one, open(again.output, "rb") as other:
        assert one.read() == other.read()


def test_an_infinite_number_is_told_with_its_row(tmp_path):
    path = str(tmp_path / "t.parquet")
    x = np.arange(40.0)
    x[23] = np.inf
    pq.write_table(pa.table({"x": x, "class": ["a"] * 10 + ["b"] * 30}), path)
    with pytest.raises(InvalidInputError, match="column x has inf in row 23"):
        balance_file(path, target="class", batch_rows=7)


def test_what_fails_ahead_fails_where_it_is_asked_for():
    def items():
        yield 1
        raise ValueError("two")

    found = ahead(items())
    assert next(found) == 1
    with pytest.raises(ValueError, match="two"):
        next(found)
    partly = ahead(iter(range(1000)))
    assert next(partly) == 0
    partly.close()


@pytest.mark.parametrize("form", part_of(["parquet", "csv", "jsonl"], ["parquet", "csv"]))
def test_a_split_leaves_its_share_of_each_class_untouched(tmp_path, form):
    path = str(tmp_path / f"t.{form}")
    write(mixed_table(), path)
    asked = {"target": "class", "seed": 5, "split": 0.25}
    contents = []
    for batch in (7, 1000):
        summary = balance_file(path, batch_rows=batch, block_bytes=100 * batch, force=True, **asked)
        assert summary.test_output == str(tmp_path / f"t-test.{form}")
        with open(summary.output, "rb") as one, open(summary.test_output, "rb") as other:
            contents.append((one.read(), other.read()))
    assert contents[0] == contents[1]
    assert summary.n_test == 60
    assert summary.balance.before == {"x": 30, "y": 45, "z": 105}
    if form != "parquet":
        n_header = int(form == "csv")
        with open(path, "rb") as file:
            before = file.read().splitlines()
        test = contents[0][1].splitlines()
        train = contents[0][0].splitlines()[: n_header + 180]
        assert test[:n_header] == train[:n_header] == before[:n_header]
        assert sorted(test[n_header:] + train[n_header:]) == sorted(before[n_header:])
    else:
        before = pq.read_table(path).to_pylist()
        test = pq.read_table(summary.test_output)
        train = pq.read_table(summary.output).slice(0, 180)
        assert sorted(map(str, test.to_pylist() + train.to_pylist())) == sorted(map(str, before))


def test_a_sample_has_the_classes_shares(tmp_path):
    path = str(tmp_path / "t.parquet")
    write(mixed_table(), path)
    summary = balance_file(path, target="class", seed=5, sample=120)
    assert summary.balance.before == {"x": 20, "y": 30, "z": 70}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"split": 1.5}, "split=1.5 cannot be used"),
        ({"sample": 1}, "sample=1 cannot be used"),
        ({"split": 0.5, "output": "-"}, "need a file"),
    ],
)
def test_a_division_that_cannot_be_is_told(tmp_path, options, message):
    path = str(tmp_path / "t.parquet")
    write(mixed_table(), path)
    with pytest.raises(InvalidInputError, match=message):
        balance_file(path, target="class", **options)
    assert os.listdir(tmp_path) == ["t.parquet"]


@pytest.mark.parametrize("form", part_of(FORMS, ["parquet", "csv"]))
def test_a_shuffle_is_an_order_of_the_same_rows_whatever_the_batches(tmp_path, form):
    path = str(tmp_path / f"t.{form}")
    write(mixed_table(), path)
    plain = balance_file(path, str(tmp_path / f"plain.{form}"), target="class", seed=2)
    contents = []
    for stream, batch in ((True, 7), (True, 1000), (False, 1000)):
        output = balance_file(
            path,
            str(tmp_path / f"mixed.{form}"),
            target="class",
            seed=2,
            shuffle=True,
            stream=stream,
            batch_rows=batch,
            block_bytes=100 * batch,
            force=True,
        ).output
        with open(output, "rb") as file:
            contents.append(file.read())
    assert contents[0] == contents[1] == contents[2]
    if form == "csv":
        with open(plain.output, "rb") as file:
            ordered = file.read().splitlines()
        mixed = contents[0].splitlines()
        assert mixed[0] == ordered[0]
        assert mixed[1:] != ordered[1:]
        assert sorted(mixed) == sorted(ordered)


@settings(max_examples=examples(30), deadline=None)
@given(st.integers(0, 300), st.integers(1, 60), st.integers(1, 50), st.integers(0, 2**32 - 1))
def test_shuffling_loses_no_row_and_does_not_depend_on_the_pieces(n, one, bucket, seed):
    table = pa.table({"x": np.arange(n)})
    pieces = (table.slice(i, one) for i in range(0, n, one))
    cut = list(shuffled(pieces, n, seed, bucket))
    whole = list(shuffled(iter([table]), n, seed, bucket))
    assert cut == whole
    order = [x for part in cut for x in part["x"].to_pylist()]
    assert sorted(order) == list(range(n))


def test_a_report_on_a_streamed_table_is_that_of_the_table_in_memory(tmp_path):
    path, page = str(tmp_path / "t.parquet"), str(tmp_path / "page.html")
    write(mixed_table().select(chosen_columns("smote")), path)
    asked = {"target": "class", "method": "smote", "seed": 1, "page": page, "force": True}
    pages = []
    for stream in (False, True):
        balance_file(path, stream=stream, batch_rows=50, **asked)
        with open(page) as file:
            pages.append(file.read())
    assert pages[0] == pages[1]


def test_a_column_may_turn_out_to_be_something_else_late_in_a_text(tmp_path):
    path = str(tmp_path / "t.csv")
    early = [f"{i},{i % 7},2024-01-{i % 28 + 1:02d},{'ab'[i % 5 == 0]}" for i in range(60)]
    late = [f"{i}.5,{i % 7}x,n/a,{'ab'[i % 5 == 0]}" for i in range(60, 90)]
    with open(path, "w") as file:
        file.write("\n".join(["size,code,day,class", *early, *late]) + "\n")
    asked = {"target": "class", "seed": 2, "k": 2}
    whole = balance_file(path, str(tmp_path / "whole.csv"), stream=False, **asked)
    told = balance_file(path, str(tmp_path / "parts.csv"), stream=True, block_bytes=200, **asked)
    assert told.balance == whole.balance
    roles = {column.name: column.role for column in told.balance.columns}
    wanted = {"size": "numeric", "code": "category", "day": "numeric", "class": "target"}
    assert roles == wanted
    with open(whole.output) as first, open(told.output) as second:
        assert first.read() == second.read()


def test_a_machine_that_is_fitted_on_all_rows_is_the_exact_one(tmp_path):
    path = str(tmp_path / "t.parquet")
    write(mixed_table().select(chosen_columns("smote")), path)
    asked = {"target": "class", "method": "svm", "seed": 1, "force": True}
    exact = pq.read_table(balance_file(path, **asked).output)
    told = balance_file(path, svm_rows=N, **asked)
    assert "svm_rows" not in told.balance.options
    assert pq.read_table(told.output).equals(exact)
