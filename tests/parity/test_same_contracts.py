"""What code written for imbalanced-learn relies on besides the rows: errors, attributes, parts."""

from __future__ import annotations

import inspect
import warnings

import imblearn.combine
import imblearn.over_sampling
import imblearn.under_sampling
import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder
from sklearn.svm import LinearSVC

import counterpoise as cp
from counterpoise.errors import UnsuitableTableError
from shared import family
from shared.oracle import GRID, ORACLES, Shape, both, run

X, Y = Shape(300, 6, (0.85, 0.15)).make(5)
APART = np.vstack([np.zeros((30, 2)), np.full((12, 2), 50.0)]) + np.random.default_rng(0).normal(
    size=(42, 2)
)
APART_Y = np.repeat([0, 1], [30, 12])
FIRST = dict(reversed(GRID))
FINDERS = ("nn_", "nn_k_", "nn_m_")


def public(estimator):
    """Return the attributes that were fitted, by name, also those that are properties."""
    found = {name: value for name, value in vars(estimator).items() if not name.startswith("_")}
    given = set(estimator.get_params(deep=False))
    return {name: value for name, value in found.items() if name not in given}


def assert_fitted_alike(oracle, ours):
    for name, expected in public(oracle).items():
        assert hasattr(ours, name), name
        found = getattr(ours, name)
        if name in FINDERS:  # ours search faster, and are other objects
            if isinstance(expected, NearestNeighbors):  # one is a classifier
                assert found.n_neighbors == expected.n_neighbors
            assert hasattr(found, "n_samples_fit_") or not hasattr(expected, "n_samples_fit_")
        elif hasattr(expected, "fit_resample"):
            assert type(found).__name__ == type(expected).__name__
            assert_fitted_alike(expected, found)
        elif hasattr(expected, "get_params"):
            assert type(found) is type(expected)
        elif isinstance(expected, list) and hasattr(expected[0], "predict"):
            for theirs, own in zip(expected, found, strict=True):
                assert type(own) is type(theirs)
                np.testing.assert_array_equal(own.predict(X), theirs.predict(X))
        elif name == "sampling_strategy_" and isinstance(expected, str):
            assert set(found) <= {0, 1}  # theirs is the parameter, ours says what it stands for
        elif isinstance(expected, dict):
            assert set(found) == set(expected)
            for label, value in expected.items():
                np.testing.assert_allclose(found[label], value)
        else:
            np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("name", FIRST)
def test_the_fitted_attributes_are_the_oracle_s_down_to_the_parts_of_parts(name):
    oracle, ours = both(name, FIRST[name], 5)
    run(oracle, X, Y)
    run(ours, X, Y)
    assert_fitted_alike(oracle, ours)


def test_the_fitted_attributes_of_methods_for_categories_are_the_oracle_s():
    frame, y = family.mixed()
    pair = [
        module.SMOTENC([1, 3], random_state=0, k_neighbors=3)
        for module in (imblearn.over_sampling, cp)
    ]
    for sampler in pair:
        sampler.fit_resample(frame, y)
    names = ["categorical_features_", "continuous_features_", "median_std_", "n_features_"]
    for name in names:
        expected, found = (getattr(sampler, name) for sampler in pair)
        if isinstance(expected, dict):
            assert found == pytest.approx(expected)
        else:
            np.testing.assert_array_equal(found, expected)
    assert {name for name in vars(pair[0]) if name.endswith("_")} <= set(dir(pair[1]))


