"""How far the rows of a cluster are from each other, which takes more memory the more they are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.metrics import pairwise_distances

import counterpoise
from counterpoise.stages.seeds import cluster_seeds


@pytest.mark.parametrize("kind", [np.asarray, np.float32, sparse.csr_matrix])
@pytest.mark.parametrize("n", [2, 64, 65, 300])
def test_the_mean_distance_is_that_of_all_pairs(monkeypatch, kind, n):
    monkeypatch.setattr(cluster_seeds, "_BLOCK", 64)
    points = np.random.default_rng(n).normal(size=(n, 3)) + 5
    wanted = pairwise_distances(points).sum() / (n * n - n)
    found = [cluster_seeds.ClusterSeeds(n_jobs=k)._mean_distance(kind(points)) for k in (1, 3)]
    assert found[0] == found[1]
    assert found[0] == pytest.approx(wanted, rel=1e-6 if kind is np.float32 else 1e-12)


def test_blocks_give_the_rows_that_all_distances_give(monkeypatch):
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(c, 1, size=(n, 2)) for c, n in ((0, 400), (9, 90), (-9, 70))])
    y = (np.arange(len(X)) >= 400).astype(int)
    rows = []
    for block in (10**6, 16):
        monkeypatch.setattr(cluster_seeds, "_BLOCK", block)
        sampler = counterpoise.KMeansSMOTE(kmeans_estimator=3, random_state=0)
        rows.append(sampler.fit_resample(X, y)[0])
    np.testing.assert_array_equal(*rows)
