"""What the papers say, as differences of scores that can be measured, and what ours say of it.

A table is the unit. For each claim and table the scores of all pairs that the claim names are
compared on the same test rows. One table alone says "up" or "down" by the interval of the corrected
resampled t-test (Nadeau and Bengio 2003), and "equal" where that interval lies within a margin. All
tables together say it by the interval of the mean of their differences, at a level that is
corrected for the number of claims (Bonferroni).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from findings.scoring import BALANCING, MODELS, N_FOLDS, STRONG, WEAK
from findings.tables import TABLES

__all__ = [
    "CLAIMS",
    "LEVEL",
    "MARGIN",
    "Claim",
    "Judged",
    "Pair",
    "Results",
    "answer",
    "as_row",
    "judge",
    "say",
]

LEVEL = 0.95
MARGIN = 0.01
"""What is within it of nought, on the metric's scale of nought to one, makes no difference."""

MARGIN_OF_ODDS = 0.1
"""The same of a calibration intercept, which is a logarithm of odds."""

Pair = tuple[tuple[str, str], tuple[str, str]]
"""Model and method of one contestant, and of the other, which is subtracted."""

Scores = Mapping[tuple[str, str, int], Mapping[str, Mapping[str, list[float]]]]
"""By table, model and draw: by method and metric, the scores of the test folds."""


@dataclass(frozen=True)
class Claim:
    """A finding of a paper, as differences of scores.

    Parameters
    ----------
    theirs : str
        What the paper says, with a reference.
    basis : {"abstract", "summary"}
        What of the paper was read: its abstract, or what others say of it. Of none its whole text.
    measured : str
        What is compared.
    pairs : list of Pair
        Of these contestants.
    metric, other_metric : str
        Their scores; `other_metric` that of what is subtracted, if it is another.
    expected : {"up", "not up", "down", "equal"}
        What the difference must be if the paper is right.
    lower_is_better : bool
        Whether a difference is turned round, so that "up" is better always.
    margin : float
        What makes no difference.
    """

    theirs: str
    basis: str
    measured: str
    pairs: list[Pair]
    metric: str
    expected: str
    other_metric: str = ""
    lower_is_better: bool = False
    margin: float = MARGIN


def _against_nothing(*models: str, methods: tuple[str, ...] = BALANCING) -> list[Pair]:
    return [((g, m), (g, "nothing")) for g in models for m in methods]


_THRESHOLD = "Under label metrics a tuned threshold does as well as balancing [1]_"

CLAIMS = [
    Claim(
        "Balancing helps weak classifiers [1]_",
        "abstract",
        "ROC AUC of a tree: three methods against nothing",
        _against_nothing(WEAK),
        "roc_auc",
        "up",
    ),
    Claim(
        "and not strong ones [1]_",
        "abstract",
        "ROC AUC of four boostings: three methods against nothing",
        _against_nothing(*STRONG),
        "roc_auc",
        "not up",
    ),
    Claim(
        "and not strong ones, by proper metrics [1]_",
        "summary",
        "Brier score of four boostings: three methods against nothing",
        _against_nothing(*STRONG),
        "brier",
        "not up",
        lower_is_better=True,
    ),
    Claim(
        "A strong classifier without balancing beats a weak one with it [1]_",
        "summary",
        "ROC AUC: four boostings as they are against a tree with each of three methods",
        [((g, "nothing"), (WEAK, m)) for g in STRONG for m in BALANCING],
        "roc_auc",
        "up",
    ),
    Claim(
        _THRESHOLD,
        "summary",
        "F1 of logistic regression: three methods against nothing with a tuned threshold",
        _against_nothing("logistic"),
        "f1_predict",
        "not up",
        other_metric="f1",
    ),
    Claim(
        _THRESHOLD,
        "summary",
        "F1 of four boostings: three methods against nothing with a tuned threshold",
        _against_nothing(*STRONG),
        "f1_predict",
        "not up",
        other_metric="f1",
    ),
    Claim(
        "SMOTE is not better than random over-sampling [1]_",
        "summary",
        "ROC AUC of six models: SMOTE against random over-sampling",
        [((g, "smote"), (g, "random")) for g in MODELS],
        "roc_auc",
        "not up",
    ),
    Claim(
        "No method raises the AUC of logistic regression [2]_",
        "abstract",
        "ROC AUC of logistic regression: three methods against nothing",
        _against_nothing("logistic"),
        "roc_auc",
        "not up",
    ),
    Claim(
        "Risks are strongly over-estimated after balancing [2]_",
        "abstract",
        "calibration intercept of logistic regression (below 0 over-estimates): three methods "
        "against nothing",
        _against_nothing("logistic"),
        "calibration_intercept",
        "down",
        margin=MARGIN_OF_ODDS,
    ),
    Claim(
        "A shifted threshold gives the same balance of sensitivity and specificity [2]_",
        "abstract",
        "balanced accuracy of logistic regression: three methods against nothing with a tuned "
        "threshold",
        _against_nothing("logistic"),
        "balanced_accuracy_predict",
        "equal",
        other_metric="balanced_accuracy",
    ),
    Claim(
        "On most tables doing nothing is competitive [3]_",
        "abstract",
        "average precision of logistic regression and four boostings: three methods against "
        "nothing",
        _against_nothing("logistic", *STRONG),
        "average_precision",
        "not up",
    ),
    Claim(
        "Most of the time some method improves the performance [4]_",
        "abstract",
        "average precision of six models: three methods against nothing",
        _against_nothing(*MODELS),
        "average_precision",
        "up",
    ),
    Claim(
        "Most of the time some method improves the performance [4]_",
        "abstract",
        "F1 of six models, without tuned thresholds: three methods against nothing",
        _against_nothing(*MODELS),
        "f1_predict",
        "up",
    ),
    Claim(
        "Over-sampling does better than under-sampling [4]_",
        "abstract",
        "average precision of six models: random over-sampling and SMOTE against random "
        "under-sampling",
        [((g, m), (g, "random-under")) for g in MODELS for m in ("random", "smote")],
        "average_precision",
        "up",
    ),
    Claim(
        "The largest gains come from plain SMOTE [4]_",
        "abstract",
        "average precision of six models: SMOTE against random over-sampling",
        [((g, "smote"), (g, "random")) for g in MODELS],
        "average_precision",
        "up",
    ),
]


