"""Attack the rows that methods make, and print what they give away and what discretion costs.

The first table is the one of the issue: 100 rows of a minority in 6 columns, from which SMOTE makes
1,400 new ones; the attack sees the new rows only. The others are real, two of them with categories
and missing values. Printed are the share of
original rows that the attack rebuilds and how often it is right, the distinguishing attacks, the
share of copies and near copies, and the ratio of distances to rows that were seen and were not.
Stopped, it goes on where it was.

    python benchmarks/privacy.py
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from findings.tables import raw
from keeping import add_options, kept
from numpy.random import default_rng
from numpy.typing import NDArray
from pandas import DataFrame
from pandas.api.types import is_numeric_dtype
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from threadpoolctl import threadpool_limits

from counterpoise import SMOTE, SMOTENC, DiscreetSMOTE, RandomOverSampler, privacy, quality

Table = tuple[Any, NDArray[Any]]


def simulated(seed: int) -> Table:
    """Return 1,500 rows of a majority and 100 of a minority, in 6 columns."""
    rng = default_rng(seed)
    X = np.concatenate([rng.normal(size=(1500, 6)), rng.normal(size=(100, 6)) + 1])
    return X, np.repeat([0, 1], [1500, 100])


def rare(X: NDArray[Any], y: NDArray[Any], label: Any, n: int, seed: int) -> Table:
    """Return a table of which only some rows of one class are left."""
    own = np.flatnonzero(y == label)
    kept_rows = default_rng(seed).choice(own, min(n, len(own)), replace=False)
    rows = np.sort(np.concatenate([np.flatnonzero(y != label), kept_rows]))
    return X[rows], (y[rows] == label).astype(int)


def breast_cancer(seed: int) -> Table:
    """Return the breast cancer table of scikit-learn, with 60 of its malignant rows."""
    return rare(*load_breast_cancer(return_X_y=True), 0, 60, seed)


def wine(seed: int) -> Table:
    """Return the wine table of scikit-learn, its third kind against the others."""
    return rare(*load_wine(return_X_y=True), 2, 48, seed)


def mixed(name: str) -> Callable[[int], Table]:
    """Return what draws 100 rows of the rare class and 1,000 others of a table of `findings`.

    Its texts are categories, as are columns of numbers with two values; values are missing.
    """

    def draw(seed: int) -> Table:
        X, y = raw(name)[:2]
        rare = (y == y.value_counts().idxmin()).to_numpy()
        rng = default_rng(seed)
        rows = np.concatenate(
            [rng.choice(np.flatnonzero(rare == c), n, False) for c, n in ((0, 1000), (1, 100))]
        )
        part = X.iloc[np.sort(rows)].reset_index(drop=True)
        few = [c for c in part if part[c].nunique() <= 2 or not is_numeric_dtype(part[c])]
        part = part.drop(columns=[c for c in part if part[c].nunique() > 50 and c in few])
        return part.astype({c: object for c in few if c in part}), rare[np.sort(rows)].astype(int)

    return draw


TABLES: dict[str, Callable[[int], Table]] = {
    "simulated": simulated,
    "breast cancer": breast_cancer,
    "wine": wine,
    "telecom churn (IBM)": mixed("telecom churn (IBM)"),
    "credit risk": mixed("credit risk"),
}

SAMPLERS: dict[str, Callable[[Any, int], Any]] = {
    "SMOTE": lambda X, seed: (SMOTENC if is_mixed(X) else SMOTE)(random_state=seed, **named(X)),
    "RandomOverSampler": lambda X, seed: RandomOverSampler(random_state=seed),
    "DiscreetSMOTE": lambda X, seed: DiscreetSMOTE(scale="standard", random_state=seed, **named(X)),
}


def is_mixed(X: Any) -> bool:
    """Return whether a table has texts."""
    return isinstance(X, DataFrame)


def texts(X: Any) -> list[Any]:
    """Return the columns of categories."""
    return [c for c in X if not is_numeric_dtype(X[c])] if is_mixed(X) else []


def named(X: Any) -> dict[str, Any]:
    """Return which columns a sampler takes for categories."""
    return {"categorical_features": texts(X)} if is_mixed(X) else {}


SCORES = [
    "rebuilt", "copies", "near_copies", "distance_ratio_1", "distance_ratio_5", "told_by_lines",
    "told_by_model",
    "told_by_decimals",
]  # fmt: skip


COSTS = ["model_auc", "recall", "two_sample_auc", "spread", "n_worse"]
"""What is printed of `quality` and of a model."""


def attacked(table: str, sampler: str, seed: int) -> dict[str, Any]:
    """Return what a sampler's rows give away of a table."""
    X, y = TABLES[table](seed)
    with threadpool_limits(1):
        start = time.process_time()
        found = privacy(X, y, SAMPLERS[sampler](X, seed), n_repeats=3, categorical=texts(X))
        seconds = time.process_time() - start
    told: dict[str, Any] = {score.name: score.value for score in found.scores}
    for score in found.scores:
        if score.name == "rebuilt":
            told |= {name: score.details[name] for name in ("precision", "n_rebuilt", "n_targets")}
    return {**told, **next(iter(found.n_rows.values())), "seconds": seconds}


