"""Cross-validated scores of one classifier on one table, with and without resampling."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, recall_score, roc_auc_score
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_limits

import counterpoise as cp
from counterpoise.comparison.columns import prepare
from counterpoise.comparison.metrics import calibration_line
from findings.tables import Coded, coded

__all__ = [
    "BALANCING",
    "MODELS",
    "N_FOLDS",
    "STRONG",
    "TUNED",
    "WEAK",
    "sampler_of",
    "scored",
    "splits",
]

N_FOLDS = 5
BALANCING = ("random", "random-under", "smote")
WEAK, TUNED = "tree", ("lightgbm", "xgboost", "catboost")
MODELS = ("logistic", WEAK, "boosting", *TUNED)
STRONG = ("boosting", *TUNED)

DEPTHS, TREES = (3, 6), (40, 120)
"""Of tuned boosting: every pair is tried, and the best average precision on a fifth of the training
rows decides."""


def scored(name: str, model: str, draw: int) -> dict[str, dict[str, list[float]]]:
    """Return the scores on each test fold of a model by how its training rows were resampled.

    Parameters
    ----------
    name : str
        The table.
    model : str
        One of `MODELS`.
    draw : int
        Another draw splits otherwise, and draws other new rows.
    """
    table = coded(name, draw)
    found: dict[str, dict[str, list[float]]] = {}
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for fold, (train, test) in enumerate(splits(table, N_FOLDS, draw)):
            for method in ("nothing", *BALANCING):
                told = _scores(table, model, method, train, test, 100 * draw + fold)
                for metric, score in told.items():
                    found.setdefault(method, {}).setdefault(metric, []).append(score)
    return found


def sampler_of(method: str, table: Coded, seed: int) -> Any:
    """Return what balances a table; None for "nothing"."""
    if method == "nothing":
        return None
    if method == "random":
        return cp.RandomOverSampler(random_state=seed)
    if method == "random-under":
        return cp.RandomUnderSampler(random_state=seed)
    if not table.categorical:
        return cp.SMOTE(random_state=seed, scale="standard")
    if len(table.categorical) == table.block.shape[1]:
        return cp.SMOTEN(random_state=seed)
    return cp.SMOTENC(table.categorical, random_state=seed, scale="standard")


def splits(
    table: Coded, n: int, seed: int, rows: NDArray[np.int64] | None = None
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield training and test rows; a group is never parted.

    Groups with rows of the smaller class are dealt to the folds first, then the others, the large
    ones before the small ones, so that folds have about as many rows of each class.
    """
    rows = np.arange(len(table.target)) if rows is None else rows
    _, place = np.unique(table.groups[rows], return_inverse=True)
    size, n_rare = np.bincount(place), np.bincount(place, weights=table.target[rows])
    fold = np.empty(len(size), np.int64)
    rng = np.random.default_rng(seed)
    for chosen, weight in ((n_rare > 0, n_rare), (n_rare == 0, size)):
        shuffled = rng.permutation(np.flatnonzero(chosen))
        dealt = shuffled[np.argsort(-weight[shuffled], kind="stable")]
        # Back and forth, or the first fold would get the largest of every round.
        fold[dealt] = np.resize(np.concatenate([np.arange(n), np.arange(n)[::-1]]), len(dealt))
    for k in range(n):
        is_test = fold[place] == k
        yield rows[~is_test], rows[is_test]


def _scores(
    table: Coded,
    model: str,
    method: str,
    train: NDArray[np.int64],
    test: NDArray[np.int64],
    seed: int,
) -> dict[str, float]:
    """Return the scores of a method's classifier on rows held out."""
    setting = _tuned(table, model, method, train, seed) if model in TUNED else None
    truth = table.target[test] == 1
    p = _risks(table, model, method, train, test, seed, setting)
    slope, intercept = calibration_line(truth, p)
    cut = {"f1_predict": 0.5, "balanced_accuracy_predict": 0.5}
    if method == "nothing":
        cut |= _cuts(table, model, train, seed, setting)
    measures = {"f1": _f1, "balanced_accuracy": _balanced_accuracy}
    return {
        "roc_auc": float(roc_auc_score(truth, p)),
        "average_precision": float(average_precision_score(truth, p)),
        "brier": float(np.mean((p - truth) ** 2)),
        "calibration_slope": slope,
        "calibration_intercept": intercept,
        **{
            metric: measures[metric.removesuffix("_predict")](truth, p >= at)
            for metric, at in cut.items()
        },
    }


