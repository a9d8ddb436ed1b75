"""Where each row comes from: for every method, and so that it can be recomputed."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.exceptions import NotFittedError

from counterpoise import SMOTE, SMOTEENN, SMOTEN, SMOTENC, RandomOverSampler, materialise
from counterpoise.models.resampled import source_rows
from counterpoise.tables import read_table
from shared import family

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

X, Y = family.overlapping()
each_grower = pytest.mark.parametrize("make", family.GROWS.values(), ids=family.GROWS)
each_method = pytest.mark.parametrize("make", family.NUMERIC.values(), ids=family.NUMERIC)


def recomputed(told, X):
    """Return the rows that a provenance table describes, from it and the input alone."""
    rows = np.zeros((len(told), X.shape[1]))
    for role in ("base", "partner"):
        if role in told:
            rows += told[f"{role}_weight"].to_numpy()[:, np.newaxis] * X[told[role]]
    for j in range(X.shape[1]):
        if f"noise:{j}" in told:
            rows[:, j] += told[f"noise:{j}"]
    return rows


@each_grower
def test_rows_recomputed_from_the_provenance_equal_the_output(make):
    sampler = make()
    found, found_y = sampler.fit_resample(X, Y)
    told = sampler.provenance_
    assert len(told) > 0
    np.testing.assert_allclose(recomputed(told, X), found[told["row"]], rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(found_y[told["row"]], told["class"])


@each_grower
def test_the_provenance_has_a_row_for_each_new_row_and_names_its_parents(make):
    sampler = make()
    sampler.fit_resample(X, Y)
    told = sampler.provenance_
    np.testing.assert_array_equal(told["row"], np.flatnonzero(sampler.is_synthetic_))
    assert list(told.columns[:4]) == ["row", "class", "base", "base_weight"]
    assert (Y[told["base"]] == told["class"]).all()
    weights = told.filter(like="_weight")
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    assert told["base"].between(0, len(X) - 1).all()


@each_grower
def test_any_slice_of_the_lineage_materialises_to_the_output_s_rows(make):
    sampler = make()
    found, _ = sampler.fit_resample(X, Y)
    rows, _ = read_table(X).encode()
    new = found[sampler.is_synthetic_]
    lineage = sampler.lineage_
    for chosen in (slice(0, 5), slice(5, None), np.array([3, 1, 3]), slice(2, 2)):
        np.testing.assert_array_equal(materialise(lineage[chosen], rows).numeric, new[chosen])


@each_method
def test_the_mask_tells_original_rows_from_new_ones(make):
    sampler = make()
    found, _ = sampler.fit_resample(X, Y)
    mask = sampler.is_synthetic_
    assert mask.shape == (len(found),)
    assert mask.dtype == bool
    np.testing.assert_array_equal(found[~mask], X[sampler._original_rows])
    assert len(sampler.provenance_) == mask.sum()


@pytest.mark.parametrize(
    "make",
    [*family.COPIES.values(), *family.CLEANING.values()],
    ids=[*family.COPIES, *family.CLEANING],
)
def test_where_every_row_is_one_of_the_input_the_indices_say_which(make):
    sampler = make()
    found, found_y = sampler.fit_resample(X, Y)
    np.testing.assert_array_equal(found, X[sampler.sample_indices_])
    np.testing.assert_array_equal(found_y, Y[sampler.sample_indices_])


def test_rose_tells_the_rows_that_new_ones_lie_around():
    sampler = RandomOverSampler(shrinkage=0.5, random_state=0)
    sampler.fit_resample(X, Y)
    np.testing.assert_array_equal(sampler.sample_indices_[len(X) :], sampler.lineage_.base)


@pytest.mark.parametrize("name", ["SMOTE", "SMOTEENN", "TomekLinks", "ADASYN"])
def test_methods_that_invent_rows_have_no_indices(name):
    sampler = family.NUMERIC[name]()
    sampler.fit_resample(X, Y)
    assert hasattr(sampler, "sample_indices_") == (name == "TomekLinks")


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
@each_grower
def test_the_provenance_is_a_table_of_the_input_s_library(make, library):
    frame = pd.DataFrame(X, columns=list("abcd"))
    given = {
        "pandas": frame, "polars": pl.from_dict(frame.to_dict("list")), "pyarrow": pa.table(frame)
    }[library]  # fmt: skip
    labels = np.array(["no", "yes"])[Y]
    first = make()
    first.fit_resample(frame, labels)
    expected = first.provenance_
    sampler = make()
    sampler.fit_resample(given, labels)
    told = sampler.provenance_
    assert type(told) is type(given)
    if library != "pandas":
        told = pd.DataFrame(
            told.to_pydict() if library == "pyarrow" else told.to_dict(as_series=False)
        )
    for column in told:
        assert told[column].tolist() == expected[column].tolist()


INDEXES = {
    "texts": pd.Index([f"customer {i}" for i in range(70)]),
    "dates": pd.DatetimeIndex(list(pd.date_range("2024-01-01", periods=70, tz="UTC"))),
    "several levels": pd.MultiIndex.from_arrays([["a"] * 70, range(70)]),
    "categories": pd.CategoricalIndex([str(i) for i in range(70)]),
}


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
@pytest.mark.parametrize("sparse", [False, True])
def test_the_provenance_of_a_pandas_table_has_the_labels_of_the_parents(index, sparse):
    frame = pd.DataFrame(X, index=index)
    if sparse:
        frame = frame.astype(pd.SparseDtype(float, 0.0))
    sampler = SMOTE(random_state=0)
    found, _ = sampler.fit_resample(frame, Y)
    told = sampler.provenance_
    for role in ("base", "partner"):
        assert told[f"{role}_label"].tolist() == index.take(told[role]).tolist()
    assert found.index[:70].tolist() == index.tolist()


@pytest.mark.parametrize("nothing", [False, True])
def test_the_votes_are_the_categories_of_the_output(nothing):
    frame, y = family.mixed()
    if nothing:
        frame.loc[::4, ["city", "plan"]] = None
    sampler = SMOTENC("auto", random_state=0)
    found, _ = sampler.fit_resample(frame, y)
    told = sampler.provenance_
    for name in ("city", "plan"):
        voted, new = told[f"vote:{name}"], found[name].iloc[told["row"]]
        assert (
            voted.where(voted.notna(), "-").tolist()
            == new.astype(object).where(new.notna().to_numpy(), "-").tolist()
        )
    for name in ("age", "income"):
        values = frame[name].to_numpy()
        exact = told["base_weight"] * values[told["base"]]
        exact += told["partner_weight"] * values[told["partner"]]
        np.testing.assert_allclose(found[name].iloc[told["row"]], exact)


def test_smoten_tells_all_who_voted():
    frame, y = family.mixed()
    table = frame[["city", "plan"]]
    sampler = SMOTEN(k_neighbors=3, random_state=0)
    found, _ = sampler.fit_resample(table, y)
    told = sampler.provenance_
    assert {"base", "partner", "partner_2", "partner_3"} <= set(told)
    assert told["vote:city"].tolist() == found["city"].iloc[told["row"]].tolist()
    voters = told[["base", "partner", "partner_2", "partner_3"]].to_numpy()
    for voted, who in zip(told["vote:city"], voters, strict=True):
        votes = table["city"].iloc[who].value_counts()
        assert votes[voted] == votes.max()


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_labels_and_categories_of_any_kind_fit_in_the_table(library):
    sizes = [1, "two", 3.5] * 20 + [1] * 10
    given = {
        "pandas": lambda: pd.DataFrame({"size": sizes, "a": X[:, 0]}),
        "polars": lambda: pl.DataFrame({"size": list(map(str, sizes)), "a": X[:, 0]}),
        "pyarrow": lambda: pa.table({"size": list(map(str, sizes)), "a": X[:, 0]}),
    }[library]()
    labels = [["no", 1][c] for c in Y]
    sampler = SMOTENC([0], k_neighbors=3, random_state=0)
    sampler.fit_resample(given, labels)
    classes = family.plain(sampler.provenance_["class"])
    assert {str(c) for c in classes} == {"1"}
    assert len(classes) == 30


def test_columns_that_share_a_name_have_their_own_noise_and_votes():
    frame = pd.DataFrame(X, columns=["a", "a", "b", "b"])
    sampler = RandomOverSampler(shrinkage=0.5, random_state=0)
    found, _ = sampler.fit_resample(frame, Y)
    told = sampler.provenance_
    noise = told.filter(like="noise:")
    assert noise.shape[1] == 4
    new = found.to_numpy()[70:]
    np.testing.assert_allclose(noise.to_numpy(), new - X[told["base"]], atol=1e-12)


def test_provenance_is_told_for_the_rows_that_cleaning_left():
    sampler = SMOTEENN(random_state=0)
    found, found_y = sampler.fit_resample(X, Y)
    assert 0 < len(sampler.provenance_) < 30
    assert len(found) == len(found_y) == len(sampler.is_synthetic_)


def test_a_method_that_only_removes_has_an_empty_provenance():
    sampler = family.CLEANING["TomekLinks"]()
    sampler.fit_resample(X, Y)
    assert len(sampler.provenance_) == 0
    assert {"row", "class", "base"} <= set(sampler.provenance_.columns)


def test_nothing_is_told_before_there_is_something_to_tell():
    with pytest.raises(NotFittedError, match="fit_resample"):
        _ = SMOTE().provenance_


@each_grower
def test_provenance_survives_pickling(make):
    sampler = make()
    sampler.fit_resample(pd.DataFrame(X), Y)
    again = pickle.loads(pickle.dumps(sampler))
    pd.testing.assert_frame_equal(again.provenance_, sampler.provenance_)


def test_what_follows_rows_follows_them_through_a_cleaning_that_reorders_them():
    # Class after class comes out, so that new rows of the first class stand before old ones.
    rng = np.random.default_rng(0)
    y = (rng.random(400) > 0.15).astype(int)
    X = rng.normal(size=(400, 3)) + y[:, np.newaxis]
    sampler = SMOTEENN(random_state=0)
    X_new, y_new = sampler.fit_resample(X, y)
    source, old = source_rows(sampler), ~sampler.is_synthetic_
    assert (np.diff(old.astype(int)) > 0).any()
    np.testing.assert_array_equal(X[source[old]], X_new[old])
    np.testing.assert_array_equal(y[source], y_new)
    np.testing.assert_array_equal(source[~old], sampler.lineage_.base)
