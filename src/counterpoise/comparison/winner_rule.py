"""What the winner's risks come to at the user's costs: whom to flag, and what to expect."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from counterpoise.comparison.result import JsonObject
from counterpoise.diagnosis.finding import Label
from counterpoise.errors import SamplingWarning
from counterpoise.models.decision_rule import DecisionRule
from counterpoise.models.protocols import Classifier

if TYPE_CHECKING:
    from counterpoise.comparison.contest import Contest

__all__ = ["by_costs", "expected_decisions", "gives_costs"]

_MOST_FOLDS = 5
_MOST_DRAWN = 2_000_000
"""Most rows that are drawn for a band, in all of its samples; it is narrow where rows are many."""
_FEWEST, _MOST = 40, 200


class _AsGiven(ClassifierMixin, BaseEstimator):
    """A classifier whose rows are their own probabilities."""

    def __init__(self, n_classes: int):
        self.n_classes = n_classes

    @property
    def classes_(self) -> NDArray[np.int64]:
        return np.arange(self.n_classes)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def fit(self, X: Any, y: Any) -> _AsGiven:
        return self

    def predict_proba(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        return X


def gives_costs(contest: Contest) -> bool:
    """Return whether the user has said what mistakes cost, and rows may be folded at random."""
    request = contest.request
    return request.costs is not None and request.groups is None and request.time is None


def by_costs(estimator: Classifier, contest: Contest) -> Classifier:
    """Return a classifier that decides by the costs that were given."""
    labels = contest.data.labels
    order = [labels.index(label) for label in np.unique(np.asarray(labels)).tolist()]
    folds = min(_MOST_FOLDS, int(contest.counts.min()))
    return DecisionRule(
        estimator,
        costs=contest.costs[np.ix_(order, order)].tolist(),
        positive=labels[1] if len(labels) == 2 else None,
        cv=folds,
        random_state=contest.request.seed,
    )


def expected_decisions(
    probabilities: NDArray[np.float64], codes: NDArray[np.int64], contest: Contest
) -> JsonObject:
    """Return the rule that serves the costs best on held-out rows, as plain values and as text.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        Predictions of the winner, by models that did not learn the row.
    codes : ndarray of shape (n_rows,)
        The classes.
    """
    labels, costs = contest.data.labels, contest.costs
    rule = DecisionRule(
        _AsGiven(len(labels)),
        costs=costs.tolist(),
        positive=1 if len(labels) == 2 else None,
        cv="prefit",
        n_bootstraps=int(np.clip(_MOST_DRAWN // len(codes), _FEWEST, _MOST)),
        random_state=contest.request.seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SamplingWarning)  # the sentence says it
        rule.fit(probabilities, codes)
    found: JsonObject = {
        "expected": {
            name: {"value": e.value, "interval": [e.low, e.high]}
            for name, e in rule.expected_.items()
        }
    }
    if len(labels) == 2:
        found.update(threshold=rule.threshold_, threshold_interval=list(rule.threshold_band_))
    else:
        found["factors"] = {
            str(label): float(factor) for label, factor in zip(labels, rule.factors_, strict=True)
        }
    return {**found, "sentence": _sentence(rule, labels)}


def _sentence(rule: DecisionRule, labels: list[Label]) -> str:
    """Return what to do and what to expect, in words."""
    expected = rule.expected_
    cost = f"a cost of {expected['cost']} a row"
    if len(labels) > 2:
        return f"At your costs, expect {cost} (with its range of 95 %)."
    name = repr(labels[1])
    if rule.threshold_ == np.inf:
        return f"At your costs it is cheapest to flag no row as {name}. Expect {cost}."
    if rule.threshold_ == -np.inf:
        return f"At your costs it is cheapest to flag every row as {name}. Expect {cost}."
    low, high = rule.threshold_band_
    return (
        f"At your costs, flag a row as {name} from a probability of {rule.threshold_:.3g} on "
        f"({low:.3g} to {high:.3g}, with 95 % confidence). Of new rows expect "
        f"{_percent('flagged', rule)} flagged; {_percent('precision', rule)} of these right; "
        f"{_percent('recall', rule)} of class {name} found; {cost}."
    )


def _percent(name: str, rule: DecisionRule) -> str:
    one = rule.expected_[name]
    return f"{100 * one.value:.3g} % ({100 * one.low:.3g} to {100 * one.high:.3g})"
