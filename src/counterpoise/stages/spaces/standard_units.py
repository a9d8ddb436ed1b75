"""Rows in standard units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.space.problem import TableProblem
from counterpoise.stages.spaces.propensity import standardised
from counterpoise.stages.spaces.space import Space

__all__ = ["StandardUnits"]


class StandardUnits(Space):
    """Each column with the mean 0 and the standard deviation 1, whatever the table's units."""

    def view(self, problem: TableProblem) -> NDArray[np.float64]:
        return standardised(problem.geometry.embedding())
