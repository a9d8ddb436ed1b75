"""Missing values: measured over what both rows have, and missing again where the base's are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy import sparse
from sklearn.metrics.pairwise import nan_euclidean_distances

import counterpoise as cp
from counterpoise import SMOTE, SMOTEN, SMOTENC
from shared import family

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)


def with_holes(share=0.15, seed=0):
    X, y = family.overlapping(seed=seed)
    X[np.random.default_rng(seed).random(X.shape) < share] = np.nan
    X[np.isnan(X).all(axis=1), 0] = 0.5
    return X, y


each_grower = pytest.mark.parametrize("make", family.GROWS.values(), ids=family.GROWS)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("k", [1, 5])
def test_partners_are_the_nearest_by_scikit_learn_s_distance(k, seed):
    X, y = with_holes(0.25, seed)
    sampler = SMOTE(k_neighbors=k, random_state=seed, sampling_strategy={1: 400})
    sampler.fit_resample(X, y)
    members = np.flatnonzero(y == 1)
    distances = nan_euclidean_distances(X[members])
    np.fill_diagonal(distances, np.inf)
    kth = dict(zip(members, np.sort(distances, axis=1)[:, k - 1], strict=True))
    place = {row: i for i, row in enumerate(members)}
    for base, partner in sampler.lineage_.parents:
        assert distances[place[base], place[partner]] <= kth[base] * (1 + 1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_danger_hardness_and_cleaning_use_the_same_distance(seed):
    X, y = with_holes(0.25, seed)
    distances = nan_euclidean_distances(X)
    np.fill_diagonal(distances, np.inf)
    nearest = np.argsort(distances, axis=1, kind="stable")
    foreign = y[nearest] != y[:, np.newaxis]

    border = cp.BorderlineSMOTE(random_state=0, m_neighbors=10)
    border.fit_resample(X, y)
    n_foreign = foreign[:, :10].sum(axis=1)
    danger = np.flatnonzero((y == 1) & (n_foreign >= 5) & (n_foreign < 10))
    np.testing.assert_array_equal(border.in_danger_indices_[1], danger)

    adasyn = cp.ADASYN(random_state=0)
    adasyn.fit_resample(X, y)
    members = np.flatnonzero(y == 1)
    hardness = foreign[members, :5].sum(axis=1)
    wanted = np.rint(hardness / hardness.sum() * 30).astype(int)
    np.testing.assert_array_equal(adasyn.lineage_.base, np.repeat(members, wanted))

    enn = cp.EditedNearestNeighbours(sampling_strategy="all")
    enn.fit_resample(X, y)
    np.testing.assert_array_equal(
        np.sort(enn.sample_indices_), np.flatnonzero(~foreign[:, :3].any(1))
    )

    tomek = cp.TomekLinks(sampling_strategy="all")
    tomek.fit_resample(X, y)
    first = nearest[:, 0]
    linked = foreign[:, 0] & (first[first] == np.arange(len(y)))
    np.testing.assert_array_equal(tomek.sample_indices_, np.flatnonzero(~linked))


def assert_follows_base(X, found, sampler):
    new = family.numbers(found)[sampler.is_synthetic_]
    parents = sampler.lineage_.parents
    base = X[parents[:, 0]]
    np.testing.assert_array_equal(np.isnan(new), np.isnan(base))
    if parents.shape[1] == 2:
        only_base = ~np.isnan(base) & np.isnan(X[parents[:, 1]])
        np.testing.assert_array_equal(new[only_base], base[only_base])
        both = ~np.isnan(base) & ~np.isnan(X[parents[:, 1]])
        exact = base + sampler.lineage_.gaps * (X[parents[:, 1]] - base)
        np.testing.assert_allclose(new[both], exact[both], rtol=1e-12)
    return np.isnan(base).any()


@each_grower
@pytest.mark.parametrize("contain", family.DENSE.values(), ids=family.DENSE)
def test_a_new_value_is_missing_where_the_base_s_is_and_the_base_s_where_the_partner_s_is(
    make, contain
):
    X, y = with_holes()
    given = contain(X)
    sampler = make()
    found, _ = sampler.fit_resample(given, y)
    originals = family.numbers(found)[~sampler.is_synthetic_]
    np.testing.assert_array_equal(originals, X[sampler._original_rows])
    assert assert_follows_base(X, found, sampler)


@pytest.mark.parametrize("name", [name for name in family.GROWS if name != "ROSE"])
@pytest.mark.parametrize("make_sparse", [sparse.csr_matrix, sparse.csc_array])
def test_missing_entries_of_a_sparse_table_follow_the_same_rule(make_sparse, name):
    X, y = with_holes()
    X[np.abs(X) < 0.3] = 0
    sampler, dense = family.GROWS[name](), family.GROWS[name]()
    found, _ = sampler.fit_resample(make_sparse(X), y)
    expected, _ = dense.fit_resample(X, y)
    np.testing.assert_allclose(found.toarray(), expected, atol=1e-12)


@pytest.mark.parametrize("make", family.NUMERIC.values(), ids=family.NUMERIC)
def test_rows_of_which_nothing_is_known_are_no_obstacle(make):
    X, y = with_holes()
    X[np.flatnonzero(y == 1)[3]] = np.nan
    X[np.flatnonzero(y == 0)[5]] = np.nan
    found, found_y = make().fit_resample(X, y)
    assert len(found) == len(found_y)


@pytest.mark.parametrize("scale", ["standard", "robust"])
@pytest.mark.parametrize("name", ["SMOTE", "SVMSMOTE", "KMeansSMOTE", "SMOTEENN", "TomekLinks"])
def test_scaled_distances_take_missing_values_too(name, scale):
    X, y = with_holes()
    sampler = family.NUMERIC[name](scale=scale)
    found, _ = sampler.fit_resample(X, y)
    if len(sampler.lineage_):
        assert_follows_base(X, found, sampler)


def test_a_table_without_holes_gives_the_same_rows_whether_or_not_others_have_some():
    X, y = family.overlapping()
    expected, _ = SMOTE(random_state=0).fit_resample(X, y)
    wide = np.column_stack([X, np.full(len(X), np.nan)])  # common to all: it cancels out
    found, _ = SMOTE(random_state=0).fit_resample(wide, y)
    np.testing.assert_array_equal(found[:, :-1], expected)
    assert np.isnan(found[:, -1]).all()


MISSING = {"None": None, "nan": float("nan"), "NA": pd.NA}


def mixed_with_holes(nothing):
    frame, y = family.mixed()
    frame = frame.astype({"city": object, "plan": object})
    gone = np.random.default_rng(2).random((len(y), 2)) < 0.2
    for j, name in enumerate(["city", "plan"]):
        frame.loc[gone[:, j], name] = nothing
    frame.loc[::6, "age"] = np.nan
    return frame, y, gone


@pytest.mark.parametrize("nothing", MISSING.values(), ids=MISSING)
def test_a_category_is_missing_where_the_base_s_is_and_missing_ones_have_no_vote(nothing):
    frame, y, gone = mixed_with_holes(nothing)
    sampler = SMOTENC(["city", "plan"], random_state=0)
    found, _ = sampler.fit_resample(frame, y)
    base = sampler.lineage_.base
    for j, name in enumerate(["city", "plan"]):
        new = found[name].iloc[len(y) :]
        np.testing.assert_array_equal(new.isna(), gone[base, j])
        assert {type(v) for v in new[new.isna()]} == {type(nothing)}
        assert set(new.dropna()) <= set(frame.loc[y == 1, name].dropna())
    np.testing.assert_array_equal(
        found["age"].iloc[len(y) :].isna(), frame["age"].isna().iloc[base]
    )


def test_missing_categories_give_the_same_rows_however_they_are_written():
    results = []
    for nothing in MISSING.values():
        frame, y, _ = mixed_with_holes(nothing)
        found, _ = SMOTENC(["city", "plan"], random_state=0).fit_resample(frame, y)
        results.append(found.astype(object).where(found.notna(), None))
    frame, y, _ = mixed_with_holes(None)
    for make in (lambda f: pl.DataFrame(f.to_dict("list")), pa.table):
        tables = make(frame.astype({"age": float}))
        found, _ = SMOTENC(["city", "plan"], random_state=0).fit_resample(tables, y)
        found = found.to_pandas().astype(object)
        results.append(found.where(found.notna(), None))
    for other in results[1:]:
        assert results[0].values.tolist() == other[results[0].columns].values.tolist()


@pytest.mark.parametrize("nothing", MISSING.values(), ids=MISSING)
@pytest.mark.parametrize("as_array", [False, True])
def test_smoten_takes_missing_categories(nothing, as_array):
    frame, y, gone = mixed_with_holes(nothing)
    table = frame[["city", "plan"]]
    sampler = SMOTEN(k_neighbors=3, random_state=0)
    found, _ = sampler.fit_resample(table.to_numpy() if as_array else table, y)
    new = pd.DataFrame(found).iloc[len(y) :]
    np.testing.assert_array_equal(new.isna(), gone[sampler.lineage_.base])


@pytest.mark.parametrize("name", ["SVMSMOTE", "KMeansSMOTE", "BorderlineSMOTE", "ADASYN"])
def test_recipes_with_categories_take_missing_ones(name):
    frame, y, _ = mixed_with_holes(None)
    kind = {"KMeansSMOTE": {"kmeans_estimator": 1}}.get(name, {})
    recipe = getattr(cp, name)(random_state=0, **kind).make_recipe()
    sampler = cp.Oversampler(recipe, categorical_features=["city", "plan"], random_state=0)
    found, _ = sampler.fit_resample(frame, y)
    base = sampler.lineage_.base
    for column in frame:
        np.testing.assert_array_equal(
            found[column].iloc[len(y) :].isna(), frame[column].isna().iloc[base]
        )
