"""What is looked at without a contest: the screening, hidden rows, the correction of the prior."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

import counterpoise as cp
from counterpoise.comparison.columns import prepare
from counterpoise.comparison.metrics import calibration_line
from counterpoise.models.resampled import ResampledClassifier
from findings.scoring import N_FOLDS, sampler_of, splits
from findings.tables import TABLES, coded, raw

__all__ = ["N_HALVES", "calibrated", "hidden", "screened"]

N_HALVES = 20
"""How often half of the rows is hidden."""


def screened(name: str) -> dict[str, Any]:
    """Return what a table is, and what `diagnose` says of it that is not in order."""
    X, y, groups = raw(name)
    found = cp.diagnose(X, y, seed=0)
    source = TABLES[name]
    return {
        "rows": len(y),
        "columns": X.shape[1],
        "rare": int(y.value_counts().min()),
        "groups": None if groups is None else int(groups.nunique()),
        "grouped_by": source.grouped_by,
        "left_out": source.left_out,
        "findings": [
            [f.severity, f.code, f.sentence]
            for f in found.findings
            if f.severity in ("warning", "critical")
        ],
    }


def hidden(name: str) -> dict[str, list[float]]:
    """Return which share of new rows, and of their parents, is nearest to a hidden majority row.

    Half of both classes is hidden, so that a row has both to fall on; the seen minority rows, the
    parents, are held against the same hidden rows for comparison.
    """
    table = coded(name)
    numbers = np.delete(table.block, table.categorical, axis=1)
    told: dict[str, list[float]] = {"made": [], "parents": []}
    if numbers.shape[1] < 2:
        return told
    Z = np.nan_to_num(StandardScaler().fit_transform(numbers))
    with threadpool_limits(1):
        for seed in range(N_HALVES):
            rng = np.random.default_rng(seed)
            (away, common), (apart, rare) = (
                np.array_split(rng.permutation(np.flatnonzero(table.target == c)), 2)
                for c in (0, 1)
            )
            rows = np.concatenate([common, rare])
            sampler = cp.SMOTE(random_state=seed, k_neighbors=min(5, len(rare) - 1))
            grown, _ = sampler.fit_resample(Z[rows], table.target[rows])
            index = cp.NeighborIndex(n_neighbors=1).fit(np.vstack([Z[away], Z[apart]]))
            for what, queries in (("made", grown[sampler.is_synthetic_]), ("parents", Z[rare])):
                nearest = index.kneighbors(queries, return_distance=False)[:, 0]
                told[what].append(float((nearest < len(away)).mean()))
    return told


def calibrated(name: str) -> list[list[float]]:
    """Return Brier score, calibration slope and intercept of logistic regression in five ways.

    As it is, over-sampled, corrected, with SMOTE and corrected, and with isotonic calibration.
    """
    table = coded(name)
    numbers = np.delete(table.block, table.categorical, axis=1)
    model = prepare(
        LogisticRegression(max_iter=500),
        table.block.shape[1],
        table.categorical,
        missing=bool(np.isnan(numbers).any()),
        takes_missing=False,
    )
    over, smote = sampler_of("random", table, 0), sampler_of("smote", table, 0)
    models = [
        model,
        ResampledClassifier(over, model),
        cp.PriorCorrectedClassifier(model, over, calibration=None),
        cp.PriorCorrectedClassifier(model, smote, calibration=None),
        cp.PriorCorrectedClassifier(model, smote, calibration="isotonic"),
    ]
    told = []
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for made in models:
            held = np.empty(len(table.target))
            for train, test in splits(table, N_FOLDS, 0):
                fitted = made.fit(table.block[train], table.target[train])
                held[test] = fitted.predict_proba(table.block[test])[:, 1]
            slope, intercept = calibration_line(table.target == 1, held)
            told.append([float(np.mean((held - table.target) ** 2)), slope, intercept])
    return told
