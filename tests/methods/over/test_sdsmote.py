"""Claims about SDSMOTE, against distances between all rows of the two classes."""

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import cdist

from counterpoise import SDSMOTE
from counterpoise.stages import distances_between


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("n_ends", [7, 512])
def test_rows_with_the_mean_support_or_more_grow_in_proportion_to_it(rng, n_ends, monkeypatch):
    monkeypatch.setattr(distances_between, "_ENDS", n_ends)
    generator = np.random.default_rng(0)
    X = generator.normal(size=(110, 2))
    y = np.repeat([0, 1], [80, 30])
    X[y == 1] = X[y == 1] * 2 + 2
    n_new = 6000
    sampler = SDSMOTE(random_state=0, sampling_strategy={1: 30 + n_new}, rng=rng)
    sampler.fit_resample(X, y)
    far = cdist(X[y == 1], X[y == 0])
    degree = (far <= far.mean()).sum(axis=1)
    grows = degree >= degree.mean()
    assert 5 < grows.sum() < 25
    counts = np.bincount(sampler.lineage_.base, minlength=110)[80:]
    assert not counts[~grows].any()
    expected = n_new * degree[grows] / degree[grows].sum()
    assert stats.chisquare(counts[grows], expected).pvalue > 1e-4


def test_rows_that_are_all_equally_far_away_are_alike():
    X, y = np.repeat([[0.0], [5.0]], [20, 8], axis=0), np.repeat([0, 1], [20, 8])
    sampler = SDSMOTE(random_state=0, sampling_strategy={1: 800})
    sampler.fit_resample(X, y)
    assert len(np.unique(sampler.lineage_.base)) == 8
