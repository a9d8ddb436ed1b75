"""Claims about OUPS: partners are nearest by propensity score, wherever they stand."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from counterpoise import OUPS
from counterpoise.stages.spaces.propensity import second_class_scores, standardised


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_partners_have_the_nearest_scores(rng):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(90, 3)) * [1.0, 100.0, 0.01]
    y = np.repeat([0, 1], [70, 20])
    X[y == 1, 0] += 1.0
    sampler = OUPS(random_state=0, k_neighbors=3, sampling_strategy={1: 1500}, rng=rng)
    sampler.fit_resample(X, y)
    standard = StandardScaler().fit_transform(X)
    score = LogisticRegression(tol=1e-9).fit(standard, y).predict_proba(standard)[:, 1]
    members = np.flatnonzero(y == 1)
    pairs = set()
    for row in members:
        others = members[members != row]
        order = np.argsort(np.abs(score[others] - score[row]))
        pairs |= {(row, partner) for partner in others[order[:3]]}
    assert set(map(tuple, sampler.lineage_.parents)) == pairs


@pytest.mark.parametrize("apart", [0.0, 1.0, 6.0, 1000.0])
def test_the_scores_of_two_classes_are_scikit_learn_s(apart):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(300, 4))
    X[:, 3] = 0.0  # a constant column
    y = np.repeat([0, 1], [260, 40])
    X[y == 1, 0] += apart
    points = standardised(X)
    model = LogisticRegression(solver="newton-cholesky").fit(points, y)
    found = second_class_scores(points, y == 1)
    np.testing.assert_allclose(found, model.predict_proba(points)[:, 1:], rtol=1e-9, atol=1e-15)


def test_units_of_columns_do_not_count():
    generator = np.random.default_rng(1)
    X, y = generator.normal(size=(80, 3)), np.repeat([0, 1], [60, 20])
    parents = [
        OUPS(random_state=0).fit(X, y).fit_resample(X * unit, y)[0][80:] / unit
        for unit in (1.0, np.array([2.0**9, 2.0**-9, 1.0]))
    ]
    np.testing.assert_allclose(parents[0], parents[1], rtol=1e-9)
