"""Every parameter of every public function, given what it does not take: one clear error."""

from __future__ import annotations

import inspect
import re
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.utils._param_validation import InvalidParameterError

import counterpoise as cp
from counterpoise.comparison.metrics import METRICS, find_metric
from counterpoise.methods.finding import find_method
from counterpoise.methods.registry import METHODS
from counterpoise.models.prior_corrected import correct_prior, estimate_prior
from counterpoise.models.resampled import ResampledClassifier
from counterpoise.neighbors import (
    MixedMetric,
    NeighborIndex,
    ValueDifferenceMetric,
    nearest_in_batches,
)
from counterpoise.parameters.checks import checked_seconds, suggestion
from counterpoise.stages import MutualNeighbours

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 3))
Y = np.repeat([0, 1], [27, 13])
TABLE = pd.DataFrame(X, columns=list("abc")).assign(y=Y)

WRONG = {
    "None": None,
    "text": "some text",
    "bool": True,
    "nan": float("nan"),
    "infinity": float("inf"),
    "negative": -1,
    "list": [1, "a"],
    "dict": {"a": 1},
    "function": print,
    "table": pd.DataFrame({"a": [1, 2]}),
}


def fitted(kind):
    def call(X, y, **parameters):
        return kind(**parameters).fit(X, y).predict_proba(X)

    return call


def asked(X, codes, queries, n_neighbors, return_distance, exclude, **parameters):
    index = NeighborIndex(**parameters).fit(X, codes=codes)
    return index.kneighbors(queries, n_neighbors, return_distance, exclude=exclude)


def within(X, queries, radius, return_distance, sort_results, exclude):
    index = NeighborIndex().fit(X)
    return index.radius_neighbors(queries, radius, return_distance, sort_results, exclude=exclude)


def graph(queries, n_neighbors, radius, mode, sort_results):
    index = NeighborIndex().fit(X)
    index.radius_neighbors_graph(queries, radius, mode, sort_results)
    return index.kneighbors_graph(queries, n_neighbors, mode)


def resampled(kind):
    def call(X, y, **parameters):
        return kind(**parameters).fit_resample(X, y)

    return call


OVER = cp.RandomOverSampler(random_state=0)
QUICK = {
    "models": "naive-bayes",
    "methods": ["random"],
    "baselines": ["nothing"],
    "folds": 2,
    "n_repeats": 1,
    "inner_folds": 2,
    "trials": 1,
}
FUNCTIONS = {
    "balance": (cp.balance, {"table": TABLE, "target": "y", "seed": 0}),
    "diagnose": (cp.diagnose, {"X": X, "y": Y}),
    "PriorCorrectedClassifier": (
        fitted(cp.PriorCorrectedClassifier),
        {
            "X": X,
            "y": Y,
            "estimator": GaussianNB(),
            "resampler": OVER,
            "calibration": "sigmoid",
            "deployment_prior": None,
            "cv": 2,
        },
    ),
    "DecisionRule": (
        fitted(cp.DecisionRule),
        {
            "X": X,
            "y": Y,
            "estimator": GaussianNB(),
            "costs": None,
            "capacity": 0.5,
            "precision": None,
            "recall": None,
            "positive": None,
            "deployment_prior": None,
            "cv": 2,
            "n_bootstraps": 2,
            "random_state": 0,
        },
    ),
    "ResampledClassifier": (
        fitted(ResampledClassifier),
        {"X": X, "y": Y, "estimator": GaussianNB(), "resampler": OVER},
    ),
    "correct_prior": (
        correct_prior,
        {"probabilities": [[0.5, 0.5]], "trained": [0.5, 0.5], "deployed": [0.5, 0.5]},
    ),
    "estimate_prior": (
        estimate_prior,
        {"probabilities": [[0.5, 0.5]], "trained": [0.5, 0.5], "tolerance": 1e-8, "max_iter": 9},
    ),
    "kneighbors": (
        asked,
        {
            "X": X,
            "codes": None,
            "queries": X,
            "n_neighbors": 2,
            "return_distance": True,
            "exclude": None,
            "metric": "euclidean",
            "neighbors": "exact",
            "n_jobs": None,
        },
    ),
    "radius_neighbors": (
        within,
        {
            "X": X,
            "queries": X,
            "radius": 1.0,
            "return_distance": True,
            "sort_results": False,
            "exclude": None,
        },
    ),
    "graphs": (
        graph,
        {"queries": X, "n_neighbors": 2, "radius": 1.0, "mode": "distance", "sort_results": True},
    ),
    "nearest_in_batches": (
        nearest_in_batches,
        {
            "batches": [X],
            "X": X,
            "n_neighbors": 2,
            "codes": None,
            "exclude": None,
            "metric": "euclidean",
            "n_jobs": None,
        },
    ),
    "MixedMetric": (MixedMetric, {"cost": 1.0}),
    "ValueDifferenceMetric": (ValueDifferenceMetric, {"distributions": [np.eye(2)]}),
}
# What these do once all is checked takes seconds, and is left out here.
SLOW = {
    "compare": (
        cp.compare,
        {"X": X, "y": Y, **QUICK},
        "counterpoise.comparison.running.Run.run",
    ),
    "quality": (
        cp.quality,
        {"X": X, "y": Y, "sampler": OVER},
        "counterpoise.plausibility.judge._judged",
    ),
}


