"""Claims about SOI-CJ and SOI-C."""

import numpy as np
import pytest
from scipy import stats
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist

from counterpoise import SOICJ
from counterpoise.errors import UnsuitableTableError
from counterpoise.stages.seeds import unparted_seeds
from counterpoise.stages.seeds.unparted_seeds import joined_within


def table(seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(150, 2))
    y = np.repeat([0, 1], [110, 40])
    X[110:130] += [6, 0]
    X[130:] = X[130:] * [1, 4] - [9, 0]
    return X, y


def clusters(X, y):
    own, other = X[y == 1], X[y == 0]
    reach = cdist(own, other).min(axis=1)
    return connected_components(cdist(own, own) < np.minimum(reach[:, None], reach))[1]


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_new_row_is_shaken_by_up_to_the_spread_of_its_cluster(rng):
    X, y = table()
    sampler = SOICJ(random_state=0, rng=rng, sampling_strategy={1: 4040})
    made = sampler.fit_resample(X, y)[0][len(X) :]
    label = clusters(X, y)
    base = sampler.lineage_.base - 110
    sizes = np.bincount(label)
    grows = np.where(sizes > 1, sizes, 0)
    counts = np.bincount(label[base], minlength=len(sizes))
    assert np.abs(counts - 4000 * grows / grows.sum()).max() < 1
    spread = np.array([X[y == 1][label == c].std(axis=0) for c in range(len(sizes))])
    shaken = (made - X[y == 1][base]) / spread[label[base]]
    for column in shaken.T:
        assert stats.kstest((column + 1) / 2, "uniform").pvalue > 1e-4


def test_without_jittering_a_new_row_lies_between_two_rows_of_a_cluster():
    X, y = table()
    sampler = SOICJ(random_state=0, jittering=False)
    sampler.fit_resample(X, y)
    base, partner = clusters(X, y)[sampler.lineage_.parents - 110].T
    np.testing.assert_array_equal(base, partner)
    assert not sampler.lineage_.is_noisy.any()


def test_clusters_found_block_by_block_are_those_found_at_once(monkeypatch):
    rng = np.random.default_rng(0)
    points, reach = rng.normal(size=(60, 2)), rng.uniform(0, 0.6, 60)
    whole = joined_within(points, reach)
    monkeypatch.setattr(unparted_seeds, "_BLOCK", 7 * 60)
    parts = joined_within(points, reach)
    assert 1 < len(set(whole)) < 60
    np.testing.assert_array_equal(whole[:, None] == whole, parts[:, None] == parts)


def test_a_class_that_is_parted_everywhere_cannot_grow():
    X, y = np.arange(30.0)[:, np.newaxis], np.tile([0, 0, 1], 10)
    with pytest.raises(UnsuitableTableError, match="nearer to another class"):
        SOICJ(random_state=0).fit_resample(X, y)
