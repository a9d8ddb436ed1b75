"""All rows within a radius, as scikit-learn's brute-force search finds them."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.cluster import DBSCAN
from sklearn.neighbors import NearestNeighbors

from counterpoise import InvalidInputError
from counterpoise.neighbors import MixedMetric, NeighborIndex, ValueDifferenceMetric, radius

# Whole numbers, so that many distances equal the radius and no rounding decides.
ROWS = np.random.default_rng(0).integers(0, 6, size=(400, 3)).astype(float)
QUERIES = np.random.default_rng(1).integers(0, 6, size=(60, 3)).astype(float)

CONTAINERS = {
    "float64": np.asarray,
    "float32": lambda x: x.astype(np.float32),
    "whole numbers": lambda x: x.astype(int),
    "sparse": sparse.csr_matrix,
    "lists": np.ndarray.tolist,
}


def same(ours, theirs):
    assert ours.shape == theirs.shape
    assert ours.dtype == theirs.dtype == object
    for a, b in zip(ours, theirs, strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("contain", CONTAINERS.values(), ids=CONTAINERS)
@pytest.mark.parametrize("wanted", [None, 0.0, 1.0, 2.0, 1e9, np.inf])
@pytest.mark.parametrize("own", [True, False], ids=["own", "queries"])
def test_the_rows_within_a_radius_are_those_of_scikit_learn(contain, wanted, own):
    ours = NeighborIndex(radius=1.5).fit(contain(ROWS))
    theirs = NearestNeighbors(radius=1.5, algorithm="brute").fit(ROWS)
    asked, whole = (None, None) if own else (contain(QUERIES), QUERIES)
    distances, rows = ours.radius_neighbors(asked, wanted)
    expected = theirs.radius_neighbors(whole, wanted)
    same(distances, expected[0])
    same(rows, expected[1])
    same(ours.radius_neighbors(asked, wanted, return_distance=False), expected[1])
    for mode in ("connectivity", "distance"):
        np.testing.assert_allclose(
            ours.radius_neighbors_graph(asked, wanted, mode).toarray(),
            theirs.radius_neighbors_graph(whole, wanted, mode).toarray(),
            atol=1e-12,
        )


def test_sorted_rows_are_those_of_scikit_learn():
    rows, queries = (np.random.default_rng(s).normal(size=(300, 4)) for s in (2, 3))
    ours = NeighborIndex().fit(rows).radius_neighbors(queries, 2.0, sort_results=True)
    brute = NearestNeighbors(algorithm="brute").fit(rows)
    theirs = brute.radius_neighbors(queries, 2.0, sort_results=True)
    for a, b in zip(ours, theirs, strict=True):
        same(a, b)
    graph = NeighborIndex().fit(rows).radius_neighbors_graph(queries, 2.0, "distance", True)
    expected = brute.radius_neighbors_graph(queries, 2.0, "distance", sort_results=True)
    np.testing.assert_array_equal(graph.indices, expected.indices)


def test_equal_distances_come_by_row_number():
    rows = NeighborIndex().fit(ROWS).radius_neighbors(QUERIES, 2.0, sort_results=True)
    for far, found in zip(*rows, strict=True):
        np.testing.assert_array_equal(np.lexsort((found, far)), np.arange(len(found)))


def test_the_answer_does_not_depend_on_how_many_are_asked_for_at_once(monkeypatch):
    index = NeighborIndex().fit(ROWS)
    before = index.radius_neighbors(QUERIES, 2.0)
    monkeypatch.setattr(radius, "_MOST_AT_ONCE", 100)
    monkeypatch.setattr(radius, "_FIRST", 2)
    monkeypatch.setattr(radius, "_GROWTH", 2)
    for a, b in zip(before, index.radius_neighbors(QUERIES, 2.0), strict=True):
        same(a, b)


def test_scikit_learn_clusters_by_the_graph():
    # The graph leaves each row itself out, and a precomputed distance of zero must be there.
    rows = np.random.default_rng(4).normal(size=(300, 2))
    graph = NeighborIndex().fit(rows).radius_neighbors_graph(rows, 0.4, "distance")
    ours = DBSCAN(eps=0.4, metric="precomputed").fit_predict(graph)
    np.testing.assert_array_equal(ours, DBSCAN(eps=0.4, algorithm="brute").fit_predict(rows))


def test_rows_with_nothing_in_common_are_never_within_a_radius():
    rows = np.array([[1.0, np.nan], [np.nan, 2.0], [1.0, 2.0]])
    found = NeighborIndex().fit(rows).radius_neighbors(None, np.inf, return_distance=False)
    assert [f.tolist() for f in found] == [[2], [2], [0, 1]]


def test_categories_are_measured_by_their_metric():
    codes = np.array([[0], [1], [1]], np.int32)
    mixed = NeighborIndex(metric=MixedMetric(4.0)).fit([[0.0], [0.0], [1.0]], codes=codes)
    found = mixed.radius_neighbors([[0.0]], 2.0, codes=[[0]], return_distance=False)
    assert found[0].tolist() == [0, 1]
    assert mixed.radius_neighbors_graph([[0.0]], 2.0, codes=[[0]]).nnz == 2
    assert mixed.kneighbors_graph([[0.0]], 1, codes=[[1]]).indices.tolist() == [1]
    shares = np.array([[1.0, 0.0], [0.5, 0.5]])
    values = NeighborIndex(metric=ValueDifferenceMetric([shares])).fit(
        np.empty((3, 0)), codes=codes
    )
    found = values.radius_neighbors(radius=0.5, return_distance=False)
    assert [f.tolist() for f in found] == [[], [2], [1]]


def test_a_row_may_be_excluded():
    index = NeighborIndex().fit([[0.0], [1.0], [1.0]])
    found = index.radius_neighbors([[0.0], [1.0]], 1.0, False, exclude=[-1, 2])
    assert [f.tolist() for f in found] == [[0, 1, 2], [0, 1]]


def test_one_row_alone_has_no_neighbours():
    distances, rows = NeighborIndex().fit([[1.0]]).radius_neighbors()
    assert (rows[0].tolist(), distances[0].tolist()) == ([], [])
    assert NeighborIndex().fit([[1.0]]).radius_neighbors_graph().shape == (1, 1)


@pytest.mark.parametrize("wanted", [-1.0, np.nan, "2", True, [1.0]])
def test_a_radius_is_a_number_from_0(wanted):
    index = NeighborIndex().fit(ROWS)
    with pytest.raises(InvalidInputError, match=r"radius=.* cannot be used"):
        index.radius_neighbors(QUERIES, wanted)
    with pytest.raises(InvalidInputError, match=r"radius=.* cannot be used"):
        NeighborIndex(radius=wanted).fit(ROWS).radius_neighbors(QUERIES)


def test_sorting_needs_the_distances():
    with pytest.raises(InvalidInputError, match="return_distance must be True"):
        NeighborIndex().fit(ROWS).radius_neighbors(return_distance=False, sort_results=True)


def test_an_approximate_index_does_not_promise_all_rows():
    with pytest.raises(InvalidInputError, match="may miss some"):
        NeighborIndex(neighbors="approximate").fit(ROWS).radius_neighbors()
