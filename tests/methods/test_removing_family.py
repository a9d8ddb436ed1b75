"""What every method that removes rows promises, whatever its paper says."""

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
from shared.trials import EXTREMES, QUICKER, attempted, on_usual, resampled, usual

REMOVING = [name for name, method in METHODS.items() if not method.adds_rows]

each = pytest.mark.parametrize("name", REMOVING)
each_rng = pytest.mark.parametrize("rng", ["numpy", "counter"])


def check_counts(sampler, target, told):
    """Claim that each class has what was asked for, or that a warning tells both numbers."""
    if sampler._sampling_type != "under-sampling":
        return
    for label, n_asked in sampler.sampling_strategy_.items():
        n = int((target == label).sum())
        assert n == n_asked or any(str(n) in t and str(n_asked) in t for t in told)


@each
@each_rng
def test_what_stays_are_rows_of_the_table_and_each_class_has_what_was_asked_for(name, rng):
    X, y = usual()
    sampler, out, target, told = on_usual(name, rng)
    check_counts(sampler, target, told)
    assert len(out) < len(X)
    if not sampler.is_synthetic_.any():
        np.testing.assert_array_equal(out, X[sampler._source_rows])
    np.testing.assert_array_equal(target, y[sampler._source_rows])
    assert len(sampler.is_synthetic_) == len(out)


@each
def test_what_was_fitted_is_pickled_and_cloned(name):
    sampler = on_usual(name)[0]
    again = pickle.loads(pickle.dumps(sampler))
    np.testing.assert_array_equal(again._source_rows, sampler._source_rows)
    assert repr(clone(sampler)) == repr(sampler)


@each
@pytest.mark.parametrize("case", EXTREMES)
def test_at_the_edge_rows_stay_or_it_is_said_why_not(name, case):
    X, y = EXTREMES[case]
    found, error = attempted(name, X, y)
    if found is None:
        assert len(error) > 40
        return
    sampler, out, target, told = found
    check_counts(sampler, target, told)
    assert np.isfinite(out).all()
    # Editing may remove a class whose rows all have other neighbours.
    assert METHODS[name].kind == "cleaning" or set(target) == set(y)


@each
def test_sparse_numbers_keep_the_rows_of_dense_ones(name):
    X, y = usual()
    X = np.where(np.abs(X) < 0.4, 0.0, X)
    dense = resampled(name, X, y)[1]
    found, error = attempted(name, sparse.csr_matrix(X), y, voting="soft")
    if found is None:
        assert "sparse" in error
        return
    assert sparse.issparse(found[1])
    np.testing.assert_allclose(found[1].toarray(), dense, atol=1e-9)


@each
def test_rows_with_missing_values_are_compared_where_both_have_one(name):
    X, y = (array.copy() for array in usual())
    X[np.random.default_rng(0).random(X.shape) < 0.08] = np.nan
    found, error = attempted(name, X, y)
    if found is None:
        assert re.search(r"NaN|missing", error)
        return
    sampler, out, target, told = found
    check_counts(sampler, target, told)
    np.testing.assert_array_equal(np.isnan(out), np.isnan(X[sampler._source_rows]))


@each
def test_a_frame_keeps_its_names_types_and_index(name):
    X, y = usual()
    frame = pd.DataFrame(X, columns=list("abcd"), index=np.arange(len(X)) + 100)
    frame = frame.astype({"a": np.float32})
    sampler, out, _, _ = resampled(name, frame, pd.Series(y, frame.index, name="y"))
    assert list(out) == list("abcd")
    assert out["a"].dtype == np.float32
    assert out["b"].dtype == np.float64
    if not sampler.is_synthetic_.any():
        assert out.index.tolist() == (sampler._source_rows + 100).tolist()


@pytest.mark.parametrize("name", [n for n in REMOVING if METHODS[n].takes_categories])
def test_tables_with_categories_keep_rows_as_they_are(name):
    frame, y = family.mixed(50, 24)
    options = {"random_state": family.SEED, "scale": "standard", **QUICKER.get(name, {})}
    sampler = make_sampler(METHODS[name], options, categorical=[1, 3])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out, target = sampler.fit_resample(frame, y)
    assert len(out) < len(frame)
    rows = sampler._source_rows
    for column in ("city", "plan"):
        assert out[column].tolist() == frame[column].iloc[rows].tolist()
    np.testing.assert_array_equal(target, y[rows])


@each
def test_the_documentation_has_a_paper_an_example_and_every_parameter(name):
    told = inspect.getdoc(METHODS[name].sampler_class)
    assert "Examples\n--------" in told
    assert "References\n----------" in told or METHODS[name].columns == "any"
    for parameter in METHODS[name].parameters:
        assert f"\n{parameter} : " in told
