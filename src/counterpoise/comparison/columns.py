"""Any table as numbers, categories as codes, and numbers as a model wants them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from counterpoise.core.rows import Rows
from counterpoise.diagnosis.finding import Name
from counterpoise.errors import InvalidInputError
from counterpoise.models.protocols import Classifier
from counterpoise.tables import Coding, Table, read_table

__all__ = ["CodedColumns", "prepare"]

_MOST_CATEGORIES = 30


class CodedColumns(TransformerMixin, BaseEstimator):
    """Turn chosen columns of any table into an array: numbers as they are, categories as codes.

    A code is a position in the sorted categories that `fit` saw; one that it did not see gets the
    next code, a missing value NaN. The codes stand for categories still: give them to SMOTE-NC and
    to a one-hot encoder.

    Parameters
    ----------
    columns : list of str or int
        The columns to take, by name, or by position in an array.
    categorical : list of str or int
        Which of them are categories.

    Attributes
    ----------
    categories_ : list of ndarray
        The sorted categories of each categorical column.

    Examples
    --------
    >>> import pandas as pd
    >>> from counterpoise.comparison.columns import CodedColumns
    >>> table = pd.DataFrame({"id": [7, 8, 9], "plan": ["b", "a", None], "age": [30, 40, 50]})
    >>> CodedColumns(["plan", "age"], ["plan"]).fit_transform(table).tolist()
    [[1.0, 30.0], [0.0, 40.0], [nan, 50.0]]
    """

    def __init__(self, columns: list[Name], categorical: list[Name]):
        self.columns = columns
        self.categorical = categorical

    def fit(self, X: Any, y: Any = None) -> CodedColumns:
        """Learn the categories."""
        table = read_table(X, with_target=True)
        _, coding = self._encode(table)
        self.categories_ = coding.categories
        self.n_features_in_ = table.n_features
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Return an array of shape (n_rows, n_columns), float64."""
        table = read_table(X, with_target=True)
        rows, coding = self._encode(table)
        block = np.empty((table.n_rows, len(self.columns)), np.float64)
        numeric: Any = rows.numeric
        block[:, coding.numeric] = numeric.toarray() if rows.is_sparse else numeric
        for j, position in enumerate(coding.categorical):
            known = {value: code for code, value in enumerate(self.categories_[j].tolist())}
            new = [float(known.get(v, len(known))) for v in coding.categories[j].tolist()]
            block[:, position] = np.array([*new, np.nan])[rows.codes[:, j]]
        return block

    def _encode(self, table: Table) -> tuple[Rows, Coding]:
        chosen = table.select([table.position_of(name, "columns") for name in self.columns])
        chosen.check_shape()
        categorical = [j for j, name in enumerate(self.columns) if name in self.categorical]
        return chosen.encode(categorical or None)


def prepare(
    model: Classifier,
    n_columns: int,
    categorical: Sequence[int],
    *,
    missing: bool,
    takes_missing: bool,
) -> Classifier:
    """Return a pipeline of one-hot coding, imputation, scaling and a model.

    Parameters
    ----------
    model : classifier
        The last step.
    n_columns : int
        Columns of the array it will see.
    categorical : sequence of int
        Positions of the categories.
    missing : bool
        Whether numbers are missing.
    takes_missing : bool
        Whether the model takes missing numbers by itself. Such models are trees, which do not need
        scaling either.
    """
    numeric = [j for j in range(n_columns) if j not in set(categorical)]
    if takes_missing:
        numbers: Any = "passthrough"
    elif missing:
        numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    else:
        numbers = StandardScaler()
    if not categorical:
        return model if takes_missing else make_pipeline(numbers, model)
    one_hot = OneHotEncoder(
        handle_unknown="infrequent_if_exist", max_categories=_MOST_CATEGORIES, sparse_output=False
    )
    blocks = [("categories", one_hot, list(categorical))]
    if numeric:
        blocks.append(("numbers", numbers, numeric))
    pipeline: Classifier = make_pipeline(ColumnTransformer(blocks), model)
    return pipeline


def check_coded(block: NDArray[np.float64]) -> None:
    """Raise `InvalidInputError` if a number is infinite."""
    if np.isinf(block).any():
        raise InvalidInputError("the table holds infinite numbers", remedy="replace them")
