"""The same seed gives the rows of imbalanced-learn 0.14.2, in the same order."""

from __future__ import annotations

import inspect
from collections import Counter

import imblearn
import numpy as np
import pytest

import counterpoise
from shared.oracle import GRID, ORACLES, Shape, both, dense, name_of, run

SHAPES = {
    "two classes": Shape(300, 6, (0.85, 0.15)),
    "three classes": Shape(420, 6, (0.6, 0.25, 0.15)),
    "five columns of one tenth": Shape(500, 5, (0.9, 0.1)),
    "wide": Shape(160, 40, (0.75, 0.25)),
    "text labels": Shape(300, 6, (0.15, 0.85), labels=("fraud", "genuine")),
    "float32": Shape(300, 6, (0.85, 0.15), dtype="float32"),
    "csr": Shape(300, 8, (0.8, 0.2), container="csr"),
    "csc": Shape(300, 8, (0.5, 0.3, 0.2), container="csc"),
    "csr float32": Shape(300, 8, (0.8, 0.2), container="csr", dtype="float32"),
}
SEEDS = (0, 1, 2024)
INDEXES_BY_LABEL = {"NeighbourhoodCleaningRule", "InstanceHardnessThreshold"}
"""Methods of imbalanced-learn that take class labels for positions, which text is not."""


def test_the_oracle_is_the_version_whose_rows_are_promised():
    assert imblearn.__version__ == "0.14.2"
    assert {name for name, _ in GRID} == set(ORACLES) - {"SMOTENC", "SMOTEN"}


def cells():
    """Yield methods on tables, of which every run has SMOTE's and a method's on two tables.

    These are two classes, and one of the other tables in turn.
    """
    others = [told for told in SHAPES if told != "two classes"]
    for place, case in enumerate(GRID):
        for told, shape in SHAPES.items():
            kept = case == ("SMOTE", {}) or told in ("two classes", others[place % len(others)])
            marks = [] if kept else [pytest.mark.whole]
            yield pytest.param(case, shape, id=f"{name_of(case)}-{told}", marks=marks)


@pytest.mark.parametrize(("case", "shape"), cells())
def test_the_same_seed_gives_the_same_rows(case, shape):
    name, parameters = case
    for seed in SEEDS:
        X, y = shape.make(seed)
        for stateful in (False, True):
            oracle, ours = both(name, parameters, seed, stateful=stateful)
            expected, found = run(oracle, X, y), run(ours, X, y)
            assert not isinstance(found, Exception), found
            if isinstance(expected, Exception):
                # What the oracle fails at must be its known defect, and ours give the rows that it
                # gives for the same table in a form that it masters.
                assert is_defect(name, parameters, shape), expected
                oracle, _ = both(name, parameters, seed, stateful=stateful)
                expected = run_in_plain_form(oracle, X, y)
                assert type(found[0]) is type(X)
                found = dense(found[0]), found[1]
                assert_same_rows(expected, found, dense(X))
            else:
                assert not is_defect(name, parameters, shape)
                assert_same_rows(expected, found, X)


def run_in_plain_form(oracle, X, y):
    """Return the rows that a sampler gives where the table is dense and its classes are numbers."""
    labels, codes = np.unique(y, return_inverse=True)
    X_expected, y_expected = oracle.fit_resample(dense(X), codes)
    return X_expected, labels[y_expected]


def is_defect(name, parameters, shape):
    """Return whether imbalanced-learn 0.14.2 is known to fail there, with errors of its own."""
    sparse_halves = shape.container != "dense" and parameters.get("kind") == "borderline-2"
    votes = parameters.get("kind_sel") == "mode" or name in INDEXES_BY_LABEL
    return sparse_halves or (votes and bool(shape.labels))


def assert_same_rows(expected, found, X):
    (X_expected, y_expected), (X_found, y_found) = expected, found
    single = X.dtype == np.float32
    assert X_found.dtype == X.dtype
    assert type(X_found) is type(X)
    np.testing.assert_array_equal(y_found, y_expected)
    np.testing.assert_allclose(
        dense(X_found),
        dense(X_expected),
        rtol=1e-5 if single else 1e-10,
        atol=1e-5 if single else 1e-12,
    )


@pytest.mark.parametrize("case", GRID, ids=name_of)
def test_where_every_row_is_a_row_of_the_input_the_same_rows_are_named(case):
    name, parameters = case
    X, y = SHAPES["three classes"].make(3)
    oracle, ours = both(name, parameters, 3)
    if isinstance(run(oracle, X, y), Exception):
        pytest.fail("the grid must run here")
    run(ours, X, y)
    assert hasattr(oracle, "sample_indices_") == hasattr(ours, "sample_indices_")
    if hasattr(oracle, "sample_indices_"):
        np.testing.assert_array_equal(ours.sample_indices_, oracle.sample_indices_)


