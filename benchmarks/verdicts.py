"""Is the verdict right where the truth is known? One table over simulated situations.

Five situations, each on tables drawn anew: SMOTE cannot help; SMOTE must help a linear model; a
scattered minority; a leaking column; a dominating column. `compare` and `diagnose` are asked, each
what it can answer, and how often the answer is right is printed; it fails below 95 in 100. Stopped,
it goes on where it was. What is right follows from how each table is made, not from a run:

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
- leaking column: a copy of the class, some wrong, stands among the columns. No method can add to
  what it gives away: "helps" is wrong; and `diagnose` is right if it names the column and advises
  not to resample.
- dominating column: one column is in units 1,000 times as small. It tells no more than before, so
  that the verdict must be the one on the table in even units; and `diagnose` must name the column.

The tables that `diagnose` is asked about are those of truth.py, where more is asked of it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import truth
from keeping import add_options, kept
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from threadpoolctl import threadpool_limits

from counterpoise import compare, diagnose

WANTED = 0.95

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


def leaking(rng: np.random.Generator, n: int = 1000) -> Table:
    """Return a table of `logistic` with a column that is the class, one in 200 turned."""
    X, y = logistic(rng, n)
    leak = np.where(rng.uniform(size=n) < 0.005, 1 - y, y)
    return np.insert(X, rng.integers(5), leak + 0.01 * rng.normal(size=n), axis=1), y


def dominating(rng: np.random.Generator, n: int = 1000) -> Table:
    """Return a table of `logistic` with one column in other units."""
    X, y = logistic(rng, n)
    X[:, rng.integers(4)] *= 1000
    return X, y


NEVER_HELPS = ("equivalent", "cannot tell", "harms")
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
            "n_repeats": 2,
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
            "n_repeats": 2,
        },
    ),
    Case(
        "linear model against all baselines",
        logistic,
        NEVER_HELPS,
        {"models": "logistic", "methods": ["smote"], "metric": "balanced_accuracy_predict"},
    ),
    Case("leaking column", leaking, NEVER_HELPS, {**LOGISTIC, "metric": "average_precision"}),
    Case("dominating column", dominating, ("as in even units",), LOGISTIC),
]


SITUATIONS: dict[str, list[tuple[str, str, str]]] = {
    "SMOTE cannot help": [
        ("compare", "well specified", "not helps"),
        ("compare", "well specified, Brier", "harms"),
        ("compare", "noise", "not helps"),
        ("compare", "linear model against all baselines", "not helps"),
    ],
    "SMOTE must help a linear model": [
        ("compare", "linear model without weights", "helps"),
        ("compare", "linear model against doing nothing", "helps"),
    ],
    "scattered minority": [
        ("compare", "scattered minority", "not helps"),
        ("diagnose", "scattered-minority", "found; do not resample"),
    ],
    "leaking column": [
        ("compare", "leaking column", "not helps"),
        ("diagnose", "leaking-column", "named; do not resample"),
    ],
    "dominating column": [
        ("compare", "dominating column", "as in even units"),
        ("diagnose", "dominating-column", "named"),
    ],
}


def verdict(name: str, seed: int) -> str:
    """Return the verdict of compare on one table of a case."""
    with threadpool_limits(1):
        number = [c.name for c in CASES].index(name)
        case = CASES[number]
        X, y = case.make(np.random.default_rng([seed, number]))
        options = {"trials": 1, "n_repeats": 1, "seed": seed, **case.options}
        found = compare(X, y, **options).verdict
        if case.make is not dominating:
            return found
        even = compare(X / X.std(axis=0), y, **options).verdict
        return "as in even units" if found == even else f"{found}, but {even} in even units"


def found(kind: str, seed: int) -> str:
    """Return "right" if all that diagnose should find in one table it does."""
    make, claims = truth.KINDS[kind]
    with threadpool_limits(1):
        table = make(np.random.default_rng([seed, list(truth.KINDS).index(kind)]))
        diagnosis = diagnose(table.X, table.y, seed=seed)
    wanted = ("found", "found, and which", "do not resample")
    right = all(holds(diagnosis, table) for claim, holds in claims.items() if claim in wanted)
    return "right" if right else "wrong"


def main() -> None:
    """Print how often each verdict is right."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tables", type=int, default=100, help="tables of each case")
    add_options(parser, "verdicts.journal")
    given = parser.parse_args()
    asked = [
        (*question, title) for title, questions in SITUATIONS.items() for question in questions
    ]
    calls = {"compare": verdict, "diagnose": found}
    answers: dict[tuple, str] = {}
    begun = time.monotonic()
    limit = given.limit
    for tool, function in calls.items():
        if limit:
            given.limit = max(1.0, limit - (time.monotonic() - begun))
        wanted = [
            (name, seed) for seed in range(given.tables) for t, name, *_ in asked if t == tool
        ]
        kept_now = kept(function, wanted, given)
        answers.update({(tool, *call): answer for call, answer in kept_now.items()})
    rights = {case.name: case.right for case in CASES}
    short = False
    print(f"{'situation':<32}{'asked':<10}{'table':<36}{'right is':<26}right")
    for tool, name, right, title in asked:
        said = [answers[tool, name, s] for s in range(given.tables) if (tool, name, s) in answers]
        n_right = sum(a in (rights[name] if tool == "compare" else ("right",)) for a in said)
        told = ", ".join(f"{a} {said.count(a)}" for a in sorted(set(said)))
        low = n_right < WANTED * len(said) or len(said) < given.tables
        short |= low
        print(
            f"{title:<32}{tool:<10}{name:<36}{right:<26}{n_right} of {len(said)}"
            + (f"  ({told})" if tool == "compare" else "")
        )
    sys.exit(1 if short else 0)


if __name__ == "__main__":
    main()
