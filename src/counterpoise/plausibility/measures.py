"""How alike two sets of rows are: pure functions of arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

__all__ = [
    "TwoSampleTable",
    "column_distances",
    "correlation_distance",
    "support_radii",
    "total_variance",
    "two_sample_scores",
]

N_FOLDS = 3
N_TREES = 60


def support_radii(distances: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Return each row's distance to its k-th nearest other row of its own set.

    Together the balls of these radii are the set's support (Kynkaanniemi et al. 2019).

    Parameters
    ----------
    distances : ndarray of shape (n_rows, n_rows), float64
        Between the rows of a set.
    k : int
        Neighbours; fewer where the set is smaller.
    """
    k = min(k, len(distances) - 1)
    return np.partition(distances, k, axis=1)[:, k]


def column_distances(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    a_codes: NDArray[np.int32],
    b_codes: NDArray[np.int32],
) -> NDArray[np.float64]:
    """Return how far apart two sets are in each column, from 0 to 1.

    The Kolmogorov-Smirnov distance of numbers, the total variation distance of categories, a
    missing one being a category of its own. Where more is missing of a number in one set, the
    difference of those shares, if that is larger.

    Parameters
    ----------
    a, b : ndarray of shape (n_rows, n_numeric)
        The numbers of the two sets, NaN where missing.
    a_codes, b_codes : ndarray of shape (n_rows, n_categorical), int32
        Their categories, -1 where missing.

    Returns
    -------
    ndarray of shape (n_numeric + n_categorical,), float64

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.plausibility.measures import column_distances
    >>> none = np.empty((4, 0), np.int32)
    >>> a = np.array([[1.0], [2.0], [3.0], [4.0]])
    >>> column_distances(a, a + 1, none, none)
    array([0.25])
    """
    found = []
    for x, y in zip(a.T, b.T, strict=True):
        gone = abs(np.isnan(x).mean() - np.isnan(y).mean())
        x, y = np.sort(x[~np.isnan(x)]), np.sort(y[~np.isnan(y)])
        if not len(x) or not len(y):
            found.append(gone)
            continue
        both = np.concatenate([x, y])
        below = np.searchsorted(x, both, side="right") / len(x)
        other = np.searchsorted(y, both, side="right") / len(y)
        found.append(max(gone, float(np.abs(below - other).max())))
    for i, j in zip(a_codes.T, b_codes.T, strict=True):
        size = int(max(i.max(initial=-1), j.max(initial=-1))) + 2
        own = np.bincount(i + 1, minlength=size) / len(i)
        theirs = np.bincount(j + 1, minlength=size) / len(j)
        found.append(float(np.abs(own - theirs).sum() / 2))
    return np.array(found)


