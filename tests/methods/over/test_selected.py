"""Claims about Selected-SMOTE: which columns move, and how."""

import numpy as np
import pytest
from scipy import sparse, stats
from scipy.spatial.distance import cdist

from counterpoise import SelectedSMOTE


def table():
    """Columns 1 and 3 tell the classes apart, columns 0 and 2 do not."""
    random = np.random.default_rng(0)
    X, y = random.normal(size=(90, 4)), np.repeat([0, 1], [60, 30])
    X[60:, 1] += 4
    X[60:, 3] += 3.5
    return X, y


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_significant_columns_are_on_the_segment_and_others_are_the_seed_s(rng):
    X, y = table()
    sampler = SelectedSMOTE(k_neighbors=4, sampling_strategy={1: 1030}, random_state=0, rng=rng)
    made = sampler.fit_resample(X, y)[0][90:]
    seed, partner = sampler.lineage_.parents.T
    np.testing.assert_array_equal(made[:, [0, 2]], X[seed][:, [0, 2]])
    gap = (made[:, 1] - X[seed, 1]) / (X[partner, 1] - X[seed, 1])
    np.testing.assert_allclose(made[:, 3], X[seed, 3] + gap * (X[partner, 3] - X[seed, 3]))
    assert stats.kstest(gap, "uniform").pvalue > 1e-4
    near = cdist(X[60:], X[60:]).argsort(axis=1)[:, 1:5] + 60
    assert all(p in near[s - 60] for s, p in zip(seed, partner, strict=True))


@pytest.mark.parametrize(
    ("significant", "columns"), [(0.0, [1]), (0.25, [1]), (0.5, [1, 3]), (1.0, [0, 1, 2, 3])]
)
def test_columns_with_the_fewest_rows_in_both_ranges_are_significant(significant, columns):
    X, y = table()
    sampler = SelectedSMOTE(significant=significant, random_state=0)
    sampler.fit_resample(X, y)
    np.testing.assert_array_equal(np.flatnonzero(sampler.columns_[1]), columns)


def test_the_columns_of_a_sparse_table_are_the_same():
    X, y = table()
    X[np.abs(X) < 0.5] = 0
    dense, thin = SelectedSMOTE(random_state=0), SelectedSMOTE(random_state=0)
    dense.fit_resample(X, y)
    thin.fit_resample(sparse.csr_matrix(X), y)
    np.testing.assert_array_equal(dense.columns_[1], thin.columns_[1])
