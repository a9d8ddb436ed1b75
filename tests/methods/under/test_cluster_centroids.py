from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import DBSCAN, KMeans, kmeans_plusplus

from counterpoise import ClusterCentroids, InvalidInputError, balance
from counterpoise.stages.kmeans import spread_seeds
from shared import family

X, Y = family.overlapping(90, 25, 3)


def test_the_middles_of_as_many_clusters_as_rows_are_kept_take_the_place_of_the_class():
    sampler = ClusterCentroids(random_state=1)
    out, y = sampler.fit_resample(X, Y)
    labels = KMeans(25, random_state=1).fit_predict(X[Y == 0])
    means = [X[Y == 0][labels == c].mean(axis=0) for c in range(25)]
    np.testing.assert_allclose(out[y == 0], means, atol=1e-12)
    np.testing.assert_array_equal(out[y == 1], X[Y == 1])
    np.testing.assert_array_equal(sampler.is_synthetic_, y == 0)
    far = np.linalg.norm(X[Y == 0] - out[0], axis=1)
    own = np.linalg.norm(X[sampler.lineage_.base[0]] - out[0])
    assert own == pytest.approx(far.min())


def test_hard_voting_keeps_the_row_nearest_to_each_middle():
    soft = ClusterCentroids(random_state=1).fit_resample(X, Y)[0][:25]
    hard = ClusterCentroids(random_state=1, voting="hard").fit_resample(X, Y)[0][:25]
    far = np.linalg.norm(X[Y == 0][:, np.newaxis] - soft, axis=2)
    np.testing.assert_allclose(np.linalg.norm(hard - soft, axis=1), far.min(axis=0), atol=1e-12)
    assert {tuple(row) for row in hard} <= {tuple(row) for row in X[Y == 0]}


def test_units_decide_the_clusters_and_middles_come_in_the_table_s_own():
    table = X * [1, 1000, 1]
    out, _ = ClusterCentroids(random_state=1, scale="standard").fit_resample(table, Y)
    plain, _ = ClusterCentroids(random_state=1, scale="standard").fit_resample(X, Y)
    np.testing.assert_allclose(out, plain * [1, 1000, 1], atol=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_seeds_are_those_of_scikit_learn_to_the_last_row(seed):
    rng = np.random.RandomState(seed)
    points = rng.randn(150, 4).round(1 + seed % 2)
    found = spread_seeds(points, 90, np.random.RandomState(seed))
    centred = points - points.mean(axis=0)
    _, expected = kmeans_plusplus(centred, 90, random_state=np.random.RandomState(seed))
    np.testing.assert_array_equal(found, expected)


def test_the_fitted_clustering_has_the_parameters_that_a_plain_one_has():
    sampler = ClusterCentroids(random_state=1)
    sampler.fit_resample(X, Y)
    assert repr(sampler.estimator_) == repr(KMeans(25, random_state=1))
    assert sampler.voting_ == "soft"


@pytest.mark.parametrize("kind", [RuntimeError, ValueError])
def test_a_clustering_without_a_number_of_clusters_is_refused(kind):
    with pytest.raises(kind, match="n_clusters"):
        ClusterCentroids(estimator=DBSCAN()).fit_resample(X, Y)


def test_no_row_at_all_is_refused():
    with pytest.raises(InvalidInputError, match="ask for 1 or more"):
        ClusterCentroids(sampling_strategy={0: 0}).fit_resample(X, Y)


def test_balance_puts_the_middles_last_and_keeps_whole_numbers_whole():
    frame = pd.DataFrame(X, columns=list("abc")).assign(a=np.round(X[:, 0] * 10), y=Y)
    frame["a"] = frame["a"].astype(int)
    out, summary = balance(
        frame, "y", method="cluster-centroids", seed=0, return_summary=True, mark="new"
    )
    assert out["a"].dtype == frame["a"].dtype
    assert out["y"].tolist() == [1] * 25 + [0] * 25
    assert (summary.n_new, summary.n_removed) == (25, 90)
    assert summary.after == {0: 25, 1: 25}
