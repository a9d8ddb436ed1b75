"""Claims about SMOTE-IPF: which rows its trees remove, and which rows they may not."""

from typing import ClassVar

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from counterpoise import SMOTE, SMOTEIPF, BorderlineSMOTE
from counterpoise.errors import InvalidInputError, UnsuitableTableError


class BySign(ClassifierMixin, BaseEstimator):
    """Takes rows right of `border` for class 1, and notes down how many rows it was fitted to."""

    fitted: ClassVar[list] = []

    def __init__(self, border=0.0):
        self.border = border

    def fit(self, X, y):
        BySign.fitted.append(len(X))
        self.classes_ = np.array([0, 1])
        return self

    def predict(self, X):
        return (X[:, 0] > self.border).astype(np.int64)


def two_clouds(n=120, n_minority=30, seed=0, apart=8.0):
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(n, 3)), rng.normal(size=(n_minority, 3))])
    X[:n, 0] -= apart / 2
    X[n:, 0] += apart / 2
    return X, np.repeat([0, 1], [n, n_minority])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("voting", ["majority", "consensus"])
def test_rows_amid_another_class_leave_and_no_others(voting, rng):
    X, y = two_clouds()
    X[0] = [4.0, 0.5, -0.5]  # a row of the majority amid the minority
    sampler = SMOTEIPF(random_state=0, n_parts=5, voting=voting, rng=rng)
    X_new, y_new = sampler.fit_resample(X, y)
    assert not (X_new[y_new == 0, 0] > 0).any()
    assert (y_new == 0).sum() == 119
    assert sampler.is_synthetic_.sum() == 90


def test_exactly_the_rows_leave_that_the_classifiers_take_for_another_class():
    X, y = two_clouds(apart=1.0)
    sampler = SMOTEIPF(random_state=1, estimator=BySign())
    X_new, y_new = sampler.fit_resample(X, y)
    grown, classes = SMOTE(random_state=1).fit_resample(X, y)
    stays = (grown[:, 0] > 0) == (classes == 1)
    np.testing.assert_array_equal(X_new, grown[stays])
    np.testing.assert_array_equal(y_new, classes[stays])
    np.testing.assert_array_equal(
        sampler.lineage_.parents, sampler.smote_.lineage_.parents[stays[150:]]
    )


def test_each_part_has_a_ninth_of_the_rows_that_are_left_and_three_calm_passes_end_it():
    X, y = two_clouds(apart=1.0)
    BySign.fitted = []
    kept = len(SMOTEIPF(random_state=0, estimator=BySign()).fit_resample(X, y)[0])
    sizes = np.array(BySign.fitted).reshape(-1, 9)
    assert sizes.sum(axis=1).tolist() == [240, kept, kept, kept]
    assert (np.ptp(sizes, axis=1) <= 1).all()


def test_a_consensus_removes_no_row_that_a_majority_keeps():
    X, y = two_clouds(apart=1.5)
    once = {"random_state": 0, "patience": 1, "p": 1.0, "n_parts": 4}
    majority = SMOTEIPF(voting="majority", **once).fit_resample(X, y)[0]
    consensus = SMOTEIPF(voting="consensus", **once).fit_resample(X, y)[0]
    assert len(majority) < len(consensus) < 240
    assert {tuple(row) for row in majority} <= {tuple(row) for row in consensus}


def test_a_cleaning_that_would_empty_a_class_is_refused():
    X, y = two_clouds()
    with pytest.raises(UnsuitableTableError, match=r"all 120 rows of class 1.*use SMOTE"):
        SMOTEIPF(random_state=0, estimator=BySign(border=100)).fit_resample(X, y)


def test_parameters_of_the_over_sampler_are_told_once():
    X, y = two_clouds()
    sampler = SMOTEIPF(smote=BorderlineSMOTE(k_neighbors=3), k_neighbors=4)
    with pytest.raises(InvalidInputError, match=r"k_neighbors=4.*give k_neighbors=4 to it"):
        sampler.fit_resample(X, y)
    sampler = SMOTEIPF(smote=SMOTE(k_neighbors=3, random_state=0)).fit(X, y)
    assert sampler.smote_.k_neighbors == 3
