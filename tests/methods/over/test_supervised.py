"""Claims about Supervised-SMOTE: every new row is one that its classifier takes for the class."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression

from counterpoise import SupervisedSMOTE
from counterpoise.errors import SamplingWarning


class Outside(ClassifierMixin, BaseEstimator):
    """Gives rows outside a band of the first column, in standard units, the chance 0.9."""

    def __init__(self, band=0.5):
        self.band = band

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        chance = np.where(np.abs(X[:, 0]) > self.band, 0.9, 0.1)
        return np.column_stack([1 - chance, chance])


def two_sides(seed=0):
    """The minority stands on both sides of the majority."""
    rng = np.random.default_rng(seed)
    X = np.vstack(
        [
            rng.normal(size=(60, 2)),
            rng.normal([-9, 0], size=(10, 2)),
            rng.normal([9, 0], size=(10, 2)),
        ]
    )
    return X, np.repeat([0, 1], [60, 20])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_rows_that_the_classifier_rejects_are_drawn_again(rng):
    X, y = two_sides()
    sampler = SupervisedSMOTE(
        random_state=0, classifier=Outside(0.8), sampling_strategy={1: 320}, rng=rng
    )
    made = sampler.fit_resample(X, y)[0][80:]
    assert len(made) == 300
    standard = (made[:, 0] - X[:, 0].mean()) / X[:, 0].std()
    assert (np.abs(standard) > 0.8).all()
    sides = np.sign(X[sampler.lineage_.parents, 0])
    assert {tuple(s) for s in sides} == {(a, b) for a in (-1, 1) for b in (-1, 1)}


@pytest.mark.parametrize(("lower", "upper"), [(0.2, 0.9)])
def test_the_chance_is_within_its_bounds(lower, upper):
    X, y = two_sides()
    X[y == 1, 0] = np.abs(X[y == 1, 0]) / 4
    sampler = SupervisedSMOTE(
        random_state=0, classifier=LogisticRegression(), th_lower=lower, th_upper=upper
    )
    made = sampler.fit_resample(X, y)[0][80:]
    middle, spread = X.mean(axis=0), X.std(axis=0)
    model = LogisticRegression().fit((X - middle) / spread, y)
    chance = model.predict_proba((made - middle) / spread)[:, 1]
    assert len(chance) == 40
    assert chance.min() >= lower - 1e-9
    assert chance.max() <= upper + 1e-9


def test_what_was_never_accepted_is_left_out_with_a_warning():
    X, y = two_sides()
    with pytest.warns(SamplingWarning, match="lower th_lower"):
        _, y_new = SupervisedSMOTE(random_state=0, classifier=Outside(99.0)).fit_resample(X, y)
    assert (y_new == 1).sum() == 20


def test_bounds_that_leave_nothing_and_broken_classifiers_are_refused():
    class Broken(Outside):
        def fit(self, X, y):
            raise ValueError("no")

    X, y = two_sides()
    with pytest.raises(ValueError, match=r"from 0.9 to 0.2, which is never"):
        SupervisedSMOTE(th_lower=0.9, th_upper=0.2).fit_resample(X, y)
    with pytest.raises(ValueError, match=r"classifier Broken cannot be fitted.*\(no\)"):
        SupervisedSMOTE(classifier=Broken()).fit_resample(X, y)
