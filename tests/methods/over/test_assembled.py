"""Claims about Assembled SMOTE."""

import numpy as np
import pytest
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import cdist

from counterpoise import AssembledSMOTE
from counterpoise.errors import UnsuitableTableError
from counterpoise.stages.seeds.boundary_piece_seeds import spanning_tree


def corner(seed=0):
    """A minority along both arms of a corner, with the majority on the other side of each.

    Returns the table, the classes, and on which arm a row is: 0, 1, or 2 for the inside.
    """
    rng = np.random.default_rng(seed)
    along = np.linspace(1, 12, 12)
    below = np.column_stack([along, np.zeros(12)])
    left = np.column_stack([np.zeros(12), along])
    inside = rng.uniform(20, 30, size=(10, 2))
    minority = np.vstack([below, left, inside])
    fine = np.linspace(1, 12, 40)
    majority = np.vstack(
        [np.column_stack([fine, np.full(40, -0.6)]), np.column_stack([np.full(40, -0.6), fine])]
    )
    X = np.vstack([majority, minority])
    return X, np.repeat([0, 1], [80, 34]), np.repeat([-1, 0, 1, 2], [80, 12, 12, 10])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_both_parents_are_of_one_straight_piece_which_grows_by_its_size(rng):
    X, y, piece = corner()
    sampler = AssembledSMOTE(random_state=0, rng=rng, sampling_strategy={1: 374})
    sampler.fit_resample(X, y)
    base, partner = piece[sampler.lineage_.parents].T
    np.testing.assert_array_equal(base, partner)
    np.testing.assert_array_equal(np.bincount(base), [120, 120, 100])


def test_a_boundary_that_may_turn_by_any_angle_is_one_piece():
    X, y, piece = corner()
    sampler = AssembledSMOTE(random_state=0, least_cosine=-1, k_neighbors=9)
    sampler.set_params(sampling_strategy={1: 2034}).fit_resample(X, y)
    base, partner = piece[sampler.lineage_.parents].T
    assert (base != partner).any()
    assert not ((base == 2) ^ (partner == 2)).any()


def test_pieces_of_few_rows_do_not_grow():
    X, y, piece = corner()
    sampler = AssembledSMOTE(random_state=0, least_rows=11)
    sampler.fit_resample(X, y)
    assert set(piece[sampler.lineage_.base]) == {0, 1}
    with pytest.raises(UnsuitableTableError, match="least_rows"):
        AssembledSMOTE(random_state=0, least_rows=13).fit_resample(X, y)


def test_the_tree_is_as_short_as_that_of_scipy():
    points = np.random.default_rng(0).normal(size=(50, 3))
    first, second = spanning_tree(points)
    length = np.linalg.norm(points[first] - points[second], axis=1).sum()
    np.testing.assert_allclose(length, minimum_spanning_tree(cdist(points, points)).sum())
    assert set(first) | set(second) == set(range(50))
