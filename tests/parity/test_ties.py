"""With ties in distance the rows may differ from the oracle's: counts and places still hold."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import pairwise_distances

from shared.oracle import GRID, both, name_of, run


def grid_of_integers(seed, n_rows=240):
    rng = np.random.RandomState(seed)
    return rng.randint(0, 4, (n_rows, 3)).astype(float), (rng.rand(n_rows) < 0.25).astype(int)


def doubled(seed, n_rows=150):
    rng = np.random.RandomState(seed)
    X, y = rng.randn(n_rows, 4), (rng.rand(n_rows) < 0.3).astype(int)
    return np.vstack([X, X]), np.concatenate([y, y])


TABLES = {"an integer grid": grid_of_integers, "every row twice": doubled}
OVER = [c for c in GRID if c[0] in ("SMOTE", "BorderlineSMOTE", "ADASYN", "RandomOverSampler")]


@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("case", OVER, ids=name_of)
def test_with_ties_the_counts_are_the_oracle_s(case, make):
    name, parameters = case
    if name in ("BorderlineSMOTE", "ADASYN"):
        parameters = {**parameters, "sampling_strategy": {1: 400}}
    for seed in range(3):
        X, y = make(seed)
        oracle, ours = both(name, parameters, seed)
        expected, found = run(oracle, X, y), run(ours, X, y)
        assert not isinstance(expected, Exception)
        assert not isinstance(found, Exception)
        # ADASYN rounds each row's share, which ties decide; a row's rounding is at most a half.
        slack = (y == 1).sum() if name == "ADASYN" else 0
        assert abs((found[1] == 1).sum() - (expected[1] == 1).sum()) <= slack
        assert ours.sampling_strategy_ == oracle.sampling_strategy_


@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("k", [1, 5])
def test_with_ties_a_partner_is_never_farther_than_the_kth_distance(make, k):
    for seed in range(3):
        X, y = make(seed)
        _, smote = both("SMOTE", {"k_neighbors": k}, seed)
        smote.fit_resample(X, y)
        base, partner = smote.lineage_.parents.T
        assert (base != partner).all()
        assert (y[partner] == 1).all()
        members = np.flatnonzero(y == 1)
        distances = np.sort(pairwise_distances(X[members]), axis=1)[:, k]  # itself is the first
        kth = dict(zip(members, distances, strict=True))
        reach = np.linalg.norm(X[base] - X[partner], axis=1)
        assert (reach <= np.array([kth[b] for b in base]) + 1e-9).all()


@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES)
def test_with_ties_a_row_in_danger_has_as_many_foreign_neighbours_as_the_method_says(make):
    for seed in range(3):
        X, y = make(seed)
        _, sampler = both("BorderlineSMOTE", {}, seed)
        sampler.fit_resample(X, y)
        distances = pairwise_distances(X)
        np.fill_diagonal(distances, np.inf)
        assert len(sampler.in_danger_indices_[1])
        for row in sampler.in_danger_indices_[1]:
            tenth = np.sort(distances[row])[9]
            closer, level = distances[row] < tenth - 1e-9, np.abs(distances[row] - tenth) < 1e-9
            certain = (y[closer] == 0).sum()
            room = 10 - closer.sum()
            possible = certain + min(room, (y[level] == 0).sum())
            least = certain + max(0, room - (y[level] == 1).sum())
            assert possible >= 5
            assert least < 10


@pytest.mark.parametrize("kind_sel", ["all", "mode"])
def test_with_ties_edited_neighbours_removes_only_rows_that_some_choice_of_neighbours_accuses(
    kind_sel,
):
    X, y = grid_of_integers(0)
    _, sampler = both("EditedNearestNeighbours", {"kind_sel": kind_sel}, 0)
    sampler.fit_resample(X, y)
    distances = pairwise_distances(X)
    np.fill_diagonal(distances, np.inf)
    third = np.sort(distances, axis=1)[:, 2:3]
    foreign = y[np.newaxis, :] != y[:, np.newaxis]
    needed = 1 if kind_sel == "all" else 2
    accusers = np.minimum((foreign & (distances <= third + 1e-9)).sum(axis=1), 3)
    surely = (foreign & (distances < third - 1e-9)).sum(axis=1)
    removed = np.setdiff1d(np.arange(len(y)), sampler.sample_indices_)
    assert (accusers[removed] >= needed).all()
    assert (surely[sampler.sample_indices_][y[sampler.sample_indices_] == 0] < needed).all()


def test_duplicates_of_a_row_count_as_neighbours_but_the_row_itself_never_does():
    X, y = doubled(0)
    _, sampler = both("SMOTE", {"k_neighbors": 1}, 0)
    X_new, _ = sampler.fit_resample(X, y)
    base, partner = sampler.lineage_.parents.T
    np.testing.assert_array_equal(np.abs(base - partner), len(y) // 2)
    np.testing.assert_array_equal(X_new[len(y) :], X[base])
