"""Approximate neighbours: never by default, and honest about what they miss."""

from __future__ import annotations

import numpy as np
import pytest

from counterpoise import SMOTE, InvalidInputError
from counterpoise.neighbors import NeighborIndex


def rows(n=3000, d=8, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d))


def test_the_exact_search_is_the_default():
    assert NeighborIndex().neighbors == "exact"
    assert not hasattr(NeighborIndex().fit(rows(50)), "recall_")


@pytest.mark.parametrize("single", [False, True], ids=["float64", "float32"])
def test_the_reported_recall_is_that_of_all_rows(single):
    X = rows().astype(np.float32 if single else np.float64)
    index = NeighborIndex(10, neighbors="approximate").fit(X)
    _, found = index.kneighbors()
    _, exact = NeighborIndex(10).fit(X).kneighbors()
    recall = np.mean([len(np.intersect1d(a, b)) / 10 for a, b in zip(found, exact, strict=True)])
    assert index.recall_ > 0.9
    assert index.recall_ == pytest.approx(recall, abs=0.03)


def test_distances_are_exact_and_sorted_and_nobody_is_his_own_neighbour():
    X = rows(1000)
    distances, found = NeighborIndex(5, neighbors="approximate").fit(X).kneighbors()
    np.testing.assert_allclose(distances, np.linalg.norm(X[found] - X[:, None], axis=2))
    assert (np.diff(distances, axis=1) >= 0).all()
    assert (found != np.arange(1000)[:, None]).all()


def test_an_offset_does_not_spoil_the_recall():
    index = NeighborIndex(5, neighbors="approximate").fit(rows(1000) + 1e6)
    index.kneighbors()
    assert index.recall_ > 0.9


def test_a_sampler_takes_it_and_shows_the_recall():
    X, y = rows(1200), np.repeat([0, 1], [800, 400])
    sampler = SMOTE(k_neighbors=NeighborIndex(6, neighbors="approximate"), random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    assert len(X_new) == 1600
    assert 0.9 < sampler.nn_k_.recall_ <= 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"X": [[0.0], [np.nan], [1.0]]}, "missing"),
        ({"X": [[0.0], [2.0], [1.0]], "neighbors": "roughly"}, "'exact' or 'approximate'"),
    ],
)
def test_what_it_cannot_do_is_said(given, message):
    index = NeighborIndex(1, neighbors=given.get("neighbors", "approximate"))
    with pytest.raises(InvalidInputError, match=message):
        index.fit(given["X"]).kneighbors()
