"""k and ratio, tuned inside the training rows."""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import optuna

__all__ = ["Chosen", "Space", "check_optuna", "tune"]

Chosen = dict[str, float]
"""Values of "k" and "ratio", and of the threshold."""

Space = dict[str, tuple[float, float]]
"""Least and greatest value of each setting; "k" is whole, "ratio" is searched on a log scale."""

Steps = Iterator[float]


def check_optuna() -> None:
    """Raise `ModuleNotFoundError` with what to do, if Optuna is not there."""
    try:
        import optuna  # noqa: F401
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            'tuning k and ratio needs Optuna: pip install "counterpoise[compare]", or use trials=1 '
            "for the methods' defaults",
            name="optuna",
        ) from error


def tune(
    evaluate: Callable[[Chosen], Steps],
    space: Space,
    defaults: Chosen,
    n_trials: int,
    seed: int,
) -> Chosen:
    """Return the settings with the greatest mean of steps; the defaults are tried first.

    Parameters
    ----------
    evaluate : callable
        From settings to the figures of the inner folds, one after the other; more is better.
    space : dict
        What may be chosen.
    defaults : dict
        The settings to try first.
    n_trials : int
        Settings to try; a hopeless one is given up after its first folds (median rule).
    seed : int
        The seed of the search.
    """
    if n_trials <= 1 or not space:
        return dict(defaults)
    import optuna

    with _quiet(optuna):
        study = optuna.create_study(
            direction="maximize",
            sampler=optuna.samplers.TPESampler(seed=seed, n_startup_trials=max(2, n_trials // 2)),
            pruner=optuna.pruners.MedianPruner(n_startup_trials=2, n_warmup_steps=0),
        )
        study.enqueue_trial({name: defaults[name] for name in space})
        tried: dict[tuple[Any, ...], float] = {}
        for _ in range(n_trials):
            trial = study.ask()
            settings = {**defaults, **_suggest(trial, space)}
            key = tuple(settings.values())
            if key in tried:
                study.tell(trial, tried[key])
                continue
            figures = []
            pruned = False
            for step, figure in enumerate(evaluate(settings)):
                figures.append(figure)
                trial.report(figure, step)
                if trial.should_prune():
                    pruned = True
                    break
            if pruned:
                study.tell(trial, state=optuna.trial.TrialState.PRUNED)
                continue
            mean = sum(figures) / len(figures) if figures else -math.inf
            if not math.isfinite(mean):
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
                continue
            tried[key] = mean
            study.tell(trial, mean)
        if not tried:
            return dict(defaults)
        return {**defaults, **_restore(study.best_params, space)}


def _suggest(trial: optuna.Trial, space: Space) -> Chosen:
    chosen: Chosen = {}
    for name, (least, most) in space.items():
        if name == "k":
            chosen[name] = trial.suggest_int(name, int(least), int(most))
        else:
            chosen[name] = trial.suggest_float(name, least, most, log=True)
    return _restore(chosen, space)


def _restore(params: Chosen, space: Space) -> Chosen:
    """Return settings as people would write them."""
    return {
        name: int(value) if name == "k" else min(1.0, float(f"{value:.2g}"))
        for name, value in params.items()
    }


@contextlib.contextmanager
def _quiet(optuna: ModuleType) -> Iterator[None]:
    level = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            yield
    finally:
        optuna.logging.set_verbosity(level)
