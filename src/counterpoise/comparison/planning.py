"""What a time budget allows."""

from __future__ import annotations

import contextlib
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import partial

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.dummy import DummyClassifier
from threadpoolctl import threadpool_limits

from counterpoise.comparison.contest import Contest
from counterpoise.comparison.contestants import Contestant, seeded
from counterpoise.comparison.evaluation import Data, Settings, evaluate, fitting
from counterpoise.comparison.ratios import ratios_to_try
from counterpoise.comparison.result import JsonObject
from counterpoise.models.protocols import Classifier

__all__ = ["Plan", "expected_seconds", "make_plan", "probed"]

_PROBES = (500, 2000)
"""Rows that a model is fitted to, to see what a fit costs as such and what each row costs."""

_SHARE_TO_PLAN = 0.75
"""Of the budget: estimates are rough, and the last fold must end within it."""


@dataclass(frozen=True)
class Plan:
    """How thoroughly a comparison is done.

    Parameters
    ----------
    trials : int
        Settings to try for each tuned method.
    repeats : int
        Repeats of the folds.
    max_rows : int or None
        Most training rows of a fold.
    costs : dict of str to (float, float)
        For each model the seconds that a fit takes as such, and for each row.
    resampling : dict of str to (float, float)
        The same of each contestant's resampling, by itself.
    scoring : float
        Seconds on a fold for all that is no fit: splitting, thresholds, and all metrics.
    """

    trials: int
    repeats: int
    max_rows: int | None = None
    costs: dict[str, tuple[float, float]] = field(default_factory=dict)
    resampling: dict[str, tuple[float, float]] = field(default_factory=dict)
    scoring: float = 0.0

    def pace(
        self, model: str, contestant: Contestant, n_rows: int, counts: NDArray[np.int64]
    ) -> float:
        """Return the seconds for each training row that a fit is expected to take."""
        fixed, each = self.costs.get(model, (0.0, 0.0))
        begin, more = self.resampling.get(contestant.name, (0.0, 0.0))
        return (fixed + begin) / n_rows + each * _growth(contestant, counts) + more

    def to_dict(self) -> JsonObject:
        """Return the plan as plain values."""
        return asdict(self)


def make_plan(full: Plan, contest: Contest, seconds: float) -> Plan:
    """Return the most thorough plan that is expected to end in time.

    Trials are saved first, then repeats, then training rows.

    Parameters
    ----------
    full : Plan
        What was asked.
    contest : Contest
        Who is compared on what.
    seconds : float
        What is left of the budget.
    """
    begun = time.time()
    tried = probed(contest)
    left = (seconds - (time.time() - begun)) * _SHARE_TO_PLAN
    n_train = _training_rows(contest)
    few = min(full.trials, 3)
    steps = [
        full,
        Plan(few, full.repeats),
        Plan(few, min(full.repeats, 2)),
        Plan(1, min(full.repeats, 2)),
        Plan(1, 1),
        *(Plan(1, 1, rows) for rows in (20_000, 10_000, 5_000, 2_000, 1_000) if rows < n_train),
    ]
    for step in steps:
        plan = replace(tried, trials=step.trials, repeats=step.repeats, max_rows=step.max_rows)
        if expected_seconds(plan, contest) <= left:
            return plan
    return plan


def probed(contest: Contest) -> Plan:
    """Return a plan of one trial and repeat that knows what fits, resampling and scoring cost.

    Each is tried on a few rows.
    """
    data = contest.data
    plan = Plan(
        1,
        1,
        costs={
            model.name: _probe(data, partial(fitting, model, Contestant("nothing"), {}, data))
            for model in contest.models
        },
        resampling={
            c.name: _probe(data, partial(c.make, DummyClassifier(), {}, data.categorical))
            for c in contest.contestants
            if c.resamples
        },
    )
    return replace(plan, scoring=_scoring(plan, contest))


