"""The same words everywhere: a table with its target, samplers, ratios, budgets."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from counterpoise import (
    SMOTE,
    SMOTEENN,
    SMOTENC,
    InvalidInputError,
    PriorCorrectedClassifier,
    RandomUnderSampler,
    Recipe,
    balance,
    compare,
    diagnose,
    privacy,
    quality,
)
from counterpoise.files import balance_file
from counterpoise.parameters.checks import checked_seconds
from counterpoise.stages import EditedNeighbours

QUICK = {"models": "naive-bayes", "methods": ["random"], "folds": 2, "n_repeats": 1, "trials": 1}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "customer_id": rng.permutation(100) + 1000,
            "minutes": rng.normal(180, 50, 100).round(1),
            "calls": rng.normal(size=100),
            "left": np.repeat(["no", "yes", "maybe"], [60, 12, 28]),
        }
    )


@pytest.fixture(scope="module")
def two(table) -> pd.DataFrame:
    return table[table["left"] != "maybe"].reset_index(drop=True)


def parted(table):
    return table.drop(columns="left"), table["left"]


def test_balance_gives_the_same_rows_for_a_table_and_for_its_parts(table):
    whole = balance(table, "left", seed=1)
    X, y, summary = balance(*parted(table), seed=1, return_summary=True)
    pd.testing.assert_frame_equal(whole.drop(columns="left"), X)
    pd.testing.assert_series_equal(whole["left"], y)
    assert summary.target == "left"
    values = table[["minutes", "calls"]].to_numpy()
    X, y = balance(values, table["left"].to_numpy(), seed=1)
    assert (type(X), type(y), len(X)) == (np.ndarray, np.ndarray, 180)


def test_diagnose_quality_and_compare_say_the_same_of_a_table_and_of_its_parts(two):
    told = [diagnose(two, "left").to_dict(), diagnose(*parted(two)).to_dict()]
    assert told[0].pop("target") == "left"
    assert told[1].pop("target") is None
    assert told[0] == told[1]

    numbers = two.drop(columns="customer_id")
    sampler = SMOTE(k_neighbors=3, random_state=0)
    asked = {"n_repeats": 1, "n_bootstrap": 2, "k": 2}
    one = quality(numbers, "left", sampler, **asked)
    assert one.to_dict() == quality(*parted(numbers), sampler, **asked).to_dict()

    one, other = compare(two, "left", **QUICK), compare(*parted(two), **QUICK)
    assert one.differences == other.differences
    assert [c["scores"] for c in one.contestants] == [c["scores"] for c in other.contestants]


def test_categories_are_named_by_one_word_everywhere(two):
    """And a column's position is that in the table that was given, target included."""
    codes = np.random.default_rng(0).integers(0, 4, len(two))
    coded = two[["minutes", "left"]].assign(tariff=codes, calls=two["calls"])
    for named, n in ((["tariff"], 1), ([2], 1), ([], 0)):
        told = diagnose(coded, "left", categorical=named).find("categorical-columns")
        assert told.figure["categorical"] == n
        columns = balance(coded, "left", categorical=named, seed=0, return_summary=True)[1].columns
        assert [c.name for c in columns if c.role == "category"] == ["tariff"][:n]

    asked = {"n_repeats": 1, "n_bootstrap": 2, "k": 2}
    maker = SMOTENC(categorical_features=["tariff"], k_neighbors=3, random_state=0)
    by_position = quality(coded, "left", maker, categorical=[2], **asked).to_dict()
    assert by_position == quality(coded, "left", maker, **asked).to_dict()
    assert by_position != quality(coded, "left", maker, categorical=[3], **asked).to_dict()

    found = [
        privacy(coded, "left", "smote", categorical=c, n_repeats=2).to_dict() for c in ([2], [])
    ]
    assert found[0] != found[1]


def test_quality_and_privacy_take_a_method_by_the_name_that_balance_has_for_it(two):
    """And then leave out ids, as `balance` does; the customer's number is one."""
    few = {"n_repeats": 2, "n_bootstrap": 2, "k": 2}
    judged = quality(two, "left", "smote", **few)
    assert judged.sampler == "smote (k 5, ratio 1.0, scale standard)"
    numbers = two.drop(columns="customer_id")
    assert judged.to_dict() == quality(*parted(numbers), "smote", **few).to_dict()
    assert privacy(two, "left", "smote", n_repeats=2).maker == judged.sampler
    for look in (quality, privacy):
        with pytest.raises(InvalidInputError, match="did you mean 'smote'"):
            look(two, "left", "smot")
        with pytest.raises(InvalidInputError, match="'tomek' makes no new rows"):
            look(two, "left", "tomek")


