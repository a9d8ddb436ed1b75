"""Predictions counted by class."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.utils import check_consistent_length, column_or_1d
from sklearn.utils.multiclass import type_of_target, unique_labels

from counterpoise.errors import InvalidInputError
from counterpoise.tables.labels import Labels

__all__ = ["Predictions", "as_array", "divided", "read_predictions"]


def as_array(y: Any) -> NDArray[Any]:
    """Return a target of any container as an array, and what has no columns as it is."""
    return np.asarray(y) if y is None or isinstance(y, np.ndarray) else Labels(y).array()


@dataclass(frozen=True)
class Predictions:
    """True and predicted classes.

    Parameters
    ----------
    true, predicted : ndarray of shape (n_rows,)
        The classes.
    weight : ndarray of shape (n_rows,), or None
        How much each row counts.
    is_binary : bool
        Whether there are no more than two classes.
    """

    true: NDArray[Any]
    predicted: NDArray[Any]
    weight: NDArray[np.float64] | None
    is_binary: bool

    @property
    def labels(self) -> NDArray[Any]:
        """The sorted classes that are there."""
        found: NDArray[Any] = unique_labels(self.true, self.predicted)
        return found

    @property
    def n_rows(self) -> float:
        """How many rows there are, by weight."""
        return len(self.true) if self.weight is None else float(self.weight.sum())

    def counts(self, labels: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Return how many rows of each class are found, are there, and are predicted.

        Parameters
        ----------
        labels : ndarray of shape (n_labels,)
            The classes to count; those that are in no row have none.
        """
        found = self.true == self.predicted
        return (
            self._count(self.true, labels, found),
            self._count(self.true, labels),
            self._count(self.predicted, labels),
        )

    def _count(
        self, classes: NDArray[Any], labels: NDArray[Any], chosen: NDArray[np.bool_] | None = None
    ) -> NDArray[Any]:
        known, codes = np.unique(classes, return_inverse=True)
        weight = self.weight
        if chosen is not None:
            codes = codes[chosen]
            weight = None if weight is None else weight[chosen]
        sums = np.bincount(codes, weights=weight, minlength=len(known))
        by_label = dict(zip(known.tolist(), sums, strict=True))
        counted = [by_label.get(label, 0) for label in np.asarray(labels).tolist()]
        return np.array(counted, sums.dtype)


def read_predictions(y_true: Any, y_pred: Any, sample_weight: Any = None) -> Predictions:
    """Return true and predicted classes, checked.

    Raises
    ------
    InvalidInputError
        If they are not as many, none at all, or no classes.
    """
    true, predicted = as_array(y_true), as_array(y_pred)
    weight = None if sample_weight is None else as_array(sample_weight).astype(np.float64)
    check_consistent_length(true, predicted, weight)
    if not len(true):
        raise InvalidInputError(
            "Found empty input array (e.g., `y_true` or `y_pred`)",
            needed="a minimum of 1 sample is required",
            joint=" while ",
            remedy=None,
            parameter="y_true",
        )
    kinds = {type_of_target(true, input_name="y_true"), type_of_target(predicted)}
    if any(kind.startswith("multilabel") for kind in kinds):
        raise InvalidInputError(
            "imblearn does not support multilabel targets, and so does this metric not",
            remedy="measure each label by itself",
            parameter="y_true",
        )
    if not kinds <= {"binary", "multiclass"}:
        raise InvalidInputError(
            "Classification metrics can't handle "
            + (f"a mix of {' and '.join(sorted(kinds))}" if len(kinds) > 1 else f"{kinds.pop()}")
            + " targets",
            remedy="pass one class for each row",
            parameter="y_true",
        )
    true, predicted = column_or_1d(true), column_or_1d(predicted)
    try:
        n_classes = len(unique_labels(true, predicted))
    except TypeError as error:
        raise InvalidInputError(
            "Labels in y_true and y_pred should be of the same type. Got "
            f"y_true={np.unique(true)} and y_pred={np.unique(predicted)}",
            remedy="make all of them text, or all numbers",
            parameter="y_pred",
        ) from error
    return Predictions(true, predicted, weight, n_classes <= 2)


def divided(
    part: NDArray[Any], whole: NDArray[Any], metric: str, rows: str, warn_for: Collection[str]
) -> NDArray[np.float64]:
    """Return shares, 0 where there is nothing to take a share of; that is warned of.

    Parameters
    ----------
    part, whole : ndarray of shape (n_labels,)
        Counts.
    metric : str
        What the share is called.
    rows : str
        Which rows there are none of.
    warn_for : collection of str
        The shares that are warned of.
    """
    nothing = whole == 0
    shares: NDArray[np.float64] = part / np.where(nothing, 1, whole)
    shares[nothing] = 0
    if nothing.any() and metric in warn_for:
        where = "in labels with" if len(whole) > 1 else "due to"
        warnings.warn(
            f"{metric.capitalize()} is ill-defined and being set to 0.0 {where} no {rows} samples.",
            UndefinedMetricWarning,
            stacklevel=3,
        )
    return shares
