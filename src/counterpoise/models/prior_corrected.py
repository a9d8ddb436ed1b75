"""Probabilities that mean what they say after resampling."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import roc_auc_score
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import (
    _check_sample_weight,
    _num_samples,
    check_is_fitted,
)

from counterpoise.errors import InvalidInputError, SamplingWarning
from counterpoise.models.calibration import (
    Calibration,
    Calibrator,
    calibrated,
    checked_cv,
    fit_calibrator,
)
from counterpoise.models.correction import correct_prior, estimate_prior
from counterpoise.models.deployment import deployed_shares
from counterpoise.models.priors import given_prior, learnt_prior, weight_of_rows
from counterpoise.models.protocols import Classifier, Params, Resampler
from counterpoise.models.resampled import (
    AroundClassifier,
    checked_input,
    fit_resampled,
    has_value_per_row,
    routed_fit_params,
)
from counterpoise.parameters.checks import checked_choice, suggestion

__all__ = ["PriorCorrectedClassifier", "correct_prior", "estimate_prior"]


_CHECKED = 2000
"""Most rows that are predicted after `fit`, to see whether their mean is right."""
_BY_HEART = 0.99
"""The area under the ROC curve on learnt rows above which they tell nothing of new ones."""
_FAR = 1.4
"""How many times too high, or too low, a mean may be without a word."""


class PriorCorrectedClassifier(AroundClassifier):
    """Resample, fit any classifier, and predict under the original class ratio.

    A classifier that learnt from balanced rows says 50 % where 5 % is true. Odds are corrected for
    the change of ratio, and then calibrated on rows that were not resampled and that the classifier
    did not see.

    Without calibration the correction is exact, but for chance, for a classifier that learns
    probabilities, such as a logistic model or naive Bayes, after random over- or under-sampling,
    and close after SMOTE. It is wrong for forests, boosted trees and nearest neighbours, which know
    their rows by heart: new rows of the rare class get a tenth to a half of their risk after
    over-sampling, and too high a risk after under-sampling. The rows given to `fit` need not show
    that.

    Class weights change the ratio too, and are corrected with it: also those inside a pipeline, a
    search, a vote, a stack, a bag or a calibration. Where the ratio that was learnt cannot be
    known, as with a second sampler inside the classifier, `fit` raises an error.

    Parameters
    ----------
    estimator : classifier
        Any classifier with `predict_proba`.
    resampler : sampler
        Anything with `fit_resample`.
    calibration : {"sigmoid", "isotonic", None}, default="sigmoid"
        How the corrected probabilities are calibrated: cross-fitted on the original rows, by
        Platt's logistic curve, by a monotone step function for each class (it needs many rows of
        each), or not at all, which saves a fit for each fold. Classes are calibrated one against
        the rest and renormalised.
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

    Warns
    -----
    SamplingWarning
        With the code "far from the share" if, without calibration, the mean corrected probability
        of a class on the rows given to `fit` is more than 1.4 times its share or that much less:
        the classifier then weights classes where nobody can see it, or gives no probabilities.
        With "known by heart" if it ranks these rows so well (an area under the ROC curve above
        0.99) that nothing can be told from them.
        With "class not found" if "em" leaves a class no row.

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
    true 0.055, corrected 0.056, as resampled 0.182
    """

    def __init__(
        self,
        estimator: Classifier,
        resampler: Resampler,
        *,
        calibration: Calibration | None = "sigmoid",
        deployment_prior: Literal["em"] | ArrayLike | Mapping[Hashable, float] | None = None,
        cv: int | Iterable[tuple[ArrayLike, ArrayLike]] | Any = 5,
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
        checked_choice("calibration", self.calibration, ("sigmoid", "isotonic", None))
        params = routed_fit_params(self, fit_params)
        for name in params:
            if name.split("__")[-1] == "sample_weight":
                params[name] = _check_sample_weight(params[name], X)
        self.resampler_, self.estimator_, self.original_prior_, self.trained_prior_ = self._learn(
            X, y, params
        )
        self.classes_ = self.estimator_.classes_
        self._checked_deployment()
        self.calibrators_: list[Calibrator] = []
        if self.calibration is not None:
            self.calibrators_ = self._calibrate(self.calibration, X, y, params)
        else:
            self._warn_if_far_off(X, y, params)
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

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the most probable class of each row under the deployment prior; (n_rows,).

        For a rare class that is seldom what decides well: put this classifier into a `DecisionRule`
        with the costs at hand.
        """
        check_is_fitted(self)
        predicted: NDArray[Any] = self.classes_[np.argmax(self.predict_proba(X), axis=1)]
        return predicted

    def estimate_prior(self, X: Any) -> NDArray[np.float64]:
        """Return the class ratio of unlabelled rows by EM; shape (n_classes,)."""
        check_is_fitted(self)
        return estimate_prior(self._original_probabilities(X), self.original_prior_)

    def _learn(
        self, X: Any, y: Any, params: Params
    ) -> tuple[Any, Any, NDArray[np.float64], NDArray[np.float64]]:
        """Return the fitted resampler and classifier, and the prior before and after."""
        sampler, estimator, y_new, resampled = fit_resampled(
            self.resampler, self.estimator, X, y, params
        )
        if not hasattr(estimator, "predict_proba") or not hasattr(estimator, "classes_"):
            raise InvalidInputError(
                f"{type(estimator).__name__} has no predict_proba as it is set, and there are no "
                "probabilities to correct",
                remedy="set it so that it has (VotingClassifier(voting='soft'), "
                "GridSearchCV(refit=True)), or put it into CalibratedClassifierCV",
                parameter="estimator",
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
        return calibrated(corrected, self.calibrators_) if self.calibrators_ else corrected

    def _warn_if_far_off(self, X: Any, y: Any, params: Params) -> None:
        """Warn where the mean probability of a class is far from its share, as it may not be.

        A classifier that weights or resamples classes where it cannot be seen betrays itself here.
        """
        codes = np.searchsorted(self.classes_, np.asarray(y))
        weight = weight_of_rows(self.estimator_, params, len(self.classes_))
        rows = np.unique(np.linspace(0, len(codes) - 1, _CHECKED).astype(np.int64))
        weight = np.ones(len(rows)) if weight is None else weight[rows]
        if not weight.sum() > 0:
            return
        found = self._original_probabilities(_safe_indexing(X, rows))
        true = np.eye(len(self.classes_))[codes[rows]]
        mean, share = (np.average(one, axis=0, weights=weight) for one in (found, true))
        noise = np.sqrt(weight**2 @ (found - true - mean + share) ** 2) / weight.sum()
        times = mean / np.maximum(share, 1e-9)
        off = (np.abs(mean - share) > 5 * noise) & ((times > _FAR) | (times < 1 / _FAR))
        if not off.any():
            self._warn_if_known_by_heart(found, codes[rows])
            return
        worst = int(np.argmax(np.where(off, np.abs(np.log(np.maximum(times, 1e-9))), -1.0)))
        warnings.warn(
            SamplingWarning(
                "far from the share",
                f"the corrected probability of class {self.classes_.tolist()[worst]!r} is "
                f"{mean[worst]:.3g} in the mean of the rows given to fit, and its share there is "
                f"{share[worst]:.3g}. {type(self.estimator_).__name__} may weight or resample the "
                "classes in a way that cannot be seen from outside, or its probabilities are no "
                "risks: set calibration='sigmoid', which repairs both",
            ),
            stacklevel=3,
        )

    def _warn_if_known_by_heart(self, found: NDArray[np.float64], codes: NDArray[np.int64]) -> None:
        """Warn where a class is ranked so well that the mean of these rows says nothing of others.

        A tree that holds each row in a leaf of its own has the right mean there, and only there.
        """
        rarest = int(np.bincount(codes, minlength=found.shape[1]).argmin())
        is_rare = codes == rarest
        if not is_rare.any() or roc_auc_score(is_rare, found[:, rarest]) <= _BY_HEART:
            return
        warnings.warn(
            SamplingWarning(
                "known by heart",
                f"{type(self.estimator_).__name__} ranks the rows it learnt from nearly without "
                f"error, so that whether its risks of class {self.classes_.tolist()[rarest]!r} are "
                "right for new rows cannot be told, and those of forests and boosted trees seldom "
                "are: set calibration='sigmoid', which asks rows that it did not learn from",
            ),
            stacklevel=4,
        )

    def _calibrate(self, kind: Calibration, X: Any, y: Any, params: Params) -> list[Calibrator]:
        """Return calibrators fitted to predictions of original rows by models without them."""
        codes = np.searchsorted(self.classes_, np.asarray(y))
        fewest = np.bincount(codes, minlength=len(self.classes_)).min()
        cv = checked_cv(self.cv, codes)
        n_folds = cv.get_n_splits(X, codes)
        if fewest < n_folds:
            label = self.classes_.tolist()[np.bincount(codes).argmin()]
            raise InvalidInputError(
                f"class {label!r} has {fewest} rows",
                needed=f"calibration over {n_folds} folds needs at least {n_folds}",
                remedy="lower cv, or use calibration=None",
                parameter="cv",
            )
        n_rows = _num_samples(X)
        held_out = np.full((n_rows, len(self.classes_)), np.nan)
        for train, test in cv.split(np.zeros(n_rows), codes):
            part = {
                name: _safe_indexing(value, train) if has_value_per_row(value, n_rows) else value
                for name, value in params.items()
            }
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
            fit_calibrator(kind, held_out[known, c], codes[known] == c, weight) for c in columns
        ]

    def _checked_deployment(self) -> NDArray[np.float64] | str | None:
        """Return the deployment prior as shares, "em", or None for the original one."""
        prior = self.deployment_prior
        if prior is None or (isinstance(prior, str) and prior == "em"):
            return prior
        if isinstance(prior, str):
            raise InvalidInputError(
                f"deployment_prior={prior!r} is not known{suggestion(prior, ['em'])}",
                remedy="use None, 'em', or shares of the classes",
                parameter="deployment_prior",
            )
        return deployed_shares(prior, self.classes_)
