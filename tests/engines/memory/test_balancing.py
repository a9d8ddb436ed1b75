"""`balance`: one call on a raw table of any kind."""

from __future__ import annotations

import json

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from counterpoise import InvalidInputError, balance
from counterpoise.methods.finding import find_method
from counterpoise.methods.registry import METHODS

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

N, N_RARE = 120, 18


def columns(seed=0):
    """Return the columns of a small raw table: ids, numbers, categories, a flag and a target."""
    rng = np.random.default_rng(seed)
    return {
        "customer_id": (rng.permutation(N) + 9_000_000_000_000_000).tolist(),
        "minutes": rng.normal(180, 50, N).tolist(),
        "calls": rng.integers(0, 40, N).tolist(),
        "gold": rng.integers(0, 2, N).tolist(),
        "plan": rng.choice(["basic", "family", "club"], N).tolist(),
        "churned": ["no"] * (N - N_RARE) + ["yes"] * N_RARE,
        "income": rng.lognormal(10, 1, N).tolist(),
    }


MAKERS = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}


@pytest.fixture(params=MAKERS)
def make(request):
    return MAKERS[request.param]


def as_dict(table):
    return nw.from_native(table, eager_only=True).to_dict(as_series=False)


def roles(summary):
    return {column.name: column.role for column in summary.columns}


def test_the_table_comes_back_as_the_same_kind_with_the_same_columns_and_types(make):
    table = make(columns())
    balanced = balance(table, "churned", seed=0, ignore=[])
    before, after = (nw.from_native(t, eager_only=True) for t in (table, balanced))
    assert type(balanced) is type(table)
    assert list(after.schema.items()) == list(before.schema.items())


def test_original_rows_come_first_and_unchanged(make):
    table = make(columns())
    balanced = as_dict(balance(table, "churned", seed=0))
    for name, values in as_dict(table).items():
        assert list(balanced[name])[:N] == values


def test_every_container_gets_the_same_rows():
    tables = [as_dict(balance(make(columns()), "churned", seed=3)) for make in MAKERS.values()]
    for name in ("minutes", "calls", "gold", "plan", "churned", "income"):
        assert tables[0][name] == tables[1][name] == tables[2][name]


def test_smaller_classes_reach_the_ratio(make):
    balanced = as_dict(balance(make(columns()), "churned", ratio=0.5, seed=0))
    assert balanced["churned"].count("yes") == (N - N_RARE) // 2
    assert balanced["churned"].count("no") == N - N_RARE


def test_with_several_classes_only_the_small_ones_grow():
    data = columns()
    data["churned"] = ["a"] * 60 + ["b"] * 40 + ["c"] * 20
    balanced, summary = balance(
        pd.DataFrame(data), "churned", ratio=0.5, seed=0, return_summary=True
    )
    assert balanced["churned"].value_counts().to_dict() == {"a": 60, "b": 40, "c": 30}
    assert summary.after == {"a": 60, "b": 40, "c": 30}


def test_new_whole_numbers_are_whole_and_new_categories_known():
    data = columns()
    new = balance(pa.table(data), "churned", seed=0).slice(N).to_pydict()
    assert all(isinstance(v, int) for v in new["calls"])
    assert set(new["gold"]) <= {0, 1}
    assert set(new["plan"]) <= set(data["plan"])
    rare = data["minutes"][-N_RARE:]
    assert min(rare) <= min(new["minutes"])
    assert max(new["minutes"]) <= max(rare)


def test_ids_are_carried_for_original_rows_and_missing_in_new_ones(make):
    data = columns()
    balanced = balance(make(data), "churned", seed=0)
    ids = nw.from_native(balanced, eager_only=True)["customer_id"]
    assert ids[:N].to_list() == data["customer_id"]
    assert ids[N:].null_count() == len(ids) - N


