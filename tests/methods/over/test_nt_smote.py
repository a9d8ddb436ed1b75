"""Claims about NT-SMOTE."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import NTSMOTE


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_new_row_is_a_uniform_point_of_a_row_s_triangle_with_its_two_nearest(rng):
    draw = np.random.default_rng(0)
    X, y = draw.normal(size=(80, 2)), np.repeat([0, 1], [65, 15])
    sampler = NTSMOTE(random_state=0, rng=rng, sampling_strategy={1: 3015})
    made = sampler.fit_resample(X, y)[0][len(X) :]
    members = np.flatnonzero(y == 1)
    for row in members:
        others = members[members != row]
        near = others[np.argsort(np.linalg.norm(X[others] - X[row], axis=1))[:2]]
        own = sampler.lineage_.parents[sampler.lineage_.base == row]
        assert set(map(tuple, own)) == {(row, *near)}
    corners = X[sampler.lineage_.parents]
    sides = np.stack([corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]], axis=2)
    shares = np.linalg.solve(sides, (made - corners[:, 0])[..., np.newaxis])[..., 0]
    shares = np.column_stack([1 - shares.sum(axis=1), shares])
    assert shares.min() >= -1e-9
    for share in shares.T:  # each weight of a uniform point of a triangle has density 2 (1 - w)
        assert stats.kstest(share, "beta", (1, 2)).pvalue > 1e-4
