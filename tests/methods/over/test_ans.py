"""Claims about ANS, against its two steps: outcasts, then all rows within the radius."""

import numpy as np
import pytest

from counterpoise import ANS
from counterpoise.errors import SamplingWarning
from counterpoise.stages.seeds.outcast_seeds import OutcastSeeds


def with_outcasts(seed=0):
    rng = np.random.default_rng(seed)
    minority = np.vstack(
        [rng.normal([4, 4], 0.3, size=(12, 2)), rng.normal([6, 0], size=(10, 2)), [[0.0, 0.0]]]
    )
    X = np.vstack([rng.normal(size=(60, 2)), minority])
    return X, np.repeat([0, 1], [60, 23])


def by_hand(X, y):
    """Rows that are no outcasts, and all pairs of them within the radius."""
    members = np.flatnonzero(y == 1)
    apart = np.linalg.norm(X[:, np.newaxis] - X, axis=2)
    np.fill_diagonal(apart, np.inf)
    order = np.argsort(apart, axis=1)
    c = 1
    while True:
        alone = [i for i in members if not (y[order[i, :c]] == 1).any()]
        next_ = [i for i in members if not (y[order[i, : c + 1]] == 1).any()]
        if len(alone) == len(next_):
            break
        c += 1
    kept = [i for i in members if i not in alone]
    radius = apart[np.ix_(kept, kept)].min(axis=1).max()
    return kept, {(i, j) for i in kept for j in kept if apart[i, j] <= radius}


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_all_rows_within_the_radius_are_partners_and_outcasts_are_none(rng):
    X, y = with_outcasts()
    sampler = ANS(random_state=0, sampling_strategy={1: 6000}, rng=rng)
    sampler.fit_resample(X, y)
    kept, pairs = by_hand(X, y)
    assert len(kept) < 23, "the table should have an outcast"
    lengths = [sum(i == row for i, _ in pairs) for row in kept]
    assert min(lengths) < max(lengths), "rows should have different numbers of partners"
    assert set(map(tuple, sampler.lineage_.parents)) == pairs


class Line:
    """A table in which the first neighbour of the class of row i has the rank i + 1."""

    n_rows = 2_000

    def nearest(self, rows, k, klass):
        ranks = np.arange(1, k + 1)
        return type("Found", (), {"klass": np.where(ranks > rows[:, np.newaxis], 1, 0)})


def test_the_search_for_outcasts_goes_as_far_as_it_must():
    outcast = OutcastSeeds().outcasts(Line(), 1, np.arange(30))
    # With 30 neighbours no row is left, and one more changes nothing.
    assert not outcast.any()
    outcast = OutcastSeeds().outcasts(Line(), 1, np.r_[np.arange(12), 40])
    # From 12 neighbours on only the last row is left.
    assert outcast.tolist() == [False] * 12 + [True]


@pytest.mark.parametrize(("n", "c"), [(200, 1), (100, 100)])
def test_less_than_a_hundredth_of_the_class_is_no_change(n, c):
    outcast = OutcastSeeds().outcasts(Line(), 1, np.arange(n))
    np.testing.assert_array_equal(outcast, np.arange(n) + 1 > c)


def test_a_class_of_outcasts_gets_no_rows_and_a_warning():
    X = np.arange(80.0)[:, np.newaxis] ** 1.1
    y = np.zeros(80, int)
    y[5::20] = 1
    with pytest.warns(SamplingWarning, match="use SMOTE"):
        _, y_new = ANS(random_state=0).fit_resample(X, y)
    assert (y_new == 1).sum() == 4
