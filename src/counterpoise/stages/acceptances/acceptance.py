"""What says which of the drawn rows are good enough."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.rows import Rows
from counterpoise.stages.stage import Stage

__all__ = ["Acceptance"]


class Acceptance(Stage):
    """A way to say which of the drawn rows are good enough; the others are drawn again."""

    attempts: int = 10
    """How often a row is drawn at most; one that was never good enough is left out."""

    why_other_counts: ClassVar[str] = "some of its rows were never accepted; use SMOTE"
    """Why a class may get fewer new rows than was asked for, and what to do."""

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    @abstractmethod
    def accepts(self, problem: Problem, klass: int, made: Rows) -> NDArray[np.bool_]:
        """Return which of some new rows of a class are good enough; shape (n_made,).

        Parameters
        ----------
        problem : Problem
            The table; what is found out of it once is kept in its findings.
        klass : int
            Code of the class that grows.
        made : Rows of shape (n_made, ...)
            The new rows, as they would be written.
        """
