"""SMOTE for tables with categories: SMOTE-NC and SMOTE-N."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from sklearn.base import clone
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError, brief
from counterpoise.methods.sampler import Oversampler
from counterpoise.parameters.constraints import NEIGHBOURS, Built
from counterpoise.stages import NearestNeighbours, NeighbourhoodVote
from counterpoise.stages.recipe import Recipe
from counterpoise.tables import Coding, Table

__all__ = ["SMOTEN", "SMOTENC"]


class _WithCategories(Oversampler):
    """What the methods for categories share: the encoder that users of imbalanced-learn know.

    Distances need only codes. An encoder of the user's decides the order of the categories, and
    with it which of two equally frequent ones a vote elects.
    """

    categorical_encoder: Any

    def _encode(self, table: Table, looks_at_values: bool) -> tuple[Rows, Coding]:
        rows, coding = super()._encode(table, looks_at_values)
        self._check_columns(coding)
        if self.categorical_encoder is None:
            encoder = self._default_encoder(rows)
        else:
            encoder = clone(self.categorical_encoder, safe=False)
        categories = _categories_as_table(coding)
        try:
            self.categorical_encoder_ = encoder.fit(categories)
        except (TypeError, ValueError) as error:  # such as a column that mixes types
            if self.categorical_encoder is not None:
                raise InvalidInputError(
                    f"categorical_encoder {type(encoder).__name__} cannot be fitted to the "
                    f"categories ({error}): turn them into text, or name all of them in the encoder"
                ) from error
            self.categorical_encoder_ = encoder.fit(np.frompyfunc(str, 1, 1)(categories))
        if self.categorical_encoder is None:
            return rows, coding
        if not hasattr(encoder, "categories_"):
            raise InvalidInputError(
                f"categorical_encoder {type(encoder).__name__} has no categories_ after fitting: "
                "use sklearn's OneHotEncoder or OrdinalEncoder"
            )
        return coding.reorder(rows, encoder.categories_)

    def _takes_categories(self) -> bool:
        return True

    def _check_columns(self, coding: Coding) -> None:
        """Raise `InvalidInputError` if the table's columns are not what the method is for."""

    def _default_encoder(self, rows: Rows) -> Any:
        """Return the encoder used where the user gives none."""


class SMOTENC(_WithCategories):
    """Add rows to the smaller classes of a table of numbers and categories.

    Numbers are interpolated as in `SMOTE`; each category is the one most frequent among the row's
    neighbours. Two rows that differ in a category are farther apart by the median of the numeric
    columns' standard deviations within the class.

    Parameters
    ----------
    categorical_features : "auto", or array-like of positions, names or a mask
        Which columns are categories; "auto" takes those of a dataframe whose type says so
        (category, string, enum, dictionary).
    categorical_encoder : estimator, optional
        An encoder with `categories_`, whose order of categories decides ties; None for sorted
        categories.
    sampling_strategy : float, str, dict or callable, default="auto"
        The wanted ratio or counts; see `SMOTE`.
    random_state : int, RandomState or None, default=None
        The seed.
    k_neighbors : int or estimator, default=5
        How many neighbours of its class may be a row's partner.
    scale : None, "standard" or "robust", default=None
        Units in which distances are measured; new rows are in the original units all the same.
    n_jobs : int, optional
        Threads for the neighbour search; None for all of them.
    rng : {"numpy", "counter"}, default="numpy"
        Where random numbers come from: one stream, as in imbalanced-learn, or a counter that gives
        every new row numbers of its own, as on Spark.

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

    _fact_names: ClassVar[dict[str, str]] = {
        "k_neighbors": "nn_k_",
        "category_unit": "median_std_",
    }
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Oversampler._parameter_constraints,
        "categorical_features": ["array-like", StrOptions({"auto"})],
        "categorical_encoder": [Built(["fit"]), None],
        "k_neighbors": NEIGHBOURS,
    }

    def __init__(
        self,
        categorical_features: Any,
        *,
        categorical_encoder: Any = None,
        sampling_strategy: Any = "auto",
        random_state: Any = None,
        k_neighbors: Any = 5,
        scale: str | None = None,
        n_jobs: int | None = None,
        rng: str = "numpy",
    ):
        self.categorical_features = categorical_features
        self.categorical_encoder = categorical_encoder
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.scale = scale
        self.n_jobs = n_jobs
        self.rng = rng

    def make_recipe(self) -> Recipe:
        return Recipe(neighbourhood=NearestNeighbours(self.k_neighbors))

    def _check_columns(self, coding: Coding) -> None:
        self.n_features_ = len(coding.numeric) + len(coding.categorical)
        self.categorical_features_ = coding.categorical
        self.continuous_features_ = coding.numeric
        if not len(coding.categorical):
            raise InvalidInputError(
                "SMOTE-NC is not designed to work only with numerical features. It requires some "
                "categorical features, and "
                f"categorical_features={brief(self.categorical_features)} names none: name them, "
                "or use SMOTE"
            )
        if not len(coding.numeric):
            raise InvalidInputError(
                "SMOTE-NC is not designed to work only with categorical features. It requires some "
                "numerical features, and every column is a category: use SMOTEN"
            )

    def _default_encoder(self, rows: Rows) -> Any:
        return OneHotEncoder(handle_unknown="ignore", dtype=rows.numeric.dtype.type)


class SMOTEN(_WithCategories):
    """Add rows to the smaller classes of a table of categories only.

    A new row has, in each column, the category most frequent among a row and its neighbours. Two
    categories are close if the classes share them alike (value difference metric).

    Parameters
    ----------
    categorical_encoder : estimator, optional
        An encoder with `categories_`, whose order of categories decides ties; None for sorted
        categories.
    sampling_strategy : float, str, dict or callable, default="auto"
        The wanted ratio or counts; see `SMOTE`.
    random_state : int, RandomState or None, default=None
        The seed.
    k_neighbors : int or estimator, default=5
        How many neighbours of its class vote with a row, or an object with `kneighbors` that finds
        one more and takes a matrix of distances (`metric="precomputed"`).
    n_jobs : int, optional
        Threads for the neighbour search; None for all of them.
    rng : {"numpy", "counter"}, default="numpy"
        Where random numbers come from: one stream, as in imbalanced-learn, or a counter that gives
        every new row numbers of its own, as on Spark.

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

    _fact_names: ClassVar[dict[str, str]] = {"k_neighbors": "nn_k_"}
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Oversampler._parameter_constraints,
        "categorical_encoder": [Built(["fit"]), None],
        "k_neighbors": NEIGHBOURS,
    }

    def __init__(
        self,
        categorical_encoder: Any = None,
        *,
        sampling_strategy: Any = "auto",
        random_state: Any = None,
        k_neighbors: Any = 5,
        n_jobs: int | None = None,
        rng: str = "numpy",
    ):
        self.categorical_encoder = categorical_encoder
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.n_jobs = n_jobs
        self.rng = rng

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


def _categories_as_table(coding: Coding) -> np.ndarray:
    """Return every category at least once; shape (n_most_categories, n_categorical), object."""
    n_most = max((len(c) for c in coding.categories), default=0)
    table = np.empty((max(n_most, 1), len(coding.categories)), object)
    for j, categories in enumerate(coding.categories):
        place = np.minimum(np.arange(len(table)), max(len(categories) - 1, 0))
        table[:, j] = categories[place] if len(categories) else None
    return table
