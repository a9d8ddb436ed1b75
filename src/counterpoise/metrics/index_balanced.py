"""The index balanced accuracy of any metric."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np

from counterpoise.metrics.sensitivity import sensitivity_specificity_support
from counterpoise.parameters.constraints import Number, check_parameters

__all__ = ["make_index_balanced_accuracy"]

_SCORES = {"y_score", "y_prob", "y_proba", "y2"}
"""Parameters of metrics that measure something else than predicted classes."""


def make_index_balanced_accuracy(
    *, alpha: float = 0.1, squared: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what makes a metric pay for finding one class better than the others.

    The metric, or its square, is multiplied by ``1 + alpha * (sensitivity - specificity)``.

    Parameters
    ----------
    alpha : float, default=0.1
        How much the difference counts.
    squared : bool, default=True
        Whether the metric is squared first.

    Returns
    -------
    callable
        A function from a metric to a metric; it takes those that compare true and predicted
        classes.

    References
    ----------
    V. Garcia, R. A. Mollineda and J. S. Sanchez, "Theoretical Analysis of a Performance Measure for
    Imbalanced Data", International Conference on Pattern Recognition, 2010.
    https://doi.org/10.1109/ICPR.2010.156

    Examples
    --------
    >>> from counterpoise.metrics import geometric_mean_score, make_index_balanced_accuracy
    >>> iba = make_index_balanced_accuracy(alpha=0.1)(geometric_mean_score)
    >>> y_true, y_pred = [1, 0, 0, 1, 0, 1], [0, 0, 1, 1, 0, 1]
    >>> iba(y_true, y_pred, average=None).round(4).tolist()
    [0.4444, 0.4444]
    """
    constraints = {"alpha": [Number(Real, None, None, closed="neither")], "squared": ["boolean"]}
    given = {"alpha": alpha, "squared": squared}
    check_parameters(constraints, given, "make_index_balanced_accuracy")

    def balanced(metric: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(metric)

        @functools.wraps(metric)
        def score(*args: Any, **kwargs: Any) -> Any:
            name = getattr(metric, "__name__", repr(metric))
            if _SCORES & set(signature.parameters):
                raise AttributeError(
                    f"The function {name} has an unsupported attribute. Metric with `y_pred` are "
                    "the only supported metrics: give it one that compares predicted classes"
                )
            value = metric(*args, **kwargs)
            if squared:
                value = np.power(value, 2)
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            asked = {"average": "binary", **bound.arguments}
            if asked.get("average") == "multiclass":
                asked["average"] = "macro"
            known = inspect.signature(sensitivity_specificity_support).parameters
            sensitivity, specificity, _ = sensitivity_specificity_support(
                **{key: given for key, given in asked.items() if key in known}
            )
            return (1.0 + alpha * (sensitivity - specificity)) * value

        return score

    return balanced
