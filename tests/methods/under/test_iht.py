from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier

from counterpoise import InstanceHardnessThreshold, InvalidInputError, SamplingWarning
from shared import family

X, Y = family.overlapping(90, 25, 3)


def test_the_rows_whose_class_is_most_probable_out_of_fold_stay():
    folds = KFold(4)
    sampler = InstanceHardnessThreshold(estimator=LogisticRegression(), cv=folds)
    sampler.fit_resample(X, Y)
    own = cross_val_predict(LogisticRegression(), X, Y, cv=folds, method="predict_proba")[:, 0]
    majority = np.flatnonzero(Y == 0)
    expected = np.sort(majority[np.argsort(-own[majority])[:25]])
    kept = sampler.sample_indices_
    np.testing.assert_array_equal(kept[Y[kept] == 0], expected)


def test_rows_of_equal_hardness_stay_together_and_a_warning_tells_both_counts():
    with pytest.warns(SamplingWarning, match=r"keeps \d+ rows and not the 25 asked for"):
        _, y = InstanceHardnessThreshold(
            estimator=DecisionTreeClassifier(max_depth=1), random_state=0
        ).fit_resample(X, Y)
    assert (y == 0).sum() > 25


@pytest.mark.parametrize("estimator", [KMeans(), "forest", LogisticRegression])
def test_what_is_no_classifier_is_refused(estimator):
    with pytest.raises(ValueError, match="estimator"):
        InstanceHardnessThreshold(estimator=estimator).fit_resample(X, Y)


def test_folds_that_the_classes_cannot_fill_are_refused():
    with pytest.raises(InvalidInputError, match="lower cv"):
        InstanceHardnessThreshold(estimator=LogisticRegression(), cv=99).fit_resample(X, Y)
