"""What parameters may be, for type checkers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Classifier",
    "Clustering",
    "Columns",
    "Encoder",
    "FitResample",
    "NeighborSearch",
    "RandomSeed",
    "SamplingStrategy",
    "Scale",
    "SearchSpace",
    "Transformer",
]

Scale: TypeAlias = Literal["standard", "robust"] | None
"""Units in which distances are measured."""

RandomSeed: TypeAlias = int | np.random.RandomState | None
"""What scikit-learn takes for a seed."""

SamplingStrategy: TypeAlias = (
    float | str | Mapping[Any, int] | Sequence[Any] | Callable[[Any], Mapping[Any, int]]
)
"""How many rows each class shall have, see `counterpoise.SMOTE`."""

Columns: TypeAlias = Literal["auto"] | Sequence[Any] | NDArray[Any] | None
"""Columns of a table, by position, name or a mask."""


class Transformer(Protocol):
    """A transformer, such as scikit-learn's `PCA`."""

    def fit_transform(self, X: Any) -> Any:
        """Return what it makes of each row."""


SearchSpace: TypeAlias = (
    Literal["cosine"] | Sequence[int | str | bool] | NDArray[Any] | Transformer | None
)
"""Where neighbours are looked for."""


class NeighborSearch(Protocol):
    """An object that finds neighbours, as scikit-learn's `NearestNeighbors` does."""

    def kneighbors(self, X: Any, *, return_distance: bool = True) -> Any:
        """Return the nearest rows of each query."""


class Clustering(Protocol):
    """A clustering, such as scikit-learn's `KMeans`."""

    n_clusters: int

    def fit_predict(self, X: Any) -> Any:
        """Return the cluster of each row."""


class Classifier(Protocol):
    """A classifier."""

    def fit(self, X: Any, y: Any) -> Any:
        """Fit it to a table and its target."""

    def predict(self, X: Any) -> Any:
        """Return the class of each row."""


class Encoder(Protocol):
    """An encoder of categories, such as scikit-learn's `OrdinalEncoder`."""

    def fit(self, X: Any) -> Any:
        """Learn the categories of a table."""


class FitResample(Protocol):
    """A sampler."""

    def fit_resample(self, X: Any, y: Any) -> tuple[Any, Any]:
        """Return the resampled table and its target."""
