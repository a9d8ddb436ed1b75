"""What a comparison measures: ranking, decisions, probabilities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import (
    average_precision_score,
    balanced_accuracy_score,
    f1_score,
    precision_recall_curve,
    roc_auc_score,
)

from counterpoise.errors import InvalidInputError, Setting
from counterpoise.parameters.checks import suggestion

__all__ = [
    "LEAST",
    "METRICS",
    "Metric",
    "balanced_loss",
    "find_metric",
    "score_probabilities",
]

LEAST = 1e-6
"""Probabilities are clipped to this and its complement before their logarithm is taken."""


@dataclass(frozen=True)
class Metric:
    """A figure of a classifier on test rows.

    Parameters
    ----------
    name : str
        Its short name.
    title : str
        How a sentence calls it.
    kind : {"ranking", "decision", "default decision", "probability"}
        What it judges: the order of the rows; labels at a threshold that was chosen inside the
        training rows; the labels of `predict`; or the probabilities.
    sign : {1, -1}
        Whether more or less is better.
    ideal : float, optional
        The best value where neither more nor less is better.
    """

    name: str
    title: str
    kind: str
    sign: int = 1
    ideal: float | None = None

    def gain(self, value: float) -> float:
        """Return a figure as one of which more is better."""
        return -abs(value - self.ideal) if self.ideal is not None else self.sign * value

    @property
    def best(self) -> float:
        """The figure that none can be better than."""
        if self.ideal is not None:
            return self.ideal
        return 1.0 if self.sign > 0 else 0.0

    @property
    def better(self) -> str:
        """What is better: "higher", "lower" or "closer to" the ideal."""
        if self.ideal is not None:
            return f"closer to {self.ideal:g}"
        return "higher" if self.sign > 0 else "lower"

    def scale(self, shares: NDArray[np.float64], costs: NDArray[np.float64]) -> float:
        """Return the length of the metric's scale, of which a margin is a part.

        Most run from 0 to 1. Losses have no such bounds: theirs runs from 0 to what the best
        answer costs that looks at no column, which is the classes' shares for every row, or the
        cheapest label.

        Parameters
        ----------
        shares : ndarray of shape (n_classes,)
            The classes' shares.
        costs : ndarray of shape (n_classes, n_classes)
            Cost of each mistake.
        """
        if self.name == "brier":
            return float(np.sum(shares * (1 - shares)) / (2 if len(shares) == 2 else 1))
        if self.name == "log_loss":
            return float(-np.sum(shares * np.log(shares)))
        if self.name == "cost":
            return float((shares @ costs).min()) or 1.0
        return 1.0


METRICS: Mapping[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("average_precision", "average precision", "ranking"),
        Metric("roc_auc", "ROC AUC", "ranking"),
        Metric("recall_at_precision", "recall at the wanted precision", "ranking"),
        Metric("f1", "F1 at a tuned threshold", "decision"),
        Metric("balanced_accuracy", "balanced accuracy at a tuned threshold", "decision"),
        Metric("cost", "cost per row at a tuned threshold", "decision", -1),
        Metric("f1_predict", "F1 of predict()", "default decision"),
        Metric("balanced_accuracy_predict", "balanced accuracy of predict()", "default decision"),
        Metric("brier", "Brier score", "probability", -1),
        Metric("log_loss", "log loss", "probability", -1),
        Metric("calibration_slope", "calibration slope", "probability", 1, 1.0),
        Metric("calibration_intercept", "calibration intercept", "probability", 1, 0.0),
    )
}
"""All metrics, by name."""


def find_metric(name: str) -> Metric:
    """Return the metric of a name, or raise `InvalidInputError`."""
    key = str(name).strip().lower().replace("-", "_").replace(" ", "_")
    key = {"ap": "average_precision", "auc": "roc_auc", "brier_score": "brier"}.get(key, key)
    if not isinstance(name, str) or key not in METRICS:
        raise InvalidInputError(
            Setting("metric", name),
            f" is not known{suggestion(key, METRICS)}",
            needed=f"the metrics are {', '.join(METRICS)}",
            remedy=None,
        )
    return METRICS[key]


def score_probabilities(
    codes: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    decisions: Mapping[str, NDArray[np.int64]],
    costs: NDArray[np.float64],
    precision: float,
    only: str | None = None,
) -> dict[str, float]:
    """Return every metric of predictions on test rows, or only one.

    Two classes: of the positive one. More: the mean over the classes, each against the rest, for
    ranking and calibration; macro-averaged F1; the multi-class Brier score.

    Parameters
    ----------
    codes : ndarray of shape (n_rows,), int64
        Class of each row, as a column of the probabilities; with two classes, 1 is positive.
    probabilities : ndarray of shape (n_rows, n_classes), float64
        What was predicted.
    decisions : dict of str to ndarray of shape (n_rows,), int64
        Labels decided for each decision metric.
    costs : ndarray of shape (n_classes, n_classes), float64
        Cost of a row of the first index's class that is taken for the second's.
    precision : float
        The precision at which recall is measured.
    only : str, optional
        The one metric wanted.
    """
    binary = probabilities.shape[1] == 2
    columns = [1] if binary else [c for c in range(probabilities.shape[1]) if (codes == c).any()]
    pairs = [(codes == c, probabilities[:, c]) for c in columns]

    def mean(figure: Callable[[NDArray[np.bool_], NDArray[np.float64]], float]) -> float:
        return float(np.mean([figure(y, p) for y, p in pairs]))

    average = "binary" if binary else "macro"
    figures: dict[str, Callable[[], float]] = {
        "average_precision": lambda: mean(average_precision_score),
        "roc_auc": lambda: mean(roc_auc_score),
        "recall_at_precision": lambda: mean(lambda y, p: _recall_at(y, p, precision)),
        "brier": lambda: _brier(codes, probabilities),
        "log_loss": lambda: _log_loss(codes, probabilities),
        "calibration_slope": lambda: mean(lambda y, p: calibration_line(y, p)[0]),
        "calibration_intercept": lambda: mean(lambda y, p: calibration_line(y, p)[1]),
    }
    deciders: dict[str, Callable[[NDArray[np.int64]], float]] = {
        "f1": lambda decided: f1_score(codes, decided, zero_division=0.0, average=average),
        "balanced_accuracy": lambda decided: balanced_accuracy_score(codes, decided),
        "cost": lambda decided: costs[codes, decided].mean(),
    }
    for name, decided in decisions.items():
        decide = deciders[name.removesuffix("_predict")]
        figures[name] = lambda decide=decide, decided=decided: decide(decided)  # type: ignore[misc]
    wanted = [only] if only is not None else [name for name in METRICS if name in figures]
    return {name: float(figures[name]()) for name in wanted}


def _brier(codes: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    n_classes = probabilities.shape[1]
    squares = ((probabilities - np.eye(n_classes)[codes]) ** 2).sum(axis=1)
    return float(squares.mean() / (2 if n_classes == 2 else 1))


def _log_loss(codes: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    own = probabilities[np.arange(len(codes)), codes]
    return float(-np.log(np.clip(own, LEAST, 1 - LEAST)).mean())


def balanced_loss(codes: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    """Return the log loss in which every class weighs the same, however many rows it has.

    Parameters
    ----------
    codes : ndarray of shape (n_rows,), int64
        The classes.
    probabilities : ndarray of shape (n_rows, n_classes), float64
        What was predicted.
    """
    own = probabilities[np.arange(len(codes)), codes]
    losses = -np.log(np.clip(own, LEAST, 1 - LEAST))
    return float(np.mean([losses[codes == c].mean() for c in np.unique(codes)]))


def _recall_at(y: NDArray[np.bool_], p: NDArray[np.float64], precision: float) -> float:
    """Return the highest recall of any threshold whose precision on these rows is enough."""
    precisions, recalls, _ = precision_recall_curve(y, p)
    return float(recalls[precisions >= precision].max())


def calibration_line(y: NDArray[np.bool_], p: NDArray[np.float64]) -> tuple[float, float]:
    """Return calibration slope and calibration in the large.

    The slope of a logistic regression on the log odds predicted (below 1: too extreme), and the
    intercept of one whose slope is held at 1 (below 0: risks over-estimated).
    """
    clipped = np.clip(p, LEAST, 1 - LEAST)
    odds = np.log(clipped) - np.log1p(-clipped)
    yes = y.astype(np.float64)
    intercept = _newton(yes, np.ones((len(y), 1)), odds)[0]
    slope = _newton(yes, np.column_stack([np.ones(len(y)), odds]), np.zeros(len(y)))[1]
    return slope, intercept


def _newton(
    y: NDArray[np.float64], design: NDArray[np.float64], offset: NDArray[np.float64]
) -> list[float]:
    """Return the coefficients of a logistic regression, with a ridge that only ties a limit down.

    Rows that are told apart perfectly have no finite slope: the ridge gives them a large one.
    """
    ridge = 1e-3 * np.eye(design.shape[1])
    beta = np.zeros(design.shape[1])

    def loss(b: NDArray[np.float64]) -> float:
        z = offset + design @ b
        return float(np.logaddexp(0, z).sum() - y @ z + b @ ridge @ b / 2)

    present = loss(beta)
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(offset + design @ beta, -500, 500)))
        gradient = design.T @ (p - y) + ridge @ beta
        curvature = (design * (p * (1 - p))[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, gradient)
        size = 1.0
        while (following := loss(beta - size * step)) > present and size > 1e-8:
            size /= 2
        beta = beta - size * step
        if abs(present - following) < 1e-10 * (1 + abs(present)):
            break
        present = following
    return beta.tolist()
