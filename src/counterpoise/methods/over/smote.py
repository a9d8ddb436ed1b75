"""SMOTE."""

from __future__ import annotations

from typing import ClassVar

from counterpoise.methods.oversampler import Oversampler
from counterpoise.parameters.constraints import (
    NEIGHBOURS,
)
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import (
    NeighborSearch,
)
from counterpoise.stages import NearestNeighbours
from counterpoise.stages.recipe import Recipe

__all__ = ["SMOTE"]


class SMOTE(Oversampler, without=("recipe", "categorical_features")):
    """Add rows to the smaller classes on the segments between rows and their nearest neighbours.

    Use it for tables of numbers whose minority is dense enough for neighbours to be alike; not
    where the minority is scattered, because segments between its rows cross foreign ground. For
    categories use `SMOTENC` or `SMOTEN`; where columns have different units, set `scale`.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    nn_k_ : estimator
        The fitted neighbour search of the last class that grew.
    is_synthetic_ : ndarray of shape (n_out,), bool
        Which rows of the output are new.
    provenance_ : table of n_new rows
        Where each new row comes from.
    lineage_ : Lineage of n_new rows
        The same as arrays, which `counterpoise.materialise` turns into rows again.
    n_features_in_ : int
        Number of columns.
    feature_names_in_ : ndarray of shape (n_features,)
        Their names, where all are text.

    References
    ----------
    N. V. Chawla, K. W. Bowyer, L. O. Hall, W. P. Kegelmeyer, "SMOTE: Synthetic Minority
    Over-sampling Technique", Journal of Artificial Intelligence Research 16, 2002.
    https://doi.org/10.1613/jair.953

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import SMOTE
    >>> X, y = make_classification(weights=[0.9], n_samples=200, flip_y=0, random_state=0)
    >>> X_new, y_new = SMOTE(random_state=0).fit_resample(X, y)
    >>> X_new.shape, int(y_new.sum())
    ((362, 20), 181)
    """

    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help=(
            "How many neighbours of its class may be a row's partner, or an object with "
            "`kneighbors` that finds one more (the row itself)."
        ),
        answers="k",
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {
        "nn_k_": ("search", "k_neighbors"),
    }
    nn_k_: ClassVar[NeighborSearch]

    def make_recipe(self) -> Recipe:
        return Recipe(neighbourhood=NearestNeighbours(self.k_neighbors))
