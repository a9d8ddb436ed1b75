"""The comparison itself: read, plan, evaluate every contestant on every fold, conclude."""

from __future__ import annotations

import os
import time as clock
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import joblib
import numpy as np

from counterpoise.comparison.columns import CodedColumns, check_coded
from counterpoise.comparison.contestants import (
    BASELINES,
    Contestant,
    Model,
    find_contestants,
    find_models,
)
from counterpoise.comparison.evaluation import (
    Clock,
    Data,
    Outcome,
    OutOfTimeError,
    Settings,
    evaluate,
)
from counterpoise.comparison.inputs import (
    cost_matrix,
    find_roles,
    positive_position,
    rank_checked_times,
    rank_groups,
    read_column,
    read_table_and_target,
)
from counterpoise.comparison.journal import Journal, digest
from counterpoise.comparison.metrics import find_metric
from counterpoise.comparison.planning import Plan, make_plan
from counterpoise.comparison.result import Comparison
from counterpoise.comparison.result_building import Conclusion
from counterpoise.comparison.splits import Fold, Splitting, test_to_train
from counterpoise.comparison.tuning import check_optuna
from counterpoise.comparison.verdict import (
    Entrant,
    hopeless,
)
from counterpoise.errors import InvalidInputError, Setting, brief
from counterpoise.parameters.checks import (
    checked_flag,
    checked_number,
    checked_seconds,
    checked_whole,
)
from counterpoise.parameters.threads import count_threads
from counterpoise.tables import Table
from counterpoise.targets import Target
from counterpoise.targets.labelled_table import listed
from counterpoise.version import __version__

__all__ = ["METHODS", "Progress", "compare"]

METHODS = ("random", "random-under", "auto")
"""The resampling contestants unless others are named."""

_RESERVE, _MOST_RESERVE = 0.04, 3.0
"""Of the budget, and in seconds: what is left for the statistics when the last fit is done."""

_LARGEST_SEED = 2**32 - 2**20
"""Folds and models add a little to the seed, and numpy takes seeds below 2**32."""

Progress = Callable[[int, int, str], None]
"""Is told how many evaluations are done, of how many, and what was done last."""


