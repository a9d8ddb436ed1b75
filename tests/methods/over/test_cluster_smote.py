"""Claims about Cluster-SMOTE, and about clusters that grow each in itself."""

import numpy as np
import pytest

from counterpoise import ClusterSMOTE
from counterpoise.errors import UnsuitableTableError
from counterpoise.stages.seeds.seeds import apportioned


def three_groups(sizes=(12, 18, 30), n_majority=100, seed=0):
    """A minority of three far groups, and which group each of its rows is in."""
    rng = np.random.default_rng(seed)
    group = np.repeat([0, 1, 2], sizes)
    minority = rng.normal(size=(len(group), 2)) + np.array([[-50, 0], [50, 0], [0, 50]])[group]
    X = np.vstack([rng.normal(size=(n_majority, 2)) * 9, minority])
    y = np.repeat([0, 1], [n_majority, len(group)])
    return X, y, np.concatenate([np.full(n_majority, -1), group])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_both_parents_are_of_one_cluster_which_grows_by_its_size(rng):
    X, y, group = three_groups()
    sampler = ClusterSMOTE(n_clusters=3, random_state=0, rng=rng)
    sampler.fit_resample(X, y)
    base, partner = group[sampler.lineage_.parents].T
    np.testing.assert_array_equal(base, partner)
    np.testing.assert_array_equal(np.bincount(base), [8, 12, 20])


def test_partners_are_the_nearest_rows_of_the_cluster():
    X, y, group = three_groups()
    sampler = ClusterSMOTE(n_clusters=3, k_neighbors=3, random_state=0, sampling_strategy={1: 700})
    sampler.fit_resample(X, y)
    pairs = np.unique(sampler.lineage_.parents, axis=0)
    for base in np.unique(pairs[:, 0]):
        inside = np.flatnonzero((group == group[base]) & (np.arange(len(X)) != base))
        nearest = inside[np.argsort(np.linalg.norm(X[inside] - X[base], axis=1))[:3]]
        assert set(pairs[pairs[:, 0] == base, 1]) <= set(nearest)


def test_a_small_cluster_takes_all_its_rows_for_neighbours_and_a_single_row_does_not_grow():
    X, y, group = three_groups(sizes=(1, 2, 20))
    sampler = ClusterSMOTE(n_clusters=3, random_state=0)
    _, y_new = sampler.fit_resample(X, y)
    assert (y_new == 1).sum() == (y_new == 0).sum()
    grown = np.bincount(group[sampler.lineage_.base], minlength=3)
    np.testing.assert_array_equal(grown, [0, 7, 70])


def test_rows_that_are_all_clusters_of_their_own_cannot_grow():
    X, y, _ = three_groups(sizes=(1, 1, 1))
    with pytest.raises(UnsuitableTableError, match=r"no cluster that can grow.*use SMOTE"):
        ClusterSMOTE(n_clusters=5, random_state=0).fit_resample(X, y)


def test_shares_are_rounded_so_that_they_add_up():
    rng = np.random.default_rng(0)
    for n in (0, 1, 7, 100):
        weights = rng.random(6) + 1e-3
        counts = apportioned(n, weights)
        assert counts.sum() == n
        assert (np.abs(counts - n * weights / weights.sum()) < 1).all()
