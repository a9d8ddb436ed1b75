"""Claims about LVQ-SMOTE: where rows are carried, and what its codebooks learn."""

import numpy as np
import pytest

from counterpoise import LVQSMOTE, InvalidInputError
from counterpoise.stages.interpolations.codebooks import learnt_codebook


def grown(X, y, n_new, rng="counter", **parameters):
    wanted = {1: int((y == 1).sum()) + n_new}
    sampler = LVQSMOTE(sampling_strategy=wanted, random_state=0, rng=rng, **parameters)
    return sampler.fit_resample(X, y)[0][len(X) :], sampler


def table(n_minority=30, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(50 + n_minority, 3)) * [1.0, 5.0, 0.2]
    return X, np.repeat([0, 1], [50, n_minority])


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_a_pattern_is_carried_to_the_other_part_of_the_class(rng):
    random = np.random.default_rng(0)
    pattern, way = random.normal(size=(20, 2)), np.array([30.0, -10.0])
    X = np.vstack([random.normal(size=(60, 2)) + 500, pattern, pattern + way])
    y = np.repeat([0, 1], [60, 40])
    made, sampler = grown(X, y, 200, rng, n_codebook=2)
    base = sampler.lineage_.base
    wanted = X[base] + np.where(base < 80, 1, -1)[:, np.newaxis] * way
    np.testing.assert_allclose(made, wanted, atol=0.5)


@pytest.mark.parametrize("scale", [None, "standard"])
def test_rows_go_from_their_entry_to_one_that_stands_most_alike(scale):
    X, y = table()
    made, sampler = grown(X, y, 400, n_codebook=5, scale=scale)
    entries = sampler.draft_.groups[0].constants["entries"]
    unit = X.std(axis=0) if scale else np.ones(3)
    points = entries / unit
    n = len(entries)
    assert n == 5
    alike = {a: set() for a in range(n)}
    for a in range(n):
        for other in set(range(n)) - {a}:
            way = points[other] - points[a]
            alike[a].add(
                min(
                    (np.linalg.norm(points[c] - points[b] - way), b)
                    for b in set(range(n)) - {a}
                    for c in set(range(n)) - {b}
                )[1]
            )
    base = sampler.lineage_.base
    for row, seed in zip(made, X[base], strict=True):
        a = np.linalg.norm((seed - entries) / unit, axis=1).argmin()
        ends = np.array([seed + entries[b] - entries[a] for b in alike[a]])
        assert np.abs(ends - row).max(axis=1).min() < 1e-9


def test_entries_learn_to_leave_the_other_class():
    own, others = np.linspace(0, 1, 200), np.linspace(0.7, 1.3, 200)
    points = np.concatenate([own, others])[:, np.newaxis]
    is_own = np.arange(400) < 200
    entry = learnt_codebook(points, is_own, 1, np.random.RandomState(0))
    assert entry.shape == (1, 1)
    assert 0.2 < entry[0, 0] < own.mean() - 0.05


def test_rows_that_are_all_alike_have_one_entry_and_are_repeated():
    X, y = table()
    X[50:] = 7.0
    made, _ = grown(X, y, 20)
    np.testing.assert_allclose(made, 7.0)


def test_two_rows_are_refused():
    X, y = table(n_minority=2)
    with pytest.raises(InvalidInputError, match="has 2 rows; LVQ-SMOTE needs at least 3"):
        grown(X, y, 5)
