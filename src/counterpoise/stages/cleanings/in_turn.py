"""Cleanings one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.counts import Counts
from counterpoise.core.needs import Need
from counterpoise.errors import InvalidInputError, brief
from counterpoise.space.problem import TableProblem
from counterpoise.stages.cleanings.cleaning import Cleaning

__all__ = ["InTurn"]


class InTurn(Cleaning):
    """Several cleanings, each of which sees the rows that the one before it kept.

    Parameters
    ----------
    cleanings : sequence of Cleaning
        The cleanings, the first one first.

    Examples
    --------
    Edited neighbours first, and then Tomek links:

    >>> from counterpoise import Oversampler, Recipe
    >>> from counterpoise.stages import EditedNeighbours, InTurn, MutualNeighbours
    >>> recipe = Recipe(cleaning=InTurn([EditedNeighbours(), MutualNeighbours("all")]))
    >>> from sklearn.datasets import make_classification
    >>> X, y = make_classification(weights=[0.9], random_state=0)
    >>> X_new, y_new = Oversampler(recipe, random_state=0).fit_resample(X, y)
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **Cleaning._parameter_constraints,
        "cleanings": [list, tuple],
    }

    def __init__(self, cleanings: Sequence[Cleaning]):
        super().__init__("all")
        self.cleanings = cleanings

    @property
    def needs(self) -> Need:
        needs = Need.NOTHING
        for cleaning in self.cleanings:
            needs |= cleaning.needs
        return needs | Need.WHOLE_TABLE

    def check(self) -> None:
        super().check()
        for cleaning in self.cleanings:
            if not isinstance(cleaning, Cleaning):
                raise InvalidInputError(
                    f"cleanings has {brief(cleaning)}",
                    needed="all of them must be stages of the kind Cleaning",
                    remedy="use those of counterpoise.stages, such as EditedNeighbours()",
                    parameter="cleanings",
                )
            cleaning.check()

    def plan(self, problem: TableProblem) -> Counts:
        planned: Counts = {}
        for cleaning in self.cleanings:
            planned.update(cleaning.plan(problem))
        return planned

    def keep(self, problem: TableProblem) -> NDArray[np.int64]:
        kept = np.arange(problem.n_rows)
        for cleaning in self.cleanings:
            kept = kept[cleaning.keep(problem.subset(kept))]
        return kept
