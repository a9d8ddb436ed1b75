"""Probabilities that mean what they say after resampling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import check_cv
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import (
    _check_sample_weight,
    _num_samples,
    check_is_fitted,
)

from counterpoise.errors import InvalidInputError, brief
from counterpoise.models.priors import given_prior, learnt_prior, weight_of_rows
from counterpoise.models.resampled import (
    AroundClassifier,
    checked_input,
    fit_resampled,
    routed_fit_params,
)
from counterpoise.parameters.checks import (
    checked_choice,
    checked_number,
    checked_whole,
    suggestion,
)

__all__ = ["PriorCorrectedClassifier", "correct_prior", "estimate_prior"]

_LEAST = 1e-12
"""The least probability whose logarithm is taken."""


def correct_prior(
    probabilities: ArrayLike, trained: ArrayLike, deployed: ArrayLike
) -> NDArray[np.float64]:
    """Return probabilities under another class ratio.

    ``p_c * deployed_c / trained_c``, renormalised. Exact where the ratio is all that differs, that
    is where the rows of each class follow the same distribution in both.

    Parameters
    ----------
    probabilities : array-like of shape (n_rows, n_classes)
        Probabilities under the ratio in training.
    trained, deployed : array-like of shape (n_classes,)
        Shares of the classes in training and where the probabilities are to hold.

    Returns
    -------
    ndarray of shape (n_rows, n_classes), float64
        Each row adds up to 1. A row whose every class is impossible there gets `deployed`.

    References
    ----------
    M. Saerens, P. Latinne, C. Decaestecker, "Adjusting the Outputs of a Classifier to New a Priori
    Probabilities: A Simple Procedure", Neural Computation 14(1), 2002.
    https://doi.org/10.1162/089976602753284446

    A. Dal Pozzolo, O. Caelen, R. A. Johnson, G. Bontempi, "Calibrating Probability with
    Undersampling for Unbalanced Classification", IEEE SSCI, 2015.
    https://doi.org/10.1109/SSCI.2015.33

    Examples
    --------
    >>> from counterpoise.models.prior_corrected import correct_prior
    >>> correct_prior([[0.5, 0.5]], trained=[0.5, 0.5], deployed=[0.9, 0.1]).tolist()
    [[0.9, 0.1]]
    """
    given = _checked_probabilities(probabilities)
    trained = _checked_shares("trained", trained, given.shape[1])
    deployed = _checked_shares("deployed", deployed, given.shape[1])
    if ((trained <= 0) & (deployed > 0)).any():
        raise InvalidInputError(
            "a class has no share in training and one where the probabilities are to hold: nothing "
            "was learnt about it, so that they cannot be corrected"
        )
    ratio = np.divide(deployed, trained, out=np.zeros_like(deployed), where=deployed > 0)
    scaled = given * ratio
    total = scaled.sum(axis=1, keepdims=True)
    return np.where(total > 0, scaled / np.where(total > 0, total, 1.0), deployed)


def estimate_prior(
    probabilities: ArrayLike,
    trained: ArrayLike,
    *,
    tolerance: float = 1e-8,
    max_iter: int = 10_000,
) -> NDArray[np.float64]:
    """Return the class ratio of unlabelled rows from their probabilities, by maximum likelihood.

    The EM algorithm of Saerens, Latinne and Decaestecker (2002): correct the probabilities to the
    present estimate, take their mean for the next.

    Parameters
    ----------
    probabilities : array-like of shape (n_rows, n_classes)
        Probabilities under the ratio `trained`. They must be calibrated for it: the estimate is no
        better than they are.
    trained : array-like of shape (n_classes,)
        Shares of the classes that the probabilities are for.
    tolerance : float, default=1e-8
        Stop when no share changes by more.
    max_iter : int, default=10,000
        Most rounds.

    Returns
    -------
    ndarray of shape (n_classes,), float64
        The estimated shares.

    Examples
    --------
    >>> from counterpoise.models.prior_corrected import estimate_prior
    >>> estimate_prior([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [0.5, 0.5]).tolist()
    [0.75, 0.25]
    """
    given = _checked_probabilities(probabilities)
    if not len(given):
        raise InvalidInputError("probabilities has no rows: a ratio is estimated from many")
    trained = _checked_shares("trained", trained, given.shape[1])
    checked_number("tolerance", tolerance, "a number above 0", least=0.0, most=np.inf)
    share = trained.copy()
    for _ in range(checked_whole("max_iter", max_iter, 1)):
        following = correct_prior(given, trained, share).mean(axis=0)
        change = np.abs(following - share).max()
        share = following
        if change <= tolerance:
            break
    return share


def _checked_probabilities(probabilities: Any) -> NDArray[np.float64]:
    try:
        given = np.asarray(probabilities, np.float64)
    except (TypeError, ValueError):
        given = np.empty(0)
    if given.ndim != 2 or not bool(((given >= 0) & (given < np.inf)).all()):
        raise InvalidInputError(
            f"probabilities={brief(probabilities)} cannot be used: it must have a row for each row "
            "and a column for each class, of numbers from 0 to 1"
        )
    return given


def _checked_shares(name: str, shares: Any, n_classes: int) -> NDArray[np.float64]:
    try:
        found = np.asarray(shares, np.float64)
    except (TypeError, ValueError):
        found = np.empty(0)
    fits = found.shape == (n_classes,) and bool(((found >= 0) & (found < np.inf)).all())
    if not fits or not found.sum() > 0:
        raise InvalidInputError(
            f"{name}={brief(shares)} cannot be used: it must be the shares of the {n_classes} "
            "classes, from 0 to 1"
        )
    return found


class PriorCorrectedClassifier(AroundClassifier):
    """Resample, fit any classifier, and predict under the original class ratio.

    A classifier that learnt from balanced rows says 50 % where 5 % is true. Odds are corrected for
    the change of ratio, which is exact for random over- and under-sampling of a classifier that
    learns probabilities; SMOTE also changes how the minority's rows lie, and then only calibration
    on rows that were not resampled can repair the rest.

    Class weights change the ratio too, and are corrected with it: also those inside a pipeline, a
    search, a vote, a stack, a bag or a calibration. Where the ratio that was learnt cannot be
    known, as with a second sampler inside the classifier, `fit` raises an error.

    Parameters
    ----------
    estimator : classifier
        Any classifier with `predict_proba`.
    resampler : sampler
        Anything with `fit_resample`.
    calibration : {None, "isotonic", "sigmoid"}, default=None
        How the corrected probabilities are calibrated: cross-fitted on the original rows, by a
        monotone step function for each class (it needs many rows of each), by Platt's logistic
        curve, or not at all. Classes are calibrated one against the rest and renormalised.
    deployment_prior : None, "em", array-like of shape (n_classes,) or dict, default=None
        The class ratio that predictions are for: that of the rows given to `fit`; one estimated
        from the very rows that are predicted, by EM, so that a prediction depends on the rows it
        is asked for with (ask for many); or shares in the order of `classes_` or by label.
    cv : int or splitter, default=5
        Folds of the calibration.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    estimator_ : classifier
        Fitted to the resampled rows.
    resampler_ : sampler
        The resampler, as it was used.
    original_prior_, trained_prior_ : ndarray of shape (n_classes,), float64
        Shares of the classes (of their sample weights, if given) before and after resampling.
    calibrators_ : list
        One for each class, or one for the second of two classes; empty without calibration.

    Raises
    ------
    InvalidInputError
        If the class ratio that the classifier learnt cannot be known, the deployment prior is no
        distribution over the classes, or a class has fewer rows than the calibration has folds.

    References
    ----------
    M. Saerens, P. Latinne, C. Decaestecker, "Adjusting the Outputs of a Classifier to New a Priori
    Probabilities: A Simple Procedure", Neural Computation 14(1), 2002.
    https://doi.org/10.1162/089976602753284446

    A. Dal Pozzolo, O. Caelen, R. A. Johnson, G. Bontempi, "Calibrating Probability with
    Undersampling for Unbalanced Classification", IEEE SSCI, 2015.
    https://doi.org/10.1109/SSCI.2015.33

    See Also
    --------
    correct_prior : the correction for arrays of probabilities.
    estimate_prior : the class ratio of unlabelled rows.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from counterpoise import PriorCorrectedClassifier, RandomOverSampler
    >>> X, y = make_classification(2000, weights=[0.95], class_sep=0.5, random_state=0)
    >>> model = PriorCorrectedClassifier(LogisticRegression(), RandomOverSampler(random_state=0))
    >>> predicted = model.fit(X, y).predict_proba(X)[:, 1].mean()
    >>> balanced = model.estimator_.predict_proba(X)[:, 1].mean()
    >>> print(f"true {y.mean():.3f}, corrected {predicted:.3f}, as resampled {balanced:.3f}")
    true 0.055, corrected 0.050, as resampled 0.182
    """

    def __init__(
        self,
        estimator: Any,
        resampler: Any,
        *,
        calibration: str | None = None,
        deployment_prior: Any = None,
        cv: Any = 5,
    ):
        self.estimator = estimator
        self.resampler = resampler
        self.calibration = calibration
        self.deployment_prior = deployment_prior
        self.cv = cv

    def fit(self, X: Any, y: Any, **fit_params: Any) -> PriorCorrectedClassifier:
        """Resample, fit, and calibrate if asked.

        Parameters
        ----------
        X : array-like or dataframe of shape (n_rows, n_features)
            The rows, as they are.
        y : array-like of shape (n_rows,)
            Their classes.
        **fit_params
            Passed to the classifier's `fit`. What has a value for each row, as `sample_weight`,
            goes with its row; a synthetic row takes the value of its base. A row of weight 2
            counts as two rows, in the original class ratio as well: weights that only balance the
            classes are refused.

        Returns
        -------
        self
        """
        X, y = checked_input(self, X, y)
        checked_choice("calibration", self.calibration, ("isotonic", "sigmoid", None))
        params = routed_fit_params(self, fit_params)
        for name in params:
            if name.split("__")[-1] == "sample_weight":
                params[name] = _check_sample_weight(params[name], X)
        self.resampler_, self.estimator_, self.original_prior_, self.trained_prior_ = self._learn(
            X, y, params
        )
        self.classes_ = self.estimator_.classes_
        self._checked_deployment()
        self.calibrators_: list[Any] = []
        if self.calibration is not None:
            self.calibrators_ = self._calibrate(X, y, params)
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the probability of each class under the deployment prior.

        Parameters
        ----------
        X : array-like or dataframe of shape (n_rows, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_rows, n_classes), float64
        """
        check_is_fitted(self)
        original = self._original_probabilities(X)
        deployed = self._checked_deployment()
        if deployed is None:
            return original
        if isinstance(deployed, str):
            deployed = estimate_prior(original, self.original_prior_)
        return correct_prior(original, self.original_prior_, deployed)

    def predict(self, X: Any) -> NDArray:
        """Return the most probable class of each row under the deployment prior; (n_rows,).

        For a rare class that is seldom what decides well: choose a threshold for the costs at hand,
        for example by scikit-learn's `TunedThresholdClassifierCV`.
        """
        check_is_fitted(self)
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]

    def estimate_prior(self, X: Any) -> NDArray[np.float64]:
        """Return the class ratio of unlabelled rows by EM; shape (n_classes,)."""
        check_is_fitted(self)
        return estimate_prior(self._original_probabilities(X), self.original_prior_)

    def _learn(self, X: Any, y: Any, params: dict[str, Any]) -> tuple[Any, Any, NDArray, NDArray]:
        """Return the fitted resampler and classifier, and the prior before and after."""
        sampler, estimator, y_new, resampled = fit_resampled(
            self.resampler, self.estimator, X, y, params
        )
        if not hasattr(estimator, "predict_proba") or not hasattr(estimator, "classes_"):
            raise InvalidInputError(
                f"{type(estimator).__name__} has no predict_proba as it is set, and there are no "
                "probabilities to correct: set it so that it has (VotingClassifier(voting='soft'), "
                "GridSearchCV(refit=True)), or put it into CalibratedClassifierCV"
            )
        classes = estimator.classes_
        codes, codes_new = (np.searchsorted(classes, np.asarray(labels)) for labels in (y, y_new))
        before = given_prior(estimator, codes, len(classes), params)
        after = learnt_prior(estimator, codes_new, len(classes), resampled)
        return sampler, estimator, before, after

    def _original_probabilities(self, X: Any) -> NDArray[np.float64]:
        """Return calibrated probabilities under the ratio of the rows given to `fit`."""
        corrected = correct_prior(
            self.estimator_.predict_proba(X), self.trained_prior_, self.original_prior_
        )
        return _calibrated(corrected, self.calibrators_) if self.calibrators_ else corrected

    def _calibrate(self, X: Any, y: Any, params: dict[str, Any]) -> list[Any]:
        """Return calibrators fitted to predictions of original rows by models without them."""
        codes = np.searchsorted(self.classes_, np.asarray(y))
        fewest = np.bincount(codes, minlength=len(self.classes_)).min()
        cv = _checked_cv(self.cv, codes)
        n_folds = cv.get_n_splits(X, codes)
        if fewest < n_folds:
            label = self.classes_.tolist()[np.bincount(codes).argmin()]
            raise InvalidInputError(
                f"class {label!r} has {fewest} rows; calibration over {n_folds} folds needs at "
                f"least {n_folds}: lower cv, or use calibration=None"
            )
        n_rows = _num_samples(X)
        held_out = np.full((n_rows, len(self.classes_)), np.nan)
        for train, test in cv.split(np.zeros(n_rows), codes):
            part = {name: _rows_of(value, train, n_rows) for name, value in params.items()}
            _, estimator, before, after = self._learn(
                _safe_indexing(X, train), _safe_indexing(y, train), part
            )
            raw = estimator.predict_proba(_safe_indexing(X, test))
            held_out[test] = correct_prior(raw, after, before)
        known = np.flatnonzero(~np.isnan(held_out[:, 0]))
        weight = weight_of_rows(self.estimator_, params, len(self.classes_))
        weight = None if weight is None else weight[known]
        columns = [1] if len(self.classes_) == 2 else range(len(self.classes_))
        return [
            _fit_calibrator(self.calibration, held_out[known, c], codes[known] == c, weight)
            for c in columns
        ]

    def _checked_deployment(self) -> NDArray[np.float64] | str | None:
        """Return the deployment prior as shares, "em", or None for the original one."""
        prior = self.deployment_prior
        if prior is None or (isinstance(prior, str) and prior == "em"):
            return prior
        if isinstance(prior, str):
            raise InvalidInputError(
                f"deployment_prior={prior!r} is not known{suggestion(prior, ['em'])}: use None, "
                "'em', or shares of the classes"
            )
        if isinstance(prior, Mapping):
            missing = [label for label in self.classes_.tolist() if label not in prior]
            if missing or len(prior) != len(self.classes_):
                raise InvalidInputError(
                    f"deployment_prior names {', '.join(map(repr, prior))}; the classes are "
                    f"{', '.join(map(repr, self.classes_.tolist()))}: give a share for each"
                )
            prior = [prior[label] for label in self.classes_.tolist()]
        try:
            shares = np.asarray(prior, np.float64)
        except (TypeError, ValueError):
            shares = np.empty(0)
        fits = shares.shape == self.classes_.shape and bool((shares >= 0).all())
        if not fits or not np.isclose(shares.sum(), 1.0):
            raise InvalidInputError(
                f"deployment_prior={brief(prior)} is no distribution over the {len(self.classes_)} "
                "classes: give a share from 0 to 1 for each, in the order of classes_, that add "
                "up to 1"
            )
        return shares


