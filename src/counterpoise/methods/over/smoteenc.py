"""SMOTE-ENC, for numbers and categories."""

from __future__ import annotations

from typing import ClassVar

from counterpoise.errors import InvalidInputError, Use, brief
from counterpoise.methods.over.smotenc import SMOTENC
from counterpoise.stages import AssociatedNeighbours
from counterpoise.stages.recipe import Recipe
from counterpoise.tables import Coding

__all__ = ["SMOTEENC"]


class SMOTEENC(SMOTENC, without=("space",)):
    """Add rows between minority rows whose categories are typical of the minority alike.

    SMOTE-NC takes any two different categories for equally far apart; here a category is a number
    that tells how much more frequent it is in the class than in the table. New rows are made as in
    `SMOTENC`: numbers are interpolated, categories voted.

    Use it where some categories tell the classes apart; not where they hardly do, because then all
    categories look alike. Tables of categories only are taken too.

    Attributes
    ----------
    sampling_strategy_ : dict
        New rows by class label.
    categorical_features_, continuous_features_ : ndarray of int64
        Positions of the columns that are categories and numbers.
    categorical_encoder_ : estimator
        The encoder, fitted to the categories.
    n_features_ : int
        Number of columns.
    nn_k_ : estimator
        The fitted neighbour search of the last class that grew, over numbers and encoded
        categories.
    is_synthetic_, provenance_, lineage_, n_features_in_, feature_names_in_
        As for `SMOTENC`.

    Notes
    -----
    With several classes, each that grows takes all others together for the majority.

    References
    ----------
    M. Mukherjee, M. Khushi, "SMOTE-ENC: A Novel SMOTE-Based Method to Generate Synthetic Data for
    Nominal and Continuous Features", Applied System Innovation 4(1), 2021.
    https://doi.org/10.3390/asi4010018

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from counterpoise import SMOTEENC
    >>> rng = np.random.default_rng(0)
    >>> X = pd.DataFrame({"age": rng.integers(20, 60, 100), "city": rng.choice(["A", "B"], 100)})
    >>> y = np.repeat(["stays", "leaves"], [80, 20])
    >>> X_new, y_new = SMOTEENC("auto", random_state=0).fit_resample(X, y)
    >>> len(X_new), str(X_new["age"].dtype), sorted(set(X_new["city"]))
    (160, 'int64', ['A', 'B'])
    """

    _found: ClassVar[dict[str, tuple[str, str]]] = {"nn_k_": ("search", "k_neighbors")}

    def make_recipe(self) -> Recipe:
        return Recipe(neighbourhood=AssociatedNeighbours(self.k_neighbors))

    def _check_columns(self, coding: Coding) -> None:
        self.n_features_ = len(coding.numeric) + len(coding.categorical)
        self.categorical_features_ = coding.categorical
        self.continuous_features_ = coding.numeric
        if not len(coding.categorical):
            raise InvalidInputError(
                f"categorical_features={brief(self.categorical_features)} names no column",
                needed="SMOTE-ENC is for tables with categories",
                remedy=("name them, or ", Use("SMOTE")),
                parameter="categorical_features",
            )
