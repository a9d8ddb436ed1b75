"""From a model's risks to decisions: by costs, a capacity, a wanted precision or recall."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone
from sklearn.frozen import FrozenEstimator
from sklearn.utils import _safe_indexing, check_random_state
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import _check_sample_weight, _num_samples, check_is_fitted

from counterpoise.errors import InvalidInputError, SamplingWarning, Setting, brief
from counterpoise.models.calibration import checked_cv
from counterpoise.models.class_factors import cheapest_factors, decide, mean_cost
from counterpoise.models.correction import as_floats
from counterpoise.models.cut_points import CutPoints, Ranking
from counterpoise.models.deployment import deployed_shares
from counterpoise.models.goals import Capacity, Costs, Goal, cost_matrix, goal_of, the_one_given
from counterpoise.models.protocols import Classifier, Params
from counterpoise.models.resampled import (
    AroundClassifier,
    checked_input,
    has_value_per_row,
    inner_has,
    routed_fit_params,
)
from counterpoise.models.shown import what_is_not_shown
from counterpoise.parameters.checks import checked_classifier, checked_whole

__all__ = ["DecisionRule", "Estimate"]

_TAILS = (2.5, 97.5)


@dataclass(frozen=True)
class Estimate:
    """A figure that is to be expected of new rows.

    Parameters
    ----------
    value : float
        Corrected for the choice of the rule on the same rows.
    low, high : float
        Its band of 95 %.
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3g} ({self.low:.3g} to {self.high:.3g})"


