"""Claims about SyMProD, against its closeness factors, row by row."""

import numpy as np
import pytest
from scipy import stats

from counterpoise import SYMPROD
from counterpoise.errors import SamplingWarning


def table(seed=0):
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(70, 2)), rng.normal([1.6, 1.6], size=(30, 2)), [[9.0, 1.0]]])
    return X * [1.0, 50.0], np.repeat([0, 1], [70, 31])


def by_hand(X, y, k, cutoff):
    """The chance of each row that may grow, by its number."""
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    sides = []
    for label in (1, 0):
        rows = np.flatnonzero(y == label)
        far = np.abs(Z[rows] - Z[rows].mean(axis=0)) / Z[rows].std(axis=0)
        sides.append(rows[(far <= 3).all(axis=1)])
    chances = {}
    for row in sides[0]:
        close = []
        for side in sides:
            far = np.sort(np.linalg.norm(Z[side[side != row]] - Z[row], axis=1))[:k]
            close.append((1 / far).sum())
        if close[0] * cutoff >= close[1]:
            chances[row] = close[0] / close[1]
    return chances, Z


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_rows_close_to_their_class_grow_by_the_ratio_of_closenesses(rng):
    X, y = table()
    n_new = 6000
    sampler = SYMPROD(random_state=0, sampling_strategy={1: 31 + n_new}, k_neighbors=5, rng=rng)
    made = sampler.fit_resample(X, y)[0][101:]
    chances, Z = by_hand(X, y, 5, 1.25)
    assert 5 < len(chances) < 30, "the table should have rows that do not grow"
    assert 100 not in chances, "the outlier should not grow"
    rows, chance = np.array(list(chances)), np.array(list(chances.values()))
    counts = np.bincount(sampler.lineage_.base, minlength=101)
    assert counts.sum() == counts[rows].sum()
    assert stats.chisquare(counts[rows], n_new * chance / chance.sum()).pvalue > 1e-4
    # The others are the nearest of those, and new rows lie in their hull.
    for row in rows:
        others = rows[rows != row]
        near = others[np.argsort(np.linalg.norm(Z[others] - Z[row], axis=1))][:7]
        of_row = sampler.lineage_.base == row
        assert (np.sort(sampler.lineage_.parents[of_row, 1:]) == np.sort(near)).all()
        hull = X[np.r_[row, near]]
        assert (made[of_row] >= hull.min(axis=0) - 1e-9).all()
        assert (made[of_row] <= hull.max(axis=0) + 1e-9).all()


def test_weights_are_uniform_numbers_times_chances():
    X, y = table()
    sampler = SYMPROD(random_state=0, sampling_strategy={1: 20_031}, k_neighbors=5, rng="counter")
    sampler.fit_resample(X, y)
    chances, _ = by_hand(X, y, 5, 1.25)
    told = sampler.lineage_
    chance = np.array([[chances[row] for row in parents] for parents in told.parents])
    share = told.weights / chance
    # Between two parents the ratio of two uniform numbers is as likely below 1 as above.
    ratio = share[:, 0] / share[:, 1]
    assert stats.kstest(ratio[ratio < 1], "uniform").pvalue > 1e-4
    assert abs((ratio < 1).mean() - 0.5) < 0.02


def test_a_class_that_is_closer_to_others_gets_no_rows_and_a_warning():
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(size=(100, 1)), [[-1.0], [0.0], [1.0]]])
    with pytest.warns(SamplingWarning, match="raise cutoff"):
        _, y_new = SYMPROD(random_state=0).fit_resample(X, np.repeat([0, 1], [100, 3]))
    assert (y_new == 1).sum() == 3
