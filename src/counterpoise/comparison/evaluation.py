"""One contestant, one model, one fold: tune and choose the threshold inside, measure outside."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from counterpoise.comparison.columns import prepare
from counterpoise.comparison.contestants import Contestant, Model, ratio_now, seeded
from counterpoise.comparison.contributions import contributions
from counterpoise.comparison.decisions import Rule, choose_rule, default_rule
from counterpoise.comparison.metrics import Metric, balanced_loss, score_probabilities
from counterpoise.comparison.ratios import ratios_to_try
from counterpoise.comparison.splits import Fold, Splitting
from counterpoise.comparison.tuning import Chosen, Space, tune
from counterpoise.diagnosis.finding import Label
from counterpoise.models.protocols import Classifier

__all__ = [
    "Clock",
    "Data",
    "OutOfTimeError",
    "Outcome",
    "Settings",
    "evaluate",
    "fitting",
]

_MOST_K = 15
_DECISIONS = ("f1", "balanced_accuracy", "cost")
_CAREFUL = 1.3
"""How much longer than the slowest before it a fit may last."""


class OutOfTimeError(Exception):
    """The budget does not reach for the next fit."""


@dataclass
class Clock:
    """Says before each fit whether there is time for it.

    Parameters
    ----------
    deadline : float, optional
        When to be done, as `time.time` has it.
    pace : float
        Seconds that the slowest fit so far took for each training row, or is expected to take.
    """

    deadline: float | None = None
    pace: float = 0.0

    def before(self, n_rows: int) -> float:
        """Return the time, or raise `OutOfTimeError` if a fit of so many rows would last longer."""
        now = time.time()
        if self.deadline is not None and now + _CAREFUL * self.pace * n_rows > self.deadline:
            raise OutOfTimeError
        return now

    def after(self, begun: float, n_rows: int) -> None:
        """Remember how long a fit of so many rows took."""
        self.pace = max(self.pace, (time.time() - begun) / n_rows)


@dataclass(frozen=True)
class Data:
    """The table as numbers.

    Parameters
    ----------
    X : ndarray of shape (n_rows, n_columns), float64
        Numbers, and categories as codes; NaN where missing.
    codes : ndarray of shape (n_rows,), int64
        The classes; of two classes, 1 is the positive one.
    labels : list
        What the codes stand for.
    categorical : list of int
        Which columns are categories.
    """

    X: NDArray[np.float64]
    codes: NDArray[np.int64]
    labels: list[Label]
    categorical: list[int]

    @cached_property
    def missing(self) -> bool:
        """Whether a number is missing."""
        numeric = np.setdiff1d(np.arange(self.X.shape[1]), self.categorical)
        return bool(np.isnan(self.X[:, numeric]).any())


@dataclass(frozen=True)
class Settings:
    """What all folds have in common.

    Parameters
    ----------
    metric : Metric
        What is tuned for.
    costs : ndarray of shape (n_classes, n_classes), float64
        Cost of each mistake.
    precision : float
        Where recall is measured.
    trials : int
        Settings to try for each tuned method.
    splitting : Splitting
        How rows are split.
    seed : int
        The seed.
    max_rows : int, optional
        Most training rows of a fold.
    by_ratio : bool
        Whether the ratio is chosen by balanced validation loss, and the metric told for each.
    """

    metric: Metric
    costs: NDArray[np.float64]
    precision: float
    trials: int
    splitting: Splitting
    seed: int
    max_rows: int | None = None
    by_ratio: bool = False


@dataclass
class Outcome:
    """What came of a contestant on a fold.

    Parameters
    ----------
    scores : dict
        Every metric.
    settings : dict
        k and ratio, as tuned.
    threshold : float or None
        The threshold that served the metric, or F1, inside.
    seconds : float
        How long it took.
    error : str, optional
        Why it failed.
    probabilities : ndarray of shape (n_test, n_classes), optional
        Of the test rows, in the first repeat.
    by_ratio : dict of str to float
        For each ratio that was tried, the metric inside the training rows, turned so that more is
        better.
    contributions : ndarray of shape (n_test,), float32, optional
        What each test row contributes to the metric asked for.
    """

    scores: dict[str, float] = field(default_factory=dict)
    settings: Chosen = field(default_factory=dict)
    threshold: float | None = None
    seconds: float = 0.0
    error: str | None = None
    probabilities: NDArray[np.float64] | None = None
    by_ratio: dict[str, float] = field(default_factory=dict)
    contributions: NDArray[np.float32] | None = None


def fitting(model: Model, contestant: Contestant, settings: Chosen, data: Data) -> Classifier:
    """Return the classifier of a contestant for the array of numbers and codes."""
    weighted = model.weighted() if contestant.name == "class-weights" else None
    prepared = prepare(
        model.estimator if weighted is None else weighted,
        data.X.shape[1],
        data.categorical,
        missing=data.missing,
        takes_missing=model.takes_missing,
    )
    return contestant.make(prepared, settings, data.categorical)


def evaluate(
    data: Data,
    fold: Fold,
    settings: Settings,
    model: Model,
    contestant: Contestant,
    with_threshold: bool,
    clock: Clock | None = None,
) -> dict[str, Outcome]:
    """Return the outcome of a contestant on a fold, and with it that of "threshold" if asked.

    Doing nothing and tuning the threshold share their fits: they differ in what `predict` says.

    Parameters
    ----------
    data : Data
        The table.
    fold : Fold
        Training and test rows.
    settings : Settings
        What all folds have in common.
    model, contestant : Model and Contestant
        Who is tried.
    with_threshold : bool
        Whether to give the outcome of "threshold" too.
    clock : Clock, optional
        Says when the budget ends.

    Raises
    ------
    OutOfTimeError
        If the budget ends before.
    """
    begun = time.time()
    try:
        # Threads that wait for each other over small matrices, or for a busy core, cost more than
        # they bring; processes do the work side by side.
        with warnings.catch_warnings(), threadpool_limits(1):
            warnings.simplefilter("ignore")  # of models that do not converge on some fold
            work = _Work(data, fold, settings, model, contestant, clock or Clock())
            found = work.outcome(contestant.name)
            outcomes = {contestant.name: found}
            if with_threshold:
                outcomes["threshold"] = work.outcome("threshold")
    except OutOfTimeError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        outcomes = {contestant.name: Outcome(error=reason)}
        if with_threshold:
            outcomes["threshold"] = Outcome(error=reason)
    for outcome in outcomes.values():
        outcome.seconds = time.time() - begun
    return outcomes


class _Work:
    """The fits of a contestant on a fold."""

    def __init__(
        self,
        data: Data,
        fold: Fold,
        settings: Settings,
        model: Model,
        contestant: Contestant,
        clock: Clock,
    ):
        self.data, self.fold, self.settings = data, fold, settings
        self.model, self.contestant, self.clock = model, contestant, clock
        self.seed = settings.seed + 1000 * fold.repeat + fold.number
        self.train = _sampled(data.codes, fold.train, settings.max_rows, self.seed)
        self.inner = settings.splitting.inner(data.codes, self.train)
        self.held_out: dict[tuple[Any, ...], list[NDArray[np.float64]]] = {}
        self.by_ratio: dict[str, float] = {}
        self.chosen = self._tune()
        parts = self.held_out.get(tuple(self.chosen.values()), [])
        if len(parts) < len(self.inner):
            parts = [self._fit_predict(self.chosen, a, b) for a, b in self.inner]
        self.inner_codes = (
            np.concatenate([data.codes[b] for _, b in self.inner])
            if self.inner
            else np.empty(0, np.int64)
        )
        self.inner_probabilities = np.concatenate(parts) if parts else None
        self.probabilities = self._fit_predict(self.chosen, self.train, fold.test)

    def outcome(self, name: str) -> Outcome:
        """Return the outcome under the contestant's name or as "threshold"."""
        codes, costs = self.data.codes[self.fold.test], self.settings.costs
        usual = default_rule(len(self.data.labels))
        rules = {metric: self._rule(metric) for metric in _DECISIONS}
        for metric in ("f1", "balanced_accuracy"):
            rules[f"{metric}_predict"] = rules[metric] if name == "threshold" else usual
        decisions = {metric: rule.decide(self.probabilities) for metric, rule in rules.items()}
        scores = score_probabilities(
            codes, self.probabilities, decisions, costs, self.settings.precision
        )
        served = self.settings.metric.name
        told = contributions(served, codes, self.probabilities, decisions.get(served), costs)
        return Outcome(
            scores=scores,
            settings=dict(self.chosen),
            by_ratio=self.by_ratio,
            threshold=rules.get(served, rules["f1"]).threshold,
            probabilities=self.probabilities if self.fold.repeat == 0 else None,
            contributions=None if told is None else told.astype(np.float32),
        )

    def _rule(self, metric: str) -> Rule:
        if self.inner_probabilities is None:
            return default_rule(len(self.data.labels))
        return choose_rule(metric, self.inner_codes, self.inner_probabilities, self.settings.costs)

    def _tune(self) -> Chosen:
        fewest = min((int(np.bincount(self.data.codes[a]).min()) for a, _ in self.inner), default=2)
        most_k = max(1, min(_MOST_K, fewest - 1))
        defaults = self.contestant.defaults(most_k)
        space: Space = {}
        if "k" in self.contestant.settles and most_k > 1:
            space["k"] = (1, most_k)
        least = 1.5 * ratio_now(np.bincount(self.data.codes[self.train]))
        if "ratio" in self.contestant.settles and least < 0.9:
            space["ratio"] = (least, 1.0)
        if not self.inner:
            return defaults
        if self.settings.by_ratio and self.contestant.has_ratio:
            return self._tune_ratio(defaults, ratios_to_try(least))
        return tune(self._inner_figures, space, defaults, self.settings.trials, self.seed)

    def _tune_ratio(self, defaults: Chosen, ratios: list[float]) -> Chosen:
        """Return the settings with the ratio of the least balanced validation loss."""
        losses: dict[float, float] = {}
        for ratio in ratios:
            chosen = {**defaults, "ratio": ratio}
            figures = list(self._inner_figures(chosen))
            parts = self.held_out[tuple(chosen.values())]
            losses[ratio] = float(
                np.mean(
                    [
                        balanced_loss(self.data.codes[test], p)
                        for (_, test), p in zip(self.inner, parts, strict=True)
                    ]
                )
            )
            self.by_ratio[f"{ratio:g}"] = float(np.mean(figures))
        return {**defaults, "ratio": min(losses, key=lambda ratio: losses[ratio])}

    def _inner_figures(self, chosen: Chosen) -> Iterator[float]:
        """Yield what the metric says on each inner fold."""
        parts = self.held_out.setdefault(tuple(chosen.values()), [])
        parts.clear()
        for train, test in self.inner:
            probabilities = self._fit_predict(chosen, train, test)
            parts.append(probabilities)
            yield self._figure(self.data.codes[test], probabilities)

    def _figure(self, codes: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
        metric, costs = self.settings.metric, self.settings.costs
        rule = default_rule(len(self.data.labels))
        if metric.kind == "decision":
            rule = choose_rule(metric.name, codes, probabilities, costs)
        decided = {metric.name: rule.decide(probabilities)} if "decision" in metric.kind else {}
        scores = score_probabilities(
            codes, probabilities, decided, costs, self.settings.precision, only=metric.name
        )
        return metric.gain(scores[metric.name])

    def _fit_predict(
        self, chosen: Chosen, train: NDArray[np.int64], test: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        begun = self.clock.before(len(train))
        made = fitting(self.model, self.contestant, chosen, self.data)
        made = seeded(made, self.seed).fit(self.data.X[train], self.data.codes[train])
        probabilities = np.asarray(made.predict_proba(self.data.X[test]), np.float64)
        self.clock.after(begun, len(train))
        # Naive Bayes on rows far from all it has seen gives 0 / 0.
        return np.nan_to_num(probabilities, nan=1 / probabilities.shape[1])


def _sampled(
    codes: NDArray[np.int64], rows: NDArray[np.int64], most: int | None, seed: int
) -> NDArray[np.int64]:
    """Return at most so many rows, each class's share kept, in their order."""
    if most is None or len(rows) <= most:
        return rows
    rng = np.random.default_rng(seed)
    share = most / len(rows)
    parts = []
    for c in np.unique(codes[rows]):
        own = rows[codes[rows] == c]
        n = min(len(own), max(2, round(share * len(own))))
        parts.append(np.sort(rng.choice(own, n, replace=False)))
    return np.sort(np.concatenate(parts))