@dataclass(frozen=True)
class Interval:
    """A mean difference and the ends of its interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Judged:
    """What ours say of a claim.

    Parameters
    ----------
    counts : dict of str to int
        Of the pairs on tables: how many are "up", "equal", "down" and "cannot tell".
    half_width : float
        The median of half of their intervals: about the smallest difference that one can show.
    over_tables : Interval or None
        The mean over tables, with an interval corrected for the number of claims.
    n_tables, n_above : int
        How many tables took part, and on how many the mean difference is above nought.
    said : str
        "up", "equal", "down" or "cannot tell" of all tables.
    """

    counts: dict[str, int]
    half_width: float
    over_tables: Interval | None
    n_tables: int
    n_above: int
    said: str


@dataclass(frozen=True)
class Results:
    """The scores that are known, of some draws or of one.

    Parameters
    ----------
    scores : Scores
        What was computed.
    draws : tuple of int
        Which draws are looked at.
    """

    scores: Scores
    draws: tuple[int, ...]

    def differences(self, name: str, pair: Pair, claim: Claim) -> NDArray[np.float64]:
        """Return the differences on all test folds that both sides of a pair have scores of."""
        (model, method), (other, rival) = pair
        found: list[NDArray[np.float64]] = []
        for draw in self.draws:
            mine, theirs = (self.scores.get((name, m, draw)) for m in (model, other))
            if mine and theirs:
                a = np.array(mine[method][claim.metric])
                b = np.array(theirs[rival][claim.other_metric or claim.metric])
                found.append(b - a if claim.lower_is_better else a - b)
        return np.concatenate(found) if found else np.empty(0)

    def of_tables(self, claim: Claim) -> Iterator[list[NDArray[np.float64]]]:
        """Yield for each table the differences of the claim's pairs, as far as they are known."""
        for name in TABLES:
            known = (self.differences(name, pair, claim) for pair in claim.pairs)
            held = [values for values in known if len(values)]
            if held:
                yield held


def corrected(values: NDArray[np.float64], level: float) -> Interval:
    """Return a mean difference over test folds with the corrected resampled t-test's interval.

    Training rows are shared by the folds; Nadeau and Bengio's variance allows for it:
    ``(1 / J + n_test / n_train) * s**2``, with J - 1 degrees of freedom.

    Examples
    --------
    >>> import numpy as np
    >>> from findings.claims import corrected
    >>> found = corrected(np.array([0.02, 0.03, 0.01, 0.02, 0.04]), 0.95)
    >>> round(found.low, 3), round(found.high, 3)
    (0.003, 0.045)
    """
    n = len(values)
    error = math.sqrt((1 / n + 1 / (N_FOLDS - 1)) * values.var(ddof=1))
    return _around(float(values.mean()), error, n, level)


def say(interval: Interval, margin: float) -> str:
    """Return what an interval shows: "equal" within the margin, else "up", "down", or nothing."""
    if interval.low == interval.high == 0:  # no difference on any fold is no measured spread
        return "equal"
    if -margin <= interval.low and interval.high <= margin:
        return "equal"
    return "up" if interval.low > 0 else "down" if interval.high < 0 else "cannot tell"


def judge(claim: Claim, results: Results) -> Judged:
    """Return what ours say of a claim, table by table and of all tables."""
    tables = list(results.of_tables(claim))
    single = [corrected(values, LEVEL) for held in tables for values in held]
    words = [say(interval, claim.margin) for interval in single]
    means = np.array([np.mean([values.mean() for values in held]) for held in tables])
    over = None
    if len(means) > 1:
        error = float(means.std(ddof=1)) / math.sqrt(len(means))
        over = _around(float(means.mean()), error, len(means), 1 - (1 - LEVEL) / len(CLAIMS))
    return Judged(
        {word: words.count(word) for word in ("up", "equal", "down", "cannot tell")},
        float(np.median([(i.high - i.low) / 2 for i in single])) if single else math.nan,
        over,
        len(means),
        int((means > 0).sum()),
        "cannot tell" if over is None else say(over, claim.margin),
    )


def answer(claim: Claim, said: str) -> str:
    """Return whether ours agree with a claim."""
    if said == "cannot tell":
        return said
    right = {"not up": ("down", "equal")}.get(claim.expected, (claim.expected,))
    return "yes" if said in right else "no"


def _around(mean: float, error: float, n: int, level: float) -> Interval:
    half = float(student.isf((1 - level) / 2, n - 1)) * error
    return Interval(mean, mean - half, mean + half)


def as_row(claim: Claim, judged: Judged) -> dict[str, Any]:
    """Return a line of the table of claims, in words and figures."""
    over = judged.over_tables
    mean = "" if over is None else f"{over.mean:+.3f} ({over.low:+.3f} to {over.high:+.3f})"
    return {
        "theirs": claim.theirs,
        "read": claim.basis,
        "ours": claim.measured,
        "mean of the tables": mean,
        "tables": f"{judged.n_above} of {judged.n_tables} above 0",
        "shows": judged.said,
        "agrees": answer(claim, judged.said),
    }
