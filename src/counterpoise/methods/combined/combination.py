"""Over-sampling followed by cleaning."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from counterpoise.core.counts import Counts
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Findings
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError, SamplingWarning, brief
from counterpoise.methods.over.smote import SMOTE
from counterpoise.methods.oversampler import Oversampler
from counterpoise.methods.parts import own_part
from counterpoise.parameters.constraints import OVER_STRATEGY
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import FitResample, SamplingStrategy
from counterpoise.space.problem import TableProblem
from counterpoise.stages import Cleaning
from counterpoise.stages.recipe import Recipe
from counterpoise.tables import Coding, Table
from counterpoise.targets import Target

__all__ = ["Combination"]


class Combination(Oversampler, without=("recipe", "categorical_features", "space")):
    """An over-sampler of the user's choice, SMOTE by default, and a cleaning of its result.

    Where the user gives the over-sampler, its parameters count, not those of the combination. A
    method says with `make_cleaning` which rows stay; those of its parameters that SMOTE has too
    are handed down to SMOTE.
    """

    _columns = "numeric or mixed"

    sampling_strategy: SamplingStrategy = parameter(
        default="auto",
        constraint=OVER_STRATEGY,
        kind="float, str, dict or callable",
        help="The wanted ratio or counts before cleaning; see `SMOTE`.",
        order=-2,
    )
    smote: FitResample | None = parameter(
        default=None,
        constraint=(),
        kind="over-sampler",
        help=(
            "`SMOTE` or another one that does not clean, ours or imbalanced-learn's, with "
            "parameters of its own; None for `SMOTE` with those given here."
        ),
    )

    @abstractmethod
    def make_cleaning(self) -> Cleaning:
        """Return the stage that says which rows stay, from the parameters."""

    def make_recipe(self) -> Recipe:
        return self._over().make_recipe().with_cleaning(self.make_cleaning())

    def _recipe(self, table: Table) -> Recipe:
        return self._over()._recipe(table).with_cleaning(self.make_cleaning())

    def _over(self) -> Oversampler:
        if self.smote is not None:
            return own_part(self, "smote", Oversampler, "SMOTE")
        return SMOTE(**{name: getattr(self, name) for name in self._handed_down()})

    def _handed_down(self) -> list[str]:
        """Return the parameters that SMOTE has too."""
        return [name for name in SMOTE._declared if name in self._declared]

    def _check_parameters(self) -> None:
        super()._check_parameters()
        over = self._over()
        over._check_parameters()
        if over.make_recipe().cleaning is not None:
            raise InvalidInputError(
                f"smote={brief(over)} cleans its rows itself, and {type(self).__name__} cleans "
                f"with {self._cleans_with()}",
                remedy="give an over-sampler that does not clean, such as SMOTE()",
                parameter="smote",
            )
        for name in self._handed_down():
            if name not in ("sampling_strategy", "random_state", "n_jobs"):
                self._check_agrees(over, name)
        # Parts that are given are copied, so that a RandomState in them stays as it is.
        self.smote_ = over if self.smote is None else clone(over)

    def _cleans_with(self) -> str:
        return type(self.make_cleaning()).__name__

    def _check_agrees(self, over: Oversampler, name: str) -> None:
        """Raise `InvalidInputError` if a parameter is given that the over-sampler has otherwise."""
        own = getattr(self, name)
        if own not in (self._declared[name].default, getattr(over, name, None)):
            raise InvalidInputError(
                f"{type(self).__name__} has {name}={own!r}, and the over-sampler that counts, "
                f"smote={brief(over)}, has another",
                remedy=f"give {name}={own!r} to it",
                parameter=name,
            )

    def _plan(self, target: Target) -> Counts:
        return self.smote_._plan(target)

    def _pose(self, *args: Any) -> Any:
        return self.smote_._pose(*args)

    def _encode(self, table: Table, looks_at_values: bool) -> tuple[Rows, Coding]:
        return self.smote_._encode(table, looks_at_values)

    def _takes_categories(self) -> bool:
        return self._over()._takes_categories()

    def _clean(
        self, given: Any, cleaning: Cleaning, problem: TableProblem, lineage: Lineage
    ) -> NDArray[np.int64]:
        kept = self._keep(cleaning, problem)
        over = self.smote_
        over.n_features_in_ = self.n_features_in_
        over.sampling_strategy_ = self.sampling_strategy_
        over.is_synthetic_ = np.arange(given.table.n_rows + len(lineage)) >= given.table.n_rows
        over._remember(given, lineage, over.make_recipe())
        _warn_of_lost(
            problem,
            lineage.klass,
            lineage.klass[kept[kept >= given.table.n_rows] - given.table.n_rows],
        )
        return kept

    def _keep(self, cleaning: Cleaning, problem: TableProblem) -> NDArray[np.int64]:
        """Return which rows of the grown table stay."""
        return cleaning.keep_apart(problem).rows

    def _expose(self, findings: Findings) -> None:
        self.smote_._expose(findings)


def _warn_of_lost(
    problem: TableProblem, made: NDArray[np.int64], stayed: NDArray[np.int64]
) -> None:
    """Warn of each class all of whose new rows were removed again; classes of the rows, (n,)."""
    for klass in np.setdiff1d(made, stayed).tolist():
        n = int(np.count_nonzero(made == klass))
        warnings.warn(
            SamplingWarning(
                "cleaned away",
                f"class {problem.labels[klass]!r} keeps none of its {n} new row{'s' * (n != 1)}: "
                "the cleaning removed all of them; use an over-sampler that does not clean, such "
                "as SMOTE",
            ),
            stacklevel=2,
        )