class Nothing(BaseEstimator):
    """Adds no rows."""

    def fit_resample(self, X: Any, y: NDArray[Any]) -> Table:
        return X, y


def logistic(X: Any) -> Any:
    """Return a logistic model of a table's columns."""
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    last = LogisticRegression(max_iter=1000)
    if not is_mixed(X):
        return make_pipeline(numbers, last)
    chosen = texts(X)
    coded = OneHotEncoder(handle_unknown="ignore")
    rest = [c for c in X if c not in chosen]
    return make_pipeline(ColumnTransformer([("c", coded, chosen), ("n", numbers, rest)]), last)


def worth(table: str, sampler: str, seed: int) -> dict[str, Any]:
    """Return what the new rows are worth: faults that `quality` finds, and a model's score."""
    X, y = TABLES[table](seed)
    maker = Nothing() if sampler == "nothing" else SAMPLERS[sampler](X, seed)
    scores = []
    with threadpool_limits(1):
        for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(X, y):
            model = logistic(X)
            learnt, asked = (X.iloc[r] if is_mixed(X) else X[r] for r in (train, test))
            model.fit(*maker.fit_resample(learnt, y[train]))
            scores.append(roc_auc_score(y[test], model.predict_proba(asked)[:, 1]))
        told: dict[str, Any] = {"model_auc": float(np.mean(scores))}
        if sampler != "nothing":
            found = quality(
                X, y, maker, n_repeats=3, n_bootstrap=100, seed=seed, categorical=texts(X)
            )
            told |= {score.name: score.value for score in found.scores}
            told["n_worse"] = len(found.raised)
    return told


def mean_of(results: list[dict[str, Any]], name: str) -> float:
    """Return the mean of what is known."""
    known = [result[name] for result in results if result.get(name) is not None]
    return float(np.mean(known)) if known else np.nan


def main() -> None:
    """Print what each sampler gives away of each table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    add_options(parser, "privacy.journal")
    given = parser.parse_args()
    seeds = range(given.seeds)
    calls = [(t, s, seed) for t in TABLES for s in SAMPLERS for seed in seeds]
    found = kept(attacked, calls, given)
    makers = [*SAMPLERS, "nothing"]
    costs = kept(worth, [(t, s, seed) for t in TABLES for s in makers for seed in seeds], given)
    for table in TABLES:
        own = {s: [v for k, v in found.items() if k[:2] == (table, s)] for s in SAMPLERS}
        known = {s: results for s, results in own.items() if results}
        if not known:
            continue
        one = next(iter(known.values()))[0]
        print(
            f"{table}: {one['original rows']:,} rows of the minority, {one['new rows']:,} new, "
            f"{len(next(iter(known.values())))} draws"
        )
        print(f"  {'':18}" + "".join(f"{sampler:>19}" for sampler in known))
        for name in [*SCORES[:1], "precision", *SCORES[1:], "seconds"]:
            figures = "".join(f"{mean_of(results, name):19.3f}" for results in known.values())
            print(f"  {name.replace('_', ' '):18}{figures}")
        for name in COSTS:
            figures = "".join(
                f"{mean_of([v for k, v in costs.items() if k[:2] == (table, s)], name):19.3f}"
                for s in known
            )
            print(f"  {name.replace('_', ' '):18}{figures}")
        alone = [v for k, v in costs.items() if k[:2] == (table, "nothing")]
        print(f"  model auc without new rows: {mean_of(alone, 'model_auc'):.3f}", end="\n\n")
    sys.exit(0 if len(found) == len(calls) else 1)


if __name__ == "__main__":
    main()
