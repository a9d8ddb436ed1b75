"""SMOTE-N, for categories."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from sklearn.preprocessing import OrdinalEncoder

from counterpoise.core.rows import Rows
from counterpoise.methods.over.with_categories import WithCategories
from counterpoise.parameters.constraints import (
    NEIGHBOURS,
    Built,
)
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import (
    Encoder,
    NeighborSearch,
)
from counterpoise.stages import NearestNeighbours, NeighbourhoodVote
from counterpoise.stages.recipe import Recipe
from counterpoise.tables import Table

__all__ = ["SMOTEN"]


class SMOTEN(WithCategories, without=("recipe", "categorical_features", "scale", "space")):
    """Add rows to the smaller classes of a table of categories only.

    A new row has, in each column, the category most frequent among a row and its neighbours. Two
    categories are close if the classes share them alike (value difference metric). Use it where all
    columns are categories; not where some are numbers (`SMOTENC`).

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    categorical_encoder_ : estimator
        The encoder, fitted to the categories.
    nn_k_ : estimator
        The fitted neighbour search of the last class that grew.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; the provenance also tells the voted categories.

    References
    ----------
    N. V. Chawla, K. W. Bowyer, L. O. Hall, W. P. Kegelmeyer, "SMOTE: Synthetic Minority
    Over-sampling Technique", Journal of Artificial Intelligence Research 16, 2002, section 6.2.
    https://doi.org/10.1613/jair.953

    Examples
    --------
    >>> import numpy as np
    >>> from counterpoise import SMOTEN
    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.choice(["red", "green", "blue"], (100, 3)), np.repeat([0, 1], [80, 20])
    >>> X_new, y_new = SMOTEN(random_state=0).fit_resample(X, y)
    >>> X_new.shape
    (160, 3)
    """

    _columns = "categories"

    categorical_encoder: Encoder | None = parameter(
        default=None,
        constraint=[Built(["fit"]), None],
        kind="estimator",
        help=(
            "An encoder with `categories_`, whose order of categories decides ties; None for "
            "sorted categories."
        ),
        kw_only=False,
    )
    k_neighbors: int | NeighborSearch = parameter(
        default=5,
        constraint=NEIGHBOURS,
        kind="int or estimator",
        help=(
            "How many neighbours of its class vote with a row, or an object with `kneighbors` "
            'that finds one more and takes a matrix of distances (`metric="precomputed"`).'
        ),
        answers="k",
    )

    _found: ClassVar[dict[str, tuple[str, str]]] = {
        "nn_k_": ("search", "k_neighbors"),
    }
    nn_k_: ClassVar[NeighborSearch]

    def make_recipe(self) -> Recipe:
        return Recipe(
            neighbourhood=NearestNeighbours(self.k_neighbors),
            interpolation=NeighbourhoodVote(),
            nominal=True,
        )

    def _categorical_columns(self, table: Table) -> Any:
        return np.arange(table.n_features)

    def _default_encoder(self, rows: Rows) -> Any:
        return OrdinalEncoder(dtype=np.int32)
