"""The geometric mean of the classes' sensitivities."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
from sklearn.utils._param_validation import StrOptions

from counterpoise.metrics.counting import divided, read_predictions
from counterpoise.metrics.sensitivity import AVERAGES, sensitivity_specificity_support
from counterpoise.parameters.constraints import Number, check_parameters

__all__ = ["geometric_mean_score"]


def geometric_mean_score(
    y_true: Any,
    y_pred: Any,
    *,
    labels: Any = None,
    pos_label: Any = 1,
    average: str | None = "multiclass",
    sample_weight: Any = None,
    correction: float = 0.0,
) -> Any:
    """Return the geometric mean of the shares of each class that are found.

    It is 0 as soon as one class is never found, however small, and 1 if all rows are right. With an
    `average` other than "multiclass" it is the root of sensitivity times specificity instead.

    Parameters
    ----------
    y_true, y_pred, labels, pos_label, sample_weight
        As for `sensitivity_specificity_support`.
    average : {"multiclass", "binary", "micro", "macro", "weighted", "samples"} or None
        "multiclass" for the mean over all classes; the others as for
        `sensitivity_specificity_support`.
    correction : float, default=0.0
        What the sensitivity of a class that is never found counts as.

    Returns
    -------
    float, or ndarray of shape (n_labels,) if ``average=None``

    References
    ----------
    M. Kubat and S. Matwin, "Addressing the Curse of Imbalanced Training Sets: One-Sided
    Selection", International Conference on Machine Learning, 1997.

    Examples
    --------
    >>> from counterpoise.metrics import geometric_mean_score
    >>> y_true, y_pred = [0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0]
    >>> round(float(geometric_mean_score(y_true, y_pred)), 3)
    0.612
    """
    constraints = {
        "average": [None, StrOptions({*AVERAGES, "multiclass"})],
        "correction": [Number(Real, 0, None, closed="left")],
    }
    given = {"average": average, "correction": correction}
    check_parameters(constraints, given, "geometric_mean_score")
    if average != "multiclass":
        sensitivity, specificity, _ = sensitivity_specificity_support(
            y_true,
            y_pred,
            labels=labels,
            pos_label=pos_label,
            average=average,
            warn_for=("specificity",),
            sample_weight=sample_weight,
        )
        return np.sqrt(sensitivity * specificity)
    told = read_predictions(y_true, y_pred, sample_weight)
    found, true, _ = told.counts(told.labels if labels is None else np.asarray(labels))
    recall = divided(found, true, "recall", "true", ("recall",))
    recall[recall == 0] = correction
    with np.errstate(divide="ignore"):
        return np.exp(np.log(recall).mean())
