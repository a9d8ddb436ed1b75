"""Claims about DiscreetSMOTE: what it keeps of the class, and what it keeps to itself."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from counterpoise import SMOTE, DiscreetSMOTE, privacy
from counterpoise.core.grids import decimals


def table(seed=0, n=500, n_rare=60, d=4):
    rng = np.random.default_rng(seed)
    X = np.concatenate([rng.normal(size=(n, d)), rng.normal(size=(n_rare, d)) + 1])
    return X, np.repeat([0, 1], [n, n_rare])


def new_rows(X, y, **options):
    return DiscreetSMOTE(random_state=0, **options).fit_resample(X, y)[0][len(X) :]


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_no_new_row_is_nearer_than_the_least_distance_or_out_of_range(rng):
    X, y = table()
    new = new_rows(X, y, least=0.5, rng=rng)
    rare = X[y == 1]
    near = NearestNeighbors().fit(rare)
    typical = np.median(near.kneighbors(n_neighbors=1)[0])
    assert near.kneighbors(new, 1)[0].min() > 0.5 * typical
    assert (new >= X.min(axis=0)).all()
    assert (new <= X.max(axis=0)).all()


def test_a_row_and_all_of_its_neighbours_keep_mean_and_variance():
    rng = np.random.default_rng(0)
    rare = rng.normal(size=(11, 3))
    X = np.concatenate([rng.uniform(-99, 99, size=(8000, 3)), rare])
    y = np.repeat([0, 1], [8000, 11])
    new = new_rows(X, y, least=0.0, kept=0.6)
    error = 5 * rare.std(axis=0) / np.sqrt(len(new))
    assert (np.abs(new.mean(axis=0) - rare.mean(axis=0)) < error).all()
    np.testing.assert_allclose(np.cov(new.T), np.cov(rare.T, bias=True), rtol=0.1, atol=0.05)


def test_values_have_the_decimals_of_their_columns():
    X, y = table()
    X = X.round(1)
    new = new_rows(X, y)
    np.testing.assert_array_equal(new, new.round(1))


def test_decimals_give_no_new_row_away_where_they_vary():
    X, y = table(n=300, n_rare=150)
    X = np.abs(X) * 7 + 1
    X[:, 0] = [float(f"{v:.3g}") for v in X[:, 0]]  # three digits: 9.51 beside 12.3
    X[:, 1] = np.where(np.arange(len(X)) % 3, X[:, 1].round(2), X[:, 1].round())
    X[:, 2:] = X[:, 2:].round(1)
    found = privacy(X, y, DiscreetSMOTE(random_state=0), n_repeats=2)["told_by_decimals"]
    assert found.value < 0.6


def test_where_smote_gives_rows_away_it_gives_none():
    X, y = table()
    of_smote = privacy(X, y, SMOTE(random_state=0), n_repeats=2)
    found = privacy(X, y, DiscreetSMOTE(random_state=0), n_repeats=2)
    assert of_smote["rebuilt"].value > 0.5
    assert found["rebuilt"].value <= 0.05
    assert found["near_copies"].value <= 0.05
    assert found["told_by_model"].value < 0.65 < 0.95 < of_smote["told_by_model"].value


@pytest.mark.parametrize("odd", ["sums", "long"])
def test_values_of_a_column_without_grid_have_the_decimals_of_the_old_ones(odd):
    """One value in ten is a sum with its last bits off, or has all the decimals there are."""
    X, y = table(d=4)
    X = (30 + 9 * X).round(2)
    rng = np.random.default_rng(1)
    some = rng.random(X.shape) < 0.1
    X = np.where(some, X + 0.1 + 0.2 - 0.3 if odd == "sums" else X + rng.random(X.shape), X)
    assert 0.04 < (decimals(X) == 9).mean() < 0.12
    told = decimals(new_rows(X, y))
    assert (told == 9).mean() < (0.01 if odd == "sums" else 0.2)
    assert np.isin(told, [0, 1, 2, 9]).all()


def test_a_column_of_few_values_gets_no_others():
    X, y = table()
    X = np.column_stack([X, np.random.default_rng(1).choice([6, 12, 24, 36, 60], len(y))])
    assert np.isin(new_rows(X, y)[:, -1], [6, 12, 24, 36, 60]).all()
