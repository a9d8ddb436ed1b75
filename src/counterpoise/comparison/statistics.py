"""Differences of cross-validated scores, with an error that knows that folds share rows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

__all__ = ["FEWEST_FOLDS", "Difference", "adjust_holm", "corrected_difference"]

FEWEST_FOLDS = 5
"""Test folds below which a spread over folds says nothing; the docs tell how that was found."""


@dataclass(frozen=True)
class Difference:
    """A mean difference over folds.

    It claims nothing (intervals without bounds, p-values of 1) where its error is not known: below
    `FEWEST_FOLDS` folds, and where all folds agree to the last digit, as they do where few rows
    leave few possible scores.

    Parameters
    ----------
    mean : float
        The mean difference.
    error : float
        Its corrected standard error.
    n_folds : int
        Number of different folds.
    df : float
        Degrees of freedom of the error.
    is_same : bool
        Whether both sides are one thing: they agree in every figure of every fold. Then there is no
        error to know.
    anew : float
        The share of the squared error that each repeat of the folds draws anew, so that more
        repeats lower it.
    repeats_tell : bool
        Whether that share is known; of test rows that are seen once nothing tells it.
    """

    mean: float
    error: float
    n_folds: int
    df: float
    is_same: bool = False
    anew: float = 0.0
    repeats_tell: bool = True

    @property
    def is_known(self) -> bool:
        """Whether the error is known."""
        if self.n_folds < FEWEST_FOLDS or not math.isfinite(self.mean):
            return False
        return self.is_same or (self.df > 0 and self.error > 0)

    def p_greater(self) -> float:
        """Return the one-sided p-value of "the true difference is not above zero"."""
        if not self.is_known or self.is_same:
            return 1.0
        return float(student.sf(self.mean / self.error, self.df))

    def p_value(self) -> float:
        """Return the two-sided p-value of "there is no difference"."""
        return min(1.0, 2 * min(self.p_greater(), self.reversed().p_greater()))

    def interval(self, level: float) -> tuple[float, float]:
        """Return the two-sided interval of a level; without bounds where the error is not known."""
        if not self.is_known:
            return -math.inf, math.inf
        half = float(student.isf((1 - level) / 2, max(1, self.df))) * self.error
        return self.mean - half, self.mean + half

    def reversed(self) -> Difference:
        """Return the difference the other way round."""
        return replace(self, mean=-self.mean)


def corrected_difference(differences: ArrayLike, test_to_train: float) -> Difference:
    """Return the mean of differences over folds with the corrected resampled standard error.

    Training parts of cross-validation share rows, so that the folds' differences are correlated and
    the usual ``s**2 / J`` is too small. Nadeau and Bengio replace it with
    ``(1 / J + n_test / n_train) * s**2``, t-distributed with J - 1 degrees of freedom.

    Parameters
    ----------
    differences : array-like of shape (n_folds,)
        A score minus another on the same folds.
    test_to_train : float
        Test rows per training row.

    References
    ----------
    C. Nadeau, Y. Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003.
    https://doi.org/10.1023/A:1024068626366

    Examples
    --------
    >>> from counterpoise.comparison.statistics import corrected_difference
    >>> found = corrected_difference([0.02, 0.03, 0.01, 0.02, 0.04], test_to_train=0.25)
    >>> [round(bound, 3) for bound in found.interval(0.95)]
    [0.003, 0.045]
    """
    values = np.asarray(differences, np.float64)
    n = len(values)
    if n < 2:
        return Difference(float(values.mean()) if n else math.nan, math.nan, n, 0)
    spread = float(values.var(ddof=1))
    # Equal differences leave a variance of rounding only.
    if math.sqrt(spread) < 1e-12 * max(1.0, float(np.abs(values).max())):
        spread = 0.0
    mean = float(values.mean())
    each = 1 / n + test_to_train
    return Difference(mean, math.sqrt(each * spread), n, n - 1, anew=1 / n / each)


def adjust_holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Return Holm's adjusted p-values, in the given order; shape (n_tests,).

    References
    ----------
    S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of
    Statistics 6(2), 1979.

    Examples
    --------
    >>> from counterpoise.comparison.statistics import adjust_holm
    >>> adjust_holm([0.04, 0.01, 0.03]).round(3).tolist()
    [0.06, 0.03, 0.06]
    """
    p = np.asarray(p_values, np.float64)
    order = np.argsort(p, kind="stable")
    scaled = p[order] * np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.maximum.accumulate(scaled), 1.0)
    return adjusted