def _checked_cv(cv: Any, codes: NDArray[np.int64]) -> Any:
    """Return a splitter from a number of folds, one that was given, or a list of splits."""
    if cv is None or (hasattr(cv, "split") and not isinstance(cv, type | str | bytes)):
        return check_cv(cv, codes, classifier=True)
    if isinstance(cv, Iterable) and not isinstance(cv, str | bytes | Mapping):
        splits = list(cv)
        if splits and all(isinstance(one, tuple | list) and len(one) == 2 for one in splits):
            return check_cv(splits, codes, classifier=True)
        raise InvalidInputError(
            f"cv={brief(cv)} cannot be used: it must be a number of folds, a splitter, or a list "
            "of pairs of row numbers, to train and to test"
        )
    return check_cv(checked_whole("cv", cv, 2), codes, classifier=True)


def _rows_of(value: Any, rows: NDArray[np.int64], n_rows: int) -> Any:
    try:
        whole = not isinstance(value, str) and _num_samples(value) == n_rows
    except TypeError:
        whole = False
    return _safe_indexing(value, rows) if whole else value


def _log_odds(p: NDArray[np.float64]) -> NDArray[np.float64]:
    p = np.clip(p, _LEAST, 1 - _LEAST)
    return np.log(p) - np.log1p(-p)