SAMPLERS = {
    "SMOTE": {},
    "SMOTENC": {"categorical_features": [2]},
    "KMeansSMOTE": {"kmeans_estimator": 2, "cluster_balance_threshold": 0.0},
    "SVMSMOTE": {},
    "BorderlineSMOTE": {},
    "ADASYN": {},
    "RandomOverSampler": {},
    "SMOTEENN": {},
    "SMOTETomek": {},
    "RandomUnderSampler": {},
    "TomekLinks": {},
    "EditedNearestNeighbours": {},
    "AllKNN": {},
    "NeighbourhoodCleaningRule": {},
    "Cleaner": {"cleaning": MutualNeighbours()},
}


def refusals(function, usual, names):
    """Return what was raised that is no clear error, by parameter and what it was given."""
    found = {}
    for name in names:
        for kind, value in WRONG.items():
            try:
                function(**{**usual, name: value})
            except (cp.InvalidInputError, InvalidParameterError):
                pass
            except Exception as error:
                found[name, kind] = f"{type(error).__name__}: {error}"
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("function", "usual"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_what_cannot_be_used_is_one_clear_error(function, usual):
    names = usual if function.__module__ == __name__ else inspect.signature(function).parameters
    assert refusals(function, usual, names) == {}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", SAMPLERS)
def test_what_a_sampler_cannot_use_is_one_clear_error(name):
    kind = getattr(cp, name)
    table = np.column_stack([X[:, :2], RNG.integers(0, 3, len(X))])
    names = ["X", "y", *inspect.signature(kind).parameters]
    found = refusals(resampled(kind), {"X": table, "y": Y, **SAMPLERS[name]}, names)
    # A function may do what it likes; `print` and its like are the caller's own.
    assert {key: said for key, said in found.items() if key[1] != "function"} == {}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("function", "usual", "work"), SLOW.values(), ids=SLOW)
def test_what_cannot_be_used_is_refused_before_the_work(function, usual, work, monkeypatch):
    monkeypatch.setattr(work, lambda *given, **named: None)
    assert refusals(function, usual, inspect.signature(function).parameters) == {}


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("ratio", "0.5"),
        ("ratio", None),
        ("ratio", float("nan")),
        ("k", "5"),
        ("seed", "1"),
        ("svm_rows", 2.5),
        ("scale", ["standard"]),
        ("mark", 3),
        ("categorical", 2.5),
        ("return_summary", "yes"),
    ],
)
def test_a_wrong_parameter_of_balance_is_named_with_its_value(parameter, value):
    method = "svm" if parameter == "svm_rows" else "smote"
    with pytest.raises(cp.InvalidInputError) as caught:
        cp.balance(TABLE, "y", method=method, **{parameter: value})
    assert str(caught.value).startswith(f"{parameter}={value!r} ")


