"""Factors for the classes' probabilities, so that decisions by expected cost cost least."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

__all__ = ["cheapest_factors", "decide", "mean_cost"]

_ROUNDS = 10
_CHUNK = 20_000
_TINY, _HUGE = 1e-12, 1e12
"""Factors outside of these are not tried."""

Array = NDArray[np.float64]


def decide(probabilities: Array, factors: Array, costs: Array) -> NDArray[np.int64]:
    """Return the decision of the least expected cost for each row; shape (n_rows,).

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Probability of each class.
    factors : ndarray of shape (n_classes,)
        What each class's probabilities are multiplied by.
    costs : ndarray of shape (n_classes, n_classes)
        Cost by the true class and the decision.
    """
    return np.asarray(np.argmin((probabilities * factors) @ costs, axis=1))


def mean_cost(
    decisions: NDArray[np.int64], codes: NDArray[np.int64], weight: Array, costs: Array
) -> float:
    """Return the cost per row."""
    return float(weight @ costs[codes, decisions] / weight.sum())


def cheapest_factors(
    probabilities: Array,
    codes: NDArray[np.int64],
    weight: Array,
    costs: Array,
    start: Array,
    rounds: int = _ROUNDS,
) -> Array:
    """Return factors that no other factor of a single class improves, from a start.

    For one class at a time, with the others held, a row's decision changes at few factors only:
    where the expected costs of two decisions are equal. All of these, over all rows, are tried.

    Parameters
    ----------
    probabilities, codes, weight, costs
        As for `decide` and `mean_cost`.
    start : ndarray of shape (n_classes,)
        Where the search begins.
    rounds : int
        Most rounds over the classes.

    Returns
    -------
    ndarray of shape (n_classes,), float64
        The geometric mean is 1.
    """
    factors = start / np.exp(np.log(start).mean())
    cost = mean_cost(decide(probabilities, factors, costs), codes, weight, costs)
    for _ in range(rounds):
        before = cost
        for which in range(len(factors)):
            tried = factors.copy()
            tried[which] = _best_of_one(probabilities, codes, weight, costs, factors, which)
            found = mean_cost(decide(probabilities, tried, costs), codes, weight, costs)
            # Rounding may part rows otherwise than the search believed, so what it finds is tried.
            if found < cost - 1e-12 * np.abs(costs).max():
                factors, cost = tried, found
        if cost == before:
            break
    return np.asarray(factors / np.exp(np.log(factors).mean()))


def _best_of_one(
    probabilities: Array,
    codes: NDArray[np.int64],
    weight: Array,
    costs: Array,
    factors: Array,
    which: int,
) -> float:
    """Return the best factor of one class, the others held."""
    others = factors.copy()
    others[which] = 0.0
    where, change = [], []
    total = 0.0
    for rows in _chunks(len(codes)):
        level = (probabilities[rows] * others) @ costs
        slope = probabilities[rows, which, None] * costs[which]
        crossings = _crossings(level, slope)
        # One factor inside each stretch between two crossings, and one below and above all.
        inside = np.sqrt(crossings[:, 1:] * crossings[:, :-1])
        decided = np.stack([np.argmin(level + f[:, None] * slope, axis=1) for f in inside.T], 1)
        cost = weight[rows, None] * costs[codes[rows, None], decided]
        total += float(cost[:, 0].sum())
        where.append(crossings[:, 1:-1].ravel())
        change.append(np.diff(cost, axis=1).ravel())
    at, by = np.concatenate(where), np.concatenate(change)
    kept = (by != 0) & (at > _TINY) & (at < _HUGE)
    total += float(by[at <= _TINY].sum())
    at, by = at[kept], by[kept]
    if not len(at):
        return float(factors[which])
    order = np.argsort(at, kind="stable")
    at, sums = at[order], total + np.concatenate([[0.0], np.cumsum(by[order])])
    # Only between two different crossings is there a factor.
    apart = np.concatenate([[True], at[1:] > at[:-1], [True]])
    best = int(np.argmin(np.where(apart, sums, np.inf)))
    low = at[best - 1] if best else at[0] / 4
    high = at[best] if best < len(at) else at[-1] * 4
    return float(np.sqrt(low * high))


def _crossings(level: Array, slope: Array) -> Array:
    """Return the factors at which two decisions cost the same, in order, with both bounds.

    Parameters
    ----------
    level, slope : ndarray of shape (n_rows, n_classes)
        The expected cost of each decision is `level` plus the factor times `slope`.
    """
    first, second = np.triu_indices(level.shape[1], 1)
    rise = slope[:, first] - slope[:, second]
    gap = level[:, second] - level[:, first]
    at = np.divide(gap, rise, out=np.full(rise.shape, _TINY), where=rise != 0)
    at = np.sort(np.clip(at, _TINY, _HUGE), axis=1)
    ends = np.ones((len(at), 1))
    return np.hstack([ends * _TINY / 4, at, ends * _HUGE * 4])


def _chunks(n_rows: int) -> Iterator[slice]:
    for start in range(0, n_rows, _CHUNK):
        yield slice(start, min(start + _CHUNK, n_rows))
