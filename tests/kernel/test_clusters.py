"""Claims about which clusters are found, against SciPy and scikit-learn."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import cdist, pdist
from sklearn.cluster import KMeans

from counterpoise.kernel import _kernel


@pytest.mark.parametrize("name", ["single", "complete", "average"])
@pytest.mark.parametrize("n", [2, 3, 120])
def test_clusters_are_joined_as_scipy_joins_them(name, n):
    points = np.random.default_rng(n).normal(size=(n, 3))
    pairs, heights = _kernel.linked(name, _kernel.all_apart(points, 1))
    expected = linkage(pdist(points), name)
    np.testing.assert_array_equal(pairs, np.sort(expected[:, :2], axis=1))
    np.testing.assert_allclose(heights[:, 0], expected[:, 2])
    sizes = _kernel.cluster_sums(np.ones((n, 1)), pairs)
    np.testing.assert_array_equal(sizes[:, 0], expected[:, 3])


@pytest.mark.parametrize("name", ["single", "complete", "average"])
def test_equal_points_are_joined_first_and_all_points_at_last(name):
    points = np.repeat(np.arange(5.0), 4)[:, np.newaxis]
    pairs, heights = _kernel.linked(name, cdist(points, points))
    assert (heights[:15, 0] == 0).all()
    assert (heights[15:, 0] > 0).all()
    assert sorted(pairs.ravel().tolist()) == list(range(38))


def test_single_linkage_leaves_the_distances_as_they_are():
    points = np.random.default_rng(0).normal(size=(30, 2))
    apart = _kernel.all_apart(points, 2)
    np.testing.assert_allclose(apart, cdist(points, points), atol=1e-12)
    kept = apart.copy()
    _kernel.linked("single", apart)
    np.testing.assert_array_equal(apart, kept)


def test_a_join_of_clusters_to_come_is_refused():
    with pytest.raises(IndexError):
        _kernel.cluster_sums(np.ones((3, 1)), np.array([[0, 4], [1, 2]]))


@pytest.mark.parametrize("n", [1, 7, 30_000])
def test_distances_lessen_to_the_last_bit_as_numpy_says(n):
    rng = np.random.default_rng(n)
    points, nearest = rng.normal(size=(n, 3)), rng.exponential(3, size=n)
    squares, chosen = (points**2).sum(axis=1), rng.integers(n, size=6)
    apart = -2 * points[chosen] @ points.T
    expected = np.minimum(nearest, np.maximum(apart + squares[chosen, np.newaxis] + squares, 0))
    _kernel.lessen(apart, squares[chosen], squares, nearest, 3)
    np.testing.assert_array_equal(apart, expected)
    with pytest.raises(ValueError, match="do not fit"):
        _kernel.lessen(apart, squares[chosen[1:]], squares, nearest, 1)


def clustered(points, centres, most_steps=300, n_threads=1):
    """Return what the kernel's k-means finds, ending as scikit-learn's does."""
    centres = centres.copy()
    with np.errstate(over="ignore"):
        enough = 1e-4 * np.var(points, axis=0).mean()
    labels, n_steps, inertia = _kernel.lloyd(points, centres, most_steps, enough, n_threads)
    return labels[:, 0], n_steps, inertia, centres


@pytest.mark.parametrize("n_columns", [1, 3, 20])
@pytest.mark.parametrize("n_clusters", [1, 5, 8, 9, 70])
@pytest.mark.parametrize("n_threads", [1, 3])
def test_kmeans_takes_the_steps_of_scikit_learn(n_columns, n_clusters, n_threads):
    rng = np.random.default_rng(n_clusters)
    points = rng.normal(size=(1500, n_columns)) * rng.gamma(0.5, size=n_columns)
    seeds = points[rng.choice(1500, n_clusters, replace=False)]
    labels, n_steps, inertia, _ = clustered(points, seeds, n_threads=n_threads)
    expected = KMeans(n_clusters, init=seeds, n_init=1).fit(points)
    np.testing.assert_array_equal(labels, expected.labels_)
    assert n_steps == expected.n_iter_
    assert inertia == pytest.approx(expected.inertia_)


def test_kmeans_ends_after_the_most_steps():
    points = np.random.default_rng(0).normal(size=(900, 4))
    labels, n_steps, _, centres = clustered(points, points[:30], most_steps=3)
    expected = KMeans(30, init=points[:30], n_init=1, max_iter=3).fit(points)
    before = KMeans(30, init=points[:30], n_init=1, max_iter=2).fit(points)
    assert n_steps == 3
    np.testing.assert_array_equal(labels, expected.labels_)
    np.testing.assert_allclose(centres, before.cluster_centers_)


def test_kmeans_tells_that_a_cluster_lost_all_its_points():
    points = np.array([[0.0], [1.0], [2.0]])
    assert clustered(points, np.array([[0.0], [1.0], [50.0]]))[1] == 0


@pytest.mark.parametrize("wrong", [np.nan, 1e200])
def test_kmeans_ends_where_distances_are_no_numbers(wrong):
    points = np.random.default_rng(0).normal(size=(50, 2))
    points[::2, 0] = wrong
    labels = clustered(points, points[:4])[0]
    assert len(labels) == 50
