"""Claims about MSYN, against margins that are measured again with each new row."""

import numpy as np
import pytest

from counterpoise import MSYN
from counterpoise.core.problem import Findings
from counterpoise.core.rows import Rows
from counterpoise.core.streams import Streams
from counterpoise.space.geometry import Geometry
from counterpoise.space.problem import TableProblem
from counterpoise.stages.acceptances import largest_margins
from counterpoise.stages.acceptances.largest_margins import LargestMargins


def overlapping(seed=0):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(70, 2)), np.repeat([0, 1], [50, 20])
    X[y == 1] += 1.0
    return X, y


def margins(X, y):
    far = np.linalg.norm(X[:, np.newaxis] - X, axis=2)
    np.fill_diagonal(far, np.inf)
    same = y[:, np.newaxis] == y
    hit = np.where(same, far, np.inf).min(axis=1)
    miss = np.where(same, np.inf, far).min(axis=1)
    return (miss - hit) / 2


def changes(X, y, row):
    """By how much a new row widens margins of class 1, and narrows those of class 0, in sum."""
    before = margins(X, y)
    after = margins(np.vstack([X, row]), np.r_[y, 1])[:-1]
    return (after - before)[y == 1].sum(), (before - after)[y == 0].sum()


@pytest.mark.parametrize("at_once", [9, 10**6])
def test_those_are_kept_that_narrow_least_for_what_they_widen(at_once, monkeypatch):
    monkeypatch.setattr(largest_margins, "_AT_ONCE", at_once)
    X, y = overlapping()
    rng = np.random.default_rng(1)
    made = np.vstack([rng.normal(0.8, 1.0, size=(39, 2)), [[40.0, 40.0]]])
    no_codes = np.empty((len(X), 0), np.int32)
    geometry = Geometry(Rows(X, no_codes), y)
    problem = TableProblem(geometry, [0, 1], Streams(0), Findings())
    problem.plan = {1: 25}
    kept = LargestMargins().accepts(problem, 1, Rows(made, no_codes[:40]))
    assert kept.sum() == 25
    widened, narrowed = np.array([changes(X, y, row) for row in made]).T
    least = widened[widened > 1e-12].min()
    score = narrowed / (np.maximum(widened, 0) + 1e-3 * least)
    assert (narrowed > 0).sum() > 15, "the table should have rows that narrow margins"
    assert score[kept].max() <= score[~kept].min() + 1e-9
    assert kept[39], "a row far away narrows nothing"


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_margins_are_wider_than_with_a_random_part_of_what_was_drawn(rng):
    X, y = overlapping()
    narrowed = []
    for pressure in (1.0, 3.0):
        sampler = MSYN(random_state=0, pressure=pressure, rng=rng, k_neighbors=4)
        X_new, y_new = sampler.fit_resample(X, y)
        assert len(X_new) == 100
        narrowed.append(margins(X, y)[y == 0].sum() - margins(X_new, y_new)[:70][y == 0].sum())
    assert narrowed[1] < narrowed[0]
