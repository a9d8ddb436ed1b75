"""Claims about CBSO, against its paper's formulas."""

import numpy as np
import pytest
from scipy import stats
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import cdist

from counterpoise import CBSO
from counterpoise.errors import UnsuitableTableError


def table(seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(160, 2))
    y = np.repeat([0, 1], [120, 40])
    X[120:140] += [1.5, 0]
    X[140:] += [-1.5, 9]
    X[100:120] += [-1.5, 9]
    return X, y


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_rows_grow_by_the_share_of_foreign_neighbours_within_clusters_of_average_linkage(rng):
    X, y = table()
    sampler = CBSO(random_state=0, rng=rng, sampling_strategy={1: 6040}).fit(X, y)
    sampler.fit_resample(X, y)
    apart = cdist(X, X)
    np.fill_diagonal(apart, np.inf)
    foreign = (y[np.argsort(apart, axis=1)[:, :5]] == 0).sum(axis=1)[120:]
    nearest = apart[120:, 120:].min(axis=1).mean()
    cluster = fcluster(linkage(X[120:], "average"), 3 * nearest, "distance")
    assert len(set(cluster)) > 1
    single = np.bincount(cluster)[cluster] == 1
    base, partner = sampler.lineage_.parents.T - 120
    np.testing.assert_array_equal(cluster[base], cluster[partner])
    assert (base != partner).all()
    share = np.where(single, 0, foreign)
    counts = np.bincount(base, minlength=40)
    assert (counts[share == 0] == 0).all()
    grows = share > 0
    assert stats.chisquare(counts[grows], 6000 * share[grows] / share.sum()).pvalue > 1e-4


def test_a_class_far_from_others_has_no_hard_row():
    X, y = table()
    X[y == 1] += 100
    with pytest.raises(UnsuitableTableError, match="none is harder than another"):
        CBSO(random_state=0).fit_resample(X, y)