def test_whole_numbers_of_pandas_that_are_ignored_become_nullable_and_lose_no_digit():
    balanced = balance(pd.DataFrame(columns()), "churned", seed=0)
    assert str(balanced["customer_id"].dtype) == "Int64"


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("customer_id", "ignored"),
        ("minutes", "numeric"),
        ("calls", "numeric"),
        ("gold", "category"),
        ("plan", "category"),
        ("churned", "target"),
    ],
)
def test_each_column_is_taken_for_what_it_is(make, name, role):
    _, summary = balance(make(columns()), "churned", seed=0, return_summary=True)
    assert roles(summary)[name] == role


@pytest.mark.parametrize(
    ("values", "role"),
    [
        (np.arange(N), "ignored"),
        (np.arange(N)[::-1], "numeric"),
        ([f"name {i}" for i in range(N)], "ignored"),
        ([None] * N, "ignored"),
        ([np.nan] * N, "ignored"),
        ([0.0, 1.0] * (N // 2), "category"),
        ([0.5, 1.5] * (N // 2), "numeric"),
        ([0.0, 1.0, np.nan] * (N // 3), "category"),
        ([7] * N, "numeric"),
        (["same"] * N, "category"),
        ([True, False] * (N // 2), "category"),
        (pd.Categorical(["x", "y"] * (N // 2)), "category"),
        (pd.date_range("2020-01-01", periods=N), "numeric"),
        ([[1, 2]] * N, "ignored"),
    ],
)
def test_odd_columns_have_a_role_and_break_nothing(values, role):
    frame = pd.DataFrame(columns()).assign(odd=values)
    balanced, summary = balance(frame, "churned", seed=0, return_summary=True)
    assert roles(summary)["odd"] == role
    assert len(balanced) == 2 * (N - N_RARE)


def test_a_constant_column_stays_constant():
    frame = pd.DataFrame(columns()).assign(seven=7.1, word="same")
    balanced = balance(frame, "churned", seed=0)
    assert set(balanced["seven"]) == {7.1}
    assert set(balanced["word"]) == {"same"}


def test_named_columns_are_added_to_what_the_types_say():
    frame = pd.DataFrame(columns())
    _, summary = balance(
        frame, "churned", categorical=["calls"], ignore=["income"], seed=0, return_summary=True
    )
    found = roles(summary)
    assert (found["calls"], found["income"]) == ("category", "ignored")
    assert (found["gold"], found["customer_id"]) == ("category", "ignored")


def test_an_empty_list_switches_guessing_off():
    frame = pd.DataFrame(columns())
    _, summary = balance(frame, "churned", categorical=[], ignore=[], seed=0, return_summary=True)
    found = roles(summary)
    assert (found["gold"], found["customer_id"], found["plan"]) == (
        "numeric",
        "numeric",
        "category",
    )


@pytest.mark.parametrize(
    ("chosen", "method"),
    [
        (["minutes", "calls", "income"], "smote"),
        (["minutes", "plan"], "smotenc"),
        (["plan", "gold"], "smoten"),
    ],
)
def test_auto_picks_the_method_by_the_columns(make, chosen, method):
    data = {name: values for name, values in columns().items() if name in [*chosen, "churned"]}
    _, summary = balance(make(data), "churned", seed=0, return_summary=True)
    assert summary.method == method


@pytest.mark.filterwarnings("ignore::counterpoise.errors.SamplingWarning")
@pytest.mark.parametrize("name", METHODS)
def test_every_method_balances_a_table_it_takes(name):
    rng = np.random.default_rng(0)
    taken = METHODS[name].columns
    data = {"churned": ["no"] * 160 + ["yes"] * 40}
    if taken != "categories":
        data["x"] = rng.normal(0, 1, 200) + np.repeat([0, 1], [160, 40])
        data["y"] = rng.normal(0, 1, 200)
    if taken in ("mixed", "categories", "any", "numeric or mixed"):
        data["plan"] = rng.choice(["a", "b"], 200)
        data["town"] = rng.choice(["u", "v", "w"], 200)
    balanced, summary = balance(
        pd.DataFrame(data), "churned", method=name, seed=0, mark="new", return_summary=True
    )
    counts = balanced["churned"].value_counts().to_dict()
    assert counts == summary.after
    assert balanced["new"].sum() == summary.n_new
    assert len(balanced) == 200 - summary.n_removed + summary.n_new
    originals = pd.DataFrame(data).loc[balanced.index[~balanced["new"]]]
    pd.testing.assert_frame_equal(balanced.loc[~balanced["new"], list(data)], originals)


@pytest.mark.parametrize("spelling", ["SMOTE-NC", "smote_nc", "SMOTENC"])
def test_a_method_is_known_by_its_class_name_too(spelling):
    assert find_method(spelling).name == "smotenc"


def test_guessed_categories_are_numbers_for_a_method_that_takes_only_numbers():
    data = columns()
    del data["plan"]
    balanced, summary = balance(
        pd.DataFrame(data), "churned", method="borderline", seed=0, return_summary=True
    )
    assert roles(summary)["gold"] == "numeric"
    assert set(balanced["gold"]) == {0, 1}


def test_the_target_keeps_its_place_and_type():
    frame = pd.DataFrame(columns())
    frame["churned"] = pd.Categorical(frame["churned"], ["yes", "no"], ordered=True)
    balanced = balance(frame, "churned", seed=0)
    assert list(balanced.columns) == list(frame.columns)
    assert balanced["churned"].dtype == frame["churned"].dtype


def test_the_index_of_pandas_goes_on():
    frame = pd.DataFrame(columns(), index=[f"row {i}" for i in range(N)])
    balanced = balance(frame, "churned", seed=0)
    assert balanced.index[:N].tolist() == frame.index.tolist()
    assert balanced.index.is_unique


def test_columns_of_pandas_may_share_a_name_or_have_none():
    frame = pd.DataFrame(columns())
    frame.columns = ["a", "b", "b", 3, ("t", 1), "churned", "a"]
    balanced = balance(frame, "churned", seed=0)
    assert list(balanced.columns) == list(frame.columns)
    assert len(balanced) == 2 * (N - N_RARE)


def test_metadata_of_a_pyarrow_table_is_kept():
    table = pa.table(columns()).replace_schema_metadata({"owner": "us"})
    assert balance(table, "churned", seed=0).schema.metadata == {b"owner": b"us"}


def test_an_array_has_its_target_by_position():
    rng = np.random.default_rng(0)
    array = np.column_stack([rng.normal(size=(50, 3)), np.repeat([0.0, 1.0], [40, 10])])
    balanced, summary = balance(array, -1, seed=0, return_summary=True)
    assert balanced.shape == (80, 4)
    np.testing.assert_array_equal(balanced[:50], array)
    assert (balanced[50:, 3] == 1.0).all()
    assert summary.method == "smote"


def test_missing_values_of_a_base_stay_missing():
    data = columns()
    data["minutes"][-N_RARE:] = [None] * N_RARE
    new = balance(pa.table(data), "churned", seed=0).slice(N)
    assert new["minutes"].null_count == new.num_rows


def test_marked_rows_are_the_new_ones(make):
    balanced = as_dict(balance(make(columns()), "churned", mark="synthetic", seed=0))
    assert list(balanced["synthetic"]) == [False] * N + [True] * (N - 2 * N_RARE)


def test_the_drawn_seed_is_told_and_repeats_the_result():
    frame = pd.DataFrame(columns())
    first, summary = balance(frame, "churned", return_summary=True)
    pd.testing.assert_frame_equal(balance(frame, "churned", seed=summary.seed), first)


def test_units_do_not_decide_who_is_a_neighbour():
    data = columns()
    small = pd.DataFrame({name: data[name] for name in ("minutes", "income", "churned")})
    large = small.assign(income=small["income"] * 1024)
    one, other = (balance(frame, "churned", seed=0) for frame in (small, large))
    np.testing.assert_allclose(one["minutes"], other["minutes"])
    np.testing.assert_allclose(one["income"] * 1024, other["income"])


def test_the_summary_is_readable_and_goes_into_json():
    _, summary = balance(pd.DataFrame(columns()), "churned", seed=5, return_summary=True)
    text = str(summary)
    assert "smotenc (numbers and categories): 84 new rows" in text
    assert "gold (only 0 and 1)" in text
    assert "customer_id (named like an id)" in text
    plain = json.loads(json.dumps(summary.to_dict()))
    assert plain["classes"] == [
        {"class": "no", "before": 102, "after": 102},
        {"class": "yes", "before": 18, "after": 102},
    ]
    assert plain["seed"] == 5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": "Churned"}, "did you mean 'churned'"),
        ({"target": "nothing"}, "its columns are customer_id, minutes"),
        ({"k": 18}, r"class 'yes' has 18 rows; k=18 needs at least 19: use k=17 or"),
        ({"k": 0}, "k=0 cannot be used"),
        ({"ratio": 0.1}, "adds no row"),
        ({"ratio": 1.5}, "above 0 and at most 1"),
        ({"scale": "minmax"}, "use 'standard', 'robust' or 'none'"),
        ({"seed": -1}, "whole number from 0"),
        ({"method": "smite"}, "the methods are auto, smote"),
        ({"method": "borderline"}, "categories: plan; use method='smotenc'"),
        ({"method": "smoten"}, "takes categories only, and the table has numbers: minutes"),
        ({"ignore": ["churned"]}, "which is the target"),
        ({"ignore": ["calls"], "categorical": ["calls"]}, "name it once"),
        ({"mark": "plan"}, "is a column of the table already"),
    ],
)
def test_a_bad_option_is_told_with_what_to_do(options, message):
    given = {"target": "churned", **options}
    with pytest.raises(InvalidInputError, match=message):
        balance(pd.DataFrame(columns()), **given)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"churned": ["no"] * N}, "one class only, 'no' in all 120 rows"),
        ({"churned": [None] + ["no"] * 99 + ["yes"] * 20}, "missing in 1 of 120 rows"),
        ({"churned": np.linspace(0, 1, N)}, "continuous"),
        ({"minutes": [np.inf] + [0.0] * (N - 1)}, "'?minutes'? has inf in row 0"),
    ],
)
def test_a_bad_table_is_told_with_what_was_found(change, message):
    with pytest.raises(InvalidInputError, match=message):
        balance(pd.DataFrame({**columns(), **change}), "churned")


def test_a_table_without_rows_is_refused():
    with pytest.raises(InvalidInputError, match="no rows"):
        balance(pd.DataFrame(columns()).iloc[:0], "churned")


def test_a_table_with_ids_only_is_refused():
    frame = pd.DataFrame({"id": range(N), "churned": columns()["churned"]})
    with pytest.raises(InvalidInputError, match="no column is left"):
        balance(frame, "churned")


def test_what_is_no_table_is_refused():
    with pytest.raises(InvalidInputError, match="takes a pandas, polars or pyarrow table"):
        balance([[1, 2], [3, 4]], "churned")


@pytest.mark.parametrize("labels", [("a", "b"), ("b", "a")])
@pytest.mark.parametrize("method", ["smoteenn", "smotetomek"])
def test_new_rows_follow_the_originals_whichever_class_grows(make, method, labels):
    data = columns()
    data["churned"] = [labels[0] if label == "no" else labels[1] for label in data["churned"]]
    balanced, summary = balance(
        make(data), "churned", method=method, ignore=["customer_id"], mark="new", seed=0,
        categorical=[], return_summary=True,
    )  # fmt: skip
    found = as_dict(balanced)
    assert list(found["new"]) == sorted(found["new"])
    assert sum(found["new"]) == summary.n_new > 0
    originals = {data["customer_id"][i]: i for i in range(N)}
    for i, new in enumerate(found["new"]):
        if new:
            assert found["churned"][i] == labels[1] or summary.after[labels[0]] > N - N_RARE
            continue
        row = originals[int(found["customer_id"][i])]
        for name in ("minutes", "income", "churned", "plan"):
            assert found[name][i] == data[name][row]
    counts = {label: list(found["churned"]).count(label) for label in labels}
    assert counts == summary.after
