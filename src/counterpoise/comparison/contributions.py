"""What each test row contributes to a score, and the error of a gain that follows from that.

A score on a fold is a mean, or nearly one, over its test rows: each row moves it by a little, its
contribution. Two contestants are tested on the same rows, so the contributions of their gain are
the differences row by row, and their spread over all test rows tells how far chance reaches. There
are hundreds of rows where there are five folds, and repeats average what a row owes to the luck of
its models.

===================== ==========================================================================
score                 contribution of a row
===================== ==========================================================================
ROC AUC               the share of the other class on its right side, over the rows of its class
average precision     positive: its precision and how much it adds to the precision of all
                      positives below it, over the positives; negative: what it takes from these
F1                    its share in the derivative of 2 TP / (TP + FP + P)
balanced accuracy     whether it is right, over the rows of its class and the classes
cost, Brier, log loss its own loss, over all rows
===================== ==========================================================================

Others (recall at a precision, calibration) have none, and are judged fold by fold.

From each row the mean of its class over all folds is taken off, so that what is left is chance. The
mean of the class within the fold would not do: of two rows it takes away half of their variance,
and of a single row all of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from counterpoise.comparison.metrics import LEAST
from counterpoise.comparison.statistics import Difference

__all__ = ["Entrant", "Pool", "contributions", "inflation"]

_SHARED = 2.0
"""How much of the test rows per training row is added to the variance at least."""

_FEW = 20
"""Rows of the rarest class below which the spread over rows is trusted less, see `_freedom`."""

Entrant = tuple[str, str]
"""A model's name and a contestant's."""


def contributions(
    metric: str,
    codes: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    decided: NDArray[np.int64] | None,
    costs: NDArray[np.float64],
) -> NDArray[np.float64] | None:
    """Return what each test row contributes to a score; None for a score that is no such mean.

    Parameters
    ----------
    metric : str
        The score's name.
    codes : ndarray of shape (n_rows,), int64
        Class of each row; with two classes, 1 is positive.
    probabilities : ndarray of shape (n_rows, n_classes), float64
        What was predicted.
    decided : ndarray of shape (n_rows,), int64, optional
        Labels decided for the score, if it is about labels.
    costs : ndarray of shape (n_classes, n_classes), float64
        Cost of each mistake.

    Returns
    -------
    ndarray of shape (n_rows,), float64, or None
        The variance of the score is about the sum of their squares, less the mean of each class.
    """
    n, n_classes = probabilities.shape
    columns = [1] if n_classes == 2 else [c for c in range(n_classes) if (codes == c).any()]
    found: NDArray[np.float64]
    if metric in _RANKINGS:
        parts = [_RANKINGS[metric](codes == c, probabilities[:, c]) for c in columns]
        found = np.mean(parts, axis=0)
    elif metric == "brier":
        squares = ((probabilities - np.eye(n_classes)[codes]) ** 2).sum(axis=1)
        found = -squares / (2 if n_classes == 2 else 1) / n
    elif metric == "log_loss":
        found = np.log(np.clip(probabilities[np.arange(n), codes], LEAST, 1 - LEAST)) / n
    elif decided is None:
        return None
    elif metric == "cost":
        found = -costs[codes, decided] / n
    elif metric.startswith("balanced_accuracy"):
        found = (decided == codes) / np.bincount(codes, minlength=n_classes)[codes]
        found = found / len(np.unique(codes))
    elif metric.startswith("f1"):
        found = np.mean([_f1(codes == c, decided == c) for c in columns], axis=0)
    else:
        return None
    return found


def _auc(positive: NDArray[np.bool_], p: NDArray[np.float64]) -> NDArray[np.float64]:
    found = np.empty(len(p))
    for own, sign in ((positive, 1), (~positive, -1)):
        rest = np.sort(sign * p[~own])
        right = np.searchsorted(rest, sign * p[own], "left")
        tied = np.searchsorted(rest, sign * p[own], "right")
        found[own] = (right + tied) / (2 * max(len(rest), 1)) / max(int(own.sum()), 1)
    return found


def _average_precision(positive: NDArray[np.bool_], p: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.argsort(-p, kind="stable")
    hit, ranked = positive[order], p[order]
    # Equal predictions share a threshold: each row counts all rows down to the last of its equals.
    last = len(p) - 1 - np.searchsorted(ranked[::-1], ranked, side="left")
    first = np.searchsorted(-ranked, -ranked, side="left")
    caught = np.cumsum(hit, dtype=np.float64)[last]
    taken = (last + 1).astype(np.float64)
    below_caught = np.where(hit, (taken - caught) / taken**2, 0.0)
    below_false = np.where(hit, 0.0 - caught / taken**2, 0.0)
    # Of all positives that rank as low as the row or lower.
    adds = np.cumsum(below_caught[::-1])[::-1][first]
    takes = np.cumsum(below_false[::-1])[::-1][first]
    found = np.empty(len(p))
    found[order] = np.where(hit, caught / taken + adds, takes) / max(int(positive.sum()), 1)
    return found


def _f1(positive: NDArray[np.bool_], said: NDArray[np.bool_]) -> NDArray[np.float64]:
    caught = float((positive & said).sum())
    size = float(said.sum() + positive.sum())
    if size == 0:
        return np.zeros(len(said))
    false = -2 * caught / size**2
    return np.where(said, np.where(positive, 2 / size + false, false), 0.0)


_RANKINGS: Mapping[str, Callable[[NDArray[np.bool_], NDArray[np.float64]], NDArray[np.float64]]] = {
    "roc_auc": _auc,
    "average_precision": _average_precision,
}


def inflation(test_to_train: float, anew: float, n_repeats: int) -> float:
    """Return how many times as large the variance of a gain is as its spread over test rows says.

    The spread over rows takes them for independent, and they are not. A model that learnt from row
    j ranks row i well if the two are alike, and then a model that learnt from i ranks j well: the
    pair counts twice. Where all that a row contributes comes from such pairs, as in noise, the
    variance is twice what the rows tell. Elsewhere little of it does.

    How much comes from pairs, the repeats of the folds show. If a model learns from a share f of
    the rows, each repeat leaves out a share 1 - f of a row's pairs, others each time. A sum of
    independent pairs, of which each repeat draws a share f, varies between repeats by ``(1 - f)/f``
    of the variance that pairs have in the mean of all. So, if a share a of the variance is drawn
    anew and R repeats average it, pairs make up ``a R f / (1 - f)`` of it, where
    ``(1 - f)/f = n_test / n_train``.

    Parameters
    ----------
    test_to_train : float
        Test rows per training row.
    anew : float
        Which share of the variance each repeat draws anew.
    n_repeats : int
        Repeats of the folds; of a single one nothing is known, and the factor is 2.
    """
    if n_repeats < 2:
        return 2.0
    return 1.0 + min(1.0, max(_SHARED * test_to_train, anew * n_repeats / test_to_train))


def _freedom(n_least: int, factor: float) -> float:
    """Return the degrees of freedom of a spread over rows, of which the rarest class has n_least.

    Rows whose pairs multiply the variance by a factor tell that variance only as well as so many
    times fewer independent rows do. With 20 rows or more that changes the interval by less than a
    tenth, and the rates were counted without; below, they hold only with it.
    """
    return n_least - 1 if n_least >= _FEW else n_least / factor - 1


@dataclass(frozen=True)
class Pool:
    """The contributions of all test rows, fold by fold.

    Parameters
    ----------
    parts : dict of Entrant to dict of str to ndarray of shape (n_test,)
        Contributions to the metric, by fold; more is better.
    tests : dict of str to ndarray of shape (n_test,), int64
        The test rows of each fold.
    codes : ndarray of shape (n_rows,), int64
        The classes.
    test_to_train : float
        Test rows per training row.
    groups : ndarray of shape (n_rows,), int64, optional
        Rows of one group are no independent evidence, and count as one.
    """

    parts: Mapping[Entrant, Mapping[str, NDArray[np.float64]]]
    tests: Mapping[str, NDArray[np.int64]]
    codes: NDArray[np.int64]
    test_to_train: float
    groups: NDArray[np.int64] | None = field(default=None)

    def gain(
        self, mean: float, one: Entrant, other: Entrant, folds: Sequence[str]
    ) -> Difference | None:
        """Return the gain of one entrant over another, with an error from the rows.

        The spread over test rows leaves out that all models learnt from one table; see `inflation`
        for the factor that makes up for it.

        Parameters
        ----------
        mean : float
            The mean gain over the folds.
        one, other : Entrant
            Who is compared.
        folds : sequence of str
            The folds that both have done.

        Returns
        -------
        Difference or None
            None where there are no contributions.
        """
        ours, theirs = self.parts.get(one, {}), self.parts.get(other, {})
        if not folds or any(fold not in ours or fold not in theirs for fold in folds):
            return None
        pooled = np.zeros(len(self.codes))
        seen = np.zeros(len(self.codes), np.int64)
        single = 0.0
        for fold, gained in self._without_mean(ours, theirs, folds):
            rows = self.tests[fold]
            pooled[rows] += gained
            seen[rows] += 1
            single += float(gained @ gained)
        n_repeats = max(1, int(seen.max()))
        variance, n_least = self._variance(pooled, seen > 0)
        # What repeats average: the part of a row's contribution that each of them draws anew.
        anew = 0.0
        if n_repeats > 1 and variance > 0:
            alone = single * n_repeats / float(pooled @ pooled)
            anew = min(1.0, max(0.0, (alone - 1) / (n_repeats - 1)))
        factor = inflation(self.test_to_train, anew, n_repeats)
        error, df = math.sqrt(factor * variance), _freedom(n_least, factor)
        return Difference(mean, error, len(folds), df, anew=anew, repeats_tell=n_repeats > 1)

    def _without_mean(
        self,
        ours: Mapping[str, NDArray[np.float64]],
        theirs: Mapping[str, NDArray[np.float64]],
        folds: Sequence[str],
    ) -> Iterator[tuple[str, NDArray[np.float64]]]:
        """Yield each fold's share of the gain, row by row, without what its class gains in all."""
        sums = np.zeros(int(self.codes.max()) + 1)
        for fold in folds:
            gained = ours[fold] - theirs[fold]
            sums += np.bincount(self.codes[self.tests[fold]], gained, len(sums))
        for fold in folds:
            codes = self.codes[self.tests[fold]]
            # The rows of a fold share the mean, so that fewer rows have more of it each.
            each = sums / len(folds) / np.maximum(np.bincount(codes, minlength=len(sums)), 1)
            yield fold, (ours[fold] - theirs[fold] - each[codes]) / len(folds)

    def _variance(self, pooled: NDArray[np.float64], seen: NDArray[np.bool_]) -> tuple[float, int]:
        """Return the variance of a sum over rows, and how many of the rarest class it rests on."""
        units = np.arange(len(pooled)) if self.groups is None else self.groups
        counts = [len(np.unique(units[seen & (self.codes == c)])) for c in np.unique(self.codes)]
        n_least = min(counts)
        if n_least < 2:
            return 0.0, n_least
        if self.groups is not None:
            summed = np.bincount(self.groups, weights=pooled)
            n = len(np.unique(self.groups[seen]))
            return float(summed @ summed) * n / (n - 1), n_least
        found = 0.0
        for c in np.unique(self.codes):
            own = pooled[seen & (self.codes == c)]
            found += float(own @ own) * len(own) / (len(own) - 1)
        return found, n_least
