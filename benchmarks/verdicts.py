"""Is `compare` right where the truth is known? Simulated tables, and how often the verdict fits.

What is right follows from how each table is made, not from a run:

- well specified: the classes follow a logistic model, so that logistic regression as it is ranks
  as well as anything can; resampling cannot help the ranking. "helps" is wrong.
- well specified, Brier: the same model's probabilities are right, and balanced rows change them.
  "harms" is right.
- noise: the columns tell nothing about the class. "helps" is wrong.
- scattered minority: minority rows lie uniformly among majority rows that lie uniformly, so that no
  neighbourhood of the minority means anything. "helps" is wrong.
- linear model without weights: two Gaussian classes of different covariance. Of all directions
  (S0 + S1)^-1 (m1 - m0) has the greatest ROC AUC; linear discriminant analysis weighs S0 and S1 by
  the class shares, so that it finds that direction only from balanced rows, and it takes no
  weights. "helps" is right.
- linear model against doing nothing: a well specified logistic regression whose risks are nearly
  all below one half says "no" to almost every row; from balanced rows its labels have the best
  balanced accuracy. Asked whether SMOTE beats doing nothing in the labels of predict(), "helps" is
  right.
- linear model against all baselines: the same table. Weights and a tuned threshold attain the same
  labels, so nothing is left for SMOTE to win. "helps" is wrong.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from counterpoise import compare

Table = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Case:
    """A kind of table, what is asked about it, and which verdicts are right."""

    name: str
    make: Callable[[np.random.Generator], Table]
    right: tuple[str, ...]
    options: dict[str, Any]


def logistic(rng: np.random.Generator, n: int = 1000, shift: float = -3.2) -> Table:
    """Return rows whose log odds are linear in the columns; about one in eleven is positive."""
    X = rng.normal(size=(n, 4))
    odds = shift + X @ np.array([1.5, -1.0, 0.5, 0.0])
    return X, (rng.uniform(size=n) < 1 / (1 + np.exp(-odds))).astype(int)


def noise(rng: np.random.Generator, n: int = 800) -> Table:
    """Return columns that tell nothing."""
    y = np.zeros(n, int)
    y[: n // 12] = 1
    return rng.normal(size=(n, 4)), y


def scattered(rng: np.random.Generator, n: int = 800) -> Table:
    """Return a minority scattered evenly over the majority's box."""
    y = np.zeros(n, int)
    y[: n // 16] = 1
    return rng.uniform(size=(n, 3)), y


def two_gaussians(rng: np.random.Generator, n: int = 6000) -> Table:
    """Return a narrow majority and a minority that is wide in one column; see the module."""
    n_rare = n // 12
    rare = rng.normal(size=(n_rare, 2)) * [8.0, 1.0] + [3.0, 1.0]
    X = np.vstack([rng.normal(size=(n - n_rare, 2)), rare])
    return X, np.repeat([0, 1], [n - n_rare, n_rare])


NEVER_HELPS = ("no difference", "harms")
LOGISTIC = {"models": "logistic", "methods": ["random", "smote"]}
CASES = [
    Case("well specified", logistic, NEVER_HELPS, {**LOGISTIC, "metric": "average_precision"}),
    Case("well specified, Brier", logistic, ("harms",), {**LOGISTIC, "metric": "brier"}),
    Case(
        "noise",
        noise,
        NEVER_HELPS,
        {"models": "naive-bayes", "methods": ["random", "smote"], "inner_folds": 2},
    ),
    Case(
        "scattered minority",
        scattered,
        NEVER_HELPS,
        {"models": "naive-bayes", "methods": ["smote", "borderline"], "inner_folds": 2},
    ),
    Case(
        "linear model without weights",
        two_gaussians,
        ("helps",),
        {
            "models": {"lda": LinearDiscriminantAnalysis()},
            "methods": ["smote"],
            "metric": "roc_auc",
            "repeats": 2,
            "inner_folds": 2,
        },
    ),
    Case(
        "linear model against doing nothing",
        logistic,
        ("helps",),
        {
            "models": "logistic",
            "methods": ["smote"],
            "baselines": ["nothing"],
            "metric": "balanced_accuracy_predict",
            "repeats": 2,
        },
    ),
    Case(
        "linear model against all baselines",
        logistic,
        NEVER_HELPS,
        {"models": "logistic", "methods": ["smote"], "metric": "balanced_accuracy_predict"},
    ),
]


def verdict(case: Case, seed: int) -> str:
    """Return the verdict on one table of a case."""
    X, y = case.make(np.random.default_rng([seed, CASES.index(case)]))
    options = {"trials": 1, "repeats": 1, "seed": seed, **case.options}
    return compare(X, y, **options).verdict


def main() -> None:
    """Print how often the verdict is right, case by case."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tables", type=int, default=100, help="tables of each case")
    parser.add_argument("--only", type=int, nargs="*", help="numbers of cases, from 0")
    parser.add_argument("--jobs", type=int, default=-1, help="processes")
    given = parser.parse_args()
    print(f"{'case':<36} {'helps':>6} {'none':>6} {'harms':>6}  right", flush=True)
    for number, case in enumerate(CASES):
        if given.only is not None and number not in given.only:
            continue
        begun = time.time()
        calls = (joblib.delayed(verdict)(case, seed) for seed in range(given.tables))
        found = joblib.Parallel(n_jobs=given.jobs)(calls)
        counts = [found.count(v) for v in ("helps", "no difference", "harms")]
        right = sum(v in case.right for v in found)
        print(
            f"{case.name:<36} {counts[0]:>6} {counts[1]:>6} {counts[2]:>6}  "
            f"{right} of {given.tables}  ({time.time() - begun:.0f} s)",
            flush=True,
        )


if __name__ == "__main__":
    main()
