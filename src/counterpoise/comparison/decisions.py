"""From probabilities to labels, by a rule that is chosen inside the training rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import balanced_accuracy_score, f1_score

__all__ = ["Rule", "choose_rule", "default_rule"]

_POWERS = sorted(np.linspace(-1.5, 1.5, 31).round(1).tolist(), key=abs)
"""Tried in this order, so that of equally good ones the least change is taken."""


@dataclass(frozen=True)
class Rule:
    """How a row gets its label.

    Parameters
    ----------
    threshold : float, optional
        For two classes: positive from this probability on.
    power : float
        For more: the class with the least expected cost, or the greatest probability, after each
        probability is divided by its class's share to this power. 0 leaves them as they are, 1
        gives every class the same say, and -1 takes that back from a model of balanced rows.
    shares : tuple of float
        The classes' shares in the training rows.
    costs : tuple of tuple of float, optional
        Cost of each mistake, where decisions are by cost.
    """

    threshold: float | None = None
    power: float = 0.0
    shares: tuple[float, ...] = ()
    costs: tuple[tuple[float, ...], ...] | None = None

    def decide(self, probabilities: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return a class code for each row; shape (n_rows,)."""
        if self.threshold is not None:
            return (probabilities[:, 1] >= self.threshold).astype(np.int64)
        weighted = probabilities
        if self.power:
            weighted = probabilities / np.asarray(self.shares) ** self.power
        if self.costs is not None:
            cheapest: NDArray[np.int64] = np.argmin(weighted @ np.asarray(self.costs), axis=1)
            return cheapest
        likeliest: NDArray[np.int64] = np.argmax(weighted, axis=1)
        return likeliest


def default_rule(n_classes: int) -> Rule:
    """Return the rule of `predict`: the most probable class."""
    return Rule(threshold=0.5) if n_classes == 2 else Rule()


def choose_rule(
    metric: str,
    codes: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    costs: NDArray[np.float64],
) -> Rule:
    """Return the rule that serves a metric best on held-out training rows.

    Parameters
    ----------
    metric : {"f1", "balanced_accuracy", "cost"}
        What the labels are for.
    codes : ndarray of shape (n_rows,), int64
        The classes.
    probabilities : ndarray of shape (n_rows, n_classes), float64
        Predictions by models that had not seen the row.
    costs : ndarray of shape (n_classes, n_classes), float64
        Cost of each mistake.
    """
    if probabilities.shape[1] == 2:
        return Rule(threshold=_best_threshold(metric, codes == 1, probabilities[:, 1], costs))
    shares = np.bincount(codes, minlength=probabilities.shape[1]) / len(codes)
    held = tuple(np.maximum(shares, 1 / len(codes)).tolist())
    by_cost = tuple(map(tuple, costs.tolist())) if metric == "cost" else None
    rules = [Rule(None, power, held, by_cost) for power in _POWERS]
    return max(rules, key=lambda rule: _serve(metric, codes, rule.decide(probabilities), costs))


def _serve(
    metric: str, codes: NDArray[np.int64], decided: NDArray[np.int64], costs: NDArray[np.float64]
) -> float:
    if metric == "f1":
        return float(f1_score(codes, decided, average="macro", zero_division=0.0))
    if metric == "balanced_accuracy":
        return float(balanced_accuracy_score(codes, decided))
    return -float(costs[codes, decided].mean())


def _best_threshold(
    metric: str, positive: NDArray[np.bool_], p: NDArray[np.float64], costs: NDArray[np.float64]
) -> float:
    """Return the threshold that is best on these rows: a midpoint between two predictions."""
    order = np.argsort(-p, kind="stable")
    ranked, hit = p[order], positive[order]
    n, n_positive = len(p), int(positive.sum())
    # taken[i]: the i rows of the greatest probability are called positive.
    caught = np.concatenate([[0], np.cumsum(hit)])
    taken = np.arange(n + 1)
    false = taken - caught
    missed, rest = n_positive - caught, (n - n_positive) - false
    if metric == "f1":
        value = 2 * caught / np.maximum(taken + n_positive, 1)
    elif metric == "balanced_accuracy":
        value = caught / max(n_positive, 1) + rest / max(n - n_positive, 1)
    else:
        value = -(
            missed * costs[1, 0] + false * costs[0, 1] + caught * costs[1, 1] + rest * costs[0, 0]
        )
    # A threshold cannot part equal predictions.
    parted = np.concatenate([[True], ranked[1:] < ranked[:-1], [True]])
    best = int(np.argmax(np.where(parted, value, -np.inf)))
    if best == 0:
        return float(np.nextafter(ranked[0], np.inf))
    if best == n:
        return 0.0
    return float((ranked[best - 1] + ranked[best]) / 2)
