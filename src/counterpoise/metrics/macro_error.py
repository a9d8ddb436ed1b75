"""The error of ordered classes, averaged over the classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from counterpoise.errors import InvalidInputError
from counterpoise.metrics.counting import read_predictions

__all__ = ["macro_averaged_mean_absolute_error"]


def macro_averaged_mean_absolute_error(
    y_true: Any, y_pred: Any, *, sample_weight: Any = None
) -> float:
    """Return the mean over the classes of how far predictions of their rows are off.

    It is for classes that are numbers in an order, such as grades, and a rare grade counts as much
    as a common one.

    Parameters
    ----------
    y_true, y_pred : array-like or column of shape (n_rows,)
        True and predicted classes, whole numbers.
    sample_weight : array-like of shape (n_rows,), optional
        How much each row counts within its class.

    Notes
    -----
    A class that is predicted and is in no row counts for nothing; imbalanced-learn 0.14.2 fails
    there.

    References
    ----------
    S. Baccianella, A. Esuli and F. Sebastiani, "Evaluation Measures for Ordinal Regression",
    International Conference on Intelligent Systems Design and Applications, 2009.
    https://doi.org/10.1109/ISDA.2009.230

    Examples
    --------
    >>> from counterpoise.metrics import macro_averaged_mean_absolute_error
    >>> macro_averaged_mean_absolute_error([1, 1, 1, 2], [1, 1, 1, 3])
    0.5
    """
    told = read_predictions(y_true, y_pred, sample_weight)
    if told.true.dtype.kind not in "biuf" or told.predicted.dtype.kind not in "biuf":
        raise InvalidInputError(
            f"the classes are no numbers, such as {told.true[0]!r}",
            needed="errors are differences",
            remedy="number the classes in their order",
            parameter="y_true",
        )
    off = np.abs(told.true.astype(np.float64) - told.predicted.astype(np.float64))
    errors = []
    for label in np.unique(told.true):
        own = told.true == label
        weights = None if told.weight is None else told.weight[own]
        errors.append(np.average(off[own], weights=weights))
    return float(np.mean(errors))
