"""SMOTE-NC, for numbers and categories."""

from __future__ import annotations

from typing import Any, ClassVar

from sklearn.preprocessing import OneHotEncoder
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError, Use, brief
from counterpoise.methods.over.with_categories import WithCategories
from counterpoise.methods.shared_parameters import PARTNERS
from counterpoise.parameters.constraints import (
    Built,
)
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import (
    Columns,
    Encoder,
    NeighborSearch,
)
from counterpoise.stages import NearestNeighbours
from counterpoise.stages.recipe import Recipe
from counterpoise.tables import Coding

__all__ = ["SMOTENC"]


class SMOTENC(WithCategories, without=("recipe",)):
    """Add rows to the smaller classes of a table of numbers and categories.

    Numbers are interpolated as in `SMOTE`; each category is the one most frequent among the row's
    neighbours. Two rows that differ in a category are farther apart by the median of the numeric
    columns' standard deviations within the class. Use it where numbers and categories matter alike;
    not where all columns are categories (`SMOTEN`), or where some categories tell the classes apart
    (`SMOTEENC`).

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    categorical_features_, continuous_features_ : ndarray of int64
        Positions of the columns that are categories and numbers.
    categorical_encoder_ : estimator
        The encoder, fitted to the categories.
    median_std_ : dict of label to float
        What a differing category costs, by class that grew.
    n_features_ : int
        Number of columns.
    nn_k_ : estimator
        The fitted neighbour search of the last class that grew.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTE`; the provenance also tells the voted categories.

    References
    ----------
    N. V. Chawla, K. W. Bowyer, L. O. Hall, W. P. Kegelmeyer, "SMOTE: Synthetic Minority
    Over-sampling Technique", Journal of Artificial Intelligence Research 16, 2002, section 6.1.
    https://doi.org/10.1613/jair.953

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from counterpoise import SMOTENC
    >>> rng = np.random.default_rng(0)
    >>> X = pd.DataFrame({"age": rng.integers(20, 60, 100), "city": rng.choice(["A", "B"], 100)})
    >>> y = np.repeat(["stays", "leaves"], [80, 20])
    >>> X_new, y_new = SMOTENC("auto", random_state=0).fit_resample(X, y)
    >>> len(X_new), str(X_new["age"].dtype), sorted(set(X_new["city"]))
    (160, 'int64', ['A', 'B'])
    """

    _columns = "mixed"

    categorical_features: Columns = parameter(
        constraint=["array-like", StrOptions({"auto"})],
        kind='"auto", or array-like of positions, names or a mask',
        help=(
            'Which columns are categories; "auto" takes those of a dataframe whose type says so '
            "(category, string, enum, dictionary)."
        ),
        kw_only=False,
    )
    categorical_encoder: Encoder | None = parameter(
        default=None,
        constraint=[Built(["fit"]), None],
        kind="estimator",
        help=(
            "An encoder with `categories_`, whose order of categories decides ties; None for "
            "sorted categories."
        ),
    )
    k_neighbors: int | NeighborSearch = PARTNERS

    _found: ClassVar[dict[str, tuple[str, str]]] = {
        "nn_k_": ("search", "k_neighbors"),
        "median_std_": ("search", "category_unit"),
    }
    nn_k_: ClassVar[NeighborSearch]
    median_std_: ClassVar[dict[Any, float]]

    def make_recipe(self) -> Recipe:
        return Recipe(neighbourhood=NearestNeighbours(self.k_neighbors))

    def _check_columns(self, coding: Coding) -> None:
        self.n_features_ = len(coding.numeric) + len(coding.categorical)
        self.categorical_features_ = coding.categorical
        self.continuous_features_ = coding.numeric
        if not len(coding.categorical):
            raise InvalidInputError(
                f"categorical_features={brief(self.categorical_features)} names none",
                needed="SMOTE-NC is not designed to work only with numerical features. It requires "
                "some categorical features",
                joint=", and ",
                needed_first=True,
                remedy=("name them, or ", Use("SMOTE")),
                parameter="categorical_features",
            )
        if not len(coding.numeric):
            raise InvalidInputError(
                "every column is a category",
                needed="SMOTE-NC is not designed to work only with categorical features. It "
                "requires some numerical features",
                joint=", and ",
                needed_first=True,
                remedy=Use("SMOTEN"),
            )

    def _default_encoder(self, rows: Rows) -> Any:
        return OneHotEncoder(handle_unknown="ignore", dtype=rows.numeric.dtype.type)