def _f1(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    return float(f1_score(truth, said, zero_division=0.0))


def _balanced_accuracy(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    return float((recall_score(truth, said) + recall_score(~truth, ~said)) / 2)


def _cuts(
    table: Coded, model: str, train: NDArray[np.int64], seed: int, setting: Any
) -> dict[str, float]:
    """Return the thresholds that are best for F1 and for balanced accuracy on three inner folds."""
    held, truth = [], []
    for inside, outside in splits(table, 3, seed, train):
        held.append(_risks(table, model, "nothing", inside, outside, seed, setting))
        truth.append(table.target[outside] == 1)
    p, known = np.concatenate(held), np.concatenate(truth)
    order = np.argsort(-p, kind="stable")
    p, known = p[order], known[order]
    hits, n_said = np.cumsum(known), np.arange(1, len(p) + 1)
    last = np.append(p[1:] < p[:-1], True)  # equal risks are on one side of a threshold
    n, m = known.sum(), (~known).sum()
    f1 = 2 * hits / (n_said + n)
    accuracy = (hits / n + 1 - (n_said - hits) / m) / 2
    return {
        metric: float(p[np.argmax(np.where(last, score, -1))])
        for metric, score in (("f1", f1), ("balanced_accuracy", accuracy))
    }


def _tuned(
    table: Coded, model: str, method: str, train: NDArray[np.int64], seed: int
) -> tuple[int, int]:
    """Return the depth and the number of trees with the best average precision on a fifth."""
    inside, outside = next(splits(table, 5, seed, train))
    truth = table.target[outside] == 1
    best = {}
    for depth in DEPTHS:
        fitted = _fitted(table, model, method, inside, seed, (depth, max(TREES)))
        for n_trees in TREES:
            p = _first_trees(fitted, model, table.block[outside], n_trees)
            best[depth, n_trees] = average_precision_score(truth, p)
    return max(best, key=lambda pair: best[pair])


def _risks(
    table: Coded,
    model: str,
    method: str,
    train: NDArray[np.int64],
    test: NDArray[np.int64],
    seed: int,
    setting: Any,
) -> NDArray[np.float64]:
    fitted = _fitted(table, model, method, train, seed, setting)
    risks: NDArray[np.float64] = fitted.predict_proba(table.block[test])[:, 1].astype(float)
    return risks


def _fitted(
    table: Coded, model: str, method: str, train: NDArray[np.int64], seed: int, setting: Any
) -> Any:
    """Return a classifier that was fitted to rows, resampled by a method."""
    X, y = table.block[train], table.target[train]
    sampler = sampler_of(method, table, seed)
    if sampler is not None:
        X, y = sampler.fit_resample(X, y)
    return clone(_made(table, model, setting)).fit(X, y)


def _made(table: Coded, model: str, setting: Any) -> Any:
    """Return a classifier, with what it needs ahead of it."""
    if model in TUNED:
        return _boosting(model, *setting)
    kinds: dict[str, Any] = {
        "logistic": LogisticRegression(max_iter=500),
        "tree": DecisionTreeClassifier(min_samples_leaf=2, random_state=0),
        "boosting": HistGradientBoostingClassifier(max_iter=60, random_state=0),
    }
    numbers = np.delete(table.block, table.categorical, axis=1)
    return prepare(
        kinds[model],
        table.block.shape[1],
        table.categorical,
        missing=bool(np.isnan(numbers).any()),
        takes_missing=model != "logistic",
    )


def _boosting(model: str, depth: int, n_trees: int) -> Any:
    """Return a boosting of another package; codes of categories are numbers to it."""
    if model == "lightgbm":
        from lightgbm import LGBMClassifier

        return LGBMClassifier(
            n_estimators=n_trees,
            max_depth=depth,
            num_leaves=2**depth - 1,
            n_jobs=1,
            random_state=0,
            verbose=-1,
        )
    if model == "xgboost":
        from xgboost import XGBClassifier

        return XGBClassifier(
            n_estimators=n_trees, max_depth=depth, learning_rate=0.1, n_jobs=1, random_state=0
        )
    from catboost import CatBoostClassifier

    return CatBoostClassifier(
        iterations=n_trees,
        depth=depth,
        learning_rate=0.1,
        thread_count=1,
        random_seed=0,
        verbose=False,
        allow_writing_files=False,
    )


def _first_trees(
    fitted: Any, model: str, X: NDArray[np.float64], n_trees: int
) -> NDArray[np.float64]:
    """Return the risks by the first trees of a boosting."""
    option: dict[str, Any] = {
        "lightgbm": {"num_iteration": n_trees},
        "xgboost": {"iteration_range": (0, n_trees)},
        "catboost": {"ntree_end": n_trees},
    }[model]
    risks: NDArray[np.float64] = fitted.predict_proba(X, **option)[:, 1]
    return risks
