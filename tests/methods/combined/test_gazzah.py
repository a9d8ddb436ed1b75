"""Claims about Gazzah's hybrid, against principal components computed apart."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from counterpoise import Gazzah, PolynomFitSMOTE


def table(seed=0):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(140, 3)) * [1.0, 5.0, 0.5], np.repeat([0, 1, 2], [80, 20, 40])
    X[y == 1] += 3
    X[y == 2] -= 3
    return X, y


@pytest.mark.parametrize("scale", [None, "standard"])
@pytest.mark.parametrize(("n_components", "cut"), [(1, 1.0), (2, 2.0), (3, 1.5)])
def test_rows_of_classes_that_do_not_grow_stay_within_the_cut(n_components, cut, scale):
    X, y = table()
    sampler = Gazzah(sampling_strategy={1: 60}, n_components=n_components, cut=cut, scale=scale)
    X_new, y_new = sampler.fit_resample(X, y)
    unit = X.std(axis=0) if scale else 1.0
    kept = y == 1
    for klass in (0, 2):
        own = PCA(n_components).fit_transform(X[y == klass] / unit)
        kept[y == klass] = (np.abs(own) <= cut * own.std(axis=0)).all(axis=1)
    assert 0 < kept.sum() < len(X)
    np.testing.assert_array_equal(X_new[~sampler.is_synthetic_], X[kept])
    assert (y_new == 1).sum() == 60


def test_the_new_rows_are_those_of_the_star():
    X, y = table()
    sampler = Gazzah(sampling_strategy={1: 60})
    made = sampler.fit_resample(X, y)[0][sampler.is_synthetic_]
    star = PolynomFitSMOTE(sampling_strategy={1: 60}).fit_resample(X, y)[0][len(X) :]
    np.testing.assert_array_equal(made, star)


def test_a_table_that_needs_no_new_rows_stays():
    X, y = table()
    X, y = X[60:100], y[60:100]
    X_new, _ = Gazzah().fit_resample(X, y)
    np.testing.assert_array_equal(X_new, X)
