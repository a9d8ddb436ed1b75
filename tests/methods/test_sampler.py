"""scikit-learn's and imbalanced-learn's contract for samplers."""

from __future__ import annotations

import html
import inspect
import pickle

import numpy as np
import pandas as pd
import pytest
from imblearn.pipeline import Pipeline, make_pipeline
from imblearn.utils.estimator_checks import parametrize_with_checks
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, make_classification
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_validate
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler
from sklearn.utils import estimator_html_repr

import counterpoise as cp
from counterpoise import stages
from counterpoise.stages import EditedNeighbours

# What this file claims holds for whichever number of rows a method makes.
pytestmark = pytest.mark.filterwarnings(
    "ignore:class .* asked for:counterpoise.errors.SamplingWarning"
)

SAMPLERS = [
    cp.SMOTE(random_state=0),
    cp.BorderlineSMOTE(random_state=0),
    cp.BorderlineSMOTE(random_state=0, kind="borderline-2"),
    cp.SVMSMOTE(random_state=0),
    cp.KMeansSMOTE(random_state=0, cluster_balance_threshold=0.1),
    cp.ADASYN(random_state=0),
    cp.SMOTENC([0], random_state=0),
    cp.SMOTEN(random_state=0),
    cp.RandomOverSampler(random_state=0),
    cp.RandomOverSampler(random_state=0, shrinkage=1.0),
    cp.EditedNearestNeighbours(),
    cp.RepeatedEditedNearestNeighbours(),
    cp.AllKNN(),
    cp.NeighbourhoodCleaningRule(),
    cp.TomekLinks(),
    cp.RandomUnderSampler(random_state=0),
    cp.SMOTEENN(random_state=0),
    cp.SMOTETomek(random_state=0),
    cp.Oversampler(cp.Recipe(), random_state=0),
    cp.Cleaner(EditedNeighbours()),
]
everyone = pytest.mark.parametrize("sampler", SAMPLERS, ids=repr)

# These checks give a table of one column, and SMOTE-NC needs a number and a category.
NEEDS_TWO_COLUMNS = {"check_samplers_string", "check_samplers_nan"}


@parametrize_with_checks(SAMPLERS)
def test_the_sampler_passes_imbalanced_learn_s_own_checks(estimator, check):
    name = getattr(check, "func", check).__name__
    if isinstance(estimator, cp.SMOTENC) and name in NEEDS_TWO_COLUMNS:
        with pytest.raises(cp.InvalidInputError, match="use SMOTEN"):
            check(estimator)
        return
    check(estimator)


@pytest.fixture(scope="module")
def data():
    return make_classification(
        300, 6, n_informative=4, weights=[0.8], class_sep=0.6, random_state=0
    )


@everyone
def test_a_clone_has_equal_parameters_and_gives_equal_rows(sampler, data):
    copy = clone(sampler)
    assert {k: repr(v) for k, v in copy.get_params().items()} == {
        k: repr(v) for k, v in sampler.get_params().items()
    }
    for first, second in zip(sampler.fit_resample(*data), copy.fit_resample(*data), strict=True):
        np.testing.assert_array_equal(first, second)


@everyone
def test_a_fitted_sampler_survives_pickling(sampler, data):
    fitted = clone(sampler)
    expected = fitted.fit_resample(*data)[0]
    restored = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(restored.is_synthetic_, fitted.is_synthetic_)
    assert len(restored.provenance_) == restored.is_synthetic_.sum()
    np.testing.assert_array_equal(restored.fit_resample(*data)[0], expected)


@everyone
def test_a_sampler_shows_itself_in_a_notebook_as_the_code_that_makes_it(sampler):
    given = clone(sampler)
    for name in {"sampling_strategy", "n_jobs"} & set(given.get_params()):
        given.set_params(**{name: {"sampling_strategy": "all", "n_jobs": 2}[name]})
    shown = repr(given)
    again = eval(shown, {**vars(cp), **vars(stages)})
    assert type(again) is type(sampler)
    assert {k: repr(v) for k, v in again.get_params().items()} == {
        k: repr(v) for k, v in given.get_params().items()
    }
    assert html.escape(shown) in estimator_html_repr(given)


@everyone
def test_fit_sets_only_names_that_end_in_an_underscore(sampler, data):
    fitted = clone(sampler).fit(*data)
    public = {name for name in vars(fitted) if not name.startswith("_")}
    assert {name for name in public if not name.endswith("_")} == set(fitted.get_params(deep=False))


@everyone
def test_type_checkers_know_every_attribute_that_stages_find_out(sampler):
    told = {name for kind in type(sampler).__mro__ for name in inspect.get_annotations(kind)}
    assert set(sampler._found) <= told


@everyone
def test_fit_keeps_the_names_of_the_columns(sampler, data):
    X, y = data
    table = pd.DataFrame(X, columns=[f"column {j}" for j in range(X.shape[1])])
    fitted = clone(sampler)
    fitted.fit_resample(table, y)
    assert fitted.feature_names_in_.tolist() == list(table.columns)
    assert fitted.get_feature_names_out().tolist() == list(table.columns)
    fitted.fit_resample(X, y)
    assert not hasattr(fitted, "feature_names_in_")


