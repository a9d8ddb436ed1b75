"""Digests differ where an answer does, and the comparison says which and how."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import digests
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from grid import command, distributed, files, models, one_call, refusals, samplers
from grid.canonical import Text, digest
from grid.cases import Case, normal, record
from scipy import sparse

ARRAY = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
FRAME = pd.DataFrame({"a": [1, 2], "b": ["x", None]})

DIFFERENT = {
    "a bit": (ARRAY, np.nextafter(ARRAY, 9)),
    "a type": (ARRAY, ARRAY.astype(np.float32)),
    "a sign of nought": (0.0, -0.0),
    "a shape": (ARRAY, ARRAY.reshape(2, 3)),
    "a whole number or a flag": (1, True),
    "a list or a tuple": ([1], (1,)),
    "where a list ends": ([[1], 2], [[1, 2]]),
    "where a text ends": (["ab", "c"], ["a", "bc"]),
    "a name": (FRAME, FRAME.rename(columns={"a": "c"})),
    "labels of rows": (FRAME, FRAME.set_axis([1, 0])),
    "a range or its numbers": (FRAME, FRAME.set_axis(pd.Index([0, 1]))),
    "a column's type": (FRAME, FRAME.astype({"a": "Int64"})),
    "categories in another order": (
        pd.Series(pd.Categorical(["a"], ["a", "b"])),
        pd.Series(pd.Categorical(["a"], ["b", "a"])),
    ),
    "a Series' name": (pd.Series([1], name="y"), pd.Series([1])),
    "types of polars": (pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [1]}, {"a": pl.Int8})),
    "metadata of Arrow": (
        pa.table({"a": [1]}),
        pa.table({"a": [1]}).replace_schema_metadata({"by": "us"}),
    ),
    "a sparse format": (sparse.csr_matrix(ARRAY), sparse.csc_matrix(ARRAY)),
    "the order of a dict": ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_a_user_can_tell_apart_has_another_digest(one, other):
    assert digest(one) != digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ARRAY, np.asfortranarray(ARRAY)),
        (FRAME, FRAME.copy()),
        (pa.chunked_array([[1], [2]]), pa.chunked_array([[1, 2]])),
        ({3, 1, 2}, {1, 2, 3}),
    ],
    ids=["order in memory", "a copy", "pieces", "a set"],
)
def test_what_nobody_can_tell_apart_has_the_same(one, other):
    assert digest(one) == digest(other)


def test_what_has_no_canonical_form_is_refused():
    with pytest.raises(TypeError, match="no canonical form of a object"):
        digest(object())


def test_warnings_and_errors_are_part_of_an_answer():
    def warn():
        import warnings

        warnings.warn("few rows", UserWarning, stacklevel=1)
        return {"rows": [1]}

    def fail():
        raise ValueError("no rows")

    records = {}
    record(Case("a", "warns", warn), records)
    record(Case("a", "fails", fail), records)
    assert records["a"]["warns"]["warnings"] == "text:UserWarning: few rows"
    assert records["a"]["fails"]["error"] == "text:ValueError: no rows"
    assert "rows" not in records["a"]["fails"]


def test_parents_that_are_shown_are_counted_apart():
    records = {}
    record(Case("a", "grown", lambda: {"X": ARRAY, "provenance": FRAME}), records)
    assert set(records) == {"a", "provenance"}
    assert set(records["a"]["grown"]) == {"X", "warnings"}


def test_two_cases_of_a_name_are_refused():
    case = Case("a", "twice", lambda: {"X": 1})
    records = {}
    record(case, records)
    with pytest.raises(ValueError, match="two cases are called 'twice'"):
        record(case, records)


def test_moments_versions_and_addresses_are_left_out():
    text = '2026-01-02T03:04:05+0000 counterpoise 0.1.0 "version": "0.1.0" at 0x7f3a5c0012'
    other = '2027-11-12T13:14:15+0000 counterpoise 2.0 "version": "2.0" at 0x7f3a5c9999'
    assert normal(text) == normal(other)
    assert normal("0.1 of 2 rows") == "0.1 of 2 rows"


def test_words_in_the_order_of_their_hashes_are_sorted():
    one, other = "a str among {'b', 'a'} or None", "a str among {'a', 'b'} or None"
    assert normal(one) == normal(other) == other


def test_the_comparison_names_cases_and_their_first_different_line():
    old = {"a": {name: {"X": "12", "text": "text:same\nold words"} for name in ("one", "two")}}
    new = {"a": {name: {"X": "12", "text": "text:same\nnew words"} for name in ("one", "two")}}
    old["a"]["three"] = new["a"]["three"] = {"X": "34"}
    old["a"]["gone"] = {"X": "5"}
    told = "\n".join(digests.compare(old, new, most=9))
    assert re.search(r"^a +4 +1 +2 +1 +0$", told, re.MULTILINE)
    assert "  one\n  two\n    text:\n      old old words\n      new new words" in told
    assert "only old: a: gone" in told
    assert "three" not in told


@pytest.mark.parametrize("module", [one_call, refusals, samplers], ids=lambda m: m.__name__)
def test_every_case_has_a_name_of_its_own(module):
    names = [(case.group, case.name) for case in module.cases(quick=False)]
    assert len(set(names)) == len(names) > 200


def test_every_group_that_can_be_asked_for_has_its_module():
    modules = (samplers, refusals, one_call, files, command, models, distributed)
    assert [f"grid.{module}" for module in digests.MODULES.values()] == [
        module.__name__ for module in modules
    ]
    assert set(digests.LONGEST_FIRST) == set(digests.MODULES)


def test_texts_are_read_where_they_differ():
    lines = list(digests.parts_that_differ({"error": "text:a"}, {"X": "12", "warnings": "text:b"}))
    assert lines[:3] == ["    error:", "      old a", "      new (nothing)"]
    assert "    X (new only)" in lines


def test_the_tool_says_what_it_needs():
    script = Path(digests.__file__)
    for words, told in (([], "--old COMMIT"), (["--old", "x", "--groups", "files,fils"], "fils")):
        ended = subprocess.run(
            [sys.executable, script, *words], capture_output=True, text=True, check=False
        )
        assert ended.returncode == 2
        assert told in ended.stderr


def test_a_text_is_kept_to_be_read():
    records = {}
    record(Case("a", "short", lambda: {"told": Text("words")}), records)
    record(Case("a", "long", lambda: {"told": Text("words" * 9999)}), records)
    assert records["a"]["short"]["told"] == "text:words"
    assert len(records["a"]["long"]["told"]) == 20