def correlation_distance(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return the mean absolute difference between two sets' correlations.

    Over the pairs of columns that vary in both; NaN where there is no such pair. Where values are
    missing, a pair's correlation is that of the rows which have both.

    Parameters
    ----------
    a, b : ndarray of shape (n_rows, n_columns)
        The numbers of the two sets, NaN where missing.
    """
    if min(len(a), len(b)) < 3 or a.shape[1] < 2:
        return float("nan")
    upper = np.triu_indices(a.shape[1], 1)
    apart = np.abs(_correlations(a)[upper] - _correlations(b)[upper])
    return float(np.nanmean(apart)) if np.isfinite(apart).any() else float("nan")


def _correlations(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlations of columns, NaN where one does not vary; (n_columns, n_columns)."""
    here = (~np.isnan(rows)).astype(np.float64)
    n = here.sum(axis=0)
    # Around the middle, sums of squares lose no digits.
    middle = np.divide(
        np.where(here > 0, rows, 0.0).sum(axis=0), n, where=n > 0, out=np.zeros(len(n))
    )
    own = np.where(here > 0, rows - middle, 0.0)
    both = here.T @ here
    sums = own.T @ here  # of each column, over the rows that have another
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = own.T @ own / both - sums * sums.T / both**2
        spread = (own**2).T @ here / both - (sums / both) ** 2
        found = covariance / np.sqrt(spread * spread.T)
    found[~((both >= 3) & (spread > 0) & (spread.T > 0))] = np.nan
    return np.clip(found, -1.0, 1.0)


def total_variance(a: NDArray[np.float64]) -> float:
    """Return the sum of the columns' variances over the values that are there."""
    here = a[:, (~np.isnan(a)).any(axis=0)]
    return float(np.nanvar(here, axis=0).sum()) if here.size else 0.0


@dataclass(frozen=True)
class TwoSampleTable:
    """One of two sets of rows that are to be told apart.

    Parameters
    ----------
    points : ndarray of shape (n_rows, n_numeric), float64
        Numbers, in comparable units, NaN where missing.
    codes : ndarray of shape (n_rows, n_categorical), int32
        Categories, -1 where missing.
    """

    points: NDArray[np.float64]
    codes: NDArray[np.int32]


def two_sample_scores(
    a: TwoSampleTable, b: TwoSampleTable, seed: int, n_jobs: int | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how strongly classifiers take each row for one of the first set, on unseen rows.

    The classifier two-sample test of Lopez-Paz and Oquab (2017): where the sets are of one
    distribution, no classifier ranks them better than chance. A random forest and a logistic model
    of the numbers and their squares rank the rows, and a row's score is the mean of its two ranks:
    the forest finds what is local, the other what all rows share, which of few rows a forest sees
    late. A row is ranked by the trees that did not draw it, and by a logistic model of other folds.

    Parameters
    ----------
    a, b : TwoSampleTable of n_rows rows
        The two sets.
    seed : int
        Seed of folds and forest.
    n_jobs : int, optional
        Threads of the forest.

    Returns
    -------
    a_scores, b_scores : ndarray of shape (n_rows,), float64
    """
    points, codes = np.concatenate([a.points, b.points]), np.concatenate([a.codes, b.codes])
    first = np.arange(len(points)) < len(a.points)
    # A gap stands far outside for the forest.
    shown = np.column_stack([np.where(np.isnan(points), -1e6, points), codes])
    ranks = [rankdata(_by_forest(shown, first, seed, n_jobs))]
    if points.shape[1]:
        ranks.append(_ranks_by_curves(_with_squares(points), first, seed))
    scores = np.mean(ranks, axis=0) / len(first)
    return scores[: len(a.points)], scores[len(a.points) :]


def _by_forest(
    rows: NDArray[np.float64], first: NDArray[np.bool_], seed: int, n_jobs: int | None
) -> NDArray[np.float64]:
    """Return how strongly the trees of a forest that did not draw a row take it for a first one."""
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(
        N_TREES,
        min_samples_leaf=2,
        max_features="sqrt",
        oob_score=True,
        random_state=seed,
        n_jobs=n_jobs,
    )
    found: NDArray[np.float64] = forest.fit(rows, first).oob_decision_function_[:, 1]
    return found


def _ranks_by_curves(
    rows: NDArray[np.float64], first: NDArray[np.bool_], seed: int
) -> NDArray[np.float64]:
    """Return how high logistic models of other folds rank each row; shape (n_rows,)."""
    from sklearn.model_selection import StratifiedKFold

    found = np.empty(len(rows))
    n_folds = min(N_FOLDS, int(first.sum()), int((~first).sum()))
    for train, test in StratifiedKFold(n_folds, shuffle=True, random_state=seed).split(rows, first):
        model = _logistic().fit(rows[train], first[train])
        ranks = rankdata(model.predict_proba(rows[test])[:, 1])
        found[test] = ranks * len(rows) / len(test)
    return found


def _logistic() -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(
        StandardScaler(), LogisticRegression(C=0.1, class_weight="balanced", max_iter=200)
    )


def _with_squares(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers about their means and their squares; a gap stands in the middle."""
    with np.errstate(all="ignore"):
        known = np.where(np.isnan(points).all(axis=0), 0.0, points)
        centred = np.nan_to_num((known - np.nanmean(known, axis=0)) / np.nanstd(known, axis=0))
    centred = np.clip(centred, -10, 10)
    return np.column_stack([centred, centred**2])
