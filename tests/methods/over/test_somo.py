"""Claims about SOMO, and about the map that it is made with."""

import numpy as np
import pytest

from counterpoise import SOMO
from counterpoise.errors import UnsuitableTableError
from counterpoise.stages.seeds.self_organising_map import grid_edges, map_points


def groups(seed=0):
    """Four far groups; the minority is the larger part of two next to each other."""
    rng = np.random.default_rng(seed)
    corner = np.repeat([0, 1, 2, 3], 40)
    X = rng.normal(size=(160, 2)) + 40 * np.column_stack([corner // 2, corner % 2])
    y = (np.arange(160) % 4 == 0).astype(int)
    y[corner == 0] = np.arange(40) % 4 > 0
    y[corner == 1] = np.arange(40) % 8 > 0
    y[corner == 3] = 0
    return X, y, corner


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_new_rows_lie_within_and_between_nodes_in_which_the_class_prevails(rng):
    X, y, corner = groups()
    sampler = SOMO(side=2, random_state=0, rng=rng)
    sampler.set_params(sampling_strategy={1: 275}).fit_resample(X, y)
    base, partner = corner[sampler.lineage_.parents].T
    assert set(base) | set(partner) <= {0, 1}
    n_within = int((base == partner).sum())
    assert n_within == (base != partner).sum()


def test_within_a_node_partners_are_near_and_between_nodes_any_row():
    X, y, corner = groups()
    sampler = SOMO(side=2, k_neighbors=2, random_state=0)
    sampler.set_params(sampling_strategy={1: 2075}).fit_resample(X, y)
    pairs = np.unique(sampler.lineage_.parents, axis=0)
    within = corner[pairs[:, 0]] == corner[pairs[:, 1]]
    for base in np.unique(pairs[within, 0]):
        inside = np.flatnonzero((corner == corner[base]) & (y == 1))
        inside = inside[inside != base]
        near = inside[np.argsort(np.linalg.norm(X[inside] - X[base], axis=1))[:2]]
        assert set(pairs[within & (pairs[:, 0] == base), 1]) <= set(near)
    assert len(np.unique(pairs[~within, 1])) > 25


def test_a_sparse_node_grows_more_than_a_dense_one():
    X, y, corner = groups()
    X[corner == 0] *= 3
    sampler = SOMO(side=2, share_between=0, random_state=0)
    sampler.set_params(sampling_strategy={1: 1075}).fit_resample(X, y)
    n_sparse, n_dense = np.bincount(corner[sampler.lineage_.base])
    # Three times as wide means nine times as sparse, but for the number of rows.
    assert 6 < n_sparse / n_dense < 15


def test_nodes_next_to_each_other_have_near_points():
    rng = np.random.default_rng(0)
    points = rng.uniform(size=(400, 2))
    node = map_points(points, 5, 20, np.random.RandomState(0))
    middle = np.array([points[node == i].mean(axis=0) for i in range(25)])
    a, b = grid_edges(5).T
    assert len(a) == 40
    near = np.linalg.norm(middle[a] - middle[b], axis=1)
    anywhere = np.linalg.norm(middle[:, None] - middle, axis=2)
    assert near.max() < 0.5 * anywhere.max()


def test_a_class_that_nowhere_prevails_cannot_grow():
    X, y, _ = groups()
    y = (np.arange(160) % 4 == 0).astype(int)
    with pytest.raises(UnsuitableTableError, match="no node of the map"):
        SOMO(side=2, random_state=0).fit_resample(X, y)
