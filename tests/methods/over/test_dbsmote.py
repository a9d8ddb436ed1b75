"""Claims about DBSMOTE, against paths that are followed one by one."""

import numpy as np
import pytest
from scipy import stats
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial.distance import cdist
from sklearn.cluster import DBSCAN

from counterpoise import DBSMOTE
from counterpoise.errors import UnsuitableTableError


def two_moons(n=40, seed=0):
    rng = np.random.default_rng(seed)
    turn = rng.uniform(0, np.pi, 2 * n)
    arcs = np.column_stack([np.cos(turn), np.sin(turn)]) * 5
    arcs[n:] += [20, 0]
    X = np.vstack([rng.normal(size=(150, 2)), arcs + rng.normal(size=arcs.shape) * 0.1])
    return X, np.repeat([0, 1], [150, 2 * n])


def paths_by_hand(points, eps, min_samples):
    """Each row's path to the middle of its DBSCAN cluster, as edges."""
    found = DBSCAN(eps=eps, min_samples=min_samples).fit(points)
    core = np.isin(np.arange(len(points)), found.core_sample_indices_)
    paths = {}
    for label in set(found.labels_) - {-1}:
        inside = np.flatnonzero(found.labels_ == label)
        length = cdist(points[inside], points[inside])
        joined = (length <= eps) & (core[inside][:, None] | core[inside][None])
        own = points[inside]
        middle = np.argmin(np.linalg.norm(own - own.mean(axis=0), axis=1))
        _, after = dijkstra(csr_matrix(length * joined), indices=middle, return_predecessors=True)
        for i in range(len(inside)):
            path, at = [], i
            while after[at] >= 0:
                path.append((inside[at], inside[after[at]]))
                at = after[at]
            if path:
                paths[inside[i]] = path
    return paths


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_new_row_is_on_a_random_edge_of_a_random_row_s_path_to_the_middle(rng):
    X, y = two_moons()
    sampler = DBSMOTE(eps=1.2, min_samples=4, random_state=0, rng=rng)
    sampler.set_params(sampling_strategy={1: 8080}).fit_resample(X, y)
    paths = paths_by_hand(X[y == 1], 1.2, 4)
    wanted = {}
    for path in paths.values():
        for edge in path:
            wanted[edge] = wanted.get(edge, 0) + 1 / len(path)
    edges, counts = np.unique(sampler.lineage_.parents - 150, axis=0, return_counts=True)
    assert set(map(tuple, edges)) <= set(wanted)
    share = np.array([wanted[tuple(edge)] for edge in edges]) / len(paths)
    # Each cluster's number of rows is fixed, which only makes counts vary less.
    assert stats.chisquare(counts, share / share.sum() * counts.sum()).pvalue > 1e-4
    assert stats.kstest(sampler.lineage_.gaps[:, 0], "uniform").pvalue > 1e-4


def test_noise_does_not_grow_and_nothing_lies_between_clusters():
    X, y = two_moons()
    X = np.vstack([X, [[10.0, -20.0]]])
    y = np.append(y, 1)
    sampler = DBSMOTE(random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    assert len(X) - 1 not in sampler.lineage_.parents
    made = X_new[len(X) :, 0]
    assert ((made < 7) | (made > 13)).all()


def test_rows_that_are_all_noise_cannot_grow():
    X, y = two_moons()
    with pytest.raises(UnsuitableTableError, match=r"takes all of its rows for noise.*use SMOTE"):
        DBSMOTE(eps=1e-6).fit_resample(X, y)


def test_duplicates_are_joined_like_other_rows():
    X = np.vstack([np.arange(60.0).reshape(30, 2), np.repeat([[0.0, 1.0], [9.0, 9.0]], 6, axis=0)])
    y = np.repeat([0, 1], [30, 12])
    sampler = DBSMOTE(random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    assert {tuple(row) for row in X_new[42:]} == {(0.0, 1.0), (9.0, 9.0)}
