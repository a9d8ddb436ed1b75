"""Claims about Random-SMOTE, against the two steps of its paper."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import RandomSMOTE
from counterpoise.errors import InvalidInputError


def table(n_minority=6, n_columns=2):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60 + n_minority, n_columns))
    return X, np.repeat([0, 1], [60, n_minority])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_new_row_has_three_different_parents_all_equally_likely(rng):
    X, y = table()
    sampler = RandomSMOTE(random_state=0, rng=rng, sampling_strategy={1: 6006})
    sampler.fit_resample(X, y)
    parents = sampler.lineage_.parents
    assert (y[parents] == 1).all()
    assert (np.diff(np.sort(parents, axis=1), axis=1) > 0).all()
    _, counts = np.unique(parents, axis=0, return_counts=True)
    assert len(counts) == 6 * 5 * 4
    assert stats.chisquare(counts).pvalue > 1e-4


def test_a_new_row_is_a_uniform_share_of_the_way_to_a_uniform_point_of_the_opposite_side():
    X, y = table()
    sampler = RandomSMOTE(random_state=1, sampling_strategy={1: 4006})
    made = sampler.fit_resample(X, y)[0][len(X) :]
    seed, first, second = np.moveaxis(X[sampler.lineage_.parents], 1, 0)
    # new = seed + v (first + u (second - first) - seed), solved for u and v in two columns.
    sides = np.stack([first - seed, second - seed], axis=2)
    share = np.linalg.solve(sides, (made - seed)[..., np.newaxis])[..., 0]
    v = share.sum(axis=1)
    assert stats.kstest(v, "uniform").pvalue > 1e-4
    assert stats.kstest(share[:, 1] / v, "uniform").pvalue > 1e-4


def test_two_rows_are_too_few_for_a_triangle():
    X, y = table(n_minority=2)
    with pytest.raises(InvalidInputError, match=r"2 rows to mix; 3 different.*RandomOverSampler"):
        RandomSMOTE(random_state=0).fit_resample(X, y)
