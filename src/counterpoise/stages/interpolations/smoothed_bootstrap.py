"""A new row is its seed with noise as wide as a kernel density's."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from counterpoise.core.displacement import Displacement
from counterpoise.core.draws import Draws
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, brief
from counterpoise.parameters.constraints import FINITE, Number
from counterpoise.stages.interpolations.noisy_seed import NoisySeed, check_differs

__all__ = ["SmoothedBootstrap", "normal_bandwidth"]


class SmoothedBootstrap(NoisySeed):
    """The seed with Gaussian noise in its numeric columns (ROSE; Menardi and Torelli 2014).

    The noise of a column has the standard deviation ``shrinkage * h * s``, with ``s`` the column's
    standard deviation within the class and ``h = (4 / ((p + 2) n)) ** (1 / (p + 4))``, Silverman's
    bandwidth for ``n`` rows and ``p`` numeric columns.

    Parameters
    ----------
    shrinkage : float or dict, default=1.0
        Factor of the bandwidth, for all classes or by class label.
    within : {"table", "class"}, default="table"
        Whether n counts the rows of the table, as imbalanced-learn does, or those of the class, as
        the paper does. With the latter a class needs two rows.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "shrinkage": [Number(Real, 0, None, closed="left"), Mapping],
        "within": [StrOptions({"table", "class"})],
    }

    def __init__(
        self,
        shrinkage: float | Mapping[Any, float] = 1.0,
        within: Literal["table", "class"] = "table",
    ):
        self.shrinkage = shrinkage
        self.within = within

    def check(self) -> None:
        super().check()
        if isinstance(self.shrinkage, Mapping):
            for label, factor in self.shrinkage.items():
                if not (FINITE.is_satisfied_by(factor) and factor >= 0):
                    raise InvalidInputError(
                        f"shrinkage gives {brief(factor)} for class {label!r}",
                        needed="it needs a finite number, 0 or more",
                        remedy=None,
                        parameter="shrinkage",
                    )

    def factor(self, problem: Problem, group: SeedGroup) -> float:
        n = problem.n_rows
        if self.within == "class":
            check_differs(problem, group.klass)
            n = len(problem.members(group.klass))
        bandwidth = normal_bandwidth(n, problem.rows.n_numeric)
        return self._shrinkage_of(problem, group) * bandwidth

    def noise(self, draws: Draws, width: NDArray[np.float64]) -> NDArray[np.float64] | Displacement:
        # Only imbalanced-learn counts the rows of the table, and its rows are to come out.
        return draws.streamed_noise(width) if self.within == "table" else draws.noise(width)

    def _shrinkage_of(self, problem: Problem, group: SeedGroup) -> float:
        if not isinstance(self.shrinkage, Mapping):
            return self.shrinkage
        label = problem.labels[group.klass]
        if label not in self.shrinkage:
            raise InvalidInputError(
                f"shrinkage has no factor for class {label!r}; it names "
                f"{', '.join(map(repr, self.shrinkage)) or 'none'}",
                remedy="give one for each class that grows",
                parameter="shrinkage",
            )
        return self.shrinkage[label]


def normal_bandwidth(n: int, p: int) -> float:
    """Return the bandwidth that is best for n rows of a normal distribution of p columns.

    It is in standard deviations (Silverman 1986, section 4.3).
    """
    return float((4 / ((p + 2) * n)) ** (1 / (p + 4)))
