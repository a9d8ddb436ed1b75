"""Measures of predictions that a large class does not drown, with imbalanced-learn's values.

Targets may be lists, arrays, or columns of pandas, polars or pyarrow.
"""

from counterpoise.metrics.geometric_mean import geometric_mean_score
from counterpoise.metrics.imbalanced_report import classification_report_imbalanced
from counterpoise.metrics.index_balanced import make_index_balanced_accuracy
from counterpoise.metrics.macro_error import macro_averaged_mean_absolute_error
from counterpoise.metrics.sensitivity import (
    sensitivity_score,
    sensitivity_specificity_support,
    specificity_score,
)

__all__ = [
    "classification_report_imbalanced",
    "geometric_mean_score",
    "macro_averaged_mean_absolute_error",
    "make_index_balanced_accuracy",
    "sensitivity_score",
    "sensitivity_specificity_support",
    "specificity_score",
]