@pytest.mark.parametrize("name", sorted(set(FIRST) | {"SMOTENC", "SMOTEN"}))
def test_the_attributes_are_there_though_no_class_needs_a_row(name):
    keyword = {"categorical_features": [0]} if name == "SMOTENC" else FIRST.get(name, {})
    table = np.column_stack([np.arange(40) % 3, np.arange(40.0), np.arange(40.0) ** 2])
    oracle, ours = both(name, keyword, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for sampler in (oracle, ours):
            sampler.fit_resample(X, Y) if name != "SMOTENC" else None
            sampler.fit_resample(table, np.arange(40) % 2)
    assert set(public(oracle)) <= {name for name in dir(ours) if hasattr(ours, name)}
    for finder in {"nn_k_", "nn_m_"} & set(public(oracle)):  # not the one of the call before
        if not name.startswith("SMOTEENN"):
            assert not hasattr(getattr(ours, finder), "n_samples_fit_")
    if name == "SMOTENC":
        assert ours.median_std_ == {}


def test_in_danger_indices_are_there_and_empty_where_no_row_is_in_danger():
    sampler = cp.BorderlineSMOTE(random_state=0)
    sampler.fit_resample(X, Y)
    assert len(sampler.in_danger_indices_[1])
    with pytest.warns(cp.SamplingWarning, match="no row in danger"):
        sampler.fit_resample(APART, APART_Y)
    assert sampler.in_danger_indices_ == {}
    assert sampler.in_danger_indices == {}


UNSUITABLE = {
    "ADASYN without foreign neighbours": ("ADASYN", {"n_neighbors": 3}, APART, APART_Y),
    "k-means without a cluster": (
        "KMeansSMOTE",
        {"cluster_balance_threshold": 1.5, "kmeans_estimator": 2},
        X,
        Y,
    ),
    "a machine without support vectors": ("SVMSMOTE", {"svm_estimator": LinearSVC()}, X, Y),
}


@pytest.mark.parametrize("case", UNSUITABLE.values(), ids=UNSUITABLE)
@pytest.mark.parametrize("kind", [RuntimeError, ValueError, cp.InvalidInputError])
def test_runtime_errors_of_the_oracle_are_caught_as_such_and_as_value_errors(case, kind):
    name, parameters, table, y = case
    with pytest.raises(RuntimeError):
        ORACLES[name](**parameters).fit_resample(table, y)
    with pytest.raises(kind) as caught:
        getattr(cp, name)(**parameters).fit_resample(table, y)
    assert type(caught.value) is UnsuitableTableError


def test_is_tomek_marks_the_rows_that_the_oracle_marks():
    y = Y.copy()
    y[:20] = 2
    nearest = NearestNeighbors(n_neighbors=2).fit(X).kneighbors(X, return_distance=False)[:, 1]
    for classes in ([0], [0, 1, 2], {0: 3, 2: 5}, []):
        expected = imblearn.under_sampling.TomekLinks.is_tomek(y, nearest, classes)
        found = cp.TomekLinks.is_tomek(y, nearest, classes)
        np.testing.assert_array_equal(found, expected)
    sampler = cp.TomekLinks(sampling_strategy="all")
    sampler.fit_resample(X, y)
    marked = cp.TomekLinks.is_tomek(y.tolist(), nearest.tolist(), [0, 1, 2])
    assert marked.any()
    np.testing.assert_array_equal(sampler.sample_indices_, np.flatnonzero(~marked))


@pytest.mark.parametrize("name", sorted(ORACLES))
def test_fit_and_fit_resample_have_the_oracle_s_signature(name):
    for method in ("fit", "fit_resample"):
        expected = inspect.signature(getattr(ORACLES[name], method)).parameters
        found = inspect.signature(getattr(getattr(cp, name), method)).parameters
        assert {p: s.kind for p, s in found.items()} == {p: s.kind for p, s in expected.items()}


def test_a_further_parameter_is_refused_as_there_and_nothing_is_nothing():
    for SMOTE in (imblearn.over_sampling.SMOTE, cp.SMOTE):
        with pytest.raises(TypeError, match="sample_weight"):
            SMOTE().fit_resample(X, Y, sample_weight=np.ones(len(Y)))
    with pytest.raises(TypeError, match="takes the table and the target, and no 'sample_weight'"):
        cp.SMOTE().fit(X, Y, sample_weight=np.ones(len(Y)))
    assert len(cp.SMOTE().fit_resample(X, Y, sample_weight=None)[0]) > len(X)


COMBINATIONS = {
    "over": ("SMOTEENN", {"smote": "SMOTE"}),
    "cleaner": ("SMOTEENN", {"enn": "EditedNearestNeighbours"}),
    "both": ("SMOTETomek", {"smote": "SMOTE", "tomek": "TomekLinks"}),
    "rule": ("NeighbourhoodCleaningRule", {"edited_nearest_neighbours": "EditedNearestNeighbours"}),
}
OWN = {
    "SMOTE": {"k_neighbors": 3, "random_state": 11},
    "EditedNearestNeighbours": {"n_neighbors": 5, "kind_sel": "mode", "sampling_strategy": "all"},
    "TomekLinks": {"sampling_strategy": "all"},
}


@pytest.mark.parametrize(("name", "parts"), COMBINATIONS.values(), ids=COMBINATIONS)
def test_a_sampler_of_the_oracle_s_works_as_a_part_of_ours(name, parts):
    theirs = {key: ORACLES[part](**OWN[part]) for key, part in parts.items()}
    oracle, ours = both(name, theirs, 1)
    expected, found = oracle.fit_resample(X, Y), ours.fit_resample(X, Y)
    np.testing.assert_allclose(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])
    own = getattr(cp, name)(**ours.get_params(deep=False))
    assert {key: getattr(own, key) for key in parts} == theirs  # parameters stay as they were given
    for key, part in parts.items():
        assert type(getattr(ours, f"{key}_")) is getattr(cp, part)
        assert not hasattr(theirs[key], "sampling_strategy_")


