"""imbalanced-learn's own tests, with our classes and functions in the place of its own.

Each of its test modules that tests something we have is imported, every name in it that is ours too
is replaced, and its tests are run as if they were written here.
"""

from __future__ import annotations

import importlib
import types
from typing import Any

import pytest

import counterpoise
import counterpoise.datasets
import counterpoise.metrics
import counterpoise.model_selection

SELECTION = "under_sampling._prototype_selection.tests"
MODULES = [
    "combine.tests.test_smote_enn",
    "combine.tests.test_smote_tomek",
    "datasets.tests.test_imbalance",
    "metrics.tests.test_classification",
    "model_selection.tests.test_split",
    "over_sampling._smote.tests.test_borderline_smote",
    "over_sampling._smote.tests.test_kmeans_smote",
    "over_sampling._smote.tests.test_smote",
    "over_sampling._smote.tests.test_smote_nc",
    "over_sampling._smote.tests.test_smoten",
    "over_sampling._smote.tests.test_svm_smote",
    "over_sampling.tests.test_adasyn",
    "over_sampling.tests.test_common",
    "over_sampling.tests.test_random_over_sampler",
    "under_sampling._prototype_generation.tests.test_cluster_centroids",
    f"{SELECTION}.test_allknn",
    f"{SELECTION}.test_condensed_nearest_neighbour",
    f"{SELECTION}.test_edited_nearest_neighbours",
    f"{SELECTION}.test_instance_hardness_threshold",
    f"{SELECTION}.test_nearmiss",
    f"{SELECTION}.test_neighbourhood_cleaning_rule",
    f"{SELECTION}.test_one_sided_selection",
    f"{SELECTION}.test_random_under_sampler",
    f"{SELECTION}.test_repeated_edited_nearest_neighbours",
    f"{SELECTION}.test_tomek_links",
]

WORDS = "the same exception, which says also what was found and what to do"
DIFFERENT = {
    "smote_enn::test_parallelisation": "it looks into private methods",
    "smote_tomek::test_parallelisation": "it looks into private methods",
    "imbalance::test_make_imbalance_error[sampling_strategy0-in": WORDS,
    "imbalance::test_make_imbalance_error[sampling_strategy1-should": WORDS,
    "classification::test_geometric_mean_sample_weight[y_true2": "theirs counts all rows by number "
    "and those of a class by weight; ours counts all by weight",
    "smote_nc::test_smotenc_error": WORDS,
    "smote_nc::test_smotenc_check_target_type": WORDS,
    "smote_nc::test_smotenc_categorical_encoder_dropped_columns": "ours needs no column that an "
    "encoder may drop, and so refuses no encoder that drops one",
    "smote_nc::test_smote_nc_categorical_features_auto_error": "a table with two faults, of which "
    "ours tells the other one",
    "smoten::test_smoten_sparse_input": "ours keeps the format of a sparse table, and so has "
    "nothing to warn of",
    "svm_smote::test_svm_smote_not_svm": WORDS,
    "svm_smote::test_svm_smote_all_noise": WORDS,
    "random_over_sampler::test_random_over_sampling_heterogeneous_data_smoothed": WORDS,
    "random_over_sampler::test_random_over_sampler_shrinkage_error[shrinkage0": WORDS,
    "random_over_sampler::test_random_over_sampler_shrinkage_error[shrinkage1": WORDS,
}
"""How the names of tests begin that fail on purpose, and why."""

# They ask for a warning where one is due, and let others pass.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(autouse=True)
def differs(request):
    if request.cls is not None:
        name = f"{request.cls.__name__.removeprefix('Test_')}::{request.node.name}"
        for told, why in DIFFERENT.items():
            if name.startswith(told):
                request.applymarker(pytest.mark.xfail(reason=why, strict=True))


def test_what_differs_is_among_their_tests():
    named = {told.partition("[")[0] for told in DIFFERENT}
    there = [f"{made.__name__.removeprefix('Test_')}::{n}" for made in THEIRS for n in vars(made)]
    assert {told for told in named if not any(n.startswith(told) for n in there)} == set()


def ours(name: str) -> Any:
    """Return what we have of that name, or None."""
    for room in (counterpoise.metrics, counterpoise.datasets, counterpoise.model_selection):
        if name in room.__all__:
            return getattr(room, name)
    return getattr(counterpoise, name) if name in counterpoise.__all__ else None


def with_ours(path: str) -> types.ModuleType:
    """Return a copy of a test module of imbalanced-learn in which our names stand for its own."""
    module = importlib.import_module(f"imblearn.{path}")
    for name, value in vars(module).items():
        own = ours(name)
        if own is not None and getattr(value, "__module__", "").startswith("imblearn"):
            setattr(module, name, own)
    return module


def as_class(path: str) -> type:
    """Return a test module of imbalanced-learn as a class of tests, with ours in place."""
    subject = path.rpartition(".test_")[2]
    members: dict[str, Any] = {}
    for name, value in vars(with_ours(path)).items():
        if type(value).__name__ == "FixtureFunctionDefinition":
            made = value._get_wrapped_function()
            members[name] = pytest.fixture(lambda self, made=made: made(), name=name)
        elif name.startswith("test_") and isinstance(value, types.FunctionType):
            members[name] = staticmethod(value)
    return type(f"Test_{subject}", (), members)


THEIRS = [as_class(path) for path in MODULES]
globals().update({made.__name__: made for made in THEIRS})