@everyone
def test_an_unknown_parameter_is_refused(sampler):
    with pytest.raises(ValueError, match="Invalid parameter"):
        clone(sampler).set_params(neighbours=3)


@everyone
def test_a_sampler_that_has_not_run_has_no_provenance(sampler):
    with pytest.raises(NotFittedError, match="call fit_resample first"):
        clone(sampler).provenance_  # noqa: B018


@everyone
def test_a_pipeline_resamples_its_training_folds_only(sampler, data):
    X, y = data
    if isinstance(sampler, cp.SMOTENC | cp.SMOTEN):
        X = X.round()
    pipeline = make_pipeline(StandardScaler(), sampler, LogisticRegression())
    scores = cross_validate(pipeline, X, y, scoring="average_precision", error_score="raise")
    assert np.isfinite(scores["test_score"]).all()
    assert len(pipeline.fit(X, y).predict(X)) == len(X)


def test_a_grid_search_finds_parameters_of_a_sampler_and_of_a_recipe(data):
    pipeline = Pipeline([("balance", cp.SMOTE(random_state=0)), ("model", LogisticRegression())])
    search = GridSearchCV(
        pipeline, {"balance__k_neighbors": [3, 5], "balance__sampling_strategy": [0.5, 1.0]}, cv=3
    ).fit(*data)
    assert set(search.best_params_) == {"balance__k_neighbors", "balance__sampling_strategy"}

    recipe = cp.Recipe(cleaning=EditedNeighbours(sampling_strategy="all"))
    pipeline = make_pipeline(cp.Oversampler(recipe, random_state=0), LogisticRegression())
    search = GridSearchCV(
        pipeline, {"oversampler__recipe__cleaning__n_neighbors": [1, 3]}, cv=3
    ).fit(*data)
    sizes = [
        len(clone(pipeline[0]).set_params(recipe__cleaning__n_neighbors=k).fit_resample(*data)[0])
        for k in (1, 3)
    ]
    assert sizes[0] != sizes[1]


FINDERS = [NearestNeighbors(n_neighbors=4), cp.NeighborIndex(4)]


@pytest.mark.parametrize("finder", FINDERS, ids=repr)
@pytest.mark.parametrize(
    ("cls", "parameter"),
    [
        (cp.SMOTE, "k_neighbors"),
        (cp.BorderlineSMOTE, "k_neighbors"),
        (cp.BorderlineSMOTE, "m_neighbors"),
        (cp.ADASYN, "n_neighbors"),
        (cp.EditedNearestNeighbours, "n_neighbors"),
    ],
)
def test_any_object_with_kneighbors_may_find_the_neighbours(cls, parameter, finder, data):
    given, own = cls(**{parameter: finder}), cls(**{parameter: 3})
    for sampler in (given, own):
        if "random_state" in sampler.get_params():
            sampler.set_params(random_state=0)
    expected, found = own.fit_resample(*data), given.fit_resample(*data)
    np.testing.assert_allclose(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])


def test_a_finder_for_categories_takes_a_matrix_of_distances():
    generator = np.random.default_rng(0)
    y = np.repeat([0, 1], [60, 8])
    # Columns of many values: no two distances are equal.
    X = np.column_stack([generator.integers(0, n, 68) for n in (40, 25, 9)])
    expected = cp.SMOTEN(k_neighbors=3, random_state=0).fit_resample(X, y)
    found = cp.SMOTEN(k_neighbors=FINDERS[0], random_state=0).fit_resample(X, y)
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])
    with pytest.raises(cp.InvalidInputError, match="metric='precomputed' is not known"):
        cp.SMOTEN(k_neighbors=FINDERS[1]).fit_resample(X, y)


def test_our_index_drops_into_imbalanced_learn(data):
    import imblearn.over_sampling

    expected = imblearn.over_sampling.SMOTE(random_state=0).fit_resample(*data)[0]
    found = imblearn.over_sampling.SMOTE(
        random_state=0, k_neighbors=cp.NeighborIndex(6)
    ).fit_resample(*data)[0]
    np.testing.assert_allclose(found, expected)


def test_a_swap_of_the_import_changes_nothing_in_a_real_pipeline():
    import imblearn.over_sampling

    X, y = load_breast_cancer(return_X_y=True)
    kept = np.sort(np.r_[np.flatnonzero(y == 1), np.flatnonzero(y == 0)[:60]])
    X, y = X[kept], y[kept]
    results = []
    for SMOTE in (imblearn.over_sampling.SMOTE, cp.SMOTE):
        pipeline = make_pipeline(
            StandardScaler(), SMOTE(random_state=0), LogisticRegression(max_iter=1000)
        )
        results.append(
            cross_validate(pipeline, X, y, cv=4, scoring=["balanced_accuracy", "average_precision"])
        )
    for score in ("test_balanced_accuracy", "test_average_precision"):
        np.testing.assert_allclose(results[0][score], results[1][score], rtol=1e-9)
