"""Who takes part: ways to treat the imbalance, and models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.validation import check_is_fitted, has_fit_parameter

from counterpoise.comparison.ratios import NO_RATIO, GrowTo, ShrinkTo
from counterpoise.comparison.tuning import Chosen
from counterpoise.errors import InvalidInputError, Setting, brief
from counterpoise.methods.finding import find_method
from counterpoise.methods.making import make_sampler, smote_for
from counterpoise.methods.registry import Method
from counterpoise.models.protocols import Classifier, Resampler
from counterpoise.models.resampled import ResampledClassifier
from counterpoise.parameters.checks import (
    checked_classifier,
    checked_sampler,
    several,
    suggestion,
)

__all__ = ["BASELINES", "Contestant", "Model", "find_contestants", "find_models"]

BASELINES = ("nothing", "class-weights", "threshold")
"""The ways to treat the imbalance without touching the rows."""

_METHODS_NEEDED = "names, samplers, or a dict of samplers by name"

_MODELS: Mapping[str, Classifier] = {
    # A one-hot column that never varies within a class has a variance of zero there, and without
    # some smoothing a single row that differs outweighs all other columns.
    "naive-bayes": GaussianNB(var_smoothing=0.1),
    "logistic": LogisticRegression(max_iter=1000),
    "boosting": HistGradientBoostingClassifier(),
    "random-forest": RandomForestClassifier(),
}
_MODEL_SYNONYMS = {
    "naivebayes": "naive-bayes",
    "nb": "naive-bayes",
    "gaussiannb": "naive-bayes",
    "logisticregression": "logistic",
    "lr": "logistic",
    "histgradientboosting": "boosting",
    "histgradientboostingclassifier": "boosting",
    "gradientboosting": "boosting",
    "hgb": "boosting",
    "randomforest": "random-forest",
    "randomforestclassifier": "random-forest",
    "rf": "random-forest",
}


class BalancedWeights(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """Fit a classifier with the weight of each row the inverse of its class's count.

    For classifiers that take `sample_weight` but have no `class_weight`.

    Parameters
    ----------
    estimator : classifier
        Any that takes `sample_weight`.
    """

    class_weight = "balanced"
    """For those who ask which ratio it learns."""

    def __init__(self, estimator: Classifier):
        self.estimator = estimator

    def fit(self, X: Any, y: Any) -> BalancedWeights:
        """Fit with balanced weights."""
        weight = compute_sample_weight("balanced", y)
        self.estimator_ = clone(self.estimator).fit(X, y, sample_weight=weight)
        self.classes_ = self.estimator_.classes_
        return self

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the class of each row."""
        check_is_fitted(self)
        classes: NDArray[Any] = self.estimator_.predict(X)
        return classes

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the probability of each class under the weighted ratio."""
        check_is_fitted(self)
        probabilities: NDArray[np.float64] = self.estimator_.predict_proba(X)
        return probabilities


@dataclass(frozen=True)
class Model:
    """A classifier that contestants are tried with.

    Parameters
    ----------
    name : str
        How the results call it.
    estimator : classifier
        The classifier, unfitted.
    takes_missing : bool
        Whether it takes missing numbers.
    """

    name: str
    estimator: Classifier
    takes_missing: bool

    def weighted(self) -> Classifier | None:
        """Return it with balanced class weights; None if it has no weights at all."""
        if "class_weight" in self.estimator.get_params(deep=False):
            weighted: Classifier = clone(self.estimator).set_params(class_weight="balanced")
            return weighted
        if has_fit_parameter(self.estimator, "sample_weight"):
            return BalancedWeights(clone(self.estimator))
        return None


@dataclass(frozen=True)
class Contestant:
    """A way to treat the imbalance.

    Parameters
    ----------
    name : str
        How the results call it.
    method : Method, optional
        The method of the package.
    sampler : sampler, optional
        A sampler that was given as it is.
    """

    name: str
    method: Method | None = None
    sampler: Resampler | None = field(default=None, compare=False)

    @property
    def resamples(self) -> bool:
        """Whether it changes the rows."""
        return self.name not in BASELINES

    @property
    def settles(self) -> tuple[str, ...]:
        """What of it is tuned: "k" and "ratio", either, or nothing."""
        if self.method is None or self.method.chooses_at_random:
            return ()
        tuned = []
        if self.method.uses_k:
            tuned.append("k")
        if self.method.kind != "cleaning":
            tuned.append("ratio")
        return tuple(tuned)

    @property
    def has_ratio(self) -> bool:
        """Whether it adds or removes rows up to a ratio that may be chosen."""
        return self.method is not None and self.method.kind != "cleaning"

    def defaults(self, most_k: int) -> Chosen:
        """Return the settings before any tuning; `most_k` is the k that the classes allow."""
        if self.method is None:
            return {}
        usual = 3 if self.method.kind == "cleaning" else 5
        settings: Chosen = {"k": min(usual, most_k)} if "k" in self.settles else {}
        return {**settings, "ratio": 1.0} if "ratio" in self.settles else settings

    def make(self, model: Classifier, settings: Chosen, categorical: Sequence[int]) -> Classifier:
        """Return the classifier with this treatment.

        Parameters
        ----------
        model : classifier
            A model with its preparation; for class weights the weighted one.
        settings : dict
            "k" and "ratio"; a ratio of 0 leaves the rows as they are.
        categorical : sequence of int
            Positions of the categories.
        """
        if not self.resamples or settings.get("ratio") == NO_RATIO:
            return model
        if self.sampler is not None:
            return ResampledClassifier(clone(self.sampler), model)
        assert self.method is not None
        options: dict[str, object] = {"scale": "standard"}
        if self.method.kind != "cleaning":
            options["sampling_strategy"] = _strategy(self.method, settings.get("ratio", 1.0))
        k = int(settings["k"]) if "k" in settings else None
        sampler = make_sampler(self.method, options, k=k, categorical=categorical)
        return ResampledClassifier(sampler, model)


def _strategy(method: Method, ratio: float) -> str | GrowTo | ShrinkTo:
    """Return the sampling strategy of a ratio."""
    if ratio == 1.0:
        return "auto"
    return GrowTo(ratio) if method.adds_rows else ShrinkTo(ratio)


def find_models(models: Any) -> list[Model]:
    """Return the models of names, estimators, or a dict of estimators by name.

    Raises
    ------
    InvalidInputError
        If a name is not known, or an estimator is no classifier with `predict_proba`.
    """
    if isinstance(models, str) and models == "auto":
        models = list(_MODELS)
    if isinstance(models, Mapping):
        found = [_model(estimator, str(name)) for name, estimator in models.items()]
    else:
        listed = several("models", models, "names, classifiers, or a dict of classifiers by name")
        found = [_model(model, None) for model in listed]
    if not found:
        raise InvalidInputError(
            "models is empty", remedy=f"give one of {', '.join(_MODELS)}", parameter="models"
        )
    _check_unique([model.name for model in found], "models")
    return found


def _model(model: Any, name: str | None) -> Model:
    if isinstance(model, str):
        key = "".join(c for c in model.lower() if c.isalnum())
        key = _MODEL_SYNONYMS.get(key, model.lower())
        if key not in _MODELS:
            near = suggestion(model, _MODELS, _MODEL_SYNONYMS)
            raise InvalidInputError(
                Setting("models", model),
                f" is not known{near}",
                needed=f"the models are {', '.join(_MODELS)}, or any classifier of scikit-learn",
                remedy=None,
            )
        return Model(name or key, clone(_MODELS[key]), key in ("boosting", "random-forest"))
    checked_classifier("models", model)
    if not hasattr(model, "predict_proba"):
        raise InvalidInputError(
            f"model {model!r} has no predict_proba",
            joint=", and ",
            needed="a comparison needs probabilities",
            remedy="give a classifier that has (SVC(probability=True), or "
            "CalibratedClassifierCV around yours)",
            parameter="models",
        )
    return Model(name or type(model).__name__, clone(model), False)


def find_contestants(
    methods: Any, baselines: Any, has_numbers: bool, has_categories: bool
) -> list[Contestant]:
    """Return the baselines, then the methods of names or samplers.

    Raises
    ------
    InvalidInputError
        If a name is not known, or a method does not take such columns.
    """
    chosen = several("baselines", baselines, f"names, of {', '.join(BASELINES)}")
    for name in chosen:
        if not isinstance(name, str) or name not in BASELINES:
            raise InvalidInputError(
                f"baselines names {brief(name)}{suggestion(name, BASELINES)}",
                needed=f"they are {', '.join(BASELINES)}",
                remedy="leave out what resampling need not beat",
                parameter="baselines",
            )
    if isinstance(methods, Mapping):
        found = [
            Contestant(str(name), None, checked_sampler(f"methods[{name!r}]", sampler))
            for name, sampler in methods.items()
        ]
    else:
        listed = several("methods", methods, _METHODS_NEEDED)
        found = [_contestant(method, has_numbers, has_categories) for method in listed]
    if not chosen or not found:
        raise InvalidInputError(
            "a comparison needs a baseline and a method",
            remedy=f"name one of each in baselines ({', '.join(BASELINES)}) and in methods",
        )
    everyone = [*(Contestant(name) for name in chosen), *found]
    _check_unique([c.name for c in everyone], "methods")
    return everyone


def _contestant(method: Any, has_numbers: bool, has_categories: bool) -> Contestant:
    if hasattr(method, "fit_resample"):
        checked_sampler("methods", method)
        return Contestant(type(method).__name__, None, method)
    if isinstance(method, str) and method == "auto":
        automatic = smote_for(has_numbers, has_categories)
        return Contestant(automatic.name, automatic)
    found = find_method(method, "methods")
    if not found.fits(has_numbers, has_categories):
        held = " and ".join(
            word for word, has in (("numbers", has_numbers), ("categories", has_categories)) if has
        )
        raise InvalidInputError(
            Setting("method", found.name),
            f" takes {found.columns} columns, and the table has {held}",
            remedy=(
                "use ",
                Setting("method", "auto"),
                ", or name columns in categorical or ignore",
            ),
        )
    return Contestant(found.name, found)


def _check_unique(names: list[str], what: str) -> None:
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise InvalidInputError(
            f"{what} has {', '.join(sorted(twice))} twice",
            remedy="give each a name of its own, in a dict",
            parameter=what,
        )


def seeded(estimator: Classifier, seed: int) -> Classifier:
    """Return a clone whose every unset `random_state` is the seed."""
    copy = clone(estimator)
    unset = [
        name
        for name, value in copy.get_params().items()
        if (name == "random_state" or name.endswith("__random_state")) and value is None
    ]
    reseeded: Classifier = copy.set_params(**dict.fromkeys(unset, seed))
    return reseeded


def ratio_now(counts: np.ndarray) -> float:
    """Return the rows of the smallest class, as a share of the largest."""
    return float(counts.min() / counts.max())
