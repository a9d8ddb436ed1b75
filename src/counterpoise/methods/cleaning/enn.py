"""Edited nearest neighbours."""

from __future__ import annotations

from typing import ClassVar, Literal

from sklearn.utils._param_validation import StrOptions

from counterpoise.methods.cleaning.neighbour_cleaner import NeighbourCleaner
from counterpoise.parameters.constraints import (
    CLEANING_STRATEGY,
    NEIGHBOURS,
)
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import (
    NeighborSearch,
    SamplingStrategy,
)
from counterpoise.stages import (
    Cleaning,
    EditedNeighbours,
)

__all__ = ["EditedNearestNeighbours"]


class EditedNearestNeighbours(NeighbourCleaner):
    """Remove rows whose nearest neighbours are not of their class.

    Use it to clear the border between classes, on its own or after over-sampling (`SMOTEENN`); not
    where the rows at the border are rare but right, because these are what it removes.

    Attributes
    ----------
    sampling_strategy_ : dict
        The classes that may lose rows, each with the count of the smallest class.
    sample_indices_ : ndarray of shape (n_out,), int64
        Row numbers of the input that stayed, class after class.
    nn_ : estimator
        The fitted neighbour search.
    is_synthetic_ : ndarray of shape (n_out,), bool
        False throughout.
    n_features_in_, feature_names_in_
        As for `SMOTE`.

    References
    ----------
    D. L. Wilson, "Asymptotic Properties of Nearest Neighbor Rules Using Edited Data", IEEE
    Transactions on Systems, Man, and Cybernetics 2(3), 1972.
    https://doi.org/10.1109/TSMC.1972.4309137

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import EditedNearestNeighbours
    >>> X, y = make_classification(weights=[0.8], n_samples=300, random_state=0)
    >>> X_clean, y_clean = EditedNearestNeighbours().fit_resample(X, y)
    >>> int((y_clean == 1).sum()) == int((y == 1).sum())  # the minority keeps all rows
    True
    """

    sampling_strategy: SamplingStrategy = parameter(
        default="auto",
        constraint=CLEANING_STRATEGY,
        kind="str, list or callable",
        help=(
            'The classes that may lose rows: "majority", "not minority", "not majority", "all", '
            '"auto" (not minority), a list of labels, or a function from the target to one.'
        ),
        order=-2,
    )
    n_neighbors: int | NeighborSearch = parameter(
        default=3,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help=(
            "Size of the neighbourhood, or an object with `kneighbors` that finds one more (the "
            "row itself)."
        ),
        answers="k",
    )
    kind_sel: Literal["all", "mode"] = parameter(
        default="all",
        constraint=[StrOptions({"all", "mode"})],
        kind='{"all", "mode"}',
        help="Whether all neighbours must be of the row's class for it to stay, or most of them.",
        option=True,
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {
        "nn_": ("search", "n_neighbors"),
    }
    nn_: ClassVar[NeighborSearch]

    def make_cleaning(self) -> Cleaning:
        return EditedNeighbours(self.n_neighbors, self.kind_sel, self.sampling_strategy)
