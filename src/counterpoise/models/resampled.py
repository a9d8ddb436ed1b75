"""Any resampler and any classifier as one estimator: only what `fit` is given is resampled."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.utils import _safe_indexing, get_tags, indexable
from sklearn.utils._metadata_requests import _routing_enabled
from sklearn.utils.metadata_routing import MetadataRouter, MethodMapping, process_routing
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _num_samples, check_is_fitted, column_or_1d

from counterpoise.core.masks import check_mask
from counterpoise.errors import InvalidInputError, brief
from counterpoise.models.protocols import Classifier, Params, Resampler
from counterpoise.parameters.checks import checked_classifier, checked_sampler
from counterpoise.tables.frames import has_columns

__all__ = [
    "AroundClassifier",
    "ResampledClassifier",
    "checked_input",
    "fit_resampled",
    "has_value_per_row",
    "inner_has",
    "routed_fit_params",
    "source_rows",
]


def inner_has(method: str) -> Callable[[AroundClassifier], bool]:
    """Return a check that the classifier inside has a method, for `available_if`."""

    def check(self: AroundClassifier) -> bool:
        getattr(getattr(self, "estimator_", self.estimator), method)
        return True

    return check


class AroundClassifier(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """A classifier that wraps one, in `estimator`, and is told about columns by it."""

    estimator: Any
    estimator_: Any

    @property
    def n_features_in_(self) -> int:
        """Number of columns."""
        n_features: int = self.estimator_.n_features_in_
        return n_features

    @property
    def feature_names_in_(self) -> NDArray[np.object_]:
        """Names of the columns, where all are text."""
        names: NDArray[np.object_] = self.estimator_.feature_names_in_
        return names

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Return the accuracy of `predict`, which says little where a class is rare."""
        accuracy: float = super().score(X, y, sample_weight)
        return accuracy

    def get_metadata_routing(self) -> MetadataRouter:
        """Return where `fit` sends what it is given: all of it to the classifier's `fit`."""
        return MetadataRouter(owner=type(self).__name__).add(
            estimator=self.estimator,
            method_mapping=MethodMapping().add(caller="fit", callee="fit"),
        )

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.input_tags.sparse = inner.input_tags.sparse
        tags.input_tags.allow_nan = inner.input_tags.allow_nan
        tags.classifier_tags = inner.classifier_tags
        return tags


class ResampledClassifier(AroundClassifier):
    """Resample the rows that `fit` is given, then fit a classifier to them.

    Cross-validation of it is free of leaks: the rows of a test fold are never resampled and never
    anyone's parents. It does what a pipeline of imbalanced-learn does, without that package.

    Parameters
    ----------
    resampler : sampler
        Anything with `fit_resample`.
    estimator : classifier
        Any classifier of scikit-learn, or a pipeline that ends with one.

    Attributes
    ----------
    resampler_ : sampler
        The resampler, as it was used.
    estimator_ : classifier
        The classifier, fitted to the resampled rows.
    classes_ : ndarray of shape (n_classes,)
        The class labels.

    See Also
    --------
    PriorCorrectedClassifier : the same with probabilities under the original class ratio.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.model_selection import cross_val_score
    >>> from counterpoise import SMOTE
    >>> from counterpoise.models.resampled import ResampledClassifier
    >>> X, y = make_classification(500, weights=[0.9], random_state=0)
    >>> model = ResampledClassifier(SMOTE(random_state=0), LogisticRegression())
    >>> len(cross_val_score(model, X, y, scoring="average_precision"))
    5
    """

    def __init__(self, resampler: Resampler, estimator: Classifier):
        self.resampler = resampler
        self.estimator = estimator

    def fit(self, X: Any, y: Any, **fit_params: Any) -> ResampledClassifier:
        """Resample and fit.

        Parameters
        ----------
        X : array-like or dataframe of shape (n_rows, n_features)
            The rows, as they are.
        y : array-like of shape (n_rows,)
            Their classes.
        **fit_params
            Passed to the classifier's `fit`. What has a value for each row goes with its row; a
            synthetic row takes the value of its base.

        Returns
        -------
        self
        """
        X, y = checked_input(self, X, y)
        params = routed_fit_params(self, fit_params)
        self.resampler_, self.estimator_, _, _ = fit_resampled(
            self.resampler, self.estimator, X, y, params
        )
        self.classes_ = self.estimator_.classes_
        return self

    @available_if(inner_has("predict"))
    def predict(self, X: Any) -> NDArray[Any]:
        """Return the class of each row; shape (n_rows,)."""
        check_is_fitted(self)
        classes: NDArray[Any] = self.estimator_.predict(X)
        return classes

    @available_if(inner_has("predict_proba"))
    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the probability of each class under the *resampled* ratio."""
        check_is_fitted(self)
        probabilities: NDArray[np.float64] = self.estimator_.predict_proba(X)
        return probabilities

    @available_if(inner_has("decision_function"))
    def decision_function(self, X: Any) -> NDArray[np.float64]:
        """Return the classifier's decision function."""
        check_is_fitted(self)
        decisions: NDArray[np.float64] = self.estimator_.decision_function(X)
        return decisions


