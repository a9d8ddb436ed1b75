"""Folds that are equally hard."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.model_selection import BaseCrossValidator, LeaveOneGroupOut, cross_val_predict

from counterpoise.errors import InvalidInputError, brief
from counterpoise.tables.labels import Labels

__all__ = ["InstanceHardnessCV"]


class InstanceHardnessCV(BaseCrossValidator):
    """Spread hard rows evenly over the folds of a cross-validation.

    A row is hard if a classifier that was fitted to other folds finds its class improbable. Folds
    that hold equally many rows of each class and of each hardness give scores that vary less. It
    is for two classes.

    Parameters
    ----------
    estimator : classifier
        What tells how hard rows are; it has `predict_proba`.
    n_splits : int, default=5
        How many folds.
    pos_label : int, float, bool or str, optional
        The class whose probability orders the rows; the second of the sorted labels by default.

    References
    ----------
    M. R. Smith, T. Martinez and C. Giraud-Carrier, "An Instance Level Analysis of Data
    Complexity", Machine Learning 95(2), 2014. https://doi.org/10.1007/s10994-013-5422-z

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.model_selection import cross_validate
    >>> from counterpoise.model_selection import InstanceHardnessCV
    >>> X, y = make_classification(weights=[0.9], class_sep=2, flip_y=0, random_state=10)
    >>> model = LogisticRegression()
    >>> scores = cross_validate(model, X, y, cv=InstanceHardnessCV(model))["test_score"]
    >>> float(scores.std()) < 0.05
    True
    """

    def __init__(self, estimator: Any, *, n_splits: int = 5, pos_label: Any = None):
        self.estimator = estimator
        self.n_splits = n_splits
        self.pos_label = pos_label

    def split(
        self, X: Any, y: Any, groups: Any = None
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Yield the rows to train on and the rows to test on of each fold.

        Parameters
        ----------
        X : array-like, sparse matrix or dataframe of shape (n_rows, n_features)
            The table.
        y : array-like or column of shape (n_rows,)
            The class of each row.
        groups : object
            Not used; it is warned of.

        Raises
        ------
        InvalidInputError
            If there are not two classes, or `pos_label` is none of them.
        """
        if groups is not None:
            warnings.warn(
                f"The groups parameter is ignored by {type(self).__name__}",
                UserWarning,
                stacklevel=2,
            )
        classes, codes = np.unique(Labels(y).array(), return_inverse=True)
        if len(classes) != 2:
            raise InvalidInputError(
                f"the target has {len(classes)} classes",
                needed="InstanceHardnessCV only supports binary classification",
                joint=", and ",
                remedy="use StratifiedKFold",
                parameter="y",
            )
        if not hasattr(self.estimator, "predict_proba"):
            raise InvalidInputError(
                f"estimator {brief(self.estimator)} has no predict_proba",
                remedy="use a classifier that has, such as LogisticRegression()",
                parameter="estimator",
            )
        positive = self._positive(classes)
        # Classes by number, which every estimator takes, whatever container they came in.
        chances = cross_val_predict(
            clone(self.estimator), X, codes, cv=self.n_splits, method="predict_proba"
        )[:, positive]
        fold = np.empty(len(codes), np.int64)
        fold[np.lexsort((chances, codes))] = np.arange(len(codes)) % self.n_splits
        yield from LeaveOneGroupOut().split(codes, codes, fold)

    def _positive(self, classes: NDArray[Any]) -> int:
        if self.pos_label is None:
            return 1
        found = np.flatnonzero(classes == self.pos_label)
        if not len(found):
            raise InvalidInputError(
                f"pos_label={self.pos_label!r} is not a valid label",
                needed=f"it must be one of {classes.tolist()}",
                remedy=None,
                parameter="pos_label",
            )
        return int(found[0])

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Return how many folds there are; the parameters are there for scikit-learn."""
        return self.n_splits
