"""The methods that a diagnosis advises, and when."""

from __future__ import annotations

__all__ = ["FOR_GROUPS", "FOR_SINGLE_ROWS", "WHY_SMOTE"]

FOR_GROUPS = "kmeans"
"""The method that grows each group of a class by itself."""

FOR_SINGLE_ROWS = "random"
"""The method for a class of one row, which has no neighbour to interpolate with."""

WHY_SMOTE = {
    (True, False): (
        "SMOTE, because the columns are numbers, and elaborate variants seldom beat it "
        "(arXiv:2303.03094)."
    ),
    (True, True): "SMOTE-NC, because the columns are numbers and categories.",
    (False, True): "SMOTE-N, because all columns are categories.",
}
"""Why plain SMOTE, for a table with numbers, with categories, or with both."""
