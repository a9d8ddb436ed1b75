"""Claims about what trees say of rows, against scikit-learn."""

import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesClassifier

from counterpoise.kernel import _kernel
from counterpoise.stages.acceptances.classified import _walked


@pytest.mark.parametrize("n_threads", [1, 3])
@pytest.mark.parametrize("n_rows", [1, 7, 3000])
def test_a_forest_says_what_scikit_learn_says(n_rows, n_threads):
    rng = np.random.default_rng(0)
    points = np.round(rng.normal(size=(800, 4)), 1)  # some lie on the thresholds
    model = ExtraTreesClassifier(30, min_samples_leaf=2, random_state=0)
    model.fit(points, points.sum(axis=1) + rng.normal(size=800) > 0)
    asked = np.round(rng.normal(size=(n_rows, 4)), 1)
    found = _walked(model, 1).means(asked.astype(np.float32), n_threads)[:, 0]
    np.testing.assert_allclose(found, model.predict_proba(asked)[:, 1], rtol=1e-12)


def test_a_child_before_its_parent_is_refused():
    children = np.array([[1, 2], [0, 0], [2, 2]], np.int32)
    numbers = np.zeros(3)
    with pytest.raises(IndexError):
        _kernel.Forest(children, np.zeros(3, np.int32), numbers, numbers, np.zeros(1, np.int64))
