"""Claims about SMOTE with rejection: what stands around the rows that it makes."""

import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import NearestNeighbors

from counterpoise import SMOTE, Lee
from counterpoise.errors import SamplingWarning


def overlapping(n=150, n_minority=40, seed=0):
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(n, 2)), rng.normal(size=(n_minority, 2)) + 1.2])
    return X, np.repeat([0, 1], [n, n_minority])


def foreign_share(made, X, y, k=5):
    """The share of the majority among the k nearest rows of the table, by scikit-learn."""
    return (y[NearestNeighbors(n_neighbors=k).fit(X).kneighbors(made)[1]] == 0).mean(axis=1)


@pytest.mark.parametrize("rng", ["numpy", "counter"])
@pytest.mark.parametrize("level", [0.2, 0.6])
def test_around_a_new_row_no_more_than_the_level_is_of_other_classes(level, rng):
    X, y = overlapping()
    made, classes = Lee(random_state=0, rejection_level=level, rng=rng).fit_resample(X, y)
    assert (classes == 1).sum() == 150
    assert foreign_share(made[190:], X, y).max() <= level + 1e-9
    assert foreign_share(SMOTE(random_state=0).fit_resample(X, y)[0][190:], X, y).max() > level


def test_rows_that_smote_makes_well_at_once_stay():
    X, y = overlapping()
    options = {"random_state": 3, "rng": "counter"}
    plain = SMOTE(**options).fit_resample(X, y)[0][190:]
    made = Lee(rejection_level=0.4, **options).fit_resample(X, y)[0][190:]
    good = foreign_share(plain, X, y) <= 0.4
    assert 10 < good.sum() < 110
    np.testing.assert_array_equal(made[good], plain[good])
    assert (made[~good] != plain[~good]).all()


def test_everything_is_accepted_at_level_one():
    X, y = overlapping()
    np.testing.assert_array_equal(
        Lee(random_state=1, rejection_level=1.0).fit_resample(X, y)[0],
        SMOTE(random_state=1).fit_resample(X, y)[0],
    )


def test_rows_that_were_never_accepted_are_told():
    X, y = overlapping()
    X[150:] = X[:40] + 1e-3  # each row of the minority beside one of the majority
    sampler = Lee(random_state=0, rejection_level=0.0, k_neighbors=4, attempts=2)
    with pytest.warns(SamplingWarning, match=r"gets no new rows and not the 110.*rejection_level"):
        sampler.fit_resample(X, y)
    assert not sampler.is_synthetic_.any()


def test_what_is_around_a_new_row_is_measured_with_its_categories_and_units():
    X, y = overlapping()
    frame = pd.DataFrame({"a": X[:, 0], "b": X[:, 1] * 1000, "c": np.where(y, "x", "z")})
    frame.loc[:9, "c"] = "x"
    sampler = Lee(random_state=0, rejection_level=0.0, scale="standard", categorical_features=["c"])
    made, _ = sampler.fit_resample(frame, y)
    made = made[190:]
    units = frame[["a", "b"]].std(ddof=0).to_numpy()
    table, new = frame[["a", "b"]].to_numpy() / units, made[["a", "b"]].to_numpy() / units
    # A category that differs costs the median deviation of the class's numbers.
    cost = np.median(table[y == 1].std(axis=0))
    squared = ((new[:, None] - table) ** 2).sum(axis=2)
    squared += cost**2 * (made["c"].to_numpy()[:, None] != frame["c"].to_numpy())
    assert (y[np.argsort(squared, axis=1, kind="stable")[:, :5]] == 1).all()
