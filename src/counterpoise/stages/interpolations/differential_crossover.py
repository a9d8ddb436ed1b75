"""A new row is its seed with some columns moved by the difference of two partners."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.core.displacement import Displacement, Site
from counterpoise.core.draws import Draws
from counterpoise.core.lineage import Lineage
from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, Use
from counterpoise.parameters.constraints import SHARE, Number
from counterpoise.stages.interpolations.interpolation import Interpolation

__all__ = ["CrossedStep", "DifferentialCrossover"]


@dataclass(frozen=True)
class CrossedStep(Displacement):
    """The difference of the second and the third parent, times a factor, in some columns.

    Parameters
    ----------
    factor : float
        The factor.
    crossover_rate : float
        How likely a column is to be moved; one column of each row is in any case.
    """

    looks_at_parents = True
    factor: float
    crossover_rate: float

    def offsets(self, site: Site, n_numeric: int) -> NDArray[np.float64]:
        most = np.finfo(np.float64).max
        moves = site.words.uniform("crossover", site.numbers, n_numeric) < self.crossover_rate
        sure = (site.words.uniform("sure", site.numbers, 1) * n_numeric).astype(np.int64)
        np.put_along_axis(moves, np.minimum(sure, n_numeric - 1), True, axis=1)
        with np.errstate(over="ignore"):
            # Halves, because the difference of two may be larger than any number.
            step = 2 * (self.factor * (site.parents[:, 1] / 2 - site.parents[:, 2] / 2))
        # A value that one of the parents misses does not move.
        moved: NDArray[np.float64] = np.where(moves, np.nan_to_num(step), 0.0)
        return np.clip(moved, -most, most, out=moved)


class DifferentialCrossover(Interpolation):
    """The seed, some of whose columns are moved by a share of the difference of two partners.

    This is mutation and crossover of differential evolution: with the partners a and b, a column of
    the seed x becomes ``x + factor * (a - b)`` with the chance crossover_rate, and stays otherwise.
    A category is the seed's.

    Parameters
    ----------
    factor : float, default=0.5
        The share of the difference.
    crossover_rate : float from 0 to 1, default=0.5
        How likely a column is to be moved; one column of each row is in any case.
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "factor": [Number(Real, 0, None, closed="neither")],
        "crossover_rate": [SHARE],
    }

    def __init__(self, factor: float = 0.5, crossover_rate: float = 0.5):
        self.factor = factor
        self.crossover_rate = crossover_rate

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED

    def prepare(self, problem: Problem, group: SeedGroup) -> SeedGroup:
        assert group.partners is not None
        if not problem.rows.n_numeric:
            raise InvalidInputError(
                "the table has no column of numbers",
                joint=", and ",
                needed="rows are made by differences of numbers",
                remedy=Use("SMOTEN"),
            )
        if np.min(group.partners.lengths) < 2:
            raise InvalidInputError(
                "a new row needs two different partners, and the neighbourhood gives one",
                remedy="ask for two neighbours or more",
            )
        return group

    def draw(self, group: SeedGroup, draws: Draws) -> Lineage:
        places = draws.seeds()
        lists = group.partners
        assert lists is not None
        lengths = np.broadcast_to(lists.lengths_of(places), places.shape)
        drawn = draws.uniform("partners", 2)
        first = np.minimum((drawn[:, 0] * lengths).astype(np.int64), lengths - 1)
        second = np.minimum((drawn[:, 1] * (lengths - 1)).astype(np.int64), lengths - 2)
        second += second >= first
        pairs = [group.rows[places]]
        pairs += [lists.values[lists.pairs(places, rank)] for rank in (first, second)]
        step = CrossedStep(float(self.factor), float(self.crossover_rate))
        return draws.lineage(np.column_stack(pairs), np.zeros((len(places), 2)), places, step)
