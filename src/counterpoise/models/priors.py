"""The class ratio that a fitted classifier learnt, wherever in it the classes are weighted.

Class weights, priors and samplers hide in pipelines, searches, ensembles and calibrations. The
functions here follow a fitted estimator to the classifiers whose ratio its probabilities have, and
raise where that ratio cannot be known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import BaggingClassifier, StackingClassifier, VotingClassifier
from sklearn.feature_selection import RFE
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import FixedThresholdClassifier, TunedThresholdClassifierCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC, NuSVC
from sklearn.utils._metadata_requests import _routing_enabled
from sklearn.utils.class_weight import compute_class_weight
from sklearn.utils.metadata_routing import process_routing

from counterpoise.errors import InvalidInputError
from counterpoise.models.decision_rule import DecisionRule
from counterpoise.models.protocols import Params

__all__ = ["given_prior", "learnt_prior", "weight_of_rows"]

_INSTEAD = "leave it out: the resampler makes the classes as large as you want"

_NEUTRAL = {
    "class_weight": (None,),
    "class_weights": (None,),
    "auto_class_weights": (None, "None"),
    "scale_pos_weight": (None, 1),
    "is_unbalance": (None, False),
    "unbalance": (None, False),
    "unbalanced_sets": (None, False),
    "priors": (None,),
    "class_prior": (None,),
    "fit_prior": (None, True),
}
"""What classifiers call the settings that change the ratio, and the values that leave it alone.

`class_weights`, `auto_class_weights` are CatBoost's, `is_unbalance` and its synonyms LightGBM's.
"""


@dataclass(frozen=True)
class _Source:
    """Where the ratio of an estimator's probabilities comes from.

    Parameters
    ----------
    classifier : classifier or None
        The fitted classifier; None where probabilities were calibrated to the rows themselves, so
        that no class weight matters.
    params : dict
        What its `fit` was given besides the rows.
    """

    classifier: object
    params: Params


def learnt_prior(
    estimator: object, codes: NDArray[np.int64], n_classes: int, params: Params
) -> NDArray[np.float64]:
    """Return the class ratio that a fitted estimator's probabilities have; shape (n_classes,).

    Parameters
    ----------
    estimator : classifier
        Fitted to the rows.
    codes : ndarray of shape (n_rows,), int64
        The class of each row, as a position in the estimator's `classes_`.
    n_classes : int
        Number of classes.
    params : dict
        What its `fit` was given besides the rows, with a value for each of these rows.

    Raises
    ------
    InvalidInputError
        If the ratio cannot be known.
    """
    found = [
        _ratio(_totals_of_classifier(source, codes, n_classes))
        for source in _sources(estimator, params, n_classes)
    ]
    if not all(np.allclose(found[0], other, rtol=1e-6) for other in found):
        raise InvalidInputError(
            f"{_name(estimator)} averages classifiers that weight the classes differently, so its "
            "probabilities have no one class ratio to be corrected from",
            remedy="give all of them the same class_weight, or none",
            parameter="estimator",
        )
    return found[0]


def given_prior(
    estimator: object, codes: NDArray[np.int64], n_classes: int, params: Params
) -> NDArray[np.float64]:
    """Return the class ratio of rows by the weights that the estimator's `fit` gets with them.

    Parameters are those of `learnt_prior`; the class weights of the estimator do not count.

    Raises
    ------
    InvalidInputError
        If the weights only balance the classes, so that the original ratio is lost.
    """
    weight = weight_of_rows(estimator, params, n_classes)
    counts = np.bincount(codes, minlength=n_classes)
    totals = _totals(codes, n_classes, weight)
    if weight is not None and np.ptp(counts) and np.ptp(totals) <= 1e-6 * totals.max():
        raise InvalidInputError(
            "sample_weight makes all classes weigh the same, although they have "
            f"{', '.join(map(str, counts.tolist()))} rows; probabilities would then be corrected "
            "to equal classes, and not to yours",
            remedy=_INSTEAD,
            parameter="sample_weight",
        )
    return _ratio(totals)


def weight_of_rows(estimator: object, params: Params, n_classes: int) -> NDArray[np.float64] | None:
    """Return the weight of each row that reaches the classifiers of a fitted estimator, or None."""
    weights = [
        source.params.get("sample_weight") for source in _sources(estimator, params, n_classes)
    ]
    if any(weight is not weights[0] for weight in weights):
        raise InvalidInputError(
            f"sample_weight reaches only some of the classifiers in {_name(estimator)}",
            remedy="give it to all of them, or to none",
            parameter="sample_weight",
        )
    return None if weights[0] is None else np.asarray(weights[0], np.float64)


def _sources(estimator: object, params: Params, n_classes: int) -> Iterator[_Source]:
    """Yield the classifiers whose ratio a fitted estimator's probabilities have."""
    if isinstance(estimator, FrozenEstimator):
        raise InvalidInputError(
            f"{_name(estimator)} was fitted before, to rows whose class ratio is not known here, "
            "and resampling cannot change it",
            remedy="give the classifier itself, to be fitted, or correct its probabilities "
            "with counterpoise.models.prior_corrected.correct_prior",
            parameter="estimator",
        )
    if isinstance(estimator, CalibratedClassifierCV) and estimator.method != "temperature":
        yield _Source(None, params)
        return
    inner = list(_inside(estimator, params, n_classes))
    for classifier, its_params in inner:
        for source in _sources(classifier, its_params, n_classes):
            if isinstance(estimator, BaggingClassifier) and "sample_weight" in params:
                # The weights decide which rows are drawn, whatever a member's `fit` takes.
                weight = {"sample_weight": params["sample_weight"]}
                source = _Source(source.classifier, {**source.params, **weight})
            if isinstance(estimator, CalibratedClassifierCV) and _settings(source.classifier):
                raise InvalidInputError(
                    f"{_name(estimator)} with method='temperature' flattens the odds of classes "
                    f"that {_name(source.classifier)} weights, and their ratio is then not known",
                    remedy=f"{_INSTEAD}, or use method='sigmoid'",
                    parameter="estimator",
                )
            yield source
    if not inner:
        _check_alone(estimator)
        yield _Source(estimator, params)


