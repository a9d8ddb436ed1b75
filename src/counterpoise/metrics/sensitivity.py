"""Sensitivity and specificity."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from counterpoise.errors import InvalidInputError
from counterpoise.metrics.counting import Predictions, divided, read_predictions
from counterpoise.parameters.constraints import check_parameters

__all__ = ["sensitivity_score", "sensitivity_specificity_support", "specificity_score"]

AVERAGES = {"binary", "micro", "macro", "weighted", "samples"}


def sensitivity_specificity_support(
    y_true: Any,
    y_pred: Any,
    *,
    labels: Any = None,
    pos_label: Any = 1,
    average: str | None = None,
    warn_for: Collection[str] = ("sensitivity", "specificity"),
    sample_weight: Any = None,
) -> tuple[Any, Any, Any]:
    """Return sensitivity, specificity and number of rows of each class.

    Of the rows of a class sensitivity (recall) is the share that is predicted to be of it; of the
    rows of other classes specificity is the share that is not.

    Parameters
    ----------
    y_true, y_pred : array-like or column of shape (n_rows,)
        True and predicted classes.
    labels : array-like, optional
        The classes to tell of, in this order; all that are there by default.
    pos_label : str, int or None, default=1
        The class to tell of with ``average="binary"``.
    average : {"binary", "micro", "macro", "weighted", "samples"} or None, default=None
        How classes are put together. None: not at all. "binary": only `pos_label` counts, of two
        classes. "micro": counts are added up first. "macro": the mean over the classes. "weighted":
        the mean weighted by their rows. "samples" is for targets with several labels a row, which
        are refused.
    warn_for : collection of str, default=("sensitivity", "specificity")
        Which of the two warn where they are not defined.
    sample_weight : array-like of shape (n_rows,), optional
        How much each row counts.

    Returns
    -------
    sensitivity, specificity : float, or ndarray of shape (n_labels,)
        Of each class, or their average.
    support : ndarray of shape (n_labels,) or None
        Rows of each class; None for an average.

    Notes
    -----
    A share of nothing is 0. With weights that do not add up to the number of rows imbalanced-learn
    0.14.2 counts all rows by number and classes by weight, so that its specificity may be below 0
    or above 1; here all are counted by weight.

    Examples
    --------
    >>> from counterpoise.metrics import sensitivity_specificity_support
    >>> y_true, y_pred = ["cat", "dog", "pig", "cat"], ["cat", "pig", "dog", "cat"]
    >>> sensitivity, specificity, _ = sensitivity_specificity_support(
    ...     y_true, y_pred, average="macro"
    ... )
    >>> round(float(sensitivity), 2), round(float(specificity), 2)
    (0.33, 0.78)
    """
    _check_average(average, "sensitivity_specificity_support")
    told = read_predictions(y_true, y_pred, sample_weight)
    wanted = told.labels if labels is None else np.asarray(labels)
    if average == "binary":
        if len(told.labels) < 2 and told.is_binary and pos_label not in told.labels:
            return 0.0, 0.0, 0
        wanted = _positive(told, pos_label)
    elif pos_label not in (None, 1):
        warnings.warn(
            f"Note that pos_label (set to {pos_label!r}) is ignored when average != 'binary' (got "
            f"{average!r}). You may use labels=[pos_label] to specify a single positive class.",
            UserWarning,
            stacklevel=2,
        )
    if average == "samples":
        raise InvalidInputError(
            "Sample-based precision, recall, fscore is not meaningful outside multilabel "
            "classification",
            remedy="See the accuracy_score instead",
            then=". ",
            parameter="average",
        )
    found, true, predicted = told.counts(wanted)
    refused = told.n_rows - (predicted + true - found)
    if average == "micro":
        found, true, predicted, refused = (
            np.array([counted.sum()]) for counted in (found, true, predicted, refused)
        )
    sensitivity = divided(found, true, "sensitivity", "true", warn_for)
    specificity = divided(
        refused, refused + predicted - found, "specificity", "predicted", warn_for
    )
    if average is None:
        return sensitivity, specificity, true
    weights = true if average == "weighted" else None
    if weights is not None and weights.sum() == 0:
        return 0, 0, None
    return np.average(sensitivity, weights=weights), np.average(specificity, weights=weights), None


def _check_average(average: Any, owner: str, further: Collection[str] = ()) -> None:
    allowed = [None, StrOptions({*AVERAGES, *further})]
    check_parameters({"average": allowed}, {"average": average}, owner)


def _positive(told: Predictions, pos_label: Any) -> NDArray[Any]:
    """Return the class that counts with ``average="binary"``, alone."""
    if not told.is_binary:
        raise InvalidInputError(
            "Target is multiclass but average='binary'",
            remedy="Please choose another average setting",
            then=". ",
            parameter="average",
        )
    if pos_label not in told.labels:
        raise InvalidInputError(
            f"pos_label={pos_label!r} is not a valid label: {told.labels!r}",
            remedy="name one of these",
            parameter="pos_label",
        )
    return np.array([pos_label])


def sensitivity_score(
    y_true: Any,
    y_pred: Any,
    *,
    labels: Any = None,
    pos_label: Any = 1,
    average: str | None = "binary",
    sample_weight: Any = None,
) -> Any:
    """Return the share of the rows of a class that is predicted to be of it (recall).

    Parameters
    ----------
    y_true, y_pred, labels, pos_label, average, sample_weight
        As for `sensitivity_specificity_support`.

    Returns
    -------
    float, or ndarray of shape (n_labels,) if ``average=None``

    Examples
    --------
    >>> from counterpoise.metrics import sensitivity_score
    >>> float(sensitivity_score([0, 1, 1, 1], [1, 1, 0, 1], average="macro").round(2))
    0.33
    """
    _check_average(average, "sensitivity_score")
    return sensitivity_specificity_support(
        y_true,
        y_pred,
        labels=labels,
        pos_label=pos_label,
        average=average,
        warn_for=("sensitivity",),
        sample_weight=sample_weight,
    )[0]


def specificity_score(
    y_true: Any,
    y_pred: Any,
    *,
    labels: Any = None,
    pos_label: Any = 1,
    average: str | None = "binary",
    sample_weight: Any = None,
) -> Any:
    """Return the share of the rows of other classes that is not predicted to be of a class.

    Parameters
    ----------
    y_true, y_pred, labels, pos_label, average, sample_weight
        As for `sensitivity_specificity_support`.

    Returns
    -------
    float, or ndarray of shape (n_labels,) if ``average=None``

    Examples
    --------
    >>> from counterpoise.metrics import specificity_score
    >>> float(specificity_score([0, 0, 1, 1], [0, 1, 0, 1]))
    0.5
    """
    _check_average(average, "specificity_score")
    return sensitivity_specificity_support(
        y_true,
        y_pred,
        labels=labels,
        pos_label=pos_label,
        average=average,
        warn_for=("specificity",),
        sample_weight=sample_weight,
    )[1]
