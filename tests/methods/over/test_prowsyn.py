"""Claims about ProWSyn, against the levels that its paper defines, row by row."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import ProWSyn


def two_classes(n=100, n_minority=40, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    y = np.repeat([0, 1], [n - n_minority, n_minority])
    X[y == 1] += 2.0
    return X, y


def levels_by_hand(X, y, n_levels, k):
    """Steps 2 and 3 of the paper: each majority row takes its k nearest rows of what is left."""
    left = set(np.flatnonzero(y == 1).tolist())
    level = {}
    for number in range(n_levels - 1):
        if len(left) <= k:
            break
        rows = np.array(sorted(left))
        taken = set()
        for x in X[y != 1]:
            order = np.argsort(np.linalg.norm(X[rows] - x, axis=1))
            taken |= set(rows[order[:k]].tolist())
        level.update(dict.fromkeys(taken, number))
        left -= taken
    level.update(dict.fromkeys(left, max(level.values(), default=-1) + 1))
    return level


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_rows_of_a_level_mix_with_each_other_and_grow_by_its_weight(rng):
    X, y = two_classes()
    n_new, theta = 6000, 0.7
    sampler = ProWSyn(
        random_state=0,
        sampling_strategy={1: 40 + n_new},
        rng=rng,
        theta=theta,
        n_levels=4,
        k_neighbors=3,
    )
    sampler.fit_resample(X, y)
    level = levels_by_hand(X, y, 4, 3)
    assert len(set(level.values())) == 4, "the table should have all levels"
    rows = np.array(sorted(level))
    of_row = np.array([level[row] for row in rows])
    of_parent = of_row[np.searchsorted(rows, sampler.lineage_.parents)]
    assert (of_parent[:, 0] == of_parent[:, 1]).all()
    weights = np.exp(-theta * of_row)
    for column in sampler.lineage_.parents.T:
        counts = np.bincount(np.searchsorted(rows, column), minlength=len(rows))
        assert stats.chisquare(counts, n_new * weights / weights.sum()).pvalue > 1e-4
    assert stats.kstest(sampler.lineage_.gaps[:, 0], "uniform").pvalue > 1e-4


def test_one_level_is_the_whole_class():
    X, y = two_classes()
    sampler = ProWSyn(random_state=0, n_levels=1, sampling_strategy={1: 2000})
    sampler.fit_resample(X, y)
    assert len(np.unique(sampler.lineage_.parents[:, 1])) == 40


def test_a_class_of_two_rows_grows_between_them_and_one_of_one_row_is_refused():
    X = np.vstack([np.zeros((9, 2)), [[1.0, 1.0], [2.0, 2.0]]])
    y = np.repeat([0, 1], [9, 2])
    made = ProWSyn(random_state=0).fit_resample(X, y)[0][11:]
    assert ((made >= 1) & (made <= 2)).all()
    with pytest.raises(ValueError, match="RandomOverSampler"):
        ProWSyn(random_state=0).fit_resample(X[:10], y[:10])


def test_a_category_is_the_seed_s_and_not_that_of_a_whole_level():
    X, y = two_classes()
    mixed = np.column_stack([X, np.arange(100) % 7])
    sampler = ProWSyn(random_state=0, categorical_features=[2])
    made = sampler.fit_resample(mixed, y)[0][100:]
    np.testing.assert_array_equal(made[:, 2], mixed[sampler.lineage_.base, 2])