def _inside(estimator: object, params: Params, n_classes: int) -> Iterator[tuple[object, Params]]:
    """Yield the fitted classifiers that an estimator takes its probabilities from.

    Each comes with the parameters of its `fit`. None for an estimator that is no known wrapper.
    """
    if isinstance(estimator, Pipeline):
        _check_steps(estimator)
        name, last = estimator.steps[-1]
        yield last, _handed_down(estimator, params, name, f"{name}__")
    elif isinstance(estimator, StackingClassifier):
        # The members are only features of the last one, which learns from all rows.
        yield estimator.final_estimator_, params
    elif isinstance(estimator, CalibratedClassifierCV):
        # By a temperature, which leaves an even chance where it is.
        for calibrated in estimator.calibrated_classifiers_:
            yield calibrated.estimator, params
    elif isinstance(estimator, VotingClassifier):
        members = [name for name, member in estimator.estimators if member != "drop"]
        for name, member in zip(members, estimator.estimators_, strict=True):
            yield member, _handed_down(estimator, params, name)
    elif isinstance(estimator, BaggingClassifier) and not hasattr(estimator, "sampling_strategy"):
        for member in estimator.estimators_:
            yield member, params
    elif isinstance(estimator, OneVsRestClassifier):
        own = _handed_down(estimator, params, "estimator")
        if n_classes > 2:
            _check_no_settings(
                estimator, "one class against the rest, each with weights of its own"
            )
        for member in estimator.estimators_ if n_classes == 2 else ():
            yield member, own
    elif hasattr(estimator, "best_estimator_"):
        yield estimator.best_estimator_, _handed_down(estimator, params, "estimator")
    elif isinstance(
        estimator, RFE | TunedThresholdClassifierCV | FixedThresholdClassifier | DecisionRule
    ):
        yield estimator.estimator_, _handed_down(estimator, params, "estimator")


def _handed_down(outer: object, params: Params, name: str, prefix: str = "") -> Params:
    """Return what an estimator's `fit` gives on to a part of it."""
    if _routing_enabled():
        return dict(process_routing(outer, "fit", **params)[name].fit) if params else {}
    return {key[len(prefix) :]: v for key, v in params.items() if key.startswith(prefix)}


def _totals_of_classifier(
    source: _Source, codes: NDArray[np.int64], n_classes: int
) -> NDArray[np.float64]:
    """Return what the rows of each class weigh to a fitted classifier; shape (n_classes,)."""
    classifier = source.classifier
    if isinstance(classifier, SVC | NuSVC):
        # Its probabilities are a logistic curve fitted to the rows without any weights.
        return _totals(codes, n_classes, None)
    weight = source.params.get("sample_weight")
    totals = _totals(codes, n_classes, weight)
    if classifier is None:
        return totals
    settings = _settings(classifier)
    fixed = settings.get("priors", settings.get("class_prior"))
    if fixed is not None:
        return np.asarray(fixed, np.float64)
    if "fit_prior" in settings:
        return np.ones(n_classes)
    for name, value in settings.items():
        totals = totals * _factors(name, value, classifier, codes, n_classes, weight is not None)
    return totals


