"""Claims about Safe-Level-SMOTE, against algorithm 1 of its paper, step by step."""

import numpy as np
import pytest
from scipy import stats
from sklearn.neighbors import NearestNeighbors

from counterpoise import SafeLevelSMOTE
from counterpoise.errors import SamplingWarning


def overlapping(n=400, n_minority=60, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3))
    y = np.repeat([0, 1], [n - n_minority, n_minority])
    X[y == 1] += 0.9
    return X, y


def levels_of(X, y, k):
    """Each row's neighbours of class 1 among its k nearest rows."""
    found = NearestNeighbors(n_neighbors=k + 1).fit(X).kneighbors(X, return_distance=False)
    return (y[found[:, 1:]] == 1).sum(axis=1)


def range_of(seed_level, partner_level):
    """The gap's range in the five cases of the paper; None where no row is made."""
    if partner_level == 0:
        return None if seed_level == 0 else (0.0, 0.0)
    ratio = seed_level / partner_level
    if ratio == 1:
        return 0.0, 1.0
    return (0.0, 1 / ratio) if ratio > 1 else (1 - ratio, 1.0)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_the_gap_is_in_the_range_that_the_two_safe_levels_give(rng):
    X, y = overlapping()
    sampler = SafeLevelSMOTE(random_state=0, sampling_strategy={1: 3000}, rng=rng)
    sampler.fit_resample(X, y)
    levels = levels_of(X, y, 5)
    seen = set()
    for (seed, partner), gap in zip(
        sampler.lineage_.parents, sampler.lineage_.gaps[:, 0], strict=True
    ):
        span = range_of(levels[seed], levels[partner])
        assert span is not None, "a pair without any neighbour of its class made a row"
        assert span[0] - 1e-12 <= gap <= span[1] + 1e-12
        seen.add(span)
    assert {(0.0, 0.0), (0.0, 1.0)} < seen, "the table should show all kinds of pairs"


def test_within_its_range_the_gap_is_uniform_and_all_safe_pairs_are_alike():
    X, y = overlapping()
    sampler = SafeLevelSMOTE(random_state=0, sampling_strategy={1: 40_000}, rng="counter")
    sampler.fit_resample(X, y)
    levels = levels_of(X, y, 5)
    seed, partner = sampler.lineage_.parents.T
    with np.errstate(divide="ignore"):
        low = np.maximum(0, 1 - levels[seed] / levels[partner])
        high = np.minimum(1, levels[partner] / np.maximum(levels[seed], 1e-9))
    open_ = high > low
    place = (sampler.lineage_.gaps[open_, 0] - low[open_]) / (high - low)[open_]
    assert stats.kstest(place, "uniform").pvalue > 1e-4
    _, counts = np.unique(sampler.lineage_.parents, axis=0, return_counts=True)
    assert stats.chisquare(counts).pvalue > 1e-4


def test_partners_are_the_k_nearest_rows_of_the_class():
    X, y = overlapping()
    sampler = SafeLevelSMOTE(random_state=0, k_neighbors=3)
    sampler.fit_resample(X, y)
    members = np.flatnonzero(y == 1)
    found = NearestNeighbors(n_neighbors=4).fit(X[members]).kneighbors(return_distance=False)
    near = {row: set(members[found[i, :3]]) for i, row in enumerate(members)}
    for seed, partner in sampler.lineage_.parents:
        assert partner in near[seed]


def test_a_class_of_outliers_gets_no_rows_and_a_warning():
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(size=(300, 2)), [[0.0, 0.0], [3.0, 3.0], [-3.0, 3.0]] * 2])
    X[300:] += rng.normal(size=(6, 2)) * 1e-3
    X = np.vstack([X, np.repeat(X[300:], 6, axis=0) + rng.normal(size=(36, 2)) * 1e-4])
    y = np.repeat([0, 1, 0], [300, 6, 36])
    with pytest.warns(SamplingWarning, match="no safe pair"):
        _, y_new = SafeLevelSMOTE(random_state=0, k_neighbors=2).fit_resample(X, y)
    assert (y_new == 1).sum() == 6
