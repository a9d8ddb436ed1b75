"""Columns that give the target away, by their values or by being missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from counterpoise.diagnosis.finding import Finding, Name, Severity
from counterpoise.diagnosis.study import Study, share_text, shown

__all__ = ["auc", "column_odds", "find_leaks"]

MOST_OF_CLASS = 2_000
MOST_OF_OTHERS = 8_000
FEWEST = 10
"""With fewer rows of a class a column may part it from the others by chance."""

N_FOLDS = 5
N_QUANTILES = 20

GIVES_AWAY = 0.99
"""An area under the ROC curve that an honest single column hardly ever has."""

NEARLY = 0.95
REST_FALLS_SHORT = 0.8
EASY = 0.98
"""Where all other columns together part the classes as well, the task is easy."""


def auc(scores: NDArray[Any], positive: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve, ties counting half.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.diagnosis.leaks import auc
    >>> auc(np.array([0.1, 0.4, 0.4, 0.9]), np.array([False, False, True, True]))
    0.875
    """
    n, n_positive = len(scores), int(positive.sum())
    ranks = rankdata(scores)[positive].sum()
    return float((ranks - n_positive * (n_positive + 1) / 2) / (n_positive * (n - n_positive)))


def column_odds(
    bins: NDArray[np.int64], positive: NDArray[np.bool_], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the log-odds of the class that a column's bins tell, each fold's from the others.

    Parameters
    ----------
    bins : ndarray of shape (n_rows,), int64
        The bin of each row's value.
    positive : ndarray of shape (n_rows,), bool
        Which rows are of the class.
    folds : ndarray of shape (n_rows,), int64
        Each row's fold.

    Returns
    -------
    ndarray of shape (n_rows,), float64
        How many times likelier the bin is in the class than outside of it, as a logarithm.
    """
    n_bins = int(bins.max()) + 1
    cell = folds * n_bins + bins
    size = (int(folds.max()) + 1) * n_bins
    logs = []
    for chosen in (positive, ~positive):
        counts = np.bincount(cell[chosen], minlength=size).reshape(-1, n_bins)
        rest = counts.sum(axis=0) - counts
        logs.append(np.log((rest + 1 / n_bins) / (rest.sum(axis=1, keepdims=True) + 1)))
    odds: NDArray[np.float64] = (logs[0] - logs[1])[folds, bins]
    return odds


def find_leaks(study: Study, klass: int) -> Iterator[Finding]:
    """Name columns that alone part a class from all others.

    Each column is cut into bins whose odds are learned in four folds and judged in the fifth. The
    sum of the columns' log-odds, naive Bayes, says what the others reach together: where they part
    the classes as well, the task is easy and the column need not be a leak.
    """
    rows, positive = _sample(study, klass)
    n_positive = int(positive.sum())
    if n_positive < FEWEST or len(rows) - n_positive < FEWEST:
        return
    folds = _folds(positive, study, klass)
    names, odds, missing = [], [], []
    for name, bins, gone in _columns(study, rows, positive):
        names.append(name)
        odds.append(column_odds(bins, positive, folds))
        missing.append(_by_gaps(gone, positive))
    areas = np.array([auc(column, positive) for column in odds])
    together = _of_the_others(areas, odds, positive)
    yield _leak(study, klass, names, areas, together)
    gaps = _gaps(study, klass, names, missing)
    if gaps is not None:
        yield gaps


def _of_the_others(
    areas: NDArray[np.float64], odds: list[NDArray[np.float64]], positive: NDArray[np.bool_]
) -> float:
    """Return the area under the ROC curve of all columns but those that may be leaks together."""
    others = areas < GIVES_AWAY
    others[np.argmax(areas)] = False
    if others.any():
        return auc(np.sum([odds[j] for j in np.flatnonzero(others)], axis=0), positive)
    # Where every column parts the classes, none of them stands out.
    return float(np.sort(areas)[-2]) if len(areas) > 1 else 0.5


def _leak(
    study: Study, klass: int, names: list[Name], areas: NDArray[np.float64], together: float
) -> Finding:
    label, best = study.labels[klass], int(np.argmax(areas))
    figure = {"auc": float(areas[best]), "others_auc": together}
    sure = areas >= GIVES_AWAY
    nearly = (areas >= NEARLY) & (together < REST_FALLS_SHORT)
    if not (sure | nearly).any():
        return Finding(
            "leaking-column",
            "ok",
            figure,
            f"No column gives {study.name(klass)} away: the best alone, {shown(names[best])}, "
            f"reaches an area under the ROC curve of {areas[best]:.3f}.",
            klass=label,
            columns=(names[best],),
        )
    held = [names[j] for j in np.argsort(-areas, kind="stable") if (sure | nearly)[j]]
    easy = together >= EASY
    severity: Severity = "note" if easy else ("critical" if sure.any() else "warning")
    more = f" (and {len(held) - 1} more do)" if len(held) > 1 else ""
    return Finding(
        "leaking-column",
        severity,
        figure,
        f"{shown(names[best])} alone tells {study.name(klass)} from the others with an area "
        f"under the ROC curve of {areas[best]:.3f}{more}; "
        + (
            f"but all others together reach {together:.3f}, so the classes are far apart anyway."
            if easy
            else f"all others together reach {together:.3f}."
        ),
        "Ask whether its value is known before the class is, when the model is used: if it is "
        "written down with the class or after it, leave it out; no figure means anything until "
        "then.",
        label,
        tuple(held),
    )


def _by_gaps(gone: NDArray[np.bool_], positive: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the share of the class, and of the others, in which a value is missing."""
    return float(gone[positive].mean()), float(gone[~positive].mean())


def _gaps(
    study: Study, klass: int, names: list[Name], missing: list[tuple[float, float]]
) -> Finding | None:
    """Say whether it gives a class away that a value is there or missing.

    A gap, or a value, is taken for a sign of the class if a third of the class or more has it and
    it is a hundred times as frequent there as in the others, or the other way round; either is
    what a field filled in with the outcome looks like.
    """
    own, other = np.array(missing).T
    floor = 1 / (2 * MOST_OF_OTHERS)
    sign = np.zeros(len(names), bool)
    for a, b in ((own, other), (1 - own, 1 - other), (other, own), (1 - other, 1 - own)):
        sign |= (a >= 1 / 3) & (a >= 100 * np.maximum(b, floor))
    if not (own.any() or other.any()):
        return None
    areas = 0.5 + np.abs(own - other) / 2
    best = int(np.argmax(np.where(sign, 1 + areas, areas)))
    label = study.labels[klass]
    figure = {
        "auc": float(areas[best]),
        "missing_in_class": float(own[best]),
        "missing_in_others": float(other[best]),
    }
    if not sign[best]:
        return Finding(
            "leaking-gaps",
            "ok",
            figure,
            f"That a value is missing does not give {study.name(klass)} away: "
            f"{shown(names[best])} tells "
            f"most, missing in {share_text(own[best])} of the class and "
            f"{share_text(other[best])} of the others.",
            klass=label,
            columns=(names[best],),
        )
    return Finding(
        "leaking-gaps",
        "critical" if areas[best] >= GIVES_AWAY else "warning",
        figure,
        f"{shown(names[best])} is missing in {own[best]:.1%} of {study.name(klass)} and "
        f"{other[best]:.1%} "
        "of the others: that it is filled in, or not, gives the class away.",
        "Ask when the field is filled in: if with the outcome, leave it out.",
        label,
        tuple(names[j] for j in np.flatnonzero(sign)),
    )


def _sample(study: Study, klass: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return rows of the class and of the others, and which are which."""
    stream = study.random(5, klass)
    parts = []
    for chosen, most in ((study.target == klass, MOST_OF_CLASS), (study.target != klass, None)):
        held = np.flatnonzero(chosen)
        limit = MOST_OF_OTHERS if most is None else most
        parts.append(stream.choice(held, limit, replace=False) if len(held) > limit else held)
    rows = np.sort(np.concatenate(parts))
    return rows, study.target[rows] == klass


def _folds(positive: NDArray[np.bool_], study: Study, klass: int) -> NDArray[np.int64]:
    """Return each row's fold, each class spread evenly."""
    folds = np.empty(len(positive), np.int64)
    stream = study.random(6, klass)
    for chosen in (np.flatnonzero(positive), np.flatnonzero(~positive)):
        folds[stream.permutation(chosen)] = np.arange(len(chosen)) % N_FOLDS
    return folds


def _columns(
    study: Study, rows: NDArray[np.int64], positive: NDArray[np.bool_]
) -> Iterator[tuple[Name, NDArray[np.int64], NDArray[np.bool_]]]:
    """Yield each column's name, bins, and gaps, which have a bin of their own."""
    quantiles = np.linspace(0, 1, N_QUANTILES + 1)[1:-1]
    for j, name in enumerate(study.numeric_names):
        values = study.rows.numeric[rows, j]
        gone = np.isnan(values)
        edges = [
            np.quantile(values[chosen & ~gone], quantiles)
            for chosen in (positive, ~positive)
            if (chosen & ~gone).any()
        ]
        cuts = np.unique(np.concatenate(edges)) if edges else np.empty(0)
        # Where a value is an edge of its own, as with few different ones, it keeps its own bin.
        bins = np.searchsorted(cuts, values) + np.searchsorted(cuts, values, side="right")
        bins = np.where(gone, 2 * len(cuts) + 1, bins)
        yield name, bins, gone
    for j, name in enumerate(study.category_names):
        codes = study.rows.codes[rows, j].astype(np.int64)
        yield name, codes + 1, codes < 0