def _factors(
    name: str,
    value: Any,
    classifier: object,
    codes: NDArray[np.int64],
    n_classes: int,
    weighted: bool,
) -> NDArray[np.float64]:
    """Return what a setting multiplies the weight of each class by; shape (n_classes,)."""
    counts = np.bincount(codes, minlength=n_classes).astype(np.float64)
    if name == "scale_pos_weight":
        if n_classes != 2:
            raise InvalidInputError(
                f"{_name(classifier)} has scale_pos_weight={value!r}, which is for two classes, "
                f"and there are {n_classes}",
                remedy=_INSTEAD,
                parameter="estimator",
            )
        return np.array([1.0, float(value)])
    if name in ("class_weight", "class_weights") and not isinstance(value, str):
        return _named_factors(value, classifier, n_classes)
    if weighted:
        raise InvalidInputError(
            f"{_name(classifier)} has {name}={value!r} and is given sample_weight: whether the "
            "classes are balanced by their rows or by these weights is not known here",
            then="; ",
            remedy=_INSTEAD,
            parameter="estimator",
        )
    factors: NDArray[np.float64] = counts.sum() / (n_classes * np.maximum(counts, 1))
    return np.sqrt(factors) if value == "SqrtBalanced" else factors


def _named_factors(value: object, classifier: object, n_classes: int) -> NDArray[np.float64]:
    """Return weights that are given by class label, or in the order of the classes."""
    if not isinstance(value, Mapping):
        return np.asarray(value, np.float64)
    # An ensemble may have numbered the classes before its members saw them.
    classes = np.asarray(getattr(classifier, "classes_", np.arange(n_classes)))
    return np.asarray(compute_class_weight(dict(value), classes=classes, y=classes), np.float64)


def _check_alone(classifier: object) -> None:
    """Raise `InvalidInputError` if a classifier hides settings that cannot be followed."""
    if isinstance(classifier, OneVsRestClassifier):
        return
    if hasattr(classifier, "sampling_strategy"):
        raise InvalidInputError(
            f"{_name(classifier)} resamples the rows itself, and the class ratio that its members "
            "learn is not known here",
            remedy="use the same classifier without resampling, and give RandomUnderSampler or "
            "another as resampler",
            parameter="estimator",
        )
    _check_no_settings(classifier, "whose effect on the class ratio is not known here")


def _check_no_settings(estimator: object, why: str) -> None:
    """Raise `InvalidInputError` if anything inside an estimator weights or resamples classes."""
    if not hasattr(estimator, "get_params") or isinstance(estimator, type):
        return
    for path, value in _all_settings(estimator):
        outer, _, name = path.rpartition("__")
        if hasattr(value, "fit_resample") and not isinstance(value, type):
            _refuse_sampler(estimator, path, value)
        if isinstance(value, FrozenEstimator):
            next(_sources(value, {}, 2))
        if outer and name in _NEUTRAL and not _is_neutral(name, value):
            raise InvalidInputError(
                f"{_name(estimator)} has {path}={value!r}, {why}",
                remedy=_INSTEAD,
                parameter="estimator",
            )


def _all_settings(estimator: Any) -> Iterator[tuple[str, Any]]:
    """Yield the settings of an estimator, and those of the estimators it is given, alone or listed.

    Each comes with its path, as ``get_params`` writes it: ``outer__inner``.
    """
    for path, value in estimator.get_params(deep=True).items():
        yield path, value
        if isinstance(value, list | tuple):
            for n, one in enumerate(value):
                if hasattr(one, "get_params") and not isinstance(one, type):
                    yield f"{path}__{n}", one
                    yield from ((f"{path}__{n}__{name}", v) for name, v in _all_settings(one))


def _check_steps(pipeline: Pipeline) -> None:
    for name, step in pipeline.steps[:-1]:
        if hasattr(step, "fit_resample"):
            _refuse_sampler(pipeline, name, step)
        if isinstance(step, Pipeline):
            _check_steps(step)


def _refuse_sampler(estimator: object, where: str, sampler: object) -> None:
    raise InvalidInputError(
        f"{_name(estimator)} resamples the rows itself ({where}={_name(sampler)}), and the class "
        "ratio that comes out of it is not known here",
        remedy="leave the sampler out there, and give it as resampler",
        parameter="estimator",
    )


def _settings(classifier: Any) -> Params:
    """Return the settings of a classifier that change the ratio it learns."""
    try:
        given = dict(classifier.get_params(deep=False))
    except (AttributeError, TypeError):
        given = {}
    found = {name: given.get(name, getattr(classifier, name, None)) for name in _NEUTRAL}
    if isinstance(classifier, ComplementNB):  # which has these, and does not use them
        found = {}
    return {name: value for name, value in found.items() if not _is_neutral(name, value)}


def _is_neutral(name: str, value: object) -> bool:
    return any(value is one or (np.isscalar(value) and value == one) for one in _NEUTRAL[name])


def _totals(
    codes: NDArray[np.int64], n_classes: int, weight: ArrayLike | None
) -> NDArray[np.float64]:
    weights = None if weight is None else np.asarray(weight, np.float64)
    return np.bincount(codes, weights=weights, minlength=n_classes).astype(np.float64)


def _ratio(totals: NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = totals / totals.sum()
    return shares


def _name(estimator: object) -> str:
    return type(estimator).__name__