class DecisionRule(AroundClassifier):
    """Decide by what mistakes cost, by how many rows can be dealt with, or by what must be found.

    A classifier gives risks; somebody has to act on some rows and not on others. Give one goal.
    The rule is chosen on rows that the classifier did not learn from (cross-fitted), among all
    thresholds that part these rows otherwise: one for each distinct score, so that no better
    one exists. The band tells how far the threshold and its results would vary with other rows.

    Parameters
    ----------
    estimator : classifier
        Any classifier with `predict_proba`; for two classes `decision_function` will do.
        One that is fitted already: ``cv="prefit"``, or in scikit-learn's `FrozenEstimator`.
    costs : array-like of shape (n_classes, n_classes) or dict, optional
        Cost by the true class (row) and the decision (column), in the order of the sorted labels,
        or ``{"miss": 50, "false alarm": 1}`` for two classes. The rule costs least. For three
        classes or more each class's probability is multiplied by a factor, and the decision is the
        one of the least expected cost.
    capacity : int or float, optional
        How many rows can be dealt with. A whole number: `predict` flags the so many riskiest of
        the rows that it is asked for, together, and where rows tie for the last places the first
        ones of them, with a warning. A share, such as 0.02: rows from a threshold on, which flagged
        at most this share of the rows given to `fit`.
    precision : float, optional
        At least this share of the flagged rows is positive; of such thresholds the one that finds
        most. An error if there is none.
    recall : float, optional
        At least this share of the positive rows is flagged; of such thresholds the one that flags
        fewest rows.
    positive : label, optional
        The class that is flagged, of two; by default the smaller one.
    deployment_prior : array-like of shape (n_classes,) or dict, optional
        Shares of the classes where the rule is used, in the order of `classes_` or by label; by
        default those of the rows given to `fit`. Rows weigh accordingly.
    cv : int, splitter or "prefit", default=5
        Folds for risks of rows that the classifier did not learn from. With "prefit" the classifier
        is used as it is, and `fit` needs rows that it has not seen.
    n_bootstraps : int, default=200
        Samples of rows, within each class, for the bands.
    random_state : int, RandomState or None, default=None
        For the bootstrap.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    estimator_ : classifier
        Fitted to all rows.
    positive_class_ : label
        The class that is flagged, for two classes.
    threshold_ : float
        For two classes: rows are flagged from this score on. The score is the probability of the
        positive class, or the decision function towards it; infinity flags nobody, minus infinity
        everybody. For a capacity in rows it holds for as many rows as were given to `fit`, and
        `predict` ranks the rows that it is asked for instead.
    threshold_band_ : (float, float)
        Band of 95 % of the threshold.
    theoretical_threshold_ : float
        For costs of two classes: the threshold that would be best if the probabilities were right.
    factors_, factors_band_ : ndarray of shape (n_classes,) and (n_classes, 2)
        For three classes or more: what each class's probability is multiplied by, and its band.
    expected_ : dict of str to Estimate
        What to expect of new rows: "flagged" (the share of all rows), "precision", "recall", and
        "cost" per row where there are costs.

    Raises
    ------
    InvalidInputError
        If not exactly one goal is given, it cannot be reached, or a class has too few rows.

    Warns
    -----
    SamplingWarning
        With the code "one decision for all" if the rule flags nobody or everybody; with "goal not
        shown" if a precision or recall was reached only because not one of a few rows is wrong.

    See Also
    --------
    PriorCorrectedClassifier : probabilities that are right after resampling.

    Notes
    -----
    The rows that chose a rule flatter it. A rule chosen on a bootstrap sample is therefore also
    tried on all rows: the mean difference is added to the figure, and its quantiles to the band.
    The band covers the chance in the rows given to `fit`. It supposes that new rows are like them
    but for the class ratio.

    References
    ----------
    C. Elkan, "The Foundations of Cost-Sensitive Learning", IJCAI, 2001.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from counterpoise import DecisionRule
    >>> X, y = make_classification(2000, weights=[0.95], class_sep=0.5, random_state=0)
    >>> costs = {"miss": 20, "false alarm": 1}
    >>> rule = DecisionRule(LogisticRegression(), costs=costs, random_state=0).fit(X, y)
    >>> print(f"flag from {rule.threshold_:.3f} on, {rule.theoretical_threshold_:.3f} in theory")
    flag from 0.087 on, 0.048 in theory
    >>> print(rule.expected_["cost"])
    0.211 (0.145 to 0.272)
    >>> few = DecisionRule(LogisticRegression(), capacity=100, random_state=0).fit(X, y)
    >>> int(few.predict(X).sum())
    100
    """

    def __init__(
        self,
        estimator: Classifier,
        *,
        costs: ArrayLike | Mapping[str, float] | None = None,
        capacity: float | None = None,
        precision: float | None = None,
        recall: float | None = None,
        positive: Any = None,
        deployment_prior: ArrayLike | Mapping[Hashable, float] | None = None,
        cv: int | Iterable[tuple[ArrayLike, ArrayLike]] | Any = 5,
        n_bootstraps: int = 200,
        random_state: Any = None,
    ):
        self.estimator = estimator
        self.costs = costs
        self.capacity = capacity
        self.precision = precision
        self.recall = recall
        self.positive = positive
        self.deployment_prior = deployment_prior
        self.cv = cv
        self.n_bootstraps = n_bootstraps
        self.random_state = random_state

    def fit(self, X: Any, y: Any, **fit_params: Any) -> DecisionRule:
        """Fit the classifier, and choose the rule on rows that it did not learn from.

        Parameters
        ----------
        X : array-like or dataframe of shape (n_rows, n_features)
            The rows.
        y : array-like of shape (n_rows,)
            Their classes.
        **fit_params
            Passed to the classifier's `fit`. Rows also count by their `sample_weight` when the rule
            is chosen.

        Returns
        -------
        self
        """
        X, y = checked_input(self, X, y)
        _check_rows(X, y)
        checked_classifier("estimator", self.estimator)
        name, _ = the_one_given(self._goals())
        n_bootstraps = checked_whole("n_bootstraps", self.n_bootstraps, 1)
        rng = self._random_state()
        y = np.asarray(y)
        labels, codes = np.unique(y, return_inverse=True)
        self._check_classes(name, labels, y)
        if len(labels) == 2:  # refused before the classifier is fitted
            goal_of(self._goals(), len(y), self._positive)
        self._deployed(labels)
        params = routed_fit_params(self, fit_params)
        weight = _weight_of_rows(params, X)
        _check_weights(codes, weight, labels)
        known, held_out = self._held_out(X, y, labels, codes, params)
        codes, weight = codes[known], weight[known]
        factors = self._factors_of_rows(codes, weight)
        samples = _bootstraps(codes, weight, n_bootstraps, rng)
        if len(labels) > 2:
            self._choose_factors(held_out, codes, weight * factors[codes], factors, samples)
        else:
            self._choose_threshold(held_out, codes, weight, factors, samples)
        return self

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the decision for each row, as a class label; shape (n_rows,).

        With a capacity in rows it depends on the other rows of `X`: the riskiest of them.
        """
        check_is_fitted(self)
        if len(self.classes_) > 2:
            costs = cost_matrix(self.costs, len(self.classes_))
            decisions = decide(_probabilities(self.estimator_, X), self.factors_, costs)
            return np.asarray(self.classes_[decisions])
        scores = _scores(self.estimator_, X, self._positive)
        if isinstance(self.capacity, Integral):
            flagged = _riskiest(scores, int(self.capacity))
        else:
            flagged = scores >= self.threshold_
        return np.asarray(self.classes_[np.where(flagged, self._positive, 1 - self._positive)])

    @available_if(inner_has("predict_proba"))
    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the classifier's probability of each class, on which the decision rests."""
        check_is_fitted(self)
        probabilities: NDArray[np.float64] = self.estimator_.predict_proba(X)
        return probabilities

    @available_if(inner_has("decision_function"))
    def decision_function(self, X: Any) -> NDArray[np.float64]:
        """Return the classifier's decision function."""
        check_is_fitted(self)
        decisions: NDArray[np.float64] = self.estimator_.decision_function(X)
        return decisions

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = _for_many(self.costs)
        return tags

    def _goals(self) -> dict[str, Any]:
        return {
            "costs": self.costs,
            "capacity": self.capacity,
            "precision": self.precision,
            "recall": self.recall,
        }

    def _random_state(self) -> np.random.RandomState:
        try:
            rng: np.random.RandomState = check_random_state(self.random_state)
        except (TypeError, ValueError) as error:
            raise InvalidInputError(
                Setting("random_state", self.random_state),
                " cannot be used",
                joint=": ",
                needed="it must be a whole number, 0 or more, a RandomState or None",
                remedy=None,
            ) from error
        return rng

    def _check_classes(self, goal: str, labels: NDArray[Any], y: NDArray[Any]) -> None:
        """Check the number of classes, and set which is positive."""
        if len(labels) < 2:
            raise InvalidInputError(
                f"the target has {len(labels)} class{'es' * (len(labels) == 0)} in {len(y)} rows",
                needed="a decision needs at least 2",
                remedy=None,
                parameter="y",
            )
        if len(labels) > 2 and not _for_many(self.costs):
            raise InvalidInputError(
                f"Only binary classification is supported with {goal} as given. The type of the "
                f"target is {type_of_target(y)}",
                remedy=f"give costs of shape ({len(labels)}, {len(labels)})",
                parameter=goal,
            )
        if goal == "costs":
            cost_matrix(self.costs, len(labels))
        counts = np.unique(y, return_counts=True)[1]
        self._positive = int(counts[0] >= counts[1])
        if self.positive is not None:
            known = np.ndim(self.positive) == 0 and self.positive in labels.tolist()
            if len(labels) > 2 or not known:
                raise InvalidInputError(
                    Setting("positive", self.positive),
                    " cannot be used",
                    joint=": ",
                    needed=f"it must be one of two classes, and they are "
                    f"{', '.join(map(repr, labels.tolist()))}",
                    remedy=None,
                )
            self._positive = labels.tolist().index(self.positive)

    def _held_out(
        self, X: Any, y: Any, labels: NDArray[Any], codes: NDArray[np.int64], params: Params
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Fit the classifier; return which rows have scores by one without them, and the scores.

        Scores are of shape (n_known,) for two classes and (n_known, n_classes) for more.
        """
        if isinstance(self.cv, str) and self.cv == "prefit":
            self.estimator_ = self.estimator
        elif isinstance(self.estimator, FrozenEstimator):
            self.estimator_ = clone(self.estimator)
        else:
            known, scores = self._cross_fitted(X, y, labels, codes, params)
            self.estimator_ = clone(self.estimator).fit(X, y, **params)
            self.classes_ = self.estimator_.classes_
            return known, scores
        check_is_fitted(self.estimator_)
        unused = sorted(params.keys() - {"sample_weight"})
        if unused:
            raise InvalidInputError(
                f"{', '.join(unused)} would reach nobody",
                needed="the classifier is fitted already, and its fit is not called",
                remedy="leave it out",
                parameter=unused[0],
            )
        self.classes_ = _same_classes(self.estimator_, labels)
        return np.arange(len(codes)), self._scores_of(self.estimator_, X)

    def _cross_fitted(
        self, X: Any, y: Any, labels: NDArray[Any], codes: NDArray[np.int64], params: Params
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        cv = checked_cv(self.cv, codes)
        n_rows, counts = _num_samples(X), np.bincount(codes)
        n_folds = cv.get_n_splits(X, codes)
        if counts.min() < 2 or (isinstance(self.cv, Integral) and counts.min() < n_folds):
            raise InvalidInputError(
                f"class {labels.tolist()[counts.argmin()]!r} has {counts.min()} rows",
                needed=f"choosing a rule over {n_folds} folds needs at least {n_folds} of each "
                "class",
                remedy="lower cv",
                parameter="cv",
            )
        scores = np.full((n_rows,) if len(labels) == 2 else (n_rows, len(labels)), np.nan)
        for train, test in cv.split(np.zeros(n_rows), codes):
            part = {
                name: _safe_indexing(value, train) if has_value_per_row(value, n_rows) else value
                for name, value in params.items()
            }
            model = clone(self.estimator).fit(
                _safe_indexing(X, train), _safe_indexing(y, train), **part
            )
            _same_classes(model, labels)
            scores[test] = self._scores_of(model, _safe_indexing(X, test))
        known = np.flatnonzero(~np.isnan(scores.reshape(n_rows, -1)[:, 0]))
        return known, scores[known]

    def _scores_of(self, estimator: Any, X: Any) -> NDArray[np.float64]:
        if len(estimator.classes_) > 2:
            return _probabilities(estimator, X)
        return _scores(estimator, X, self._positive)

    def _factors_of_rows(
        self, codes: NDArray[np.int64], weight: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return what rows of each class weigh, so that they have their shares in deployment."""
        totals = np.bincount(codes, weights=weight, minlength=len(self.classes_))
        if not (totals > 0).all():
            label = self.classes_.tolist()[int(totals.argmin())]
            raise InvalidInputError(
                f"class {label!r} has no row to choose the rule on, or its sample_weight is 0",
                remedy="use folds (cv) and weights that leave it some",
                parameter="cv",
            )
        shares = self._deployed(self.classes_)
        if shares is None:
            return np.ones(len(totals))
        return np.asarray(shares * totals.sum() / totals)

    def _deployed(self, labels: NDArray[Any]) -> NDArray[np.float64] | None:
        """Return the shares in deployment; None for those of the rows."""
        if self.deployment_prior is None:
            return None
        shares = deployed_shares(self.deployment_prior, labels)
        if not (shares > 0).all():
            raise InvalidInputError(
                Setting("deployment_prior", self.deployment_prior),
                " leaves out a class",
                needed="a rule between classes needs a share above 0 of each",
                remedy=None,
            )
        return shares

    def _choose_threshold(
        self,
        scores: NDArray[np.float64],
        codes: NDArray[np.int64],
        weight: NDArray[np.float64],
        factors: NDArray[np.float64],
        samples: Iterator[NDArray[np.float64]],
    ) -> None:
        """Set the threshold for two classes, its band, and what to expect."""
        goal = goal_of(self._goals(), len(codes), self._positive)
        costs = goal.matrix if isinstance(goal, Costs) else None
        ranking = Ranking(scores, codes == self._positive)
        by = (float(factors[1 - self._positive]), float(factors[self._positive]))
        cuts = ranking.cut_points(weight, by)
        goal.check(cuts)
        chosen = goal.choose(cuts)
        self.positive_class_ = self.classes_.tolist()[self._positive]
        self.threshold_ = ranking.threshold(chosen)
        found = _figures(cuts, _amount(goal, cuts, chosen), costs)
        thresholds, gains = [], []
        for sample in samples:
            drawn = ranking.cut_points(sample, by)
            cut = goal.choose(drawn)
            thresholds.append(ranking.threshold(cut, drawn.flagged))
            there = _figures(drawn, _amount(goal, drawn, cut), costs)
            here = _figures(cuts, _amount(goal, cuts, ranking.cut_at(thresholds[-1])), costs)
            gains.append({name: here[name] - there[name] for name in found})
        self.threshold_band_ = _band(thresholds)
        self.expected_ = {
            name: _estimate(name, value, [gain[name] for gain in gains], costs)
            for name, value in found.items()
        }
        if costs is not None and hasattr(self.estimator_, "predict_proba"):
            self.theoretical_threshold_ = _theoretical(costs, by)
        self._warn_of_one_decision(chosen, len(ranking.distinct))
        counts = ranking.cut_points((weight > 0).astype(np.float64))
        if unshown := what_is_not_shown(goal, counts, chosen):
            warnings.warn(SamplingWarning("goal not shown", unshown), stacklevel=3)

    def _choose_factors(
        self,
        probabilities: NDArray[np.float64],
        codes: NDArray[np.int64],
        weight: NDArray[np.float64],
        factors: NDArray[np.float64],
        samples: Iterator[NDArray[np.float64]],
    ) -> None:
        """Set the factors for three classes or more, their bands, and what to expect."""
        costs = cost_matrix(self.costs, len(self.classes_))

        def cost_of(tried: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
            return mean_cost(decide(probabilities, tried, costs), codes, weight, costs)

        # As if the probabilities were right, and as if only their mean were wrong.
        share = np.bincount(codes, weights=weight) / weight.sum()
        mean = np.maximum(probabilities.mean(axis=0), 1e-9)
        starts = [factors, share / mean]
        found = [cheapest_factors(probabilities, codes, weight, costs, one) for one in starts]
        self.factors_ = min(found, key=lambda one: cost_of(one, weight))
        cost, gains, bands = cost_of(self.factors_, weight), [], []
        for sample in samples:
            drawn = sample * factors[codes]
            tried = cheapest_factors(probabilities, codes, drawn, costs, self.factors_, rounds=1)
            gains.append(cost_of(tried, weight) - cost_of(tried, drawn))
            bands.append(tried)
        self.factors_band_ = np.percentile(bands, _TAILS, axis=0).T
        self.expected_ = {"cost": _estimate("cost", cost, gains, costs)}

    def _warn_of_one_decision(self, chosen: int, n_distinct: int) -> None:
        if 0 < chosen < n_distinct:
            return
        whom = "nobody" if chosen == 0 else "every row"
        warnings.warn(
            SamplingWarning(
                "one decision for all",
                f"the best rule on held-out rows flags {whom}: by this goal the classifier's risks "
                "change no decision. Look at the costs (rows are the true class, columns the "
                "decision), or use a better classifier",
            ),
            stacklevel=3,
        )


def _for_many(costs: Any) -> bool:
    """Return whether costs may be for three classes or more."""
    shape = as_floats(costs).shape
    return len(shape) == 2 and shape != (2, 2)


def _same_classes(estimator: Any, labels: NDArray[Any]) -> NDArray[Any]:
    """Return the classes of a fitted classifier, which must be those of the target."""
    classes: NDArray[Any] = np.asarray(estimator.classes_)
    if classes.tolist() != labels.tolist():
        raise InvalidInputError(
            f"the classifier knows the classes {', '.join(map(repr, classes.tolist()))}",
            needed=f"the rows to choose the rule on have {', '.join(map(repr, labels.tolist()))}",
            joint=", and ",
            remedy="use rows (or folds: cv) with all of them",
            parameter="y",
        )
    return classes


def _check_rows(X: Any, y: Any) -> None:
    try:
        n_rows: int | None = _num_samples(X)
    except TypeError:
        n_rows = None
    if n_rows != len(y):
        raise InvalidInputError(
            f"X={brief(X)} is no table" if n_rows is None else f"X has {n_rows} rows",
            needed=f"y has {len(y)}",
            joint=", and ",
            remedy="pass a table, and a class for each of its rows",
            parameter="X",
        )


def _weight_of_rows(params: Params, X: Any) -> NDArray[np.float64]:
    """Return what each row counts when the rule is chosen; shape (n_rows,)."""
    weight: NDArray[np.float64] = _check_sample_weight(
        params.get("sample_weight"), X, dtype=np.float64
    )
    if (weight < 0).any():
        raise InvalidInputError(
            f"sample_weight has {(weight < 0).sum()} values below 0",
            needed="rows count by their weights when the rule is chosen",
            remedy="give weights of 0 or more",
            parameter="sample_weight",
        )
    return weight


def _check_weights(
    codes: NDArray[np.int64], weight: NDArray[np.float64], labels: NDArray[Any]
) -> None:
    totals = np.bincount(codes, weights=weight)
    if not (totals > 0).all():
        raise InvalidInputError(
            f"class {labels.tolist()[int(totals.argmin())]!r} has a sample_weight of 0 in all "
            "its rows",
            needed="a decision needs at least 2 classes with rows that count",
            remedy="give them weights above 0",
            parameter="sample_weight",
        )


def _probabilities(estimator: Any, X: Any) -> NDArray[np.float64]:
    if not hasattr(estimator, "predict_proba"):
        raise InvalidInputError(
            f"{type(estimator).__name__} has no predict_proba as it is set",
            needed="a rule needs probabilities",
            remedy="set it so that it has, or put it into CalibratedClassifierCV",
            parameter="estimator",
        )
    return _finite(estimator, as_floats(estimator.predict_proba(X)))


def _scores(estimator: Any, X: Any, positive: int) -> NDArray[np.float64]:
    """Return what grows with the risk of the positive one of two classes; shape (n_rows,)."""
    if hasattr(estimator, "predict_proba") or not hasattr(estimator, "decision_function"):
        return _probabilities(estimator, X)[:, positive]
    towards_second = _finite(estimator, as_floats(estimator.decision_function(X)))
    return towards_second if positive else -towards_second


def _finite(estimator: object, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    if np.isnan(scores).any():
        raise InvalidInputError(
            f"{type(estimator).__name__} gives rows a score of NaN",
            needed="a rule needs a number for each row",
            remedy=None,
            parameter="estimator",
        )
    return scores


def _riskiest(scores: NDArray[np.float64], capacity: int) -> NDArray[np.bool_]:
    """Return whether each row is among the riskiest; ties go to those that stand first."""
    order = np.argsort(-scores, kind="stable")
    flagged = np.zeros(len(scores), bool)
    flagged[order[:capacity]] = True
    if len(scores) > capacity and scores[order[capacity]] == scores[order[capacity - 1]]:
        tied = scores == scores[order[capacity]]
        warnings.warn(
            SamplingWarning(
                "tied scores",
                f"{tied.sum()} rows have the same score and there is room for "
                f"{(tied & flagged).sum()} of them: those that stand first were flagged",
            ),
            stacklevel=3,
        )
    return flagged


def _bootstraps(
    codes: NDArray[np.int64], weight: NDArray[np.float64], n: int, rng: np.random.RandomState
) -> Iterator[NDArray[np.float64]]:
    """Yield weights of rows drawn with replacement within each class."""
    members = [np.flatnonzero(codes == c) for c in range(codes.max() + 1)]
    for _ in range(n):
        drawn = np.zeros(len(codes))
        for rows in members:
            drawn[rows] = np.bincount(rng.randint(len(rows), size=len(rows)), minlength=len(rows))
        yield drawn * weight


def _amount(goal: Goal, cuts: CutPoints, cut: int) -> float:
    """Return the weight of what is flagged, some of several tied rows where that is allowed."""
    if isinstance(goal, Capacity) and goal.ties_broken:
        return goal.share * cuts.n_rows
    return float(cuts.flagged[cut])


def _figures(cuts: CutPoints, amount: float, costs: NDArray[np.float64] | None) -> dict[str, float]:
    """Return what comes of flagging the riskiest rows of a total weight."""
    caught = float(np.interp(amount, cuts.flagged, cuts.caught))
    one = CutPoints(np.array([caught]), np.array([amount]), cuts.n_positive, cuts.n_rows)
    figures = {
        "flagged": amount / cuts.n_rows,
        "precision": caught / amount if amount > 0 else np.nan,
        "recall": caught / cuts.n_positive,
    }
    if costs is not None:
        figures["cost"] = float(one.cost(costs)[0])
    return figures


def _estimate(
    name: str, value: float, gains: list[float], costs: NDArray[np.float64] | None
) -> Estimate:
    """Return a figure corrected for the choice on the same rows, within its possible range."""
    known = np.asarray(gains)[np.isfinite(gains)]
    if not len(known) or np.isnan(value):
        return Estimate(np.nan, np.nan, np.nan)
    least, most = 0.0, 1.0
    if name == "cost" and costs is not None:
        least, most = float(costs.min()), float(costs.max())
    found = np.clip(value + np.array([known.mean(), *np.percentile(known, _TAILS)]), least, most)
    return Estimate(*found.tolist())


def _band(thresholds: list[float]) -> tuple[float, float]:
    """Return the quantiles of thresholds, which may be infinite."""
    low, high = np.percentile(thresholds, _TAILS, method="nearest").tolist()
    return low, high


def _theoretical(costs: NDArray[np.float64], factors: tuple[float, float]) -> float:
    """Return the best threshold for right probabilities, or an infinity where none parts."""
    false = factors[0] * (costs[0, 1] - costs[0, 0])
    miss = factors[1] * (costs[1, 0] - costs[1, 1])
    if false + miss <= 0 or false < 0 or miss < 0:
        return np.inf if false >= miss else -np.inf
    return float(false / (false + miss))