def test_groups_are_found_in_a_table_with_its_target(two):
    grouped = two.assign(household=np.arange(len(two)) // 3)
    found = compare(grouped, "left", groups="household", **QUICK)
    assert found.folds["kind"] == "grouped and stratified"
    assert found.differences == compare(*parted(grouped), groups="household", **QUICK).differences


def test_positions_are_those_of_the_whole_array(two):
    values = np.column_stack([two["left"] == "yes", two[["minutes", "calls"]]])
    assert diagnose(values, 0).n_columns == 2
    assert compare(values, 0, **QUICK).folds["n_rows"] == len(two)


def test_a_class_may_have_a_share_or_a_number_of_rows(table):
    counts = balance(table, "left", ratio={"yes": 0.5, "maybe": 40})["left"].value_counts()
    assert counts.to_dict() == {"no": 60, "yes": 30, "maybe": 40}
    kept = balance(table, "left", ratio={"no": 20, "maybe": 0.25}, method="random-under")
    assert kept["left"].value_counts().to_dict() == {"no": 20, "yes": 12, "maybe": 15}


def test_a_file_takes_a_ratio_for_each_class_streamed_or_not(table, tmp_path):
    table.to_csv(tmp_path / "calls.csv", index=False)
    outputs = []
    for stream in (True, False):
        output = tmp_path / f"{stream}.csv"
        asked = {"target": "left", "ratio": {"yes": 0.5, "maybe": 40}, "seed": 0, "rng": "counter"}
        told = balance_file(tmp_path / "calls.csv", output, stream=stream, **asked)
        assert told.to_dict()["ratio"] == {"yes": 0.5, "maybe": 40.0}
        outputs.append(output.read_bytes())
    assert outputs[0] == outputs[1]
    counts = pd.read_csv(tmp_path / "True.csv")["left"].value_counts()
    assert counts.to_dict() == {"no": 60, "yes": 30, "maybe": 40}


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        ({}, "names no class"),
        ({"yes": 1.5}, "gives 1.5 for class 'yes'"),
        ({"yes": True}, "gives True for class 'yes'"),
        ({"yess": 0.5}, "names 'yess', not present"),
        ({"yes": 2}, "has 12 rows already and ratio asks for 2"),
        ({"no": 1.0}, "every class has the rows already"),
        ("half", "above 0 and at most 1, or a dict"),
    ],
)
def test_a_ratio_that_cannot_be_is_told(table, ratio, said):
    with pytest.raises(InvalidInputError, match=said) as told:
        balance(table, "left", ratio=ratio)
    assert told.value.parameter == "ratio"


def test_a_sampler_makes_the_rows_that_its_own_fit_resample_makes(table):
    X, y = parted(table.drop(columns="customer_id"))
    for sampler in (SMOTE(k_neighbors=3, random_state=0), RandomUnderSampler(random_state=0)):
        mine, theirs = balance(X, y, method=sampler), sampler.fit_resample(X, y)
        assert len(mine[0]) == len(theirs[0])
        # In the column whose values have no steps, which balance would keep.
        np.testing.assert_allclose(np.sort(mine[0]["calls"]), np.sort(theirs[0]["calls"]))


def test_a_sampler_leaves_only_the_seed_to_be_asked(table):
    X, y = parted(table.drop(columns="customer_id"))
    one, other = (balance(X, y, method=SMOTE(k_neighbors=3), seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(one[0], other[0])
    _, _, told = balance(X, y, method=SMOTE(k_neighbors=3), seed=4, return_summary=True)
    assert (told.method, told.k, told.seed, told.ratio) == ("smote", 3, 4, None)
    for twice in ({"k": 3}, {"ratio": 0.5}, {"scale": None}, {"rng": "counter"}):
        with pytest.raises(InvalidInputError, match="give it to SMOTE itself"):
            balance(X, y, method=SMOTE(), **twice)
    with pytest.raises(InvalidInputError, match="given twice"):
        balance(X, y, method=SMOTE(random_state=0), seed=1)
    with pytest.raises(InvalidInputError, match=r"write SMOTE\(\)"):
        balance(X, y, method=SMOTE)


def test_a_sampler_is_refused_where_tables_are_not_in_memory(table, tmp_path):
    table.to_csv(tmp_path / "calls.csv", index=False)
    with pytest.raises(InvalidInputError, match="tables in memory only"):
        balance_file(tmp_path / "calls.csv", target="left", method=SMOTE())
    assert [path.name for path in tmp_path.iterdir()] == ["calls.csv"]


@pytest.mark.parametrize("method", [SMOTEENN(), Recipe(cleaning=EditedNeighbours())])
def test_original_rows_come_first_whatever_is_cleaned_last(table, method):
    balanced = balance(table.drop(columns="customer_id"), "left", method=method, mark="new", seed=0)
    assert balanced["new"].is_monotonic_increasing
    assert balanced["new"].any()


def test_balance_writes_the_page_of_the_command_and_says_at_once_where_it_cannot(table, tmp_path):
    page = tmp_path / "page.html"
    balance(table, "left", seed=0, report=page)
    text = page.read_text("utf-8")
    assert 'id="map"' in text
    assert "Are the new rows any good?" in text
    with pytest.raises(InvalidInputError, match=r"\.html"):
        balance(table, "left", report=tmp_path / "page.pdf")


@pytest.mark.parametrize(("given", "seconds"), [("1m", 60), ("60", 60), (60, 60), ("1.5h", 5400)])
def test_a_budget_is_seconds_or_a_text(given, seconds):
    assert checked_seconds("budget", given) == seconds


def test_swapped_arguments_are_told(two):
    from sklearn.naive_bayes import GaussianNB

    X, y = parted(two.drop(columns="customer_id"))
    with pytest.raises(InvalidInputError, match="swap the two"):
        PriorCorrectedClassifier(SMOTE(), GaussianNB()).fit(X, y)
