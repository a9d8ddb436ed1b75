"""The running of a comparison: plan, evaluate every contestant on every fold, conclude."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import joblib
import numpy as np

from counterpoise.comparison.contest import Contest
from counterpoise.comparison.contestants import Contestant, Model
from counterpoise.comparison.contributions import Pool
from counterpoise.comparison.evaluation import (
    Clock,
    Data,
    Outcome,
    OutOfTimeError,
    Settings,
    evaluate,
)
from counterpoise.comparison.journal import Journal, digest
from counterpoise.comparison.planning import Plan, expected_seconds, make_plan, probed
from counterpoise.comparison.result import Comparison
from counterpoise.comparison.result_building import Conclusion
from counterpoise.comparison.splits import Fold, test_to_train
from counterpoise.comparison.verdict import Entrant, Terms, hopeless
from counterpoise.errors import Note
from counterpoise.version import __version__

__all__ = ["Run"]

_RESERVE, _MOST_RESERVE = 0.04, 3.0
"""Of the budget, and in seconds: what is left for the statistics when the last fit is done."""


class Task(NamedTuple):
    """A contestant with a model on a fold.

    Parameters
    ----------
    fold, model, contestant : Fold, Model and Contestant
        Who is tried where.
    with_threshold : bool
        Whether the outcome of "threshold", which has the same fits, is wanted too.
    """

    fold: Fold
    model: Model
    contestant: Contestant
    with_threshold: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the task."""
        return self.fold.key, self.model.name, self.contestant.name

    @property
    def entrant(self) -> Entrant:
        """Who does it."""
        return self.model.name, self.contestant.name

    @property
    def outcome_names(self) -> list[str]:
        """The contestants whose outcomes it gives."""
        return [self.contestant.name, *(["threshold"] if self.with_threshold else [])]

    def entry(self, name: str, settings: Settings) -> str:
        """Return what an outcome is kept under: all that it depends on besides the digest."""
        contestant = self.contestant
        trials = settings.trials if contestant.settles else 1
        if settings.by_ratio and contestant.has_ratio:
            trials = 0  # the ratios are a grid
        parts = [
            self.fold.key,
            self.model.estimator,
            name,
            contestant.sampler,
            trials,
            settings.max_rows,
        ]
        return "|".join(map(repr, parts))


