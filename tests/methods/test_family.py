"""What every method that adds rows promises, whatever its paper says.

A new method is under these claims as soon as it has its line in the catalogue.
"""

from __future__ import annotations

import inspect
import pickle
import re
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone

from counterpoise.methods.making import make_sampler
from counterpoise.methods.registry import METHODS
from shared import family
from shared.grids import in_turn
from shared.trials import EXTREMES, attempted, on_usual, resampled, usual

GROWING = [name for name, method in METHODS.items() if method.adds_rows]
NUMERIC = [name for name in GROWING if METHODS[name].columns not in ("categories", "mixed")]
MIXED = [name for name in GROWING if METHODS[name].columns in ("mixed", "numeric or mixed", "any")]

REMOVING = [name for name, method in METHODS.items() if not method.adds_rows]

each = pytest.mark.parametrize("name", NUMERIC)
every = pytest.mark.parametrize("name", [*NUMERIC, *REMOVING])
RNGS = ["numpy", "counter"]
each_rng = pytest.mark.parametrize("rng", RNGS)


def cleans(sampler):
    """Return whether new rows may leave again."""
    return sampler.make_recipe().cleaning is not None


def check_counts(sampler, y, target, told):
    """Claim that each class has what was asked for, or that a warning tells both numbers."""
    synthetic = target[sampler.is_synthetic_]
    for label, n_asked in sampler.sampling_strategy_.items():
        n_made = int((synthetic == label).sum())
        said = any(str(n_asked) in text and repr(label) in text for text in told)
        # A share of each row is rounded, within a twentieth, without a word.
        allowed = max(1, 0.05 * n_asked) if not said else np.inf
        if cleans(sampler) and n_made <= n_asked:
            continue
        assert abs(n_made - n_asked) <= allowed, (label, n_made, n_asked, told)


@each
@each_rng
def test_each_class_gets_what_was_asked_for_or_a_warning_tells_both_numbers(name, rng):
    sampler, grown, target, told = on_usual(name, rng)
    assert len(grown) == len(target) == len(sampler.is_synthetic_)
    check_counts(sampler, usual()[1], target, told)


@each
def test_originals_come_first_and_are_not_changed(name):
    X, y = usual()
    sampler, grown, target, _ = on_usual(name)
    kept = sampler._original_rows
    assert not sampler.is_synthetic_[: len(kept)].any()
    np.testing.assert_array_equal(grown[: len(kept)], X[kept])
    np.testing.assert_array_equal(target[: len(kept)], y[kept])
    if METHODS[name].kind == "over":
        np.testing.assert_array_equal(kept, np.arange(len(X)))


@each
@each_rng
def test_new_rows_are_finite(name, rng):
    assert np.isfinite(on_usual(name, rng)[1]).all()


@pytest.mark.parametrize(("name", "rng"), in_turn([*NUMERIC, *REMOVING], RNGS))
def test_the_same_seed_gives_the_same_rows_on_any_number_of_threads(name, rng):
    X, y = usual()
    _, first, target, _ = on_usual(name, rng)
    _, again, target_again, _ = resampled(name, X.copy(), y.copy(), rng=rng, n_jobs=1)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(target, target_again)


@every
def test_what_is_given_is_left_as_it_was(name):
    X, y = (array.copy() for array in usual())
    resampled(name, X, y)
    np.testing.assert_array_equal(X, usual()[0])
    np.testing.assert_array_equal(y, usual()[1])


@each
@each_rng
def test_provenance_tells_a_base_of_the_table_and_weights_that_add_up_to_one(name, rng):
    X, _ = usual()
    sampler, grown, _, _ = on_usual(name, rng)
    told = sampler.lineage_
    assert len(told) == sampler.is_synthetic_.sum() == len(sampler.provenance_)
    assert ((told.parents >= 0) & (told.parents < len(X))).all()
    np.testing.assert_allclose(told.weights.sum(axis=1), 1, atol=1e-9)
    plain = ~told.is_noisy
    mixed = np.einsum("nk,nkp->np", told.weights, X[told.parents])
    made = grown[sampler.is_synthetic_]
    np.testing.assert_allclose(made[plain], mixed[plain], atol=1e-9)


