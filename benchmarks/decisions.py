"""Do the bands of `DecisionRule` hold the truth, and does it say which goals it cannot show?

What an exact threshold is worth is measured too. Scores are N(0, 1) for one class and N(1.5, 1) for
the other, so that what a threshold gives in new rows is known. No classifier is fitted.
"""

from __future__ import annotations

import argparse
import itertools
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import make_scorer
from sklearn.model_selection import TunedThresholdClassifierCV

from counterpoise import DecisionRule, InvalidInputError

APART = 1.5


class Scores(ClassifierMixin, BaseEstimator):
    """Gives the true risk of a row, whose one column is its score, at a share of positive rows."""

    def __init__(self, share: float):
        self.share = share
        self.classes_ = np.array([0, 1])

    def fit(self, X: Any, y: Any) -> Scores:
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def predict_proba(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        odds = self.share / (1 - self.share) * np.exp(APART * X[:, 0] - APART**2 / 2)
        return np.column_stack([1 / (1 + odds), odds / (1 + odds)])

    def score_of(self, risk: float) -> float:
        """Return the score that has a risk."""
        odds = risk / (1 - risk) * (1 - self.share) / self.share if 0 < risk < 1 else risk
        return (np.log(odds) + APART**2 / 2) / APART if 0 < odds < np.inf else odds


def table(n: int, share: float, seed: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return scores and classes."""
    n_positive = round(n * share)
    y = np.repeat([0, 1], [n - n_positive, n_positive])
    return np.random.default_rng(seed).normal(size=(n, 1)) + APART * y[:, None], y


def truth(score: float, share: float, miss: float) -> dict[str, float]:
    """Return what flagging from a score on gives in new rows."""
    recall, false = norm.sf(score - APART), norm.sf(score)
    flagged = share * recall + (1 - share) * false
    return {
        "flagged": flagged,
        "precision": share * recall / flagged if flagged > 0 else np.nan,
        "recall": recall,
        "cost": miss * share * (1 - recall) + (1 - share) * false,
    }


def bands(n: int, share: float, runs: int) -> None:
    """Print how often the bands hold the truth, and how far the figures are off in the mean."""
    miss = 1 / share
    goals: list[dict[str, Any]] = [
        {"costs": {"miss": miss, "false alarm": 1}},
        {"capacity": share},
        {"precision": 2 * share},
        {"recall": 0.8},
    ]
    print(f"{n:,} rows, {share:.1%} positive, {runs} tables: bands of 95 % that hold the truth")
    for goal in goals:
        held: dict[str, list[bool]] = {}
        off: dict[str, list[float]] = {}
        for seed in range(runs):
            X, y = table(n, share, seed)
            model = Scores(share)
            try:
                rule = DecisionRule(model, cv="prefit", random_state=seed, **goal).fit(X, y)
            except InvalidInputError:
                continue
            known = truth(model.score_of(rule.threshold_), share, miss)
            for name, one in rule.expected_.items():
                if np.isfinite(known[name]) and np.isfinite(one.value):
                    held.setdefault(name, []).append(one.low <= known[name] <= one.high)
                    off.setdefault(name, []).append(one.value - known[name])
        told = [f"{k} {np.mean(v):.0%} (off {np.mean(off[k]):+.3f})" for k, v in held.items()]
        print(f"  {next(iter(goal)):9} {', '.join(told)}", flush=True)


def not_shown(n: int, share: float, runs: int) -> None:
    """Print how often a goal is refused, reached with a warning and without, and what is true then.

    `missed by half` counts rules of which new rows get half as many errors again as were asked for.
    """
    print(f"{n:,} rows, {share:.1%} positive, {runs} tables: goals that few rows can show")
    for name, wanted in itertools.product(("precision", "recall"), (0.5, 0.8, 0.95, 0.9999)):
        refused = 0
        found: dict[bool, list[float]] = {True: [], False: []}
        model = Scores(share)
        for seed in range(runs):
            X, y = table(n, share, seed)
            rule = DecisionRule(model, cv="prefit", n_bootstraps=1, **{name: wanted})
            try:
                with warnings.catch_warnings(record=True) as said:
                    warnings.simplefilter("always")
                    rule.fit(X, y)
            except InvalidInputError:
                refused += 1
                continue
            codes = {getattr(one.message, "code", "") for one in said}
            known = truth(model.score_of(rule.threshold_), share, 1.0)[name]
            found["goal not shown" in codes].append(known)
        told = [f"refused {refused}"]
        for warned, values in found.items():
            short = sum(1 - value > 1.5 * (1 - wanted) for value in values)
            mean = f", true {name} {np.mean(values):.3f}, missed by half {short}" if values else ""
            told.append(f"{'with' if warned else 'without'} a warning {len(values)}{mean}")
        print(f"  {name:9} {wanted:<6g} {'; '.join(told)}", flush=True)


def against_steps(n: int, share: float, times: float, runs: int) -> None:
    """Print what thresholds chosen among all, and among 100 evenly spaced ones, cost in new rows.

    Positive rows are missed at `times` the price at which the best threshold is their share.
    """
    miss = times / share

    def gain(y: NDArray[np.int64], decided: NDArray[np.int64]) -> float:
        return -float(np.mean(np.where(y == 1, miss * (decided == 0), decided == 1)))

    found: dict[str, list[float]] = {"every cut-point": [], "100 steps": []}
    model = Scores(share)
    for seed in range(runs):
        X, y = table(n, share, seed)
        rule = DecisionRule(
            model, costs={"miss": miss, "false alarm": 1}, cv="prefit", n_bootstraps=1
        ).fit(X, y)
        steps = TunedThresholdClassifierCV(
            model, scoring=make_scorer(gain), cv="prefit", refit=False
        ).fit(X, y)
        thresholds = (rule.threshold_, steps.best_threshold_)
        for values, threshold in zip(found.values(), thresholds, strict=True):
            values.append(truth(model.score_of(threshold), share, miss)["cost"])
    best = truth(model.score_of(1 / (1 + miss)), share, miss)["cost"]
    told = [f"{name} {np.mean(values) / best - 1:+.1%}" for name, values in found.items()]
    print(
        f"{n:,} rows, {share:.1%} positive, a miss costs {miss:,.0f}: "
        f"cost in new rows above the best possible: {', '.join(told)}",
        flush=True,
    )


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    for n, share in ((300, 0.1), (3000, 0.02)):
        bands(n, share, given.runs)
    for n, share in ((300, 0.1), (3000, 0.02), (20_000, 0.05)):
        not_shown(n, share, given.runs)
    for times in (1.0, 10.0):
        for n, share in ((2000, 0.1), (5000, 0.02), (20_000, 0.005)):
            against_steps(n, share, times, max(given.runs // 5, 1))


if __name__ == "__main__":
    main()
