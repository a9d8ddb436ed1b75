"""Factors of classes, against trying every stretch between two crossings."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from counterpoise.models.class_factors import cheapest_factors, decide, mean_cost


def table(seed, n=25, k=3):
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(k), n).round(2) + 1e-3
    codes = np.array([rng.choice(k, p=row / row.sum()) for row in p])
    costs = rng.integers(1, 9, (k, k)).astype(float)
    np.fill_diagonal(costs, 0.0)
    return p / p.sum(axis=1, keepdims=True), codes, rng.integers(1, 3, n).astype(float), costs


def every_factor(p, costs, factors, which):
    """Return a factor within every stretch in which no row's decision changes."""
    others = factors.copy()
    others[which] = 0.0
    found = []
    for row in p:
        level, slope = (row * others) @ costs, row[which] * costs[which]
        for a, b in itertools.combinations(range(len(costs)), 2):
            if slope[a] != slope[b]:
                found.append((level[b] - level[a]) / (slope[a] - slope[b]))
    at = np.unique([f for f in found if f > 0])
    return [at[0] / 2, *(at[1:] + at[:-1]) / 2, at[-1] * 2] if len(at) else [1.0]


@pytest.mark.parametrize("seed", range(25))
def test_no_other_factor_of_any_class_is_better(seed):
    p, codes, weight, costs = table(seed, k=3 + seed % 2)
    start = np.ones(len(costs))
    factors = cheapest_factors(p, codes, weight, costs, start, rounds=50)
    cost = mean_cost(decide(p, factors, costs), codes, weight, costs)
    assert cost <= mean_cost(decide(p, start, costs), codes, weight, costs)
    for which in range(len(costs)):
        for factor in every_factor(p, costs, factors, which):
            other = factors.copy()
            other[which] = factor
            assert cost <= mean_cost(decide(p, other, costs), codes, weight, costs) + 1e-9


def test_a_costly_class_is_decided_for_at_small_probabilities():
    p = np.array([[0.7, 0.2, 0.1]])
    costs = np.array([[0.0, 1, 1], [1, 0, 1], [20, 20, 0]])
    assert decide(p, np.ones(3), costs).tolist() == [2]
    assert decide(p, np.ones(3), 1 - np.eye(3)).tolist() == [0]