def compare(
    X: Any,
    y: Any,
    *,
    methods: Any = METHODS,
    baselines: Sequence[str] = BASELINES,
    models: Any = "auto",
    metric: str = "average_precision",
    positive: Any = None,
    costs: Any = None,
    precision: float = 0.5,
    categorical: str | Iterable[Any] | None = None,
    ignore: str | Iterable[Any] | None = None,
    groups: Any = None,
    time: Any = None,
    folds: int = 5,
    repeats: int = 3,
    inner_folds: int = 3,
    trials: int = 8,
    level: float = 0.95,
    prune: bool = True,
    budget: float | str | None = None,
    resume: Any = None,
    n_jobs: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Comparison:
    """Say whether resampling helps on this table, without leaks and against strong baselines.

    Every contestant (a way to treat the imbalance, with a model) goes through the same repeated
    cross-validation. Inside the training rows of each fold k and ratio are tuned and the threshold
    is chosen; only training rows are resampled. The verdict is about the metric asked for, corrects
    for the folds' shared rows and for the number of contestants, and can be "do not resample".

    Parameters
    ----------
    X : array-like or dataframe of shape (n_rows, n_columns)
        The table: numpy, pandas, polars, pyarrow or a sparse matrix (which is made dense).
    y : array-like of shape (n_rows,)
        The class of each row; two or more classes.
    methods : sequence of str or sampler, or dict, default=("random", "random-under", "auto")
        The resampling contestants: names in `counterpoise.methods.METHODS` ("auto" is SMOTE,
        SMOTE-NC or SMOTE-N by the columns), whose k and ratio are tuned except those of random
        over- and under-sampling; or samplers with `fit_resample`, used as they are on the table as
        numbers and category codes.
    baselines : sequence of str, default=("nothing", "class-weights", "threshold")
        What resampling has to beat. Tuning the threshold differs from doing nothing only in the
        labels of `predict`, metrics "f1_predict" and "balanced_accuracy_predict".
    models : "auto", sequence of str or classifier, or dict, default="auto"
        "naive-bayes" (Gaussian, with smoothed variances), "logistic", "boosting" (histogram
        gradient boosting), "random-forest" (all four by default), and any classifiers with
        `predict_proba`, which see numbers: categories one-hot, missing values imputed, columns
        standardised.
    metric : str, default="average_precision"
        What the verdict is about, of those in `counterpoise.comparison.METRICS`. All are reported.
    positive : label, optional
        Of two classes, the one that precision and recall are about; the smaller by default. With
        more classes each is taken against the rest, and the mean is reported.
    costs : array-like of shape (n_classes, n_classes), or dict, optional
        Cost of a row of one class (first index, labels sorted) that is taken for another (second);
        or ``{"miss": 10, "false alarm": 1}`` for two classes. By default a mistake costs the number
        of rows of the largest class over that of the row's own.
    precision : float, default=0.5
        At which recall is measured.
    categorical, ignore : "auto" or list of columns, optional
        As for `balance`.
    groups : array-like of shape (n_rows,) or column name, optional
        Rows of one group, such as a patient's, are never on both sides of a split.
    time : array-like of shape (n_rows,) or column name, optional
        Training rows are always earlier than test rows. There are no repeats then.
    folds, repeats, inner_folds : int, default=5, 3, 3
        Folds, their repeats, and the folds inside the training rows.
    trials : int, default=8
        Settings of k and ratio that are tried for each method and fold (Optuna); 1 takes the
        defaults.
    level : float, default=0.95
        Confidence of the intervals and of the verdict.
    prune : bool, default=True
        Whether contestants that are plainly worse than another of their kind with the same model
        are left out of later repeats.
    budget : float or str, optional
        Seconds, or a text such as "90s", "5m" or "1h". Trials, repeats and then training rows are
        saved beforehand so that it should be enough; what is not done by then is left out, and a
        fit is not begun that would last longer than the longest so far. The result says what was
        saved.
    resume : path, optional
        An SQLite file in which evaluations are kept, and found again by data and settings.
    n_jobs : int, optional
        Processes, each of which computes with one thread; None is 1, -1 all cores. Without a
        budget, results do not depend on it.
    seed : int, default=0
        The same seed gives the same result.
    progress : callable, optional
        Called with (done, of, what) after each evaluation.

    Returns
    -------
    Comparison
        The verdict, the winner as an estimator and as code, everyone's scores.

    Raises
    ------
    InvalidInputError
        If the table or a parameter cannot be used; the message says what to do.

    References
    ----------
    C. Nadeau, Y. Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003.
    https://doi.org/10.1023/A:1024068626366

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from counterpoise import compare
    >>> X, y = make_classification(600, weights=[0.9], random_state=0)
    >>> found = compare(X, y, models="logistic", methods=["smote"], repeats=2, trials=1)
    >>> found.verdict
    'no difference'
    >>> model = found.make_estimator().fit(X, y)
    """
    begun = _now()
    if isinstance(methods, Iterator):  # which is gone through more than once
        methods = list(methods)
    budget = None if budget is None else checked_seconds("budget", budget)
    if progress is not None and not callable(progress):
        raise InvalidInputError(
            f"progress={brief(progress)} cannot be used: it must be a function of how many are "
            "done, of how many, and what was done last"
        )
    if resume is not None and not isinstance(resume, str | os.PathLike):
        raise InvalidInputError(f"resume={brief(resume)} cannot be used: it must be a path")
    table, target = read_table_and_target(X, y)
    groups, by_group = read_column(groups, table, "groups")
    time, by_time = read_column(time, table, "time")
    if groups is not None and time is not None:
        raise InvalidInputError("groups and time cannot be combined: choose one of them")
    ignored = [name for name in (by_group, by_time) if name is not None]
    if ignored:
        ignore = [*(listed("ignore", ignore) or []), *ignored]
    run = Run(
        table=table,
        target=target,
        settings=_Options(
            methods, baselines, models, metric, positive, costs, precision, folds, repeats,
            inner_folds, trials, level, prune, budget, n_jobs, seed, begun,
        ),
        categorical=categorical,
        ignore=ignore,
        groups=groups,
        times=time,
    )  # fmt: skip
    return run.run(resume, progress or _say_nothing)


@dataclass(frozen=True)
class _Options:
    """What `compare` was asked for."""

    methods: Any
    baselines: Any
    models: Any
    metric: str
    positive: Any
    costs: Any
    precision: float
    folds: int
    repeats: int
    inner_folds: int
    trials: int
    level: float
    prune: bool
    budget: float | None
    n_jobs: int | None
    seed: int
    begun: float

    def check(self) -> None:
        """Raise `InvalidInputError` for a number out of its range."""
        for name, least in (("folds", 2), ("repeats", 1), ("inner_folds", 2), ("trials", 1)):
            checked_whole(name, getattr(self, name), least)
        below_one = float(np.nextafter(1.0, 0.0))
        for name in ("level", "precision"):
            needed = "a number between 0 and 1"
            checked_number(name, getattr(self, name), needed, least=0.0, most=below_one)
        checked_whole("seed", self.seed, 0, _LARGEST_SEED)
        checked_flag("prune", self.prune)
        count_threads(self.n_jobs)  # raises where it is no number of processes


class Run:
    """One comparison, from the columns to everyone's outcomes."""

    def __init__(
        self,
        table: Table,
        target: Target,
        settings: _Options,
        categorical: Any,
        ignore: Any,
        groups: Any,
        times: Any,
    ):
        settings.check()
        self.asked = settings
        self.table = table
        self.metric = find_metric(settings.metric)
        roles = find_roles(table, categorical, ignore, settings.methods)
        self.roles = roles
        self.names = [r.name for r in roles if r.is_feature]
        self.category_names = [r.name for r in roles if r.role == "category"]
        has_numbers = len(self.category_names) < len(self.names)
        self.contestants = find_contestants(
            settings.methods, settings.baselines, has_numbers, bool(self.category_names)
        )
        self.models = find_models(settings.models)
        self.data = self._coded(target)
        self.counts = np.bincount(self.data.codes)
        self._check_counts()
        self.costs = cost_matrix(settings.costs, self.counts, self.data.labels, target.labels)
        if settings.trials > 1 and any(c.settles for c in self.contestants):
            check_optuna()
        coded_groups = None if groups is None else rank_groups(groups, table.n_rows)
        coded_times = None if times is None else rank_checked_times(times, table.n_rows)
        self.splitting = Splitting(
            min(settings.folds, int(self.counts.min()) // 2) if coded_times is None
            else settings.folds,
            settings.repeats,
            settings.inner_folds,
            settings.seed,
            coded_groups,
            coded_times,
        )  # fmt: skip
        self.outcomes: dict[Entrant, dict[str, Outcome]] = {}
        self.notes: dict[Entrant, str] = {}
        self.paces: dict[Entrant, float] = {}
        self.out_of_time = False

    def run(self, resume: Any, progress: Progress) -> Comparison:
        """Evaluate and judge."""
        journal = Journal(resume, self._digest())
        try:
            plan = self._plan(journal)
            settings = Settings(
                self.metric,
                self.costs,
                self.asked.precision,
                plan.trials,
                replace(self.splitting, n_repeats=plan.repeats),
                self.asked.seed,
                plan.max_rows,
            )
            folds = settings.splitting.outer(self.data.codes)
            self._evaluate(folds, settings, plan, journal, progress)
        finally:
            journal.close()
        return Conclusion(self).draw(folds, plan, journal.n_found)

    def _coded(self, target: Target) -> Data:
        if not self.names:
            raise InvalidInputError(
                "no column is left to learn from: every one is ignored ("
                + "; ".join(f"{r.name}: {r.reason}" for r in self.roles if r.role == "ignored")
                + ")"
            )
        coder = CodedColumns(self.names, self.category_names)
        block = coder.fit_transform(self.table.native)
        check_coded(block)
        labels, codes = list(target.labels), target.codes
        if len(labels) == 2:
            first = positive_position(self.asked.positive, labels, codes)
            if first == 0:
                labels, codes = labels[::-1], 1 - codes
        elif self.asked.positive is not None:
            raise InvalidInputError(
                Setting("positive", self.asked.positive),
                f" is for two classes, and the target has {len(labels)}: leave it out, each "
                "class is taken against the rest",
            )
        categorical = [j for j, name in enumerate(self.names) if name in self.category_names]
        data = Data(block, codes, labels, categorical)
        _ = data.missing  # found once, and known to every process
        return data

    def _check_counts(self) -> None:
        least = 4
        if self.counts.min() < least:
            label = self.data.labels[int(self.counts.argmin())]
            raise InvalidInputError(
                f"class {label!r} has {int(self.counts.min())} rows; a comparison needs at least "
                f"{least}, to split them twice: collect more, or leave that class out"
            )

    def _digest(self) -> str:
        asked, data = self.asked, self.data
        none = np.empty(0)
        return digest(
            [
                data.X,
                data.codes,
                data.categorical,
                self.splitting.n_folds,
                asked.inner_folds,
                asked.seed,
                self.metric.name,
                self.costs,
                asked.precision,
                none if self.splitting.groups is None else self.splitting.groups,
                none if self.splitting.times is None else self.splitting.times,
                __version__,
            ]
        )

    def _plan(self, journal: Journal) -> Plan:
        repeats = 1 if self.splitting.times is not None else self.asked.repeats
        wish = (
            f"{self.asked.budget} s, {self.asked.trials} trials, {repeats} repeats, "
            + ", ".join([m.name for m in self.models] + [c.name for c in self.contestants])
        )
        noted = journal.plan(wish)
        if noted is not None:
            return Plan(**noted)
        budget = self.asked.budget
        left = None if budget is None else max(0.0, budget - (_now() - self.asked.begun))
        plan = make_plan(
            Plan(self.asked.trials, repeats),
            left,
            self.data,
            self.models,
            self.contestants,
            self.splitting.n_folds,
            self.asked.inner_folds,
            joblib.effective_n_jobs(self.asked.n_jobs),
        )
        if budget is not None:
            journal.plan(wish, plan.to_dict())
        return plan

    def _entrants(self) -> list[tuple[Model, Contestant]]:
        """Return who is evaluated; "threshold" comes with "nothing"."""
        named = {c.name for c in self.contestants}
        found = []
        for model in self.models:
            for contestant in self.contestants:
                if contestant.name == "threshold" and "nothing" in named:
                    continue
                if contestant.name == "class-weights" and model.weighted() is None:
                    self.notes[(model.name, "class-weights")] = "the model takes no weights"
                    continue
                found.append((model, contestant))
        return found

    def _evaluate(
        self,
        folds: list[Fold],
        settings: Settings,
        plan: Plan,
        journal: Journal,
        progress: Progress,
    ) -> None:
        """Evaluate repeat by repeat, and leave the hopeless out in between."""
        entrants = self._entrants()
        deadline = self._deadline()
        with_threshold = {c.name for c in self.contestants} >= {"nothing", "threshold"}
        total, done = len(entrants) * len(folds), 0
        pruned: set[Entrant] = set()
        for repeat in sorted({fold.repeat for fold in folds}):
            wanted = [
                (fold, model, contestant)
                for fold in folds
                if fold.repeat == repeat
                for model, contestant in entrants
                if (model.name, contestant.name) not in pruned
            ]
            missing = []
            for task in wanted:
                fold, model, contestant = task
                both = with_threshold and contestant.name == "nothing"
                names = [contestant.name, "threshold"] if both else [contestant.name]
                found = [
                    journal.get(_entry(fold, model, name, contestant, settings)) for name in names
                ]
                if all(found):
                    for name, outcome in zip(names, found, strict=True):
                        assert outcome is not None
                        self._keep(model, name, fold, outcome)
                    done += 1
                else:
                    missing.append((task, both))
            progress(done, total, "resumed" if done else "begun")
            for (fold, model, contestant), outcomes in self._work(
                missing, settings, plan, deadline
            ):
                done += 1
                for name, outcome in (outcomes or {}).items():
                    journal.note(_entry(fold, model, name, contestant, settings), outcome)
                    self._keep(model, name, fold, outcome)
                what = f"{model.name} / {contestant.name}, fold {fold.key}"
                progress(done, total, what)
            self._in_order(folds)
            if self.out_of_time:
                return
            if self.asked.prune and repeat < folds[-1].repeat:
                before = len(pruned)
                pruned |= self._hopeless(folds)
                total -= (len(pruned) - before) * sum(f.repeat > repeat for f in folds)

    def _deadline(self) -> float | None:
        """Return when the last fit must be done; some time is left to draw the conclusions in."""
        budget = self.asked.budget
        if budget is None:
            return None
        return self.asked.begun + budget - min(_MOST_RESERVE, _RESERVE * budget)

    def _work(
        self, missing: list, settings: Settings, plan: Plan, deadline: float | None
    ) -> Iterator[tuple[Any, dict[str, Outcome] | None]]:
        """Yield each task with its outcomes, until the deadline; None where it came before."""

        def clock_of(task: Any) -> Clock:
            fold, model, contestant = task
            n_train = min(len(fold.train), settings.max_rows or len(fold.train))
            n_inside = round(n_train * (1 - 1 / self.asked.inner_folds))
            expected = plan.pace(model.name, contestant, n_inside, self.counts)
            return Clock(deadline, self.paces.get((model.name, contestant.name), expected))

        n_jobs = joblib.effective_n_jobs(self.asked.n_jobs)

        def ahead() -> Iterator[Any]:
            for task, both in missing:
                if deadline is not None and _now() > deadline:
                    self.out_of_time = True
                    return
                yield joblib.delayed(_attempt)(self.data, task, settings, both, clock_of(task))

        if n_jobs == 1:
            results: Any = (function(*args, **kwargs) for function, args, kwargs in ahead())
        else:
            parallel = joblib.Parallel(
                n_jobs=n_jobs, pre_dispatch=n_jobs, return_as="generator_unordered"
            )
            results = parallel(ahead())
        by_key = {_task_key(task): task for task, _ in missing}
        for key, outcomes, pace in results:
            task = by_key[key]
            entrant = (task[1].name, task[2].name)
            self.paces[entrant] = max(pace, self.paces.get(entrant, 0.0))
            if outcomes is None:
                self.out_of_time = True
            yield task, outcomes

    def _keep(self, model: Model, name: str, fold: Fold, outcome: Outcome) -> None:
        self.outcomes.setdefault((model.name, name), {})[fold.key] = outcome
        if outcome.error is not None:
            self.notes[(model.name, name)] = f"failed: {outcome.error}"

    def _hopeless(self, folds: list[Fold]) -> set[Entrant]:
        gains = self.gains()
        found: set[Entrant] = set()
        for model in self.models:
            for resamples in (True, False):
                side = [
                    (model.name, c.name)
                    for c in self.contestants
                    if c.resamples == resamples and (model.name, c.name) in gains
                ]
                for entrant in hopeless(gains, side, test_to_train(folds)):
                    # "threshold" shares the work of "nothing", which goes on for it.
                    if entrant[1] in ("nothing", "threshold"):
                        continue
                    n = len(gains[entrant])
                    self.notes[entrant] = f"given up after {n} folds: plainly worse"
                    found.add(entrant)
        return found

    def _in_order(self, folds: list[Fold]) -> None:
        """Put outcomes into one order, whichever process was done first."""
        self.outcomes = {
            entrant: {fold.key: found[fold.key] for fold in folds if fold.key in found}
            for model in self.models
            for contestant in self.contestants
            if (found := self.outcomes.get(entrant := (model.name, contestant.name), {}))
        }

    def gains(self) -> dict[Entrant, dict[str, float]]:
        """Return the metric asked for, of those who never failed."""
        name = self.metric.name
        return {
            entrant: {
                fold: self.metric.gain(outcome.scores[name]) for fold, outcome in found.items()
            }
            for entrant, found in self.outcomes.items()
            if not any(outcome.error for outcome in found.values())
        }


def _attempt(
    data: Data, task: Any, settings: Settings, both: bool, clock: Clock
) -> tuple[Any, dict[str, Outcome] | None, float]:
    """Return a task's key, its outcomes unless the time is over, and the pace of its fits."""
    fold, model, contestant = task
    try:
        found = evaluate(data, fold, settings, model, contestant, both, clock)
    except OutOfTimeError:
        return _task_key(task), None, clock.pace
    return _task_key(task), found, clock.pace


def _task_key(task: Any) -> tuple[str, str, str]:
    fold, model, contestant = task
    return fold.key, model.name, contestant.name


def _entry(fold: Fold, model: Model, name: str, contestant: Contestant, settings: Settings) -> str:
    """Return what an outcome is kept under: all that it depends on besides the digest."""
    trials = settings.trials if contestant.settles else 1
    parts = [fold.key, model.estimator, name, contestant.sampler, trials, settings.max_rows]
    return "|".join(map(repr, parts))


def _now() -> float:
    return clock.time()


def _say_nothing(done: int, total: int, what: str) -> None:
    return
