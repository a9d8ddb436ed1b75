"""Claims about MSMOTE, against the kinds of rows that its paper tells apart."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from counterpoise import MSMOTE
from counterpoise.errors import SamplingWarning


def overlapping(n=120, n_minority=30, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    y = np.repeat([0, 1], [n - n_minority, n_minority])
    X[y == 1] += 1.6
    return X, y


def own_among(X, y, k):
    found = NearestNeighbors(n_neighbors=k).fit(X).kneighbors(return_distance=False)
    return (y[found] == 1).sum(axis=1)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_noise_makes_nothing_border_rows_go_to_the_nearest_and_safe_ones_to_any_of_k(rng):
    X, y = overlapping()
    sampler = MSMOTE(random_state=0, sampling_strategy={1: 2000}, rng=rng)
    sampler.fit_resample(X, y)
    own = own_among(X, y, 5)
    members = np.flatnonzero(y == 1)
    near = members[NearestNeighbors(n_neighbors=5).fit(X[members]).kneighbors()[1]]
    made = {row: set() for row in members.tolist()}
    for seed, partner in sampler.lineage_.parents.tolist():
        made[seed].add(partner)
    kinds = set()
    for row, lists in zip(members.tolist(), near.tolist(), strict=True):
        wanted = {0: set(), 5: set(lists)}.get(int(own[row]), {lists[0]})
        assert made[row] == wanted
        kinds.add(len(wanted))
    assert kinds == {0, 1, 5}, "the table should show all kinds of rows"


def test_a_class_of_strays_gets_no_rows_and_a_warning():
    X = np.arange(60.0)[:, np.newaxis]
    y = np.zeros(60, int)
    y[::15] = 1
    with pytest.warns(SamplingWarning, match="all of its rows are noise"):
        _, y_new = MSMOTE(random_state=0, k_neighbors=3).fit_resample(X, y)
    assert (y_new == 1).sum() == 4
