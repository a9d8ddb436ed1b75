from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import AgglomerativeClustering

from counterpoise import SBC, ClusterUnderSampler, InvalidInputError
from counterpoise.stages.cleanings.cluster_removal import within_sizes


class Given:
    """A clustering that is known."""

    def __init__(self, labels):
        self.labels = labels

    def fit_predict(self, X):
        return np.asarray(self.labels)[np.asarray(X)[:, 0].astype(int)]

    def get_params(self, deep=True):
        return {"labels": self.labels}


def table(majority, minority):
    """Return row numbers as a table, classes, and clusters with so many rows of each class."""
    clusters = [np.repeat(np.arange(len(n)), n) for n in (majority, minority)]
    y = np.repeat([0, 1], [sum(majority), sum(minority)])
    return np.arange(len(y), dtype=float)[:, np.newaxis], y, np.concatenate(clusters)


def kept(sampler, X, y, clusters):
    sampler.fit_resample(X, y)
    rows = sampler.sample_indices_
    assert len(set(rows)) == len(rows)
    return np.bincount(clusters[rows[y[rows] == 0]], minlength=clusters.max() + 1).tolist()


def test_sbc_keeps_rows_by_the_ratio_of_the_classes_in_each_cluster():
    # Yen and Lee: 40 rows times (n_i / m_i) / sum of these, with one for no minority row.
    X, y, clusters = table([60, 60, 30], [30, 10, 0])
    ratios = np.array([60 / 30, 60 / 10, 30 / 1])
    assert (
        kept(SBC(n_clusters=Given(clusters), random_state=0), X, y, clusters)
        == within_sizes(40, ratios, np.array([60, 60, 30])).tolist()
    )
    X, y, clusters = table([60, 60, 90], [20, 10, 10])
    found = kept(SBC(n_clusters=Given(clusters), random_state=0), X, y, clusters)
    assert found == [round(40 * r / 18) for r in (3, 6, 9)]


@pytest.mark.parametrize(("exponent", "expected"), [(0.0, [10, 10, 10]), (1.0, [18, 9, 3])])
def test_each_cluster_keeps_equally_many_rows_or_its_share(exponent, expected):
    X, y, clusters = table([60, 30, 10], [30, 0, 0])
    sampler = ClusterUnderSampler(
        n_clusters=Given(clusters), size_exponent=exponent, random_state=0
    )
    assert kept(sampler, X, y, clusters) == expected


def test_a_cluster_that_is_too_small_keeps_all_and_the_others_give_the_rest():
    X, y, clusters = table([60, 30, 2], [30, 0, 0])
    sampler = ClusterUnderSampler(n_clusters=Given(clusters), random_state=0)
    assert kept(sampler, X, y, clusters) == [14, 14, 2]


def test_shares_add_up_and_fit_whatever_the_weights():
    rng = np.random.default_rng(0)
    for _ in range(50):
        sizes = rng.integers(0, 9, 6)
        n = int(rng.integers(0, sizes.sum() + 1))
        found = within_sizes(n, rng.random(6) * (rng.random(6) < 0.6), sizes)
        assert found.sum() == n
        assert (found <= sizes).all()


@pytest.mark.parametrize("cls", [SBC, ClusterUnderSampler])
def test_any_clustering_will_do_and_too_many_clusters_are_refused(cls):
    X, y, _ = table([60], [20])
    sampler = cls(n_clusters=AgglomerativeClustering(4), random_state=0)
    assert len(sampler.fit_resample(X, y)[0]) == 40
    assert sampler.clustering_.n_clusters_ == 4
    with pytest.raises(InvalidInputError, match="lower n_clusters"):
        cls(n_clusters=99).fit_resample(X, y)
