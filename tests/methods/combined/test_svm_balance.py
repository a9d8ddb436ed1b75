"""Claims about SVM-balance: which rows change their class, and which rows grow."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from counterpoise import SVMBalance
from counterpoise.errors import UnsuitableTableError


class BySign(ClassifierMixin, BaseEstimator):
    """Says class 1 right of a border, and class 2 far above it."""

    def __init__(self, border=0.0):
        self.border = border

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.where(X[:, 1] > 50, 2, X[:, 0] > self.border).astype(np.int64)


def table(n=80, n_minority=20, seed=0):
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(n, 2)) - 1.0, rng.normal(size=(n_minority, 2)) + 1.0])
    return X, np.repeat([0, 1], [n, n_minority])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_every_row_of_the_table_has_the_class_that_the_machine_says(rng):
    X, y = table()
    sampler = SVMBalance(random_state=0, estimator=BySign(), rng=rng)
    grown, target = sampler.fit_resample(X, y)
    said = (X[:, 0] > 0).astype(int)
    assert 0 < (said != y)[:80].sum() < 60
    assert 0 < (said != y)[80:].sum() < 10
    found = {tuple(row): label for row, label in zip(grown, target, strict=True)}
    assert all(found[tuple(row)] == label for row, label in zip(X, said, strict=True))
    # What is missing was made between rows that the machine confirms and others of their class.
    told = sampler.lineage_
    made = (told.gaps[:, 0] > 0) & (told.parents[:, 0] != told.parents[:, 1])
    assert ((said == 1) & (y == 1))[told.base[made]].all()
    assert (y[told.parents[made]] == 1).all()
    assert (target[sampler.is_synthetic_] == 1).sum() == 60


def test_the_old_rows_leave():
    X, y = table()
    sampler = SVMBalance(random_state=0, estimator=BySign())
    sampler.fit_resample(X, y)
    np.testing.assert_array_equal(sampler._original_rows, np.flatnonzero((X[:, 0] > 0) == y))


def test_columns_of_any_unit_count_alike_for_the_machine():
    X, y = table()
    sampler = SVMBalance(random_state=0)
    sampler.fit_resample(X, y)
    kept = sampler._original_rows
    assert len(kept) < 100
    sampler.fit_resample(X * [1.0, 1000.0], y)
    np.testing.assert_array_equal(sampler._original_rows, kept)


def test_three_classes_change_sides_too():
    X, y = table()
    far = np.random.default_rng(1).normal(size=(15, 2)) + np.array([0, 100])
    X, y = np.vstack([X, far]), np.append(y, np.full(15, 2))
    X[0] = [5.0, 100.0]  # a row of the majority amid the third class
    sampler = SVMBalance(random_state=0, estimator=BySign())
    grown, target = sampler.fit_resample(X, y)
    assert target[(grown == X[0]).all(axis=1)].tolist() == [2]


def test_categories_of_a_row_that_changes_sides_stay():
    X, y = table()
    frame = pd.DataFrame(X, columns=["a", "b"]).assign(c=np.arange(100) % 7)
    sampler = SVMBalance(random_state=0, categorical_features=["c"])
    grown, target = sampler.fit_resample(frame, y)
    made = grown[sampler.is_synthetic_]
    named = y[sampler.lineage_.base] != target[sampler.is_synthetic_]
    assert named.any()
    np.testing.assert_array_equal(made["c"][named], frame["c"][sampler.lineage_.base[named]])


def test_a_class_that_the_machine_does_not_know_is_told():
    X, y = table()
    with pytest.raises(UnsuitableTableError, match=r"all 20 rows of class 1 for other classes"):
        SVMBalance(estimator=BySign(border=99)).fit_resample(X, y)
