"""What finds the rows that a seed is mixed with."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.stages.stage import Stage

__all__ = ["Neighbourhood"]


class Neighbourhood(Stage):
    """A way to find partners."""

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.CLASS_NEIGHBOURS

    @abstractmethod
    def partners(self, problem: Problem, group: SeedGroup) -> NDArray[np.int64] | Ragged:
        """Return the row numbers of each seed's partners.

        Parameters
        ----------
        problem : Problem
            The table.
        group : SeedGroup
            The seeds.

        Returns
        -------
        ndarray of shape (n_seeds, n_partners), int64, or Ragged
            The partners; `Ragged` where seeds have different numbers of them.
        """