class Run:
    """One comparison, from the plan to everyone's outcomes.

    Parameters
    ----------
    contest : Contest
        Who is compared on what.
    """

    def __init__(self, contest: Contest):
        self.contest = contest
        self.request = contest.request
        self.outcomes: dict[Entrant, dict[str, Outcome]] = {}
        self.notes: dict[Entrant, Note] = {}
        self.paces: dict[Entrant, float] = {}
        self.out_of_time = False

    def run(self) -> Comparison:
        """Evaluate and judge."""
        journal = Journal(self.request.resume, self._digest())
        contest = self.contest
        try:
            plan = self._plan(journal)
            settings = Settings(
                contest.metric,
                contest.costs,
                self.request.precision,
                plan.trials,
                replace(contest.splitting, n_repeats=plan.repeats),
                self.request.seed,
                plan.max_rows,
                self.request.ratio == "auto",
            )
            folds = settings.splitting.outer(contest.data.codes)
            self._say_how_long(plan, len(folds))
            self._evaluate(folds, settings, plan, journal)
        finally:
            journal.close()
        return Conclusion(self, folds, plan).draw(journal.n_found)

    def _say_how_long(self, plan: Plan, n_folds: int) -> None:
        """Say how long it will take, where somebody asks; what is resumed takes no time."""
        if self.request.wants_to_know:
            known = plan if plan.costs else probed(self.contest)
            plan = replace(known, trials=plan.trials, repeats=plan.repeats, max_rows=plan.max_rows)
            seconds = expected_seconds(plan, self.contest)
            self.request.expect(seconds, len(self._entrants()) * n_folds)

    def _digest(self) -> str:
        request, data, splitting = self.request, self.contest.data, self.contest.splitting
        none = np.empty(0)
        return digest(
            [
                data.X,
                data.codes,
                data.categorical,
                splitting.n_folds,
                request.inner_folds,
                request.seed,
                self.contest.metric.name,
                self.contest.costs,
                request.precision,
                none if splitting.groups is None else splitting.groups,
                none if splitting.times is None else splitting.times,
                __version__,
            ]
        )

    def _plan(self, journal: Journal) -> Plan:
        request, contest = self.request, self.contest
        repeats = 1 if contest.splitting.times is not None else request.n_repeats
        budget = request.seconds
        wish = f"{budget} s, {request.trials} trials, {repeats} repeats, " + ", ".join(
            [m.name for m in contest.models] + [c.name for c in contest.contestants]
        )
        noted = journal.plan(wish)
        if noted is not None:
            return Plan(**noted)
        plan = Plan(request.trials, repeats)
        if budget is not None:
            plan = make_plan(plan, contest, max(0.0, budget - (time.time() - request.begun)))
            journal.plan(wish, plan.to_dict())
        return plan

    def _entrants(self) -> list[tuple[Model, Contestant]]:
        """Return who is evaluated; "threshold" comes with "nothing"."""
        found = []
        for model in self.contest.models:
            for contestant in self.contest.contestants:
                if contestant.name == "threshold" and self._has("nothing"):
                    continue
                if contestant.name == "class-weights" and model.weighted() is None:
                    note = Note("takes no weights", "the model takes no weights")
                    self.notes[(model.name, "class-weights")] = note
                    continue
                found.append((model, contestant))
        return found

    def _has(self, name: str) -> bool:
        """Return whether a contestant of that name takes part."""
        return any(contestant.name == name for contestant in self.contest.contestants)

    def _evaluate(
        self, folds: list[Fold], settings: Settings, plan: Plan, journal: Journal
    ) -> None:
        """Evaluate repeat by repeat, and leave the hopeless out in between."""
        entrants = self._entrants()
        deadline = self._deadline()
        with_threshold = self._has("nothing") and self._has("threshold")
        total, done = len(entrants) * len(folds), 0
        pruned: set[Entrant] = set()
        for repeat in sorted({fold.repeat for fold in folds}):
            wanted = [
                Task(fold, model, contestant, with_threshold and contestant.name == "nothing")
                for fold in folds
                if fold.repeat == repeat
                for model, contestant in entrants
                if (model.name, contestant.name) not in pruned
            ]
            missing = [task for task in wanted if not self._resumed(task, settings, journal)]
            done += len(wanted) - len(missing)
            self.request.tell(done, total, "resumed" if done else "begun")
            for task, outcomes in self._work(missing, settings, plan, deadline):
                done += 1
                for name, outcome in (outcomes or {}).items():
                    journal.note(task.entry(name, settings), outcome)
                    self._keep(task, name, outcome)
                what = f"{task.model.name} / {task.contestant.name}, fold {task.fold.key}"
                self.request.tell(done, total, what)
            self._in_order(folds)
            if self.out_of_time:
                return
            if self.request.prune and repeat < folds[-1].repeat:
                before = len(pruned)
                pruned |= self._hopeless(folds)
                total -= (len(pruned) - before) * sum(f.repeat > repeat for f in folds)

    def _resumed(self, task: Task, settings: Settings, journal: Journal) -> bool:
        """Return whether a task was done before, and keep what came of it."""
        found = {name: journal.get(task.entry(name, settings)) for name in task.outcome_names}
        known = {name: outcome for name, outcome in found.items() if outcome is not None}
        if len(known) < len(found):
            return False
        for name, outcome in known.items():
            self._keep(task, name, outcome)
        return True

    def _deadline(self) -> float | None:
        """Return when the last fit must be done; some time is left to draw the conclusions in."""
        budget = self.request.seconds
        if budget is None:
            return None
        return self.request.begun + budget - min(_MOST_RESERVE, _RESERVE * budget)

    def _work(
        self, missing: list[Task], settings: Settings, plan: Plan, deadline: float | None
    ) -> Iterator[tuple[Task, dict[str, Outcome] | None]]:
        """Yield each task with its outcomes, until the deadline; None where it came before."""

        def clock_of(task: Task) -> Clock:
            n_train = min(len(task.fold.train), settings.max_rows or len(task.fold.train))
            n_inside = round(n_train * (1 - 1 / self.request.inner_folds))
            expected = plan.pace(task.model.name, task.contestant, n_inside, self.contest.counts)
            return Clock(deadline, self.paces.get(task.entrant, expected))

        n_jobs = joblib.effective_n_jobs(self.request.n_jobs)

        def ahead() -> Iterator[tuple[Callable[..., _Attempt], tuple[Any, ...], dict[str, Any]]]:
            for task in missing:
                if deadline is not None and time.time() > deadline:
                    self.out_of_time = True
                    return
                yield joblib.delayed(_attempt)(self.contest.data, task, settings, clock_of(task))

        results: Iterable[_Attempt]
        if n_jobs == 1:
            results = (function(*args, **kwargs) for function, args, kwargs in ahead())
        else:
            parallel = joblib.Parallel(
                n_jobs=n_jobs, pre_dispatch=n_jobs, return_as="generator_unordered"
            )
            results = parallel(ahead())
        by_key = {task.key: task for task in missing}
        for key, outcomes, pace in results:
            task = by_key[key]
            self.paces[task.entrant] = max(pace, self.paces.get(task.entrant, 0.0))
            if outcomes is None:
                self.out_of_time = True
            yield task, outcomes

    def _keep(self, task: Task, name: str, outcome: Outcome) -> None:
        entrant = (task.model.name, name)
        self.outcomes.setdefault(entrant, {})[task.fold.key] = outcome
        if outcome.error is not None:
            self.notes[entrant] = Note("failed", f"failed: {outcome.error}")

    def _hopeless(self, folds: list[Fold]) -> set[Entrant]:
        gains = self.gains()
        terms = Terms(test_to_train(folds), pool=self.pool(folds))
        found: set[Entrant] = set()
        for model in self.contest.models:
            for resamples in (True, False):
                side = [
                    (model.name, c.name)
                    for c in self.contest.contestants
                    if c.resamples == resamples and (model.name, c.name) in gains
                ]
                for entrant in hopeless(gains, side, terms):
                    # "threshold" shares the work of "nothing", which goes on for it.
                    if entrant[1] in ("nothing", "threshold"):
                        continue
                    n = len(gains[entrant])
                    text = f"given up after {n} folds: plainly worse"
                    self.notes[entrant] = Note("given up", text)
                    found.add(entrant)
        return found

    def _in_order(self, folds: list[Fold]) -> None:
        """Put outcomes into one order, whichever process was done first."""
        self.outcomes = {
            entrant: {fold.key: found[fold.key] for fold in folds if fold.key in found}
            for model in self.contest.models
            for contestant in self.contest.contestants
            if (found := self.outcomes.get(entrant := (model.name, contestant.name), {}))
        }

    def gains(self) -> dict[Entrant, dict[str, float]]:
        """Return the metric asked for, of those who never failed."""
        metric = self.contest.metric
        return {
            entrant: {
                fold: metric.gain(outcome.scores[metric.name]) for fold, outcome in found.items()
            }
            for entrant, found in self.outcomes.items()
            if not any(outcome.error for outcome in found.values())
        }

    def pool(self, folds: list[Fold]) -> Pool:
        """Return what each test row contributes to the metric asked for."""
        return Pool(
            {
                entrant: {
                    fold: outcome.contributions.astype(np.float64)
                    for fold, outcome in found.items()
                    if outcome.contributions is not None
                }
                for entrant, found in self.outcomes.items()
            },
            {fold.key: fold.test for fold in folds},
            self.contest.data.codes,
            test_to_train(folds),
            self.contest.splitting.groups,
        )


_Attempt = tuple[tuple[str, str, str], dict[str, Outcome] | None, float]
"""A task's key, its outcomes unless the time was over, and the pace of its fits."""


def _attempt(data: Data, task: Task, settings: Settings, clock: Clock) -> _Attempt:
    """Do a task, in whichever process."""
    try:
        found = evaluate(
            data, task.fold, settings, task.model, task.contestant, task.with_threshold, clock
        )
    except OutOfTimeError:
        return task.key, None, clock.pace
    return task.key, found, clock.pace
