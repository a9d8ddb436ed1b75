from __future__ import annotations

import imblearn.model_selection
import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_validate

from counterpoise import InvalidInputError
from counterpoise.model_selection import InstanceHardnessCV
from shared import family

X, Y = family.overlapping(60, 25, 3)


@pytest.mark.parametrize("labels", [np.array([0, 1]), np.array(["no", "yes"])], ids=["int", "text"])
@pytest.mark.parametrize("parameters", [{}, {"n_splits": 3}, {"pos_label": 0}, {"pos_label": 1}])
def test_the_folds_are_the_oracle_s(labels, parameters):
    y = labels[Y]
    parameters = dict(parameters)
    if "pos_label" in parameters:
        parameters["pos_label"] = labels[parameters["pos_label"]]
    theirs, ours = (
        cls(LogisticRegression(), **parameters)
        for cls in (imblearn.model_selection.InstanceHardnessCV, InstanceHardnessCV)
    )
    assert repr(theirs) == repr(ours)
    assert theirs.get_n_splits() == ours.get_n_splits()
    for expected, found in zip(theirs.split(X, y), ours.split(X, y), strict=True):
        for rows, wanted in zip(found, expected, strict=True):
            np.testing.assert_array_equal(rows, wanted)


def test_frames_are_split_as_arrays_are_and_scored():
    folds = InstanceHardnessCV(LogisticRegression())
    frame = pd.DataFrame(X, columns=list("abc"))
    y = pd.Series(Y, name="y")
    for (_, found), (_, expected) in zip(folds.split(frame, y), folds.split(X, Y), strict=True):
        np.testing.assert_array_equal(found, expected)
    assert len(cross_validate(LogisticRegression(), frame, y, cv=folds)["test_score"]) == 5


def test_each_fold_has_its_share_of_each_class():
    sizes = [
        np.bincount(Y[test]) for _, test in InstanceHardnessCV(LogisticRegression()).split(X, Y)
    ]
    assert np.ptp(sizes, axis=0).max() <= 1


def test_what_cannot_be_split_is_refused():
    with pytest.raises(InvalidInputError, match="only supports binary"):
        next(InstanceHardnessCV(LogisticRegression()).split(X, np.arange(len(X)) % 3))
    with pytest.raises(InvalidInputError, match="pos_label=7"):
        next(InstanceHardnessCV(LogisticRegression(), pos_label=7).split(X, Y))
    with pytest.raises(InvalidInputError, match="predict_proba"):
        next(InstanceHardnessCV(KMeans()).split(X, Y))
    with pytest.warns(UserWarning, match="groups parameter is ignored"):
        next(InstanceHardnessCV(LogisticRegression()).split(X, Y, groups=Y))
