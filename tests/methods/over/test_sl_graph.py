"""Claims about SL-Graph-SMOTE: it is one of two methods, by the skewness of the safe levels."""

import numpy as np
import pytest
from scipy.stats import skew
from sklearn.neighbors import NearestNeighbors

from counterpoise import BorderlineSMOTE, SafeLevelSMOTE, SLGraphSMOTE
from counterpoise.errors import SamplingWarning


def table(apart, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(150, 2))
    y = np.repeat([0, 1], [120, 30])
    X[y == 1] += apart
    return X, y


def skewness(X, y, k=5):
    near = NearestNeighbors(n_neighbors=k).fit(X).kneighbors(return_distance=False)
    return skew((y[near] == 1).sum(axis=1)[y == 1])


def resampled(method, X, y, **options):
    return method(random_state=0, rng="counter", **options).fit_resample(X, y)[0]


@pytest.mark.parametrize("apart", [0.5, 1.0, 2.0, 3.0])
def test_it_is_safe_level_smote_where_levels_are_skewed_to_the_left_else_borderline(apart):
    X, y = table(apart)
    got = resampled(SLGraphSMOTE, X, y)
    if skewness(X, y) < 0:
        assert apart >= 2, "the table should be of the other kind"
        np.testing.assert_array_equal(got, resampled(SafeLevelSMOTE, X, y))
    else:
        assert apart < 2, "the table should be of the other kind"
        np.testing.assert_array_equal(got, resampled(BorderlineSMOTE, X, y, m_neighbors=5))


def test_where_all_rows_are_safe_all_grow():
    X, y = table(50.0)
    sampler = SLGraphSMOTE(random_state=0, sampling_strategy={1: 1000})
    sampler.fit_resample(X, y)
    assert len(np.unique(sampler.lineage_.base)) == 30


def test_a_class_of_strays_gets_no_rows_and_a_warning():
    X = np.arange(80.0)[:, np.newaxis] ** 1.1
    y = np.zeros(80, int)
    y[5::20] = 1
    with pytest.warns(SamplingWarning, match="no row in danger"):
        SLGraphSMOTE(random_state=0, k_neighbors=3).fit_resample(X, y)