def _scoring(plan: Plan, contest: Contest) -> float:
    """Return the seconds of a fold that are no fit: what a real one takes beyond its fits."""
    request, splitting, model = contest.request, contest.splitting, contest.models[0]
    rows = min(_PROBES[-1], _training_rows(contest))
    settings = Settings(
        contest.metric, contest.costs, request.precision, 1, splitting, request.seed, rows
    )
    nothing = Contestant("nothing")
    fold = splitting.outer(contest.data.codes)[0]
    begun = time.time()
    evaluate(contest.data, fold, settings, model, nothing, with_threshold=False)
    spent = time.time() - begun
    fits = _seconds(plan, model.name, nothing, rows, contest.counts, splitting.n_inner, False)
    return max(0.0, spent - fits)


def expected_seconds(plan: Plan, contest: Contest) -> float:
    """Return how long a plan whose costs are known will take, roughly."""
    n_train, splitting = _training_rows(contest), contest.splitting
    rows = min(n_train, plan.max_rows or n_train)
    by_ratio = contest.request.ratio == "auto"
    of_a_fold = sum(
        _seconds(plan, model.name, contestant, rows, contest.counts, splitting.n_inner, by_ratio)
        for model in contest.models
        for contestant in contest.contestants
    )
    n_workers = joblib.effective_n_jobs(contest.request.n_jobs)
    of_a_fold += plan.scoring * len(contest.models) * len(contest.contestants)
    return float(of_a_fold * splitting.n_folds * plan.repeats / n_workers)


def _training_rows(contest: Contest) -> int:
    return round(len(contest.data.codes) * (1 - 1 / contest.splitting.n_folds))


def _seconds(
    plan: Plan,
    model: str,
    contestant: Contestant,
    n_rows: int,
    counts: NDArray[np.int64],
    n_inner: int,
    by_ratio: bool,
) -> float:
    """Return the seconds that a contestant takes on a fold, roughly."""
    if contestant.name == "threshold":
        return 0.0  # shares the fits of "nothing"
    n_inside = round(n_rows * (1 - 1 / n_inner))
    tried = plan.trials if contestant.settles else 1
    if by_ratio and contestant.has_ratio:
        tried = len(ratios_to_try(0.0))
    inside = n_inside * plan.pace(model, contestant, n_inside, counts)
    return n_rows * plan.pace(model, contestant, n_rows, counts) + n_inner * tried * inside


def _growth(contestant: Contestant, counts: NDArray[np.int64]) -> float:
    """Return how many times as many rows as before a contestant's model sees, at most."""
    if not contestant.resamples:
        return 1.0
    if contestant.method is not None and contestant.method.kind == "under":
        return float(len(counts) * counts.min() / counts.sum())
    return float(len(counts) * counts.max() / counts.sum())


def _probe(data: Data, make: Callable[[], Classifier]) -> tuple[float, float]:
    """Return the seconds that a classifier takes for a fit as such, and for each row."""
    sizes, seconds = [], []
    for most in _PROBES:
        share = min(1.0, most / len(data.codes))
        rows = np.concatenate(
            [
                np.flatnonzero(data.codes == c)[: max(2, round(n * share))]
                for c, n in enumerate(np.bincount(data.codes))
            ]
        )
        begun = time.time()
        # What fails here fails in the folds too, which say so.
        with warnings.catch_warnings(), threadpool_limits(1), contextlib.suppress(Exception):
            warnings.simplefilter("ignore")
            made = seeded(make(), 0)
            made.fit(data.X[rows], data.codes[rows]).predict_proba(data.X[rows])
        sizes.append(len(rows))
        seconds.append(time.time() - begun)
    if sizes[0] == sizes[-1]:
        return 0.0, seconds[-1] / sizes[-1]
    each = max(0.0, (seconds[-1] - seconds[0]) / (sizes[-1] - sizes[0]))
    return max(0.0, seconds[-1] - each * sizes[-1]), each
