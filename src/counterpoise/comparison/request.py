"""What `compare` is asked."""

from __future__ import annotations

import os
import time as clock
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from counterpoise.comparison.contestants import BASELINES
from counterpoise.errors import InvalidInputError, Setting, brief
from counterpoise.parameters.checks import (
    checked_flag,
    checked_number,
    checked_seconds,
    checked_whole,
)
from counterpoise.parameters.threads import count_threads

__all__ = ["METHODS", "Progress", "Request"]

METHODS = ("random", "random-under", "auto")
"""The resampling contestants unless others are named."""

_LARGEST_SEED = 2**32 - 2**20
"""Folds and models add a little to the seed, and numpy takes seeds below 2**32."""

Progress = Callable[[int, int, str], None]
"""Is told how many evaluations are done, of how many, and what was done last."""


@dataclass(frozen=True)
class Request:
    """What `compare` is asked.

    Parameters
    ----------
    methods, baselines, models, metric, positive, costs, precision, categorical, ignore, groups, \
    time, folds, n_repeats, inner_folds, ratio, trials, level, margin, prune, budget, resume, \
    n_jobs, seed, progress
        As for `compare`.
    begun : float
        When it was asked, as `time.time` has it; the budget runs from then on.
    """

    methods: Any = METHODS
    baselines: Sequence[str] = BASELINES
    models: Any = "auto"
    metric: str = "average_precision"
    positive: Any = None
    costs: Any = None
    precision: float = 0.5
    categorical: str | Iterable[Any] | None = None
    ignore: str | Iterable[Any] | None = None
    groups: Any = None
    time: Any = None
    folds: int = 5
    n_repeats: int = 3
    inner_folds: int = 3
    ratio: str | None = None
    trials: int = 8
    level: float = 0.95
    margin: float = 0.01
    prune: bool = True
    budget: float | str | None = None
    resume: str | os.PathLike[str] | None = None
    n_jobs: int | None = None
    seed: int = 0
    progress: Progress | None = None
    begun: float = field(default_factory=clock.time)

    @property
    def seconds(self) -> float | None:
        """The budget in seconds."""
        return None if self.budget is None else checked_seconds("budget", self.budget)

    def checked(self) -> Request:
        """Return it with methods that can be gone through twice and a budget in seconds.

        Raises
        ------
        InvalidInputError
            If the budget is no time, the progress no function, or the journal no path.
        """
        methods = list(self.methods) if isinstance(self.methods, Iterator) else self.methods
        budget = self.seconds
        if self.progress is not None and not callable(self.progress):
            raise InvalidInputError(
                f"progress={brief(self.progress)} cannot be used",
                joint=": ",
                needed="it must be a function of how many are done, of how many, and what was "
                "done last",
                remedy=None,
                parameter="progress",
            )
        if self.resume is not None and not isinstance(self.resume, str | os.PathLike):
            raise InvalidInputError(
                f"resume={brief(self.resume)} cannot be used",
                joint=": ",
                needed="it must be a path",
                remedy=None,
                parameter="resume",
            )
        return replace(self, methods=methods, budget=budget)

    def check_numbers(self) -> None:
        """Raise `InvalidInputError` for a number out of its range."""
        for name, least in (("folds", 2), ("n_repeats", 1), ("inner_folds", 2), ("trials", 1)):
            checked_whole(name, getattr(self, name), least)
        below_one = float(np.nextafter(1.0, 0.0))
        for name in ("level", "precision"):
            needed = "a number between 0 and 1"
            checked_number(name, getattr(self, name), needed, least=0.0, most=below_one)
        checked_number(
            "margin",
            self.margin,
            "a number from 0 to below 1, a share of the metric's scale",
            least=float(np.nextafter(0.0, -1.0)),
            most=below_one,
        )
        checked_whole("seed", self.seed, 0, _LARGEST_SEED)
        checked_flag("prune", self.prune)
        if self.ratio is not None and not (isinstance(self.ratio, str) and self.ratio == "auto"):
            raise InvalidInputError(
                Setting("ratio", self.ratio),
                " cannot be used",
                needed="a comparison finds its ratios",
                remedy=(
                    "give ",
                    Setting("ratio", "auto"),
                    " for a curve over ratios, or leave it out; for a ratio of your own give a "
                    "sampler in methods",
                ),
            )
        count_threads(self.n_jobs)  # raises where it is no number of processes

    @property
    def wants_to_know(self) -> bool:
        """Whether whoever watches asks how long it will take."""
        return hasattr(self.progress, "expect")

    def expect(self, seconds: float, n_evaluations: int) -> None:
        """Tell whoever watches how long it will take."""
        self.progress.expect(seconds, n_evaluations)  # type: ignore[union-attr]

    def tell(self, done: int, total: int, what: str) -> None:
        """Tell whoever watches how far it is."""
        if self.progress is not None:
            self.progress(done, total, what)
