"""New rows lie on a curve through their class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from counterpoise.core.displacement import Displacement, Site
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.moments import moments_of_columns
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.core.words import Words
from counterpoise.parameters.constraints import Number
from counterpoise.stages.interpolations.interpolation import Interpolation
from counterpoise.stages.values import check_rows, numbers_of

__all__ = ["FittedCurve"]


def _times(words: Words, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return where on the curve new rows lie, from -1 at its first row to 1; shape (n_new,)."""
    return 2 * words.uniform("time", numbers, 1)[:, 0] - 1


@dataclass(frozen=True)
class OnCurve(Displacement):
    """The way from a seed to a point of a curve.

    Parameters
    ----------
    curve : ndarray of shape (degree + 1, n_numeric), float64
        Coefficients of Chebyshev polynomials, one for each column.
    middle, spread : ndarray of shape (n_numeric,), float64
        Mean and deviation of the columns, in which the curve is told.
    """

    looks_at_parents = True
    curve: NDArray[np.float64]
    middle: NDArray[np.float64]
    spread: NDArray[np.float64]

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        at = chebyshev.chebvander(_times(site.words, site.numbers), len(self.curve) - 1)
        with np.errstate(over="ignore"):
            return np.nan_to_num(self.middle + (at @ self.curve) * self.spread - site.parents[:, 0])


class FittedCurve(Interpolation):
    """Random points of a curve that is fitted to the class: one polynomial for each column.

    The rows of the class, in the order of the table, stand at equal times. A column's polynomial is
    fitted to its values over time by least squares, and a new row is the curve at a uniform time.
    Its seed is the row nearest in time, whose categories it has.

    Parameters
    ----------
    degree : int, default=3
        Degree of the polynomials; lower where a column has too few values.
    """

    takes_partners = False
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "degree": [Number(Integral, 1, None, closed="left")]
    }

    def __init__(self, degree: int = 3):
        self.degree = degree

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        check_rows(problem, group.klass, len(group.seeds), 2, "FittedCurve")
        values = numbers_of(problem, group.seeds)
        middle, spread = moments_of_columns(values)
        middle, spread = np.nan_to_num(middle), np.where(spread > 0, spread, 1.0)
        values = (values - middle) / spread
        times = np.linspace(-1, 1, len(values))
        curve = np.zeros((self.degree + 1, values.shape[1]))
        known = ~np.isnan(values)
        # Columns that have their values in the same rows are fitted together.
        for mask in np.unique(known, axis=1).T:
            together = (known == mask[:, np.newaxis]).all(axis=0)
            if mask.any():
                degree = min(self.degree, int(mask.sum()) - 1)
                found = chebyshev.chebfit(times[mask], values[np.ix_(mask, together)], degree)
                curve[: degree + 1, together] = found
        fitted = {"curve": curve, "middle": middle, "spread": spread}
        return replace(group, constants={**group.constants, **fitted})

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        n_last = len(group.rows) - 1
        times = _times(draws.words, group.numbers)
        places = np.rint((times + 1) / 2 * n_last).astype(np.int64)
        told = group.constants
        move = OnCurve(told["curve"], told["middle"], told["spread"])
        parents = group.seeds[places][:, np.newaxis]
        return draws.lineage(parents, np.empty((len(places), 0)), places, move)
