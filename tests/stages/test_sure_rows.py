"""Rows that editing need not ask, since no row of another class can be among their neighbours."""

from __future__ import annotations

import numpy as np
import pytest

import counterpoise
from counterpoise.stages.cleanings import edited_neighbours, sure_rows


@pytest.fixture(autouse=True)
def small_tables_too(monkeypatch):
    monkeypatch.setattr(sure_rows, "_FEWEST", 100)


def table(kind):
    rng = np.random.default_rng(3)
    y = (np.arange(1500) < 12).astype(int)
    X = rng.normal(size=(1500, 4)) + 0.5 * y[:, np.newaxis]
    if kind == "far":
        X += 1e6
    elif kind == "single":
        X = X.astype(np.float32)
    elif kind == "repeated":
        X[700:800] = X[:100]
        X[5] = X[6]
    elif kind == "rounded":
        X = X.round(1)
    elif kind == "three":
        y[-9:] = 2
    return X, y


def cleaned(X, y, **parameters):
    sampler = counterpoise.SMOTEENN(random_state=0, **parameters)
    X_new, y_new = sampler.fit_resample(X, y)
    return X_new, y_new, sampler


@pytest.mark.parametrize("scale", [None, "standard"])
@pytest.mark.parametrize("kind", ["plain", "far", "single", "repeated", "rounded", "three"])
def test_editing_keeps_the_rows_that_it_keeps_when_it_asks_all(monkeypatch, kind, scale):
    X, y = table(kind)
    found = cleaned(X, y, scale=scale)
    n_sure = []
    asks = edited_neighbours.surely_among_own

    def none_sure(problem, asked, k):
        n_sure.append(int(asks(problem, asked, k).sum()))
        return np.zeros(len(asked), bool)

    monkeypatch.setattr(edited_neighbours, "surely_among_own", none_sure)
    wanted = cleaned(X, y, scale=scale)
    assert n_sure[0] > 300
    np.testing.assert_array_equal(found[0], wanted[0])
    np.testing.assert_array_equal(found[1], wanted[1])
    assert found[2].enn_.nn_.n_samples_fit_ == wanted[2].enn_.nn_.n_samples_fit_


def test_a_row_is_sure_only_if_its_neighbours_are_of_its_class(monkeypatch):
    X, y = table("plain")
    seen = []
    asks = edited_neighbours.surely_among_own

    def noted(problem, asked, k):
        seen.append((problem, asked[asks(problem, asked, k)]))
        return asks(problem, asked, k)

    monkeypatch.setattr(edited_neighbours, "surely_among_own", noted)
    cleaned(X, y)
    problem, rows = seen[0]
    near = problem.nearest(rows, 3).square
    assert len(rows) > 300
    assert (problem.target[near] == problem.target[rows][:, np.newaxis]).all()


@pytest.mark.parametrize("missing", [False, True])
def test_no_row_is_sure_where_pairs_are_many_or_values_are_missing(monkeypatch, missing):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(900, 3))
    y = (np.arange(900) < (12 if missing else 400)).astype(int)
    if missing:
        X[300, 1] = np.nan
    asks, n_sure = edited_neighbours.surely_among_own, []

    def counted(problem, asked, k):
        n_sure.append(int(asks(problem, asked, k).sum()))
        return asks(problem, asked, k)

    monkeypatch.setattr(edited_neighbours, "surely_among_own", counted)
    cleaned(X, y)
    assert n_sure == [0]
