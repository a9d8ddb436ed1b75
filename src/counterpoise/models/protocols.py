"""What a classifier and a resampler must have, whoever made them."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Classifier", "Params", "Resampler"]

Params = dict[str, Any]
"""What `fit` is given besides the rows, by name."""


class Classifier(Protocol):
    """A classifier as scikit-learn has them."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return its parameters."""
        ...

    def fit(self, X: Any, y: Any) -> Any:
        """Fit it."""
        ...

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the probability of each class for each row."""
        ...


class Resampler(Protocol):
    """A resampler as imbalanced-learn has them."""

    def fit_resample(self, X: Any, y: Any) -> tuple[Any, Any]:
        """Return the resampled table and target."""
        ...
