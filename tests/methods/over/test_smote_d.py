"""Claims about SMOTE-D, against the formulas of its paper."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from counterpoise import SMOTED


def table(seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(80, 3)), np.repeat([0, 1], [55, 25])


def pairs_of(sampler):
    """How many new rows each pair has, and the gaps of each."""
    counts, gaps = {}, {}
    for pair, gap in zip(sampler.lineage_.parents, sampler.lineage_.gaps[:, 0], strict=True):
        counts[tuple(pair)] = counts.get(tuple(pair), 0) + 1
        gaps.setdefault(tuple(pair), []).append(gap)
    return counts, gaps


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("n_new", [30, 700])
def test_pairs_get_their_share_of_rows_in_even_steps(n_new, rng):
    X, y = table()
    sampler = SMOTED(k_neighbors=4, sampling_strategy={1: 25 + n_new}, rng=rng)
    sampler.fit_resample(X, y)
    counts, gaps = pairs_of(sampler)
    far, found = NearestNeighbors(n_neighbors=4).fit(X[55:]).kneighbors()
    share = far.std(axis=1) / far.std(axis=1).sum()
    wanted = share[:, np.newaxis] * far / far.sum(axis=1, keepdims=True) * n_new
    for i in range(25):
        for j in range(4):
            n = counts.pop((55 + i, 55 + found[i, j]), 0)
            assert abs(n - wanted[i, j]) < 1
            if n:
                steps = gaps[55 + i, 55 + found[i, j]]
                np.testing.assert_allclose(steps, np.arange(1, n + 1) / (n + 1))
    assert not counts, "only neighbours are partners"


def test_any_seed_gives_the_same_rows_and_any_slice_those_of_the_whole():
    X, y = table()
    first = SMOTED(random_state=0, rng="counter")
    rows = first.fit_resample(X, y)[0]
    np.testing.assert_array_equal(SMOTED(random_state=7).fit_resample(X, y)[0], rows)
    part = first.draft_.lineage(5, 19)
    np.testing.assert_array_equal(part.gaps, first.lineage_.gaps[5:19])
    np.testing.assert_array_equal(part.parents, first.lineage_.parents[5:19])


def test_rows_at_equal_distances_count_alike():
    square = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    X = np.vstack([square + 9, square - 9, square * 2 + 50, square])
    sampler = SMOTED(k_neighbors=2)
    sampler.fit_resample(X, np.repeat([0, 1], [12, 4]))
    counts, _ = pairs_of(sampler)
    assert sorted(counts.values()) == [1] * 8
