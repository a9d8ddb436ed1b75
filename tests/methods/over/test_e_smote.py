"""Claims about E-SMOTE: which columns a genetic search chooses, and what they are for."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from counterpoise import ESMOTE


def table(seed=0):
    """Columns 1 and 4 of eight tell the classes apart, the others are noise."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(100, 8)), np.repeat([0, 1], [70, 30])
    X[y == 1, 1] += 2
    X[y == 1, 4] -= 2
    return X, y


def told_right(X, y, k=5):
    """The mean over classes of the share of rows that most of their neighbours tell right."""
    apart = cdist(X, X)
    np.fill_diagonal(apart, np.inf)
    votes = y[apart.argsort(axis=1)[:, :k]].mean(axis=1) > 0.5
    return np.mean([(votes == y)[y == klass].mean() for klass in (0, 1)])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_partners_are_near_in_the_chosen_columns_and_rows_have_all_columns(rng):
    X, y = table()
    sampler = ESMOTE(k_neighbors=3, sampling_strategy={1: 1030}, random_state=0, rng=rng)
    made = sampler.fit_resample(X, y)[0][100:]
    near = cdist(X[70:, sampler.columns_], X[70:, sampler.columns_]).argsort(axis=1)[:, 1:4]
    wanted = {(70 + i, 70 + j) for i in range(30) for j in near[i]}
    parents, gap = sampler.lineage_.parents, sampler.lineage_.gaps
    assert {tuple(pair) for pair in parents} == wanted
    np.testing.assert_allclose(made, X[parents[:, 0]] * (1 - gap) + X[parents[:, 1]] * gap)


def test_the_search_keeps_what_tells_the_classes_and_drops_noise():
    X, y = table()
    sampler = ESMOTE(random_state=0)
    sampler.fit_resample(X, y)
    chosen = sampler.columns_
    assert chosen[[1, 4]].all()
    assert chosen.sum() <= 5
    assert told_right(X[:, chosen], y) > told_right(X, y) + 0.02


def test_more_generations_find_columns_that_are_at_least_as_good():
    X, y = table()
    found = []
    for n_generations in (0, 2, 10):
        sampler = ESMOTE(n_generations=n_generations, random_state=3)
        sampler.fit_resample(X, y)
        found.append(told_right(X[:, sampler.columns_], y))
    assert found == sorted(found)


def test_few_rows_serve_for_the_comparison_and_any_number_of_classes():
    X, y = table()
    y[:20] = 2
    sampler = ESMOTE(max_rows=30, random_state=0)
    _, y_new = sampler.fit_resample(X, y)
    np.testing.assert_array_equal(np.bincount(y_new), [50, 50, 50])
    assert sampler.columns_.any()