def checked_input(estimator: object, X: Any, y: Any) -> tuple[Any, Any]:
    """Return rows that can be taken by number, and the target as a column."""
    if y is None:
        raise InvalidInputError(
            "the target y is None",
            needed=f"{type(estimator).__name__} requires y to be passed",
            joint=", but ",
            needed_first=True,
            remedy=None,
            parameter="y",
        )
    check_mask(X, "the table X", "fill it with NaN, as in X.astype(float).filled(numpy.nan)")
    check_mask(y, "the target y", "remove these rows, or fill them with a class of their own")
    try:
        y = column_or_1d(y, warn=True)
        check_classification_targets(y)
        return (X if has_columns(X) else indexable(X)[0]), y
    except (TypeError, ValueError) as error:
        raise InvalidInputError(
            f"X or y cannot be used ({error})",
            remedy="pass a table, and a class for each of its rows",
        ) from error


def routed_fit_params(meta: AroundClassifier, fit_params: Params) -> Params:
    """Return what of `fit_params` goes to the classifier; all of it where routing is off."""
    fit_params = {name: value for name, value in fit_params.items() if value is not None}
    for name, value in fit_params.items():
        check_mask(value, name, "fill it with values, such as 0 for a weight")
    if _routing_enabled():
        return dict(process_routing(meta, "fit", **fit_params).estimator.fit)
    return fit_params


def fit_resampled(
    resampler: Resampler, estimator: Classifier, X: Any, y: Any, fit_params: Params
) -> tuple[Resampler, Any, Any, Params]:
    """Return a resampler, a classifier fitted to what it made, and its target and parameters.

    Parameters
    ----------
    resampler, estimator : sampler and classifier
        Cloned, not changed.
    X : array-like or dataframe of shape (n_rows, n_features)
        The rows.
    y : array-like of shape (n_rows,)
        Their classes.
    fit_params : dict
        For the classifier's `fit`.

    Raises
    ------
    InvalidInputError
        If they are no resampler and no classifier.
    """
    _check_parts(resampler, estimator)
    sampler = clone(resampler) if hasattr(resampler, "get_params") else deepcopy(resampler)
    X_new, y_new = sampler.fit_resample(X, y)
    n_rows, n_out = _num_samples(X), _num_samples(X_new)
    params = {
        name: _follow_rows(name, value, sampler, n_rows, n_out)
        for name, value in fit_params.items()
    }
    return sampler, clone(estimator).fit(X_new, y_new, **params), y_new, params


def _check_parts(resampler: object, estimator: object) -> None:
    if hasattr(estimator, "fit_resample") and not hasattr(resampler, "fit_resample"):
        raise InvalidInputError(
            f"resampler={brief(resampler)} has no fit_resample, and estimator={brief(estimator)} "
            "has",
            remedy="swap the two",
            parameter="resampler",
        )
    checked_sampler("resampler", resampler)
    checked_classifier("estimator", estimator)


def _follow_rows(name: str, value: Any, sampler: Resampler, n_rows: int, n_out: int) -> Any:
    """Return a fit parameter for the resampled rows, if it has a value for each row."""
    if not has_value_per_row(value, n_rows):
        return value
    source = source_rows(sampler)
    if source is None or len(source) != n_out:
        raise InvalidInputError(
            f"{name} has a value for each of the {n_rows} rows, and {type(sampler).__name__} does "
            "not tell which rows its new ones come from (sample_indices_ or lineage_)",
            remedy=f"leave {name} out, or use a sampler of counterpoise",
            parameter=name,
        )
    return _safe_indexing(value, source)


def has_value_per_row(value: Any, n_rows: int) -> bool:
    """Return whether a fit parameter has a value for each row."""
    try:
        return not isinstance(value, str) and _num_samples(value) == n_rows
    except TypeError:
        return False


def source_rows(sampler: Resampler) -> NDArray[np.int64] | None:
    """Return the row of the input that each row of the output is, or whose child it is."""
    if hasattr(sampler, "_source_rows"):
        rows: NDArray[np.int64] = sampler._source_rows
        return rows
    if hasattr(sampler, "sample_indices_"):
        return np.asarray(sampler.sample_indices_)
    return None