@pytest.mark.parametrize(
    ("call", "near"),
    [
        (lambda: cp.balance(TABLE, "y", method="smot"), "smote"),
        (lambda: cp.balance(TABLE, "y", method="smotencc"), "smotenc"),
        (lambda: cp.balance(TABLE, "y", method="boderline"), "borderline"),
        (lambda: cp.balance(TABLE, "y", method="smotekmean"), "kmeans"),
        (lambda: cp.balance(TABLE, "y", scale="standrad"), "standard"),
        (lambda: cp.balance(TABLE, "y", rng="nunpy"), "numpy"),
        (lambda: cp.balance(TABLE, "y", method="smoteenn", clean="growin"), "growing"),
        (lambda: cp.diagnose(X, Y, scale="robus"), "robust"),
        (lambda: cp.quality(X, Y, OVER, scale="robus"), "robust"),
        (lambda: cp.compare(X, Y, metric="average_precison"), "average_precision"),
        (lambda: cp.compare(X, Y, methods=["smot"]), "smote"),
        (lambda: cp.compare(X, Y, baselines=["class-weight"]), "class-weights"),
        (lambda: cp.compare(X, Y, models=["logistics"]), "logistic"),
        (lambda: NeighborIndex(neighbors="exakt").fit(X), "exact"),
        (lambda: NeighborIndex().fit(X).kneighbors_graph(X, mode="distances"), "distance"),
        (
            lambda: cp.PriorCorrectedClassifier(GaussianNB(), OVER, calibration="isotone").fit(
                X, Y
            ),
            "isotonic",
        ),
    ],
)
def test_a_name_that_is_nearly_right_is_recognised(call, near):
    with pytest.raises(cp.InvalidInputError, match=re.escape(f"(did you mean '{near}'?)")):
        call()


def test_nothing_is_suggested_where_nothing_is_near():
    assert suggestion("xgboost", METHODS) == ""
    assert suggestion(5, METHODS) == ""


def test_all_names_find_themselves():
    assert [find_method(name).name for name in METHODS] == list(METHODS)
    assert [find_metric(name).name for name in METRICS] == list(METRICS)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [(90, 90), (1.5, 1.5), ("90", 90), ("90s", 90), ("1m", 60), (" 1.5 H ", 5400), ("2h", 7200)],
)
def test_a_budget_is_seconds_or_a_text(given, seconds):
    assert checked_seconds("budget", given) == seconds


def test_a_comparison_takes_a_budget_in_words():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = cp.compare(X, Y, **QUICK, budget="2m")
    assert found.budget["seconds"] == 120
    for wrong in ("2 weeks", "m", "-1m", 0, True, [90]):
        with pytest.raises(cp.InvalidInputError, match=r"budget=.*is no duration"):
            cp.compare(X, Y, **QUICK, budget=wrong)


def test_swapped_parts_are_told_apart():
    model = LogisticRegression()
    for kind in (cp.PriorCorrectedClassifier, ResampledClassifier):
        with pytest.raises(cp.InvalidInputError, match="swap the two"):
            kind(resampler=model, estimator=OVER).fit(X, Y)
        with pytest.raises(cp.InvalidInputError, match=r"resampler=None cannot be used.*SMOTE"):
            kind(resampler=None, estimator=model).fit(X, Y)
        with pytest.raises(cp.InvalidInputError, match=r"not its class: write SMOTE\(\)"):
            kind(resampler=cp.SMOTE, estimator=model).fit(X, Y)
        with pytest.raises(cp.InvalidInputError, match=r"write LogisticRegression\(\)"):
            kind(resampler=OVER, estimator=LogisticRegression).fit(X, Y)


def test_balance_advises_only_what_it_has():
    with pytest.raises(cp.InvalidInputError) as caught:
        cp.balance(TABLE, "y", method="kmeans", k=12)
    said = str(caught.value)
    assert "use method='smote'" in said
    assert "balance has no kmeans_estimator" in said
    assert "counterpoise.KMeansSMOTE" in said
    with pytest.raises(cp.InvalidInputError, match="k=20 needs at least 21: lower k to 12"):
        cp.balance(TABLE, "y", method="adasyn", k=20)
