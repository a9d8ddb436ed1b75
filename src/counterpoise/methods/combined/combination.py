"""Over-sampling followed by cleaning."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from counterpoise.core.counts import Counts
from counterpoise.core.lineage import Lineage
from counterpoise.core.problem import Findings
from counterpoise.core.rows import Rows
from counterpoise.core.streams import Streams
from counterpoise.errors import InvalidInputError, brief
from counterpoise.methods.over.smote import SMOTE
from counterpoise.methods.parts import check_same_scale, own_part
from counterpoise.methods.sampler import Cleaner, Oversampler
from counterpoise.parameters.declared import parameter
from counterpoise.parameters.types import FitResample
from counterpoise.space.problem import TableProblem
from counterpoise.stages import Cleaning
from counterpoise.stages.recipe import Recipe
from counterpoise.tables import Coding, Table
from counterpoise.targets import Target

__all__ = ["Combination"]


class Combination(Oversampler, without=("recipe", "space")):
    """An over-sampler whose recipe ends with a cleaner's stage.

    Where the user gives the over-sampler, its parameters count, not those of the combination. A
    cleaner measures in the over-sampler's units, and draws from its numbers unless it has a seed of
    its own.
    """

    _columns = "numeric or mixed"

    smote: FitResample | None = parameter(
        default=None,
        constraint=(),
        kind="over-sampler",
        help=(
            "`SMOTE` or another one that does not clean, ours or imbalanced-learn's, with "
            "parameters of its own; None for `SMOTE` with those given here."
        ),
    )
    _cleaner_name: ClassVar[str]

    @abstractmethod
    def _default_cleaner(self) -> Cleaner:
        """Return the cleaner used where the user gives none."""

    def _over(self) -> Oversampler:
        if self.smote is not None:
            return own_part(self, "smote", Oversampler, "SMOTE")
        return SMOTE(
            sampling_strategy=self.sampling_strategy,
            random_state=self.random_state,
            scale=self.scale,
            n_jobs=self.n_jobs,
            rng=self.rng,
        )

    def _cleaner(self) -> Cleaner:
        default = self._default_cleaner()
        if getattr(self, self._cleaner_name) is None:
            return default
        return own_part(self, self._cleaner_name, Cleaner, type(default).__name__)

    def make_recipe(self) -> Recipe:
        return self._over().make_recipe().with_cleaning(self._cleaner().make_cleaning())

    def _recipe(self, table: Table) -> Recipe:
        return self._over()._recipe(table).with_cleaning(self._cleaner().make_cleaning())

    def _check_parameters(self) -> None:
        super()._check_parameters()
        over, cleaner = self._over(), self._cleaner()
        over._check_parameters()
        cleaner._check_parameters()
        if over.make_recipe().cleaning is not None:
            raise InvalidInputError(
                f"smote={brief(over)} cleans its rows itself, and {type(self).__name__} cleans "
                f"with {brief(cleaner)}",
                remedy="give an over-sampler that does not clean, such as SMOTE()",
                parameter="smote",
            )
        for name, default in (("scale", None), ("rng", "numpy")):
            own = getattr(self, name)
            if own not in (default, getattr(over, name)):
                raise InvalidInputError(
                    f"{type(self).__name__} has {name}={own!r}, and the over-sampler that counts, "
                    f"smote={brief(over)}, has another",
                    remedy=f"give {name}={own!r} to it",
                    parameter=name,
                )
        check_same_scale(over, cleaner, self._cleaner_name)
        if cleaner.categorical_features is not None:
            raise InvalidInputError(
                f"{self._cleaner_name}={brief(cleaner)} names categorical_features, and the "
                "over-sampler says which columns are categories",
                remedy="name them there, as in SMOTENC",
                parameter=self._cleaner_name,
            )
        # Parts that are given are copied, so that a RandomState in them stays as it is.
        self.smote_ = over if self.smote is None else clone(over)
        setattr(self, f"{self._cleaner_name}_", clone(cleaner))

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
        cleaner = getattr(self, f"{self._cleaner_name}_")
        if cleaner.random_state is not None:
            problem.streams = Streams(cleaner.random_state, cleaner.rng)
        problem.geometry.n_jobs = cleaner.n_jobs
        kept = cleaning.keep_apart(problem)
        cleaner._become(kept, self.n_features_in_)

        over = self.smote_
        over.n_features_in_ = self.n_features_in_
        over.sampling_strategy_ = self.sampling_strategy_
        over.is_synthetic_ = np.arange(given.table.n_rows + len(lineage)) >= given.table.n_rows
        over._remember(given, lineage)
        return kept.rows

    def _expose(self, findings: Findings) -> None:
        self.smote_._expose(findings)
