from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from counterpoise import TomekLinks


@pytest.mark.parametrize(
    "strategy", ["auto", "all", "majority", "not majority", [0], [1], [2], [1, 2], [0, 2]]
)
@pytest.mark.parametrize("sizes", [(60, 20, 10), (30, 30, 30), (10, 20, 60)])
def test_both_ends_of_a_link_leave_if_their_classes_may_lose_rows(strategy, sizes):
    rng = np.random.default_rng(sum(map(len, str(strategy))))
    y = rng.permutation(np.repeat([0, 1, 2], sizes))
    X = rng.normal(size=(len(y), 2))
    far = cdist(X, X)
    np.fill_diagonal(far, np.inf)
    nearest = far.argmin(axis=1)
    linked = (nearest[nearest] == np.arange(len(y))) & (y != y[nearest])
    sampler = TomekLinks(sampling_strategy=strategy)
    sampler.fit_resample(X, y)
    leaves = linked & np.isin(y, list(sampler.sampling_strategy_))
    assert linked.any()
    np.testing.assert_array_equal(sampler.sample_indices_, np.flatnonzero(~leaves))
