"""The metrics against imbalanced-learn's, on random targets."""

from __future__ import annotations

import inspect
import itertools
import warnings

import imblearn.metrics
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score

import counterpoise.metrics
from counterpoise import InvalidInputError
from shared.grids import in_turn

AVERAGES = [None, "binary", "micro", "macro", "weighted", "samples", "multiclass", "other"]
KINDS = {
    "two classes": np.array([0, 1]),
    "other numbers": np.array([2, 7]),
    "three classes": np.array([0, 1, 2]),
    "texts": np.array(["a", "b", "yes"]),
    "negative": np.array([-1, 1]),
}


class Failed(str):
    """How a call fails."""


def outcome(f, *args, **kwargs):
    """Return what a call gives, or how it fails, and of what it warns."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            found = f(*args, **kwargs)
        except (ValueError, AttributeError) as error:
            found = Failed(ValueError if isinstance(error, ValueError) else type(error))
    told = [(w.category.__name__, str(w.message).split(". Use")[0].rstrip(".")) for w in caught]
    return found, sorted(told)


def both(name):
    return getattr(imblearn.metrics, name), getattr(counterpoise.metrics, name)


def pairs(kind, n_pairs=6):
    """Yield true and predicted classes, short ones too, in which classes are absent."""
    rng = np.random.RandomState(len(kind))
    for n in (1, 2, 3, 5, 12, 40)[:n_pairs]:
        yield rng.choice(KINDS[kind], n), rng.choice(KINDS[kind], n)


def check_same(name, *args, **kwargs):
    theirs, ours = (outcome(f, *args, **kwargs) for f in both(name))
    if isinstance(theirs[0], Failed):
        assert isinstance(ours[0], Failed), (args, kwargs, ours, theirs)
        assert ours[0] == theirs[0]
        return
    assert ours[1] == theirs[1], (args, kwargs)
    found = ours[0] if isinstance(ours[0], tuple) else (ours[0],)
    expected = theirs[0] if isinstance(theirs[0], tuple) else (theirs[0],)
    for value, wanted in zip(found, expected, strict=True):
        if wanted is None:
            assert value is None
        else:
            np.testing.assert_allclose(value, wanted, atol=1e-12, err_msg=f"{args} {kwargs}")
            assert np.shape(value) == np.shape(wanted)


def test_names_parameters_and_defaults_are_the_oracle_s():
    assert counterpoise.metrics.__all__ == sorted(imblearn.metrics.__all__)
    for name in imblearn.metrics.__all__:
        theirs, ours = (inspect.signature(f).parameters for f in both(name))
        assert {n: (p.default, p.kind) for n, p in ours.items()} == {
            n: (p.default, p.kind) for n, p in theirs.items()
        }


@pytest.mark.parametrize(
    ("case", "kind"),
    in_turn(
        [
            (name, average)
            for name in counterpoise.metrics.__all__
            if name.startswith(("sens", "spec", "geometric"))
            for average in AVERAGES
        ],
        KINDS,
    ),
)
def test_values_warnings_and_refusals_are_the_oracle_s(case, kind):
    name, average = case
    classes = KINDS[kind]
    every = [None]
    if name in ("sensitivity_specificity_support", "geometric_mean_score"):
        every += [[*classes[:1]], [*classes[1:], *classes[:1]]]
    if classes.dtype.kind != "U":
        every.append([classes[0], 9])
    for (true, predicted), labels in itertools.product(pairs(kind), every):
        # Weights that add up to the number of rows, to the last bit: see below.
        weight = np.ones(len(true))
        weight[: len(true) // 2 * 2] += np.resize([0.5, -0.5], len(true) // 2 * 2)
        for sample_weight in (None, weight):
            check_same(
                name,
                true,
                predicted,
                labels=labels,
                average=average,
                pos_label=classes[1].item(),
                sample_weight=sample_weight,
            )
        check_same(name, true, predicted, average=average)


@pytest.mark.parametrize("correction", [0.0, 0.001, 1, 3.0])
def test_a_class_that_is_never_found_counts_as_the_correction(correction):
    for kind in KINDS:
        for true, predicted in pairs(kind):
            check_same("geometric_mean_score", true, predicted, correction=correction)


@pytest.mark.parametrize("alpha", [0.1, 0.5, -2.0])
@pytest.mark.parametrize("squared", [True, False])
def test_the_index_balanced_accuracy_of_a_metric_is_the_oracle_s(alpha, squared):
    for metrics, average in itertools.product(
        ["geometric_mean_score", f1_score, accuracy_score, roc_auc_score],
        [None, "macro", "micro", "weighted"],
    ):
        given = {"average": average} if metrics in ("geometric_mean_score", f1_score) else {}
        pair = both(metrics) if isinstance(metrics, str) else (metrics, metrics)
        makers = both("make_index_balanced_accuracy")
        scores = [m(alpha=alpha, squared=squared)(f) for m, f in zip(makers, pair, strict=True)]
        for true, predicted in pairs("two classes", 4):
            theirs, ours = (outcome(score, true, predicted, **given)[0] for score in scores)
            if isinstance(theirs, Failed):
                assert ours == theirs
            else:
                np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_the_report_is_the_oracle_s_letter_by_letter():
    theirs, ours = both("classification_report_imbalanced")
    for kind in ("two classes", "texts"):
        for true, predicted in pairs(kind, 4):
            weight = np.ones(len(true))
            for given in (
                {},
                {"digits": 4, "alpha": 0.5, "labels": [*KINDS[kind]][::-1]},
                {"sample_weight": weight, "target_names": ["x", "a rather long name", "zz"]},
                {"zero_division": 1},
            ):
                if isinstance(outcome(theirs, true, predicted, **given)[0], Failed):
                    continue
                found, expected = (f(true, predicted, **given) for f in (ours, theirs))
                assert found == expected
                found, expected = (
                    f(true, predicted, output_dict=True, **given) for f in (ours, theirs)
                )
                assert str(found) == str(expected)


def test_the_error_of_ordered_classes_is_the_oracle_s_where_all_classes_are_there():
    rng = np.random.RandomState(0)
    for _ in range(20):
        true = np.concatenate([np.arange(4), rng.randint(0, 4, 9)])
        predicted, weight = rng.randint(0, 4, 13), rng.rand(13)
        for given in ({}, {"sample_weight": weight}):
            check_same("macro_averaged_mean_absolute_error", true, predicted, **given)


def test_a_class_that_is_only_predicted_has_no_rows_to_be_wrong_about():
    score = counterpoise.metrics.macro_averaged_mean_absolute_error
    assert score([0, 1], [0, 3]) == 1.0
    with pytest.raises(InvalidInputError, match="number the classes"):
        score(["a", "b"], ["a", "a"])


def test_weighted_rows_give_a_specificity_from_0_to_1_unlike_the_oracle_s():
    true, predicted, weight = [0, 0, 1, 1, 2], [0, 1, 1, 0, 0], [1, 2, 3.5, 1, 1]
    theirs, ours = (
        f(true, predicted, average=None, sample_weight=weight) for f in both("specificity_score")
    )
    assert theirs.min() < 0
    # Rows that count twice are two rows.
    twice = np.repeat(np.arange(5), [2, 4, 7, 2, 2])
    same = counterpoise.metrics.specificity_score(
        np.array(true)[twice], np.array(predicted)[twice], average=None
    )
    np.testing.assert_allclose(ours, same)


@pytest.mark.parametrize(
    "column",
    [pd.Series, pl.Series, pa.array, tuple, lambda y: pd.Series(y, dtype="category")],
    ids=["pandas", "polars", "pyarrow", "tuple", "category"],
)
def test_any_container_of_targets_gives_the_same_values(column):
    true, predicted = ["no", "no", "yes", "yes"], ["no", "yes", "yes", "yes"]
    for name in ("geometric_mean_score", "classification_report_imbalanced"):
        f = getattr(counterpoise.metrics, name)
        assert f(column(true), column(predicted)) == f(true, predicted)


@pytest.mark.parametrize(
    ("true", "predicted", "told"),
    [
        ([], [], "empty input"),
        ([0, 1], [0], "inconsistent numbers of samples"),
        ([0.5, 1.2], [0, 1], "a mix of"),
        ([0, 1], ["a", "b"], "mix|type"),
        (np.eye(2), np.eye(2), "multilabel"),
    ],
)
def test_what_are_no_classes_is_refused(true, predicted, told):
    for name in ("geometric_mean_score", "sensitivity_specificity_support"):
        with pytest.raises(ValueError, match=told):
            getattr(counterpoise.metrics, name)(true, predicted)
