"""Claims about MWMOTE, against equations 2 to 8 of its paper, pair by pair."""

import numpy as np
import pytest
from scipy import stats
from scipy.cluster.hierarchy import fcluster, linkage

from counterpoise import MWMOTE


def two_clusters(seed=0):
    rng = np.random.default_rng(seed)
    X = np.vstack(
        [
            rng.normal(size=(70, 2)),
            rng.normal(size=(18, 2)) * 0.6 + [2.0, 0.0],
            rng.normal(size=(12, 2)) * 0.6 + [-2.0, 6.0],
            [[-0.5, -0.5]],
        ]
    )
    return X, np.repeat([0, 1], [70, 31])


def distances(a, b):
    return np.linalg.norm(a[:, np.newaxis] - b[np.newaxis], axis=2)


def weights_by_hand(X, y, k1, k2, k3, cf_th, cmax):
    """The selection weight of each row, by row number."""
    minority, majority = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    apart = distances(X, X)
    np.fill_diagonal(apart, np.inf)
    clean = [i for i in minority if (y[np.argsort(apart[i])[:k1]] == 1).any()]
    border = sorted({j for i in clean for j in majority[np.argsort(apart[i, majority])[:k2]]})
    weights = np.zeros(len(X))
    for j in border:
        hard = np.array(clean)[np.argsort(apart[j, clean])[:k3]]
        close = np.array([min(X.shape[1] / apart[j, i], cf_th) / cf_th * cmax for i in hard])
        weights[hard] += close * close / close.sum()
    near = apart[np.ix_(clean, clean)].min(axis=1).mean()
    return weights, near, len(minority) - len(clean)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("k3", [4, None])
def test_seeds_have_the_paper_s_weights_and_partners_are_of_their_cluster(rng, k3):
    X, y = two_clusters()
    n_new = 8000
    sampler = MWMOTE(random_state=0, sampling_strategy={1: 31 + n_new}, k1=4, k3=k3, rng=rng)
    sampler.fit_resample(X, y)
    weights, near, n_noise = weights_by_hand(X, y, 4, 3, k3 or 15, 5.0, 2.0)
    assert n_noise, "the table should have noise"
    seeds, partners = sampler.lineage_.parents.T
    counts = np.bincount(seeds, minlength=len(X))
    grows = weights > 0
    assert not counts[~grows].any()
    expected = n_new * weights[grows] / weights.sum()
    assert stats.chisquare(counts[grows], expected).pvalue > 1e-4
    members = np.flatnonzero(y == 1)
    clusters = np.zeros(len(X), int)
    clusters[members] = fcluster(linkage(X[members], "average"), 3 * near, "distance")
    assert len(np.unique(clusters[seeds])) > 1, "more than one cluster should grow"
    assert (clusters[seeds] == clusters[partners]).all()


def test_a_class_that_is_all_noise_is_refused():
    X = np.arange(60.0)[:, np.newaxis]
    y = np.zeros(60, int)
    y[::15] = 1
    with pytest.raises(ValueError, match=r"0 rows with another one of the class.*raise k1"):
        MWMOTE(random_state=0).fit_resample(X, y)


def test_duplicates_and_a_class_too_large_to_cluster(monkeypatch):
    X, y = np.repeat([[0.0], [1.0]], [20, 5], axis=0), np.repeat([0, 1], [20, 5])
    made = MWMOTE(random_state=0).fit_resample(X, y)[0][25:]
    assert (made == 1).all()
    monkeypatch.setattr("counterpoise.stages.seeds.linkage_labels.MOST_LINKED", 4)
    with pytest.raises(ValueError, match=r"5 rows.*use ClusterSMOTE"):
        MWMOTE(random_state=0).fit_resample(X, y)


def test_rows_without_a_value_in_common_with_the_border_weigh_nothing():
    X, y = two_clusters()
    X = np.column_stack([X, np.full(len(X), np.nan)])
    X[y == 0] = np.nan
    X[y == 0, 2] = 1.0
    # No row of a class has a value where one of the other class has one: all weigh the same.
    assert (MWMOTE(random_state=0).fit_resample(X, y)[1] == 1).sum() == 70
    seen = np.flatnonzero(y == 1)[:12]
    X[seen, 2] = np.arange(12)
    sampler = MWMOTE(random_state=0, k1=20)
    sampler.fit_resample(X, y)
    assert sampler.is_synthetic_.sum() == 39
    assert np.isin(sampler.lineage_.base, seen).all()