@each
def test_what_was_fitted_is_pickled_and_gives_its_rows_again(name):
    sampler = on_usual(name)[0]
    again = pickle.loads(pickle.dumps(sampler))
    np.testing.assert_array_equal(again.lineage_.parents, sampler.lineage_.parents)
    assert repr(clone(sampler)) == repr(sampler)


@pytest.mark.parametrize(("name", "case"), in_turn(NUMERIC, EXTREMES, 3))
def test_at_the_edge_rows_come_or_it_is_said_why_not(name, case):
    X, y = EXTREMES[case]
    found, error = attempted(name, X, y)
    if found is None:
        assert len(error) > 40
        return
    sampler, grown, target, told = found
    check_counts(sampler, y, target, told)
    assert np.isfinite(grown).all()
    if not told and not cleans(sampler):
        assert len(grown) > len(X), "the input came back in silence"


@each
def test_columns_in_which_all_parents_agree_stay(name):
    X, y = EXTREMES["a constant column"]
    found, _ = attempted(name, X, y)
    if found is None:
        return
    sampler, grown, _, _ = found
    made = grown[sampler.is_synthetic_]
    np.testing.assert_array_equal(made[~sampler.lineage_.is_noisy, 2], 7.0)


@each
def test_a_value_is_missing_where_the_base_misses_it(name):
    X, y = (array.copy() for array in usual())
    X[np.random.default_rng(0).random(X.shape) < 0.08] = np.nan
    found, error = attempted(name, X, y)
    if found is None:
        assert re.search(r"NaN|missing", error)
        return
    sampler, grown, target, told = found
    check_counts(sampler, y, target, told)
    made = grown[sampler.is_synthetic_]
    np.testing.assert_array_equal(np.isnan(made), np.isnan(X[sampler.lineage_.base]))


@each
def test_sparse_numbers_give_the_rows_of_dense_ones(name):
    X, y = usual()
    X = np.where(np.abs(X) < 0.4, 0.0, X)
    dense = resampled(name, X, y)[1]
    found, error = attempted(name, sparse.csr_matrix(X), y)
    if found is None:
        assert "sparse" in error
        return
    assert sparse.issparse(found[1])
    np.testing.assert_allclose(found[1].toarray(), dense, atol=1e-9)


@each
def test_a_frame_keeps_its_names_and_types(name):
    X, y = usual()
    frame = pd.DataFrame(X, columns=list("abcd")).astype({"a": np.float32})
    _, grown, _, _ = resampled(name, frame, pd.Series(y, name="y"))
    assert list(grown) == list("abcd")
    assert grown["a"].dtype == np.float32
    assert grown["b"].dtype == np.float64


@every
def test_text_labels_are_resampled_as_numbers_are(name):
    X, y = usual()
    labels = np.array(["no", "yes"])[y]
    _, grown, target, _ = resampled(name, X, labels)
    _, numbers, codes, _ = on_usual(name)
    np.testing.assert_array_equal(grown, numbers)
    np.testing.assert_array_equal(target, np.array(["no", "yes"])[codes])


@pytest.mark.parametrize("name", MIXED)
def test_a_category_of_a_new_row_is_one_of_its_class(name):
    frame, y = family.mixed(50, 24)
    options = {"random_state": family.SEED, "scale": "standard"}
    sampler = make_sampler(METHODS[name], options, categorical=[1, 3])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        grown, target = sampler.fit_resample(frame, y)
    check_counts(sampler, y, np.asarray(target), [str(w.message) for w in caught])
    made = grown[sampler.is_synthetic_]
    for column in ("city", "plan"):
        assert set(made[column]) <= set(frame[column])
    assert grown["plan"].dtype == frame["plan"].dtype


@pytest.mark.parametrize("name", GROWING)
def test_the_documentation_has_a_paper_an_example_and_every_parameter(name):
    told = inspect.getdoc(METHODS[name].sampler_class)
    assert "Examples\n--------" in told
    assert "References\n----------" in told or METHODS[name].columns == "any"
    for parameter in METHODS[name].parameters:
        assert f"\n{parameter} : " in told