def test_methods_that_the_oracle_does_not_take_as_parts_may_be_the_oracle_s():
    for smote in (imblearn.over_sampling.BorderlineSMOTE, imblearn.over_sampling.RandomOverSampler):
        combined = cp.SMOTEENN(smote=smote(random_state=3))
        over = smote(random_state=3).fit_resample(X, Y)
        cleaner = imblearn.under_sampling.EditedNearestNeighbours(sampling_strategy="all")
        expected = cleaner.fit_resample(*over)[0]
        np.testing.assert_allclose(combined.fit_resample(X, Y)[0], expected)


def test_a_random_state_in_a_part_is_not_used_up():
    pair = []
    for module, combine in ((imblearn.over_sampling, imblearn.combine), (cp, cp)):
        smote = module.SMOTE(random_state=np.random.RandomState(4))
        sampler = combine.SMOTETomek(smote=smote)
        first, second = (sampler.fit_resample(X, Y)[0] for _ in range(2))
        np.testing.assert_array_equal(first, second)
        pair.append(first)
    np.testing.assert_allclose(pair[1], pair[0])


def test_the_parts_of_a_combination_tell_what_they_would_tell_alone():
    frame, y = family.mixed()
    encoder = OrdinalEncoder(categories=[["Ulm", "Kiel", "Bonn"], ["none", "gold", "basic"]])
    alone = cp.SMOTENC("auto", categorical_encoder=encoder, random_state=2)
    alone.fit_resample(frame, y)
    combined = cp.SMOTEENN(smote=alone)
    combined.fit_resample(frame, y)
    over = combined.smote_
    assert over.median_std_ == alone.median_std_
    assert [c.tolist() for c in over.categorical_encoder_.categories_] == encoder.categories
    np.testing.assert_array_equal(over.lineage_.codes, alone.lineage_.codes)
    np.testing.assert_array_equal(over.is_synthetic_, alone.is_synthetic_)
    assert len(over.provenance_) == len(alone.provenance_) > len(combined.provenance_)
    np.testing.assert_array_equal(
        over.is_synthetic_[combined.enn_.sample_indices_], combined.is_synthetic_
    )


def test_a_cleaner_that_draws_has_its_own_seed_in_a_combination():
    cleaner = cp.RandomUnderSampler(random_state=5, sampling_strategy={0: 60, 1: 60})
    over = cp.SMOTE(random_state=0)
    combined = cp.SMOTETomek(smote=over, tomek=cleaner)
    expected = cleaner.fit_resample(*over.fit_resample(X, Y))
    for found, wanted in zip(combined.fit_resample(X, Y), expected, strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_an_encoder_may_name_categories_that_the_table_does_not_hold():
    frame, y = family.mixed()
    names = [["Aachen", "Bonn", "Jena", "Kiel", "Ulm"], ["basic", "gold", "none"]]
    tables = []
    for module in (imblearn.over_sampling, cp):
        encoder = OneHotEncoder(categories=names, handle_unknown="ignore")
        sampler = module.SMOTENC([1, 3], categorical_encoder=encoder, random_state=1, k_neighbors=4)
        tables.append(sampler.fit_resample(frame, y)[0])
    for column in frame:
        assert tables[1][column].tolist() == pytest.approx(tables[0][column].tolist())
