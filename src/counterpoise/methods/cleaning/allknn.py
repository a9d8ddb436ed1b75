"""All k nearest neighbours."""

from __future__ import annotations

from typing import ClassVar

from counterpoise.methods.cleaning.repeated import RepeatedCleaner
from counterpoise.parameters.constraints import (
    NEIGHBOURS,
)
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import (
    NeighborSearch,
)
from counterpoise.stages import (
    AllKNNEditing,
    Cleaning,
)

__all__ = ["AllKNN"]


class AllKNN(RepeatedCleaner):
    """Remove rows as `EditedNearestNeighbours` does, with 1, then 2, ... then k neighbours.

    Use it where the border is noisy and one pass leaves too much of that; not where the larger
    classes have few rows to spare, because each pass removes more.

    Attributes
    ----------
    enn_ : EditedNearestNeighbours
        What was repeated, fitted with the last neighbourhood to the rows that were left.
    sampling_strategy_, sample_indices_, nn_, is_synthetic_, n_features_in_, feature_names_in_
        As for `EditedNearestNeighbours`.

    References
    ----------
    I. Tomek, "An Experiment with the Edited Nearest-Neighbor Rule", IEEE Transactions on Systems,
    Man, and Cybernetics 6(6), 1976. https://doi.org/10.1109/TSMC.1976.4309523

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import AllKNN
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> X_clean, y_clean = AllKNN().fit_resample(X, y)
    >>> len(X_clean) < len(X)
    True
    """

    n_neighbors: int | NeighborSearch = parameter(
        default=3,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help=(
            "Size of the last neighbourhood. Of an estimator only its number of neighbours "
            "counts, as in imbalanced-learn."
        ),
        answers="k",
    )
    allow_minority: bool = parameter(
        default=False,
        constraint=["boolean"],
        kind="bool",
        help="Go on even where a class becomes smaller than the smallest was.",
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {
        "nn_": ("search", "n_neighbors"),
    }
    nn_: ClassVar[NeighborSearch]

    def make_cleaning(self) -> Cleaning:
        return AllKNNEditing(
            self.n_neighbors, self.kind_sel, self.allow_minority, self.sampling_strategy
        )
