"""Over-sampling followed by a cleaner, which is a sampler of its own."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from counterpoise.core.streams import Streams
from counterpoise.errors import InvalidInputError, brief
from counterpoise.methods.cleaner import Cleaner
from counterpoise.methods.combined.combination import Combination
from counterpoise.methods.parts import check_same_scale, own_part
from counterpoise.space.problem import TableProblem
from counterpoise.stages import Cleaning

__all__ = ["WithCleaner"]


class WithCleaner(Combination):
    """A combination that ends with a cleaner's stage, and that has the cleaner for a parameter.

    A cleaner measures in the over-sampler's units, and draws from its numbers unless it has a seed
    of its own.
    """

    _cleaner_name: ClassVar[str]
    _cleans_growing = True

    @abstractmethod
    def _default_cleaner(self) -> Cleaner:
        """Return the cleaner used where the user gives none."""

    def _cleaner(self) -> Cleaner:
        default = self._default_cleaner()
        if getattr(self, self._cleaner_name) is None:
            return default
        return own_part(self, self._cleaner_name, Cleaner, type(default).__name__)

    def make_cleaning(self) -> Cleaning:
        return self._cleaner().make_cleaning()

    def _cleans_with(self) -> str:
        return brief(self._cleaner())

    def _check_parameters(self) -> None:
        super()._check_parameters()
        over, cleaner = self._over(), self._cleaner()
        cleaner._check_parameters()
        check_same_scale(over, cleaner, self._cleaner_name)
        if cleaner.categorical_features is not None:
            raise InvalidInputError(
                f"{self._cleaner_name}={brief(cleaner)} names categorical_features, and the "
                "over-sampler says which columns are categories",
                remedy="name them there, as in SMOTENC",
                parameter=self._cleaner_name,
            )
        setattr(self, f"{self._cleaner_name}_", clone(cleaner))

    def _keep(self, cleaning: Cleaning, problem: TableProblem) -> NDArray[np.int64]:
        cleaner = getattr(self, f"{self._cleaner_name}_")
        if cleaner.random_state is not None:
            problem.streams = Streams(cleaner.random_state, cleaner.rng)
        problem.geometry.n_jobs = cleaner.n_jobs
        kept = cleaning.keep_apart(problem)
        cleaner._become(kept, self.n_features_in_)
        return kept.rows