class _Platt:
    """A logistic curve over the log odds."""

    def fit(self, p: NDArray, is_class: NDArray, weight: NDArray | None) -> _Platt:
        # Platt's targets: as if each class had one row more, so that separable rows stay finite.
        n_yes, n_no = int(is_class.sum()), int((~is_class).sum())
        yes, no = (n_yes + 1) / (n_yes + 2), 1 / (n_no + 2)
        soft = np.where(is_class, yes, no)
        weight = np.ones(len(p)) if weight is None else weight
        odds = _log_odds(p)[:, None]
        self.curve = LogisticRegression(C=np.inf, max_iter=1000).fit(
            np.vstack([odds, odds]),
            np.repeat([1, 0], len(p)),
            sample_weight=np.concatenate([weight * soft, weight * (1 - soft)]),
        )
        return self

    def predict(self, p: NDArray) -> NDArray:
        return self.curve.predict_proba(_log_odds(p)[:, None])[:, 1]


def _fit_calibrator(kind: str | None, p: NDArray, is_class: NDArray, weight: NDArray | None) -> Any:
    if kind == "sigmoid":
        return _Platt().fit(p, is_class, weight)
    curve = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    return curve.fit(p, is_class.astype(np.float64), sample_weight=weight)


def _calibrated(p: NDArray[np.float64], calibrators: list[Any]) -> NDArray[np.float64]:
    if len(calibrators) == 1:
        second = calibrators[0].predict(p[:, 1])
        return np.column_stack([1 - second, second])
    each = np.column_stack([c.predict(p[:, j]) for j, c in enumerate(calibrators)])
    total = each.sum(axis=1, keepdims=True)
    uniform = np.full(each.shape, 1 / each.shape[1])
    return np.where(total > 0, each / np.where(total > 0, total, 1.0), uniform)
