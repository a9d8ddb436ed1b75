"""One class against all others: what each column says of it, and how well simple models rank it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma

from counterpoise.diagnosis.finding import Name
from counterpoise.diagnosis.study import Study

__all__ = ["FEWEST", "Contrast", "auc", "column_odds", "contrast_of", "gives_away"]

MOST_OF_CLASS = 2_000
MOST_OF_OTHERS = 8_000
FEWEST = 10
"""With fewer rows of a class a column may part it from the others by chance."""

N_FOLDS = 5
N_QUANTILES = 20

HONEST = 0.99
"""The area under the ROC curve of the best single column that we take for honest."""

_VARIATION = 0.077
"""Mean squared over variance of a row's share of missed pairs, for two normal clouds at HONEST."""


def auc(scores: NDArray[Any], positive: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve, ties counting half.

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise.diagnosis.contrast import auc
    >>> auc(np.array([0.1, 0.4, 0.4, 0.9]), np.array([False, False, True, True]))
    0.875
    """
    others = np.sort(scores[~positive])
    own = np.sort(scores[positive])
    # Pairs that are won, and those that are not lost: sorted queries make the search quick.
    won = np.searchsorted(others, own).sum()
    drawn = np.searchsorted(others, own, side="right").sum()
    return float((won + drawn) / 2 / (len(own) * len(others)))


def gives_away(n_positive: int) -> float:
    """Return the area that an honest column of area 0.99 passes once in forty tables.

    One minus the area is a mean over the class's rows of the share of others that lie beyond each.
    Of two normal clouds that mean is close to a gamma variable whose shape grows with the rows, so
    the fewer rows there are, the nearer to one a column must come before it is called a leak.

    Parameters
    ----------
    n_positive : int
        Rows of the class.

    Examples
    --------
    >>> from counterpoise.diagnosis.contrast import gives_away
    >>> [round(gives_away(n), 4) for n in (20, 60, 2000)]
    [0.9992, 0.9969, 0.9915]
    """
    shape = n_positive * _VARIATION
    return float(1 - gamma.ppf(0.025, shape, scale=(1 - HONEST) / shape))


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


@dataclass(frozen=True, eq=False)
class Contrast:
    """Rows of a class and of all others, with what each column says of them.

    Parameters
    ----------
    rows : ndarray of shape (n_rows,), int64
        Row numbers, ascending: at most 2,000 of the class and 8,000 others.
    positive : ndarray of shape (n_rows,), bool
        Which of them are of the class.
    folds : ndarray of shape (n_rows,), int64
        Each row's fold; each class is spread evenly.
    numeric : ndarray of shape (n_rows, n_numeric), float64
        The numeric columns, NaN where missing.
    names : list
        The columns, numeric ones first.
    bins : list of ndarray of shape (n_rows,), int64
        Each column in bins. Of a number an odd bin holds one value, an even one a range; a missing
        value has a bin of its own.
    gaps : list of ndarray of shape (n_rows,), bool
        Where each column is missing.
    """

    rows: NDArray[np.int64]
    positive: NDArray[np.bool_]
    folds: NDArray[np.int64]
    numeric: NDArray[np.float64]
    names: list[Name]
    bins: list[NDArray[np.int64]]
    gaps: list[NDArray[np.bool_]]

    @property
    def n_positive(self) -> int:
        """Rows of the class."""
        return int(self.positive.sum())

    @cached_property
    def odds(self) -> NDArray[np.float64]:
        """Each column's log-odds of the class; shape (n_columns, n_rows)."""
        return np.array([column_odds(bins, self.positive, self.folds) for bins in self.bins])

    @cached_property
    def areas(self) -> NDArray[np.float64]:
        """Area under the ROC curve of each column alone; shape (n_columns,).

        Of a number without gaps also that of its ranks, upwards and downwards, counts.
        """
        areas = np.array([auc(column, self.positive) for column in self.odds])
        for j in range(self.numeric.shape[1]):
            if not self.gaps[j].any():
                area = auc(self.numeric[:, j], self.positive)
                areas[j] = max(areas[j], area, 1 - area)
        return areas

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """How the better of two simple models ranks each row, from the other folds; (n_rows,).

        The models are the sum of the columns' log-odds, which is naive Bayes, and a ridge
        regression on numbers and on the log-odds of categories, with both sides weighted alike.
        """
        models = [self.odds.sum(axis=0), self._linear()]
        return max(models, key=lambda scores: auc(scores, self.positive))

    @cached_property
    def area(self) -> float:
        """Area under the ROC curve of the better simple model."""
        return auc(self.scores, self.positive)

    def area_against(self, others: NDArray[np.bool_]) -> tuple[float, float]:
        """Return the better model's area against some other rows only, and its standard error.

        The error is that of Hanley and McNeil (1982).
        """
        others = others & ~self.positive
        kept = self.positive | others
        area = auc(self.scores[kept], self.positive[kept])
        n, m = self.n_positive, int(others.sum())
        one, two = area / (2 - area), 2 * area**2 / (1 + area)
        spread = area * (1 - area) + (n - 1) * (one - area**2) + (m - 1) * (two - area**2)
        return area, float(np.sqrt(max(spread, 0.0) / (n * m)))

    def together(self, columns: NDArray[np.bool_]) -> float:
        """Return the area under the ROC curve of some columns, as naive Bayes or the best alone."""
        if not columns.any():
            return 0.5
        together = auc(self.odds[columns].sum(axis=0), self.positive)
        return max(together, float(self.areas[columns].max()))

    def _linear(self) -> NDArray[np.float64]:
        n_numeric = self.numeric.shape[1]
        with np.errstate(invalid="ignore"):
            gone = np.isnan(self.numeric)
            present = np.where(gone, 0.0, self.numeric)
            mean = present.sum(axis=0) / np.maximum((~gone).sum(axis=0), 1)
            block = np.where(gone, 0.0, self.numeric - mean)
        spread = np.sqrt((block**2).mean(axis=0))
        block /= np.where(spread > 0, spread, 1.0)
        block = np.column_stack([block, self.odds[n_numeric:].T, np.ones(len(block))])
        ridge = 1e-2 * np.eye(block.shape[1])
        wanted = np.where(self.positive, 1.0, -1.0)
        scores = np.empty(len(block))
        for fold in range(N_FOLDS):
            test = self.folds == fold
            train = ~test
            share = np.where(
                self.positive, self.positive[train].sum(), (~self.positive)[train].sum()
            )
            weight = np.where(train, 0.5 / np.maximum(share, 1), 0.0)
            moved = block * weight[:, np.newaxis]
            line = np.linalg.solve(moved.T @ block + ridge, moved.T @ wanted)
            scores[test] = block[test] @ line
        return scores


def contrast_of(study: Study, klass: int) -> Contrast | None:
    """Return a class against all others; None where either has fewer than ten rows.

    Parameters
    ----------
    study : Study
        The table.
    klass : int
        Class code.
    """
    if klass not in study.contrasts:
        study.contrasts[klass] = _contrast(study, klass)
    found: Contrast | None = study.contrasts[klass]
    return found


def _contrast(study: Study, klass: int) -> Contrast | None:
    rows, positive = _sample(study, klass)
    n_positive = int(positive.sum())
    if n_positive < FEWEST or len(rows) - n_positive < FEWEST:
        return None
    if not study.rows.n_numeric + study.rows.n_categorical:
        return None
    names, bins, gaps = [], [], []
    numeric = np.asarray(study.rows.numeric[rows], np.float64)
    for name, own, gone in _columns(study, rows, numeric, positive):
        names.append(name)
        bins.append(own)
        gaps.append(gone)
    folds = _folds(positive, study, klass)
    return Contrast(rows, positive, folds, numeric, names, bins, gaps)


def _sample(study: Study, klass: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return rows of the class and of the others, and which are which."""
    stream = study.random(5, klass)
    parts = []
    for chosen, most in (
        (study.target == klass, MOST_OF_CLASS),
        (study.target != klass, MOST_OF_OTHERS),
    ):
        held = np.flatnonzero(chosen)
        parts.append(stream.choice(held, most, replace=False) if len(held) > most else held)
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
    study: Study,
    rows: NDArray[np.int64],
    numeric: NDArray[np.float64],
    positive: NDArray[np.bool_],
) -> Iterator[tuple[Name, NDArray[np.int64], NDArray[np.bool_]]]:
    """Yield each column's name, bins, and gaps, which have a bin of their own."""
    missing = np.isnan(numeric)
    cuts = _cuts(numeric, missing, positive)
    for j, name in enumerate(study.numeric_names):
        yield name, value_bins(numeric[:, j], missing[:, j], cuts[j]), missing[:, j]
    for j, name in enumerate(study.category_names):
        codes = study.rows.codes[rows, j].astype(np.int64)
        yield name, codes + 1, codes < 0


def _cuts(
    numeric: NDArray[np.float64], missing: NDArray[np.bool_], positive: NDArray[np.bool_]
) -> list[NDArray[np.float64]]:
    """Return where each column of numbers is cut: at twentieths of either side."""
    quantiles = np.linspace(0, 1, N_QUANTILES + 1)[1:-1]
    edges: list[list[NDArray[np.float64]]] = [[] for _ in range(numeric.shape[1])]
    whole = np.flatnonzero(~missing.any(axis=0))
    for side in (positive, ~positive):
        # One call for all columns without gaps takes a fraction of one for each.
        together = np.quantile(numeric[np.ix_(side, whole)], quantiles, axis=0).T
        for j, own in zip(whole.tolist(), together, strict=True):
            edges[j].append(own)
        for j in np.flatnonzero(missing.any(axis=0)).tolist():
            present = side & ~missing[:, j]
            if present.any():
                edges[j].append(np.quantile(numeric[present, j], quantiles))
    return [np.unique(np.concatenate(own)) if own else np.empty(0) for own in edges]


def value_bins(
    values: NDArray[np.float64], gone: NDArray[np.bool_], cuts: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the bins of numbers between cuts.

    Parameters
    ----------
    values : ndarray of shape (n_rows,), float64
        The numbers.
    gone : ndarray of shape (n_rows,), bool
        Which are missing.
    cuts : ndarray of shape (n_cuts,), float64
        Ascending.

    Returns
    -------
    ndarray of shape (n_rows,), int64
        An odd bin holds one value, a cut; an even one what lies between two cuts.
    """
    # Where a value is an edge of its own, as with few different ones, it keeps its own bin.
    below = np.searchsorted(cuts, values)
    on_cut = np.append(cuts, np.nan)[below] == values
    return np.where(gone, 2 * len(cuts) + 2, 2 * below + on_cut).astype(np.int64)
