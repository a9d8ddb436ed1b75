"""Claims about A-SUWO, against its paper's steps."""

import numpy as np
import pytest
from scipy import stats
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import cdist

from counterpoise import ASUWO
from counterpoise.errors import UnsuitableTableError
from counterpoise.stages.seeds.parted_linkage import parted_labels


def same(labels, others):
    return np.array_equal(labels[:, None] == labels, others[:, None] == others)


def by_hand(own, foreign, most_apart):
    """Join clusters one by one, with all distances computed anew each time."""
    clusters = [[i] for i in range(len(own))]
    while True:
        found = []
        for i, a in enumerate(clusters):
            for b in clusters[:i]:
                far = cdist(own[a], own[b]).mean()
                parted = any(
                    max(cdist(own[a], group).mean(), cdist(own[b], group).mean()) < far
                    for group in foreign
                )
                if far <= most_apart and not parted:
                    found.append((far, a, b))
        if not found:
            break
        _, a, b = min(found, key=lambda f: f[0])
        clusters = [c for c in clusters if c not in (a, b)] + [a + b]
    return np.array([next(k for k, c in enumerate(clusters) if i in c) for i in range(len(own))])


def test_without_foreign_clusters_it_is_average_linkage():
    own = np.random.default_rng(0).normal(size=(40, 3))
    labels = parted_labels(cdist(own, own), np.full((40, 1), np.inf), 1.5)
    assert same(labels, fcluster(linkage(own, "average"), 1.5, "distance"))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_clusters_with_something_foreign_between_them_are_not_joined(seed):
    rng = np.random.default_rng(seed)
    own = rng.normal(size=(16, 2)) * 2
    foreign = [rng.normal(size=(5, 2)) * 0.3 + middle for middle in rng.normal(size=(3, 2)) * 2]
    to_foreign = np.stack([cdist(own, group).mean(axis=1) for group in foreign], axis=1)
    labels = parted_labels(cdist(own, own), to_foreign, 3.0)
    assert same(labels, by_hand(own, foreign, 3.0))


def groups(seed=0):
    """An easy group of the minority, one among the majority, and a row of noise."""
    rng = np.random.default_rng(seed)
    majority = rng.normal(size=(100, 2))
    easy = rng.normal(size=(20, 2)) + np.array([40, 0])
    hard = rng.normal(size=(20, 2)) * 0.5 + [1.5, 0]
    X = np.vstack([majority, easy, hard, [[-1.2, 0.1]]])
    return X, np.repeat([0, 1], [100, 41])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_the_hard_group_grows_and_neither_the_easy_one_nor_noise(rng):
    X, y = groups()
    sampler = ASUWO(random_state=0, rng=rng)
    _, y_new = sampler.fit_resample(X, y)
    assert (y_new == 1).sum() == 100
    assert (np.unique(sampler.lineage_.parents) >= 120).all()
    assert (np.unique(sampler.lineage_.parents) < 140).all()


def test_a_row_grows_by_how_near_other_classes_are():
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(size=(60, 2)) + np.array([8, 0]), rng.normal(size=(15, 2))])
    y = np.repeat([0, 1], [60, 15])
    sampler = ASUWO(k_neighbors=3, cluster_factor=9, n_foreign_clusters=1, random_state=0)
    sampler.set_params(sampling_strategy={1: 6015}).fit_resample(X, y)
    near = np.sort(cdist(X[60:], X[:60]), axis=1)[:, :3]
    cap = (1 / near[:, 0]).mean()
    weight = np.minimum(1 / near, cap).sum(axis=1)
    counts = np.bincount(sampler.lineage_.base - 60, minlength=15)
    assert stats.chisquare(counts, 6000 * weight / weight.sum()).pvalue > 1e-4


def test_a_class_of_noise_cannot_grow():
    X = np.vstack([np.arange(60.0)[:, None], [[5.1], [25.1], [45.1]]])
    y = np.repeat([0, 1], [60, 3])
    with pytest.raises(UnsuitableTableError, match="noise"):
        ASUWO(random_state=0).fit_resample(X, y)
