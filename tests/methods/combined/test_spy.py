"""Claims about SPY: rows of the majority among minority rows change their class."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from counterpoise import SPY
from counterpoise.errors import SamplingWarning


def overlapping(seed=0):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(120, 2)), np.repeat([0, 1], [90, 30])
    X[y == 1] += 1.3
    return X, y


def spies(X, y, k, t):
    near = NearestNeighbors(n_neighbors=k).fit(X).kneighbors(return_distance=False)
    found = []
    for row in np.flatnonzero(y == 1):
        foreign = [other for other in near[row] if y[other] == 0]
        if len(foreign) < t * k:
            found += foreign
    return found


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize(("k", "t"), [(5, 0.5), (4, 0.5), (7, 0.3)])
def test_spies_change_their_class_and_nothing_else_happens(k, t, rng):
    X, y = overlapping()
    found = sorted(set(spies(X, y, k, t)))
    assert found, "the table should have spies"
    with pytest.warns(SamplingWarning, match=f"gets {len(found)} new row.*not the 60 asked for"):
        X_new, y_new = SPY(random_state=0, k_neighbors=k, t=t, rng=rng).fit_resample(X, y)
    named = y.copy()
    named[found] = 1
    assert {(*x, label) for x, label in zip(X_new, y_new, strict=True)} == {
        (*x, label) for x, label in zip(X, named, strict=True)
    }
    assert len(X_new) == len(X)


def test_of_too_many_spies_those_change_that_most_rows_have_for_neighbours():
    X, y = overlapping()
    found = spies(X, y, 7, 0.6)
    rows, times = np.unique(found, return_counts=True)
    wanted = np.sort(rows[np.argsort(-times, kind="stable")[:4]])
    sampler = SPY(random_state=0, k_neighbors=7, t=0.6, sampling_strategy={1: 34})
    sampler.fit_resample(X, y)
    np.testing.assert_array_equal(np.sort(sampler.lineage_.base), wanted)


def test_without_spies_the_table_stays_with_a_warning():
    X, y = overlapping()
    X[y == 1] += 100
    with pytest.warns(SamplingWarning, match="raise t or k_neighbors"):
        X_new, _ = SPY(random_state=0).fit_resample(X, y)
    np.testing.assert_array_equal(X_new, X)
