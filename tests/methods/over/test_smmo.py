"""Claims about SMMO: only rows that most classifiers get wrong grow."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from counterpoise import SMMO
from counterpoise.errors import SamplingWarning


class Above(ClassifierMixin, BaseEstimator):
    """Says that a row is of the class if its column, in standard units, is above a bound."""

    def __init__(self, bound=0.0):
        self.bound = bound

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return self.classes_[(X[:, 0] > self.bound).astype(int)]


def line():
    X = np.arange(60.0)[:, np.newaxis]
    return X, (X[:, 0] >= 42).astype(int)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_the_majority_of_the_classifiers_decides_which_rows_are_hard(rng):
    X, y = line()
    standard = (X - X.mean()) / X.std()
    bounds = (standard[45, 0] - 1e-9, standard[50, 0] - 1e-9, standard[55, 0] - 1e-9)
    sampler = SMMO(
        random_state=0,
        classifiers=[Above(bound) for bound in bounds],
        cv=3,
        k_neighbors=4,
        sampling_strategy={1: 600},
        rng=rng,
    )
    sampler.fit_resample(X, y)
    # Two of three miss the rows below the middle bound.
    np.testing.assert_array_equal(np.unique(sampler.lineage_.base), np.arange(42, 50))
    assert set(np.abs(np.diff(sampler.lineage_.parents, axis=1)[:, 0])) <= {1, 2, 3, 4}


def test_without_hard_rows_the_class_gets_none_and_a_warning():
    X, y = line()
    with pytest.warns(SamplingWarning, match="none is hard"):
        _, y_new = SMMO(random_state=0, classifiers=[Above(-9.0)]).fit_resample(X, y)
    assert (y_new == 1).sum() == 18


def test_a_classifier_that_cannot_be_fitted_is_named():
    class Broken(Above):
        def fit(self, X, y):
            raise ValueError("no")

    X, y = line()
    with pytest.raises(ValueError, match=r"classifier Broken cannot be fitted.*\(no\)"):
        SMMO(random_state=0, classifiers=[Broken()]).fit_resample(X, y)


def test_no_classifier_at_all_is_refused():
    with pytest.raises(ValueError, match="name one at least"):
        SMMO(classifiers=[]).fit_resample(*line())


def test_by_default_rows_at_the_border_are_hard():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(100, 2)), np.repeat([0, 1], [75, 25])
    X[y == 1, 0] += 2.0
    sampler = SMMO(random_state=0)
    sampler.fit_resample(X, y)
    hard = np.unique(sampler.lineage_.base)
    assert X[hard, 0].max() < np.median(X[y == 1, 0])