@pytest.mark.parametrize("case", GRID, ids=name_of)
def test_fitted_attributes_have_the_oracle_s_names(case):
    name, parameters = case
    X, y = SHAPES["two classes"].make(5)
    oracle, ours = both(name, parameters, 5)
    run(oracle, X, y)
    run(ours, X, y)
    names = {name for name in vars(oracle) if name.endswith("_") and not name.startswith("_")}
    assert "sampling_strategy_" in names
    assert [name for name in names if not hasattr(ours, name)] == []


@pytest.mark.parametrize("name", sorted(ORACLES))
def test_parameters_and_defaults_are_the_oracle_s(name):
    expected = inspect.signature(ORACLES[name]).parameters
    found = inspect.signature(getattr(counterpoise, name)).parameters
    for parameter, spec in expected.items():
        assert found[parameter].default == spec.default
        assert found[parameter].kind == spec.kind
    own = {"scale", "n_jobs", "rng", "categorical_features", "space"}
    own |= {"svm_rows"} if name == "SVMSMOTE" else set()
    assert set(found) - set(expected) <= own


STRATEGIES = {
    "ratio": lambda y: 0.6,
    "dict": lambda y: {label: n + 40 for label, n in Counter(y.tolist()).items() if label},
    "callable": lambda y: lambda target: {1: int((target == 1).sum()) + 17},
    "not minority": lambda y: "not minority",
}


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
@pytest.mark.parametrize("name", ["SMOTE", "BorderlineSMOTE", "ADASYN", "RandomOverSampler"])
def test_every_form_of_sampling_strategy_asks_for_the_oracle_s_counts(name, strategy):
    X, y = SHAPES["two classes"].make(1)
    oracle, ours = both(name, {"sampling_strategy": strategy(y)}, 1)
    expected, found = run(oracle, X, y), run(ours, X, y)
    assert oracle.sampling_strategy_ == ours.sampling_strategy_
    assert_same_rows(expected, found, X)


@pytest.mark.parametrize(
    "strategy",
    [0.5, {0: 60, 1: 40}, lambda y: {0: 99}, "all", "majority", "not majority"],
    ids=["ratio", "dict", "callable", "all", "majority", "not majority"],
)
def test_every_form_of_sampling_strategy_keeps_the_oracle_s_rows(strategy):
    X, y = SHAPES["two classes"].make(1)
    oracle, ours = both("RandomUnderSampler", {"sampling_strategy": strategy}, 1)
    expected, found = run(oracle, X, y), run(ours, X, y)
    assert oracle.sampling_strategy_ == ours.sampling_strategy_
    assert_same_rows(expected, found, X)


@pytest.mark.parametrize("name", ["SMOTEENN", "SMOTETomek"])
def test_parts_given_to_a_combination_are_used_with_their_own_parameters(name):
    X, y = SHAPES["two classes"].make(1)
    part = "enn" if name == "SMOTEENN" else "tomek"
    cleaner = "EditedNearestNeighbours" if part == "enn" else "TomekLinks"
    pair = []
    for smote, cleaning, combination in (
        (ORACLES["SMOTE"], ORACLES[cleaner], ORACLES[name]),
        (counterpoise.SMOTE, getattr(counterpoise, cleaner), getattr(counterpoise, name)),
    ):
        parts = {"smote": smote(k_neighbors=3, random_state=11), part: cleaning()}
        pair.append(combination(random_state=1, **parts))
    assert_same_rows(run(pair[0], X, y), run(pair[1], X, y), X)


def test_what_the_docs_say_about_the_papers_is_so():
    X, y = Shape(300, 10, (0.9, 0.05, 0.05)).make(0)
    sizes = np.bincount(y)
    y[np.flatnonzero(y == int(np.argmax(sizes[1:])) + 1)[: abs(sizes[1] - sizes[2])]] = 0
    n_new = int((y == 0).sum() - (y == 1).sum())

    def gaps(**options):
        sampler = counterpoise.SMOTE(**options)
        sampler.fit_resample(X, y)
        return sampler.lineage_.gaps.reshape(2, n_new)

    # Classes of one size share their gaps, unless the stream of random numbers goes on.
    assert np.array_equal(*gaps(random_state=0))
    assert not np.isin(*gaps(random_state=np.random.RandomState(0))).any()
    assert not np.isin(*gaps(random_state=0, rng="counter")).any()
    # ROSE's noise is as wide as the whole table's number of rows says, not the class's.
    rose = counterpoise.RandomOverSampler(shrinkage=1.0, random_state=0)
    rose.fit_resample(X, y)
    width = (4 / ((10 + 2) * len(X))) ** (1 / (10 + 4)) * X[y == 1].std(axis=0)
    noise = rose.lineage_.offsets[rose.lineage_.klass == 1]
    np.testing.assert_allclose(noise.std(axis=0), width, rtol=0.2)
    assert ((12 / 4 * (y == 1).sum()) ** (-1 / 14) * X[y == 1].std(axis=0) > 1.2 * width).all()
