"""scikit-learn's and imbalanced-learn's checks of estimators, on every method of the registry.

`make test` runs those whose names a checksum picks; `pytest --whole` (or `make test-all`) runs all.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any
from unittest import SkipTest
from zlib import crc32

import pytest
from imblearn.utils.estimator_checks import estimator_checks_generator as imbalanced_learn_s
from sklearn.utils.estimator_checks import estimator_checks_generator as scikit_learn_s

from counterpoise.methods.registry import METHODS

PARTS = 7
SLOW = {"eus", "gasmote", "iht", "isomap-hybrid", "mot2ld", "smote-ipf", "smotewb", "supervised"}
"""Methods whose checks take 5 seconds or more, some of them a minute."""

NEEDS_A_NUMBER = "the table has one column, which is a category, and the method needs a number too"
ONE_CLUSTER = "the check asks for one cluster, and clusterings of one do not differ"
ALL_NOISE = "the target is random, and trees take all rows of a class for noise"
REFUSES: dict[str, dict[str, str]] = {
    "smotenc": {
        "check_fit2d_1feature": NEEDS_A_NUMBER,
        "check_samplers_string": NEEDS_A_NUMBER,
        "check_samplers_nan": NEEDS_A_NUMBER,
    },
    "kmeans": {"check_samplers_nan": "no cluster has a large enough share of the class"},
    "ce-smote": {
        "check_dont_overwrite_parameters": ONE_CLUSTER,
        "check_methods_subset_invariance": ONE_CLUSTER,
        "check_fit2d_1sample": ONE_CLUSTER,
        "check_fit2d_1feature": ONE_CLUSTER,
        "check_fit2d_predict1d": ONE_CLUSTER,
    },
    "discreet": {"check_samplers_fit": "the class has ten rows, as many as neighbours by default"},
    "mdo": {"check_samplers_fit": "no row has enough neighbours of its class"},
    "soi-cj": {"check_samplers_fit": "each row of the class is nearer to another class"},
    "somo": {"check_samplers_nan": "no node of the map belongs to the class"},
    "smote-ipf": {
        "check_samplers_fit": ALL_NOISE,
        "check_samplers_nan": ALL_NOISE,
        "check_sampler_get_feature_names_out": ALL_NOISE,
        "check_sampler_get_feature_names_out_pandas": ALL_NOISE,
    },
}
"""Which checks a method refuses, in an error that says what to do, and why."""


def cases(whole: bool) -> list[str]:
    """Return the methods of one part, or all others."""
    left_out = {name for name in METHODS if name in SLOW or crc32(name.encode()) % PARTS}
    return [name for name in METHODS if (name in left_out) == whole]


def checks_of(name: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield the name of each check, the sampler, and the check."""
    told = METHODS[name]
    given: dict[str, Any] = {"random_state": 0, "n_jobs": 1}
    if told.columns == "mixed":
        given["categorical_features"] = [0]
    if name == "cluster-centroids":  # by default it keeps rows of sparse tables, middles of others
        given["voting"] = "soft"
    sampler = told.make(**{name: value for name, value in given.items() if name in told.parameters})
    for library in (scikit_learn_s, imbalanced_learn_s):
        for estimator, check in library(sampler):
            yield getattr(check, "func", check).__name__, estimator, check


def check_method(name: str) -> None:
    failed: dict[str, str] = {}
    n_passed = 0
    for check_name, estimator, check in checks_of(name):
        try:
            check(estimator)
            n_passed += 1
        except SkipTest:
            pass
        except Exception as error:
            failed[check_name] = f"{type(error).__name__}: {error}"
    assert failed.keys() == REFUSES.get(name, {}).keys(), failed
    assert n_passed > 40


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Let methods warn of tables that are as small as those of the checks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("name", cases(whole=False))
def test_a_method_passes_the_checks_of_estimators_or_refuses_for_a_reason_of_its_own(name):
    check_method(name)


@pytest.mark.whole
@pytest.mark.parametrize("name", cases(whole=True))
def test_every_other_method_does_as_well(name):
    check_method(name)
