"""What a time budget allows."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from counterpoise.comparison.contestants import Contestant, Model, seeded
from counterpoise.comparison.evaluation import Data, fitting

__all__ = ["Plan", "make_plan", "seconds_of"]

_PROBE_ROWS = 1000
_SHARE_TO_PLAN = 0.6
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
    """

    trials: int
    repeats: int
    max_rows: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain values."""
        return asdict(self)


def make_plan(
    full: Plan,
    budget: float | None,
    data: Data,
    models: Sequence[Model],
    contestants: Sequence[Contestant],
    n_folds: int,
    n_inner: int,
    n_workers: int,
) -> Plan:
    """Return the most thorough plan that is expected to end within the budget.

    Trials are saved first, then repeats, then training rows.
    """
    if budget is None:
        return full
    begun = time.time()
    # Seconds for each row that is fitted.
    seconds = {model.name: _probe(data, model) for model in models}
    left = (budget - (time.time() - begun)) * _SHARE_TO_PLAN * n_workers
    n_train = len(data.codes) * (1 - 1 / n_folds)
    steps = [
        full,
        Plan(min(full.trials, 3), full.repeats),
        Plan(min(full.trials, 3), min(full.repeats, 2)),
        Plan(1, min(full.repeats, 2)),
        Plan(1, 1),
        *(Plan(1, 1, rows) for rows in (20_000, 10_000, 5_000, 2_000, 1_000)),
    ]
    for plan in steps:
        rows = min(n_train, plan.max_rows or np.inf)
        fits = sum(_fits(c, plan.trials) for c in contestants)
        expected = sum(seconds.values()) * rows * fits * n_folds * plan.repeats
        if expected <= left:
            return plan
    return steps[-1]


def seconds_of(text: str) -> float:
    """Return the seconds of a duration such as "90", "90s", "5m" or "1.5h".

    Raises
    ------
    InvalidInputError
        If it is no duration.
    """
    from counterpoise.errors import InvalidInputError

    plain = text.strip().lower()
    unit = {"s": 1.0, "m": 60.0, "h": 3600.0}.get(plain[-1:])
    try:
        seconds = float(plain[:-1] if unit else plain) * (unit or 1.0)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < np.inf:
        raise InvalidInputError(f"--budget {text!r} is no duration: write 90s, 5m or 1h")
    return seconds


def _fits(contestant: Contestant, trials: int) -> float:
    """Return how many fits of a fold's training rows a contestant takes, roughly."""
    if contestant.name == "threshold":
        return 0.0  # shares those of "nothing"
    fewer = contestant.method is not None and contestant.method.kind == "under"
    size = 0.5 if fewer else 2.0 if contestant.resamples else 1.0
    tried = trials if contestant.settles else 1
    return size * (1 + 2 * tried)


def _probe(data: Data, model: Model) -> float:
    """Return the seconds that a model takes for each row."""
    n = min(len(data.codes), _PROBE_ROWS)
    rows = np.concatenate(
        [
            np.flatnonzero(data.codes == c)[: max(2, round(n * share))]
            for c, share in enumerate(np.bincount(data.codes) / len(data.codes))
        ]
    )
    begun = time.time()
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")
        made = seeded(fitting(model, Contestant("nothing"), {}, data), 0)
        made.fit(data.X[rows], data.codes[rows]).predict_proba(data.X[rows])
    return (time.time() - begun) / len(rows)
