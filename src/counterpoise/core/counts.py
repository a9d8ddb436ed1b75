"""How many rows each class has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

__all__ = ["Counts", "count_classes"]

Counts = dict[Any, int]
"""Rows of each class, by label, in the order of the sorted labels."""

_HANDFUL = 8
"""Classes that are quicker counted one by one than all at once."""


def count_classes(codes: np.ndarray, labels: Iterable[Any]) -> Counts:
    """Return the rows of each class, by label, from class codes of shape (n_rows,)."""
    labels = list(labels)
    if len(labels) <= _HANDFUL:
        return {label: int(np.count_nonzero(codes == c)) for c, label in enumerate(labels)}
    return dict(zip(labels, np.bincount(codes, minlength=len(labels)).tolist(), strict=True))
