"""Claims about LN-SMOTE, against the algorithm of its paper, pair by pair."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from counterpoise import LNSMOTE
from counterpoise.errors import SamplingWarning


def overlapping(n=150, n_minority=40, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    y = np.repeat([0, 1], [n - n_minority, n_minority])
    X[y == 1] += 1.0
    return X, y


def level(near, y, row, k, without=None):
    """Rows of class 1 among the k nearest of a row, one row not counted."""
    found = [other for other in near[row] if other != without][:k]
    return int((y[found] == 1).sum())


def gap_range(own, theirs, foreign, k):
    if theirs == 0:
        return None if own == 0 else (0.0, 0.0)
    ratio = own / theirs
    low, high = (0.0, 1 / ratio) if ratio >= 1 else (1 - ratio, 1.0)
    share = theirs / k if foreign else 1.0
    return low * share, high * share


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_partners_are_of_any_class_and_the_gap_is_in_the_range_of_the_levels(rng):
    X, y = overlapping()
    k = 4
    sampler = LNSMOTE(random_state=0, k_neighbors=k, sampling_strategy={1: 3000}, rng=rng)
    sampler.fit_resample(X, y)
    near = NearestNeighbors(n_neighbors=k + 1).fit(X).kneighbors(return_distance=False).tolist()
    seen, spread = set(), {}
    gaps = sampler.lineage_.gaps[:, 0].tolist()
    for (seed, partner), gap in zip(sampler.lineage_.parents.tolist(), gaps, strict=True):
        assert partner in near[seed][:k]
        foreign = bool(y[partner] == 0)
        span = gap_range(level(near, y, seed, k), level(near, y, partner, k, seed), foreign, k)
        assert span is not None, "a pair without any row of the class made a row"
        assert span[0] - 1e-12 <= gap <= span[1] + 1e-12
        seen.add((foreign, span[1] > span[0]))
        spread.setdefault((seed, partner), []).append((gap - span[0]) / max(span[1] - span[0], 1))
    assert len(seen) == 4, "the table should show partners of both classes, and copies"
    # Every pair that may make a row does.
    wanted = 0
    for seed in np.flatnonzero(y == 1).tolist():
        for partner in near[seed][:k]:
            wanted += level(near, y, seed, k) + level(near, y, partner, k, seed) > 0
    assert len(spread) == wanted


def test_without_a_safe_pair_the_class_gets_no_rows_and_a_warning():
    X = np.arange(80.0)[:, np.newaxis] ** 1.1
    y = np.zeros(80, int)
    y[5::20] = 1
    with pytest.warns(SamplingWarning, match="use SMOTE"):
        _, y_new = LNSMOTE(random_state=0, k_neighbors=3).fit_resample(X, y)
    assert (y_new == 1).sum() == 4
